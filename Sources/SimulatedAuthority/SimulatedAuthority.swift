import Authorities
import Cryptography
import Formats
import HTTP
import Values

/// Maskinporten, ID-porten, Altinn and the tax authority's VAT services on this machine, as strict as their
/// documentation says the real ones are.
///
/// It stands behind the real clients: in process as their `HTTPTransport`, or over loopback by `serve(on:)`. All
/// services lie under one base address:
///
/// | path | service |
/// |---|---|
/// | `/maskinporten/token`, `/maskinporten/.well-known/oauth-authorization-server` | Maskinporten |
/// | `/idporten/.well-known/openid-configuration`, `/idporten/authorize`, `/idporten/token` … | ID-porten |
/// | `/platform/authentication/api/v1/exchange/…` | Altinn's token exchange |
/// | `/platform/authentication/api/v1/systemregister/…`, `…/systemuser/…` | Altinn's System Register and system users |
/// | `/platform/accessmanagement/ui/systemuser/request` | the page where a customer approves |
/// | `/platform/storage/api/v1/instances` | Altinn's storage |
/// | `/apps/skd/mva-melding-innsending-v1/instances` | the VAT app |
/// | `/brreg/enhetsregisteret/api/…`, `/norges-bank/api/data/…` | Enhetsregisteret, Norges Bank's rates |
/// | `/skatteetaten/api/mva/grensesnittstoette/mva-melding/valider` | the VAT validation service |
/// | `/sandbox/…` | the sandbox's own control, see `control(_:_:)` |
///
/// An actor: requests are carried out one at a time, each whole.
public actor SimulatedAuthority: HTTPTransport {
    /// Looks at a return and says what its rules object to. Structure and element order are checked before it is asked.
    public typealias ReturnRules = @Sendable ([UInt8]) -> [SimulatedFinding]

    /// `http://127.0.0.1:8787`, without a slash at the end. Means nothing in a world at real addresses.
    public private(set) var baseURL: String
    private(set) var places: ServiceAddresses
    public var behaviour = SandboxBehaviour()

    /// Owner and name of the VAT app. The sandbox's control can roll it.
    var appID: String
    let clock: @Sendable () -> Timestamp
    let rules: ReturnRules?
    let signingKey: RSAPrivateKey
    var random: any RandomNumberGenerator & Sendable

    var registrations: [String: SandboxRegistration] = [:]
    var faults: [SandboxFault] = []
    var usedGrants: [String: Int64] = [:]
    var logins = IDPortenLogins()
    var rights = RightsRegister()
    /// Companies that are otherwise than usual.
    var companies: [OrganisationNumber: JSON] = [:]
    /// Rates that count from a day on, by currency.
    var toldRates: [String: [CalendarDate: String]] = [:]
    var personRoles: [String: SandboxPerson.Role] = [:]
    var systemUserIDs: [SandboxRegistration.SystemUser: String] = [:]
    var parties = PartyRegister()
    var instances: [VATInstance] = []
    private var seen: [SeenRequest] = []

    /// - Parameters:
    ///   - appID: owner and name of the VAT app.
    ///   - clock: decides what is expired, and what documents say. The machine's clock by default.
    ///   - random: makes ids. A seeded one makes all answers repeatable.
    ///   - signingKey: signs tokens. By default one key for the whole process, made when first needed.
    ///   - rules: instead of the published rules of the return.
    ///   - places: where the services are, when not all under the base address.
    /// - Throws: `CryptographyError` when no key can be made.
    public init(
        baseURL: String = "http://127.0.0.1:8787", appID: String = "skd/mva-melding-innsending-v1",
        clock: @escaping @Sendable () -> Timestamp = SimulatedAuthority.machineClock,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        signingKey: RSAPrivateKey? = nil, rules: ReturnRules? = nil, places: ServiceAddresses? = nil
    ) throws(CryptographyError) {
        self.baseURL = baseURL
        self.places = places ?? ServiceAddresses(base: baseURL)
        self.appID = appID
        self.clock = clock
        self.random = random
        if let signingKey {
            self.signingKey = signingKey
        } else {
            self.signingKey = try SimulatedAuthority.processKey.get()
        }
        self.rules = rules
    }

    /// A world of its own at the addresses of a record, with a signing key that no other world has. In process only:
    /// nothing of it ever goes over a network.
    /// - Throws: `InvalidInput` for addresses that cannot be worked out, `CryptographyError` when no key can be made.
    public init(
        worldOf record: AuthorityRecord, clock: @escaping @Sendable () -> Timestamp = SimulatedAuthority.machineClock,
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) throws {
        try self.init(
            baseURL: "", appID: record.vat.app.description, clock: clock, random: random,
            signingKey: try RSAPrivateKey.generate(), places: try ServiceAddresses(of: record))
    }

    private static let processKey = Result<RSAPrivateKey, CryptographyError> { () throws(CryptographyError) in
        try RSAPrivateKey.generate()
    }

    /// Serves over HTTP on 127.0.0.1 until the server is stopped. The base address becomes the server's.
    /// - Parameter port: 0 takes any free port.
    public func serve(on port: UInt16 = 0) throws(HTTPServerError) -> HTTPServer {
        let server = try HTTPServer(port: port) { [self] request in await reply(to: request) }
        move(to: server.baseURL)
        return server
    }

    /// Serves several worlds on one port, each under its own name: `http://127.0.0.1:8787/test`. They know nothing of
    /// each other: what is registered, approved or issued in one is unknown in the rest.
    /// - Parameter port: 0 takes any free port.
    public static func serve(
        worlds: [(name: String, authority: SimulatedAuthority)], on port: UInt16
    ) async throws -> HTTPServer {
        let server = try HTTPServer(port: port) { request in
            let rest = request.url.split(separator: "://", maxSplits: 1).last?.drop { $0 != "/" } ?? ""
            for world in worlds where rest.hasPrefix("/\(world.name)/") {
                return await world.authority.reply(to: request)
            }
            return .answer(
                .text(404, "The worlds here are \(worlds.map { "/" + $0.name }.joined(separator: " and "))."))
        }
        for world in worlds { await world.authority.move(to: "\(server.baseURL)/\(world.name)") }
        return server
    }

    private func move(to base: String) {
        baseURL = base
        places = ServiceAddresses(base: base)
    }

    /// In process.
    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        guard places.path(of: request.url) != nil else {
            throw .notSent("the sandbox is at \(places.address("")), and nothing else is reached from it")
        }
        switch outcome(of: request) {
        case .answer(let response): return response
        case .unreachable: throw .notSent("the connection was refused")
        case .lost: throw .answerLost("the connection was closed")
        }
    }

    /// Over a socket.
    public func reply(to request: HTTPRequest) -> ServerReply {
        if case .answer(let response) = outcome(of: request) { .answer(response) } else { .drop }
    }

    private enum Outcome {
        case answer(HTTPResponse)
        case lost
        case unreachable
    }

    private func outcome(of request: HTTPRequest) -> Outcome {
        guard let target = places.path(of: request.url).flatMap({ RequestTarget($0) }) else {
            return .answer(.text(400, "bad address"))
        }
        if target.path.first == "sandbox" { return .answer(answer(target, request)) }
        let outcome = faultyOutcome(of: request, target)
        var status: Int?
        if case .answer(let response) = outcome { status = response.status }
        seen.append(SeenRequest(time: clock(), method: request.method, path: target.text, status: status))
        return outcome
    }

    private func faultyOutcome(of request: HTTPRequest, _ target: RequestTarget) -> Outcome {
        let struck = faults.indices.first { faults[$0].strikes(request.method, target.text) }
        switch struck.map({ faults[$0].effect }) {
        case nil: return .answer(answer(target, request))
        case .answer(let response): return .answer(response)
        case .dropBefore: return .lost
        case .unreachable: return .unreachable
        case .dropAfter:
            _ = answer(target, request)
            return .lost
        }
    }

    private func answer(_ target: RequestTarget, _ request: HTTPRequest) -> HTTPResponse {
        do {
            return try route(target, request)
        } catch {
            return error.response
        }
    }

    private func route(_ target: RequestTarget, _ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        let rest = Array(target.path.dropFirst())
        switch target.path.first {
        case "maskinporten": return try maskinporten(rest, request)
        case "idporten": return try idPorten(rest, target, request)
        case "platform" where rest.starts(with: ["authentication", "api", "v1", "systemregister"]):
            return try systemRegister(Array(rest.dropFirst(4)), request)
        case "platform" where rest.starts(with: ["authentication", "api", "v1", "systemuser"]):
            return try systemUsers(Array(rest.dropFirst(4)), target, request)
        case "platform" where rest.starts(with: ["authentication", "api", "v1"]):
            return try authentication(Array(rest.dropFirst(3)), request)
        case "platform" where rest.starts(with: ["accessmanagement", "ui"]):
            return try approvalPage(Array(rest.dropFirst(2)), target, request)
        case "platform" where rest.starts(with: ["storage", "api", "v1", "instances"]):
            return try storage(Array(rest.dropFirst(4)), target, request)
        case "apps" where rest.prefix(2).joined(separator: "/") == appID:
            return try app(Array(rest.dropFirst(2)), target, request)
        case "brreg" where rest.starts(with: ["enhetsregisteret", "api"]):
            return try companies(Array(rest.dropFirst(2)), request)
        case "norges-bank" where rest.starts(with: ["api", "data"]):
            return try exchangeRates(Array(rest.dropFirst(2)), target, request)
        case "skatteetaten": return try skatteetaten(rest, request)
        case "sandbox": return try control(rest, request)
        default: throw Refusal(404)
        }
    }

    // What tests and the demo ask and tell

    /// Registers a client, or replaces its registration.
    public func register(_ registration: SandboxRegistration) { registrations[registration.clientID] = registration }

    public func add(_ fault: SandboxFault) { faults.append(fault) }

    public func removeFaults() { faults = [] }

    public func change(_ change: @Sendable (inout SandboxBehaviour) -> Void) { change(&behaviour) }

    /// All requests but those of the sandbox's own control, oldest first.
    public var requests: [SeenRequest] { seen }

    func uuid() -> String {
        let (first, second) = (random.next(), random.next())
        let bytes = [first, second].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
        return uuidVersion4(from: bytes)
    }
}
