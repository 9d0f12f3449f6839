import HTTP
import SimulatedAuthority
import TestSupport
import Values

/// A request that arrives long after its sender gave up.
struct LateRequest {
    let due: Timestamp
    let request: HTTPRequest
    let filing: String?
}

/// The network between a process and the authority: it loses, delays, doubles and garbles, and the process may die
/// before a request leaves, or after its effect and before its answer.
struct HazardousTransport: HTTPTransport {
    private let world: World
    private let process: SimulatedProcess

    init(_ world: World, _ process: SimulatedProcess) {
        self.world = world
        self.process = process
    }

    private enum Hazard: CaseIterable {
        case unreachable, lostBefore, lostAfter, late, doubled, faultBefore, faultAfter, tooMany, unavailable
        case unauthorised, forbidden, conflict, notFound, garbled, empty, slow, refused
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        await world.deliverLate()
        process.hasWaited = await world.interlude(whileWaiting: process)
        if process.isDead { throw .notSent("the process is dead") }
        guard world.hasHazards else { return try await deliver(request) }
        if world.random.chance(1, in: 100) {
            process.isDead = true
            world.tell("… dies before \(request.method.rawValue) \(request.path)")
            throw .notSent("the process is dead")
        }
        let hazard = world.random.chance(1, in: 9) ? world.random.pick(Hazard.allCases) : nil
        let answer = try await strike(hazard, request)
        if world.random.chance(1, in: 100) {
            process.isDead = true
            world.tell("… dies after \(request.method.rawValue) \(request.path)")
            throw .answerLost("the process is dead")
        }
        return answer
    }

    private func strike(
        _ hazard: Hazard?, _ request: HTTPRequest
    ) async throws(TransportError) -> HTTPResponse {
        guard let hazard else { return try await deliver(request) }
        process.isDisturbed = true
        world.tell("… \(hazard) at \(request.method.rawValue) \(request.path)")
        switch hazard {
        case .unreachable: throw .notSent("the connection was refused")
        case .lostBefore: throw .answerLost("the connection was closed")
        case .late:
            let seconds = Int64.random(in: 1...90, using: &world.random)
            world.late.append(
                LateRequest(
                    due: world.time.now.adding(seconds: seconds), request: request, filing: process.filing))
            throw .answerLost("the connection was closed")
        case .lostAfter:
            _ = try await deliver(request)
            throw .answerLost("the connection was closed")
        case .doubled:
            if request.method == .post, let filing = process.filing { world.withUnknownDrafts.insert(filing) }
            _ = try await deliver(request)
            return try await deliver(request)
        case .faultAfter:
            _ = try await deliver(request)
            return HTTPResponse(502)
        case .slow:
            world.time.advance(seconds: 45)
            return try await deliver(request)
        case .garbled, .empty:
            // What an odd proxy answers to a request that did reach the authority.
            _ = try await deliver(request)
            return HTTPResponse(
                200, headers: [HTTPHeader("Content-Type", "application/json")],
                body: hazard == .empty ? [] : Array("<html>".utf8))
        case .faultBefore: return HTTPResponse(500)
        case .tooMany: return HTTPResponse(429, headers: [HTTPHeader("Retry-After", "3")])
        case .unavailable: return HTTPResponse(503, headers: [HTTPHeader("Retry-After", "3")])
        case .unauthorised: return HTTPResponse(401)
        case .forbidden: return HTTPResponse(403)
        case .conflict: return HTTPResponse(409)
        case .refused:
            guard request.path.hasSuffix("process/next") else { return try await deliver(request) }
            return HTTPResponse(409, body: Array("Valideringsfeil: Filnavn må være unike".utf8))
        case .notFound: return HTTPResponse(404)
        }
    }

    private func deliver(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        // Another process may have brought the filing to its end while this request waited to leave.
        try await world.deliver(request, of: process.filing, isLate: process.hasWaited)
    }
}

extension World {
    /// Hands a request to the authority, having asked the log whether it may be.
    func deliver(
        _ request: HTTPRequest, of filing: String?, isLate: Bool = false
    ) async throws(TransportError) -> HTTPResponse {
        let hasEffect = request.method != .get && request.path.hasPrefix("/apps/")
        if hasEffect { checkApproval(of: filing, isLate: isLate) }
        return try await authority.send(request)
    }

    func deliverLate() async {
        let now = time.now
        let due = late.filter { $0.due <= now }
        late.removeAll { $0.due <= now }
        for item in due {
            if item.request.method == .post, let filing = item.filing { withUnknownDrafts.insert(filing) }
            _ = try? await deliver(item.request, of: item.filing, isLate: true)
        }
    }
}

extension HTTPRequest {
    /// The address without its host.
    fileprivate var path: String {
        "/" + url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).dropFirst(2).joined()
    }
}
