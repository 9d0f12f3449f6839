import Formats
import HTTP
import Values

/// The instance API of one Altinn app. Reading may be repeated; each change is sent once.
/// Source: Altinn/app-lib-dotnet, 2026-06-29; Skatteetaten/mva-meldingen, 2025-11-04.
public struct AltinnInstances: Sendable {
    public let app: AltinnApp
    let appEndpoint: Endpoint
    let calls: AuthorisedCalls
    static let service = "Altinn"

    public init(
        _ app: AltinnApp, at appEndpoint: Endpoint, _ record: AuthorityRecord, tokens: AltinnTokens,
        transport: any HTTPTransport, surroundings: Surroundings
    ) {
        self.app = app
        self.appEndpoint = appEndpoint
        let patient = PatientCalls(
            transport: GuardedTransport(transport, for: record), waiting: record.waiting, surroundings: surroundings,
            service: AltinnInstances.service)
        calls = AuthorisedCalls(patient, tokens)
    }

    /// Makes an instance. Every call makes another one: there is no idempotency key.
    /// - Parameter dataValues: come back in every reading, and hold our reference.
    public func create(
        for owner: OrganisationNumber, dataValues: [String: String]
    ) async throws -> AltinnInstance {
        let body = JSON.object([
            "instanceOwner": .object(["organisationNumber": .string(owner.digits)]),
            "dataValues": .object(dataValues.mapValues(JSON.string)),
        ])
        let response = try await calls.change(
            request(.post, "\(appEndpoint)/instances", contentType: "application/json", body: body.canonicalBytes))
        switch response.status {
        case 200, 201:
            do { return try AltinnInstances.instance(response.body) } catch {
                throw unclear("the answer that names the new instance cannot be read")
            }
        // The instance may have been stored although its process did not start.
        case 409: throw unclear("the process of the new instance did not start: \(serverText(response.body))")
        default: throw refusal(response, "making an instance for \(owner)")
        }
    }

    private func unclear(_ problem: String) -> AuthorityError {
        AuthorityError(
            .answerUnclear, AltinnInstances.service, problem,
            "Run the command again; it first reads what the authority has.")
    }

    public func read(_ id: InstanceID) async throws -> AltinnInstance {
        try AltinnInstances.instance(try await get("\(address(id))", "reading instance \(id)").body)
    }

    /// Where the process stands, and what we may do.
    public func process(of id: InstanceID) async throws -> ProcessState {
        let response = try await get("\(address(id))/process", "reading the process of \(id)")
        return ProcessState(try AltinnInstances.json(response.body))
    }

    /// Whether the authority's answer is there. An unclear answer counts as no.
    public func hasFeedback(_ id: InstanceID) async throws -> Bool {
        let response = try await calls.read(request(.get, "\(address(id))/feedback/status"))
        // In test a new instance has been seen to answer 404, and the feedback calls 409 before they are ready.
        if response.status == 404 || response.status == 409 { return false }
        guard response.status == 200 else { throw refusal(response, "asking for feedback on \(id)") }
        return try AltinnInstances.json(response.body)["isFeedbackProvided"]?.bool ?? false
    }

    /// What the app's own validation finds. Empty when nothing is wrong.
    public func validate(_ id: InstanceID) async throws -> [InstanceIssue] {
        let response = try await get("\(address(id))/validate", "validating instance \(id)")
        return try (AltinnInstances.json(response.body).array ?? []).map(InstanceIssue.init)
    }

    /// Deletes an instance of ours that was never sent. One that is gone already counts as deleted.
    public func delete(_ id: InstanceID) async throws {
        let response = try await calls.change(request(.delete, "\(address(id))?hard=false"))
        guard [200, 204, 404].contains(response.status) else {
            throw refusal(response, "deleting the unsent instance \(id)")
        }
    }

    /// What came of ending a task.
    public enum Advance: Hashable, Sendable {
        case advanced
        /// 409: the app found faults in what was uploaded; the state is unchanged. Text or XML, as it came.
        case contentRefused(body: [UInt8], contentType: String)
        /// 409: an earlier step is still running.
        case lockHeld
        case processHasEnded
        /// 403: this caller may not take the step.
        case forbidden(String)
    }

    /// Ends the current task. **Not idempotent:** repeated, it takes the following step.
    /// - Throws: `AuthorityError`; when `.answerUnclear`, read the process before anything else.
    public func advance(_ id: InstanceID) async throws -> Advance {
        let response = try await calls.change(
            request(.put, "\(address(id))/process/next", contentType: "application/json"))
        switch response.status {
        case 200, 201, 204: return .advanced
        case 403: return .forbidden(serverText(response.body))
        case 409:
            let text = serverText(response.body)
            if text.contains("Lock is already held") { return .lockHeld }
            if text.contains("Process is ended") { return .processHasEnded }
            let type = response.header("Content-Type") ?? "text/plain"
            return .contentRefused(body: response.body, contentType: type)
        default: throw refusal(response, "moving instance \(id) on")
        }
    }

    // Requests and answers

    func address(_ id: InstanceID) -> String { "\(appEndpoint)/instances/\(id)" }

    func request(
        _ method: HTTPMethod, _ url: String, accept: String = "application/json", contentType: String? = nil,
        _ more: [HTTPHeader] = [], body: [UInt8] = []
    ) -> HTTPRequest {
        var headers = [HTTPHeader("Accept", accept)]
        if let contentType { headers.append(HTTPHeader("Content-Type", contentType)) }
        return HTTPRequest(method, url, headers: headers + more, body: body)
    }

    private func get(_ url: String, _ doing: String) async throws -> HTTPResponse {
        let response = try await calls.read(request(.get, url))
        guard response.status == 200 else { throw refusal(response, doing) }
        return response
    }

    static func json(_ body: [UInt8]) throws -> JSON {
        do { return try JSON(parsing: body) } catch {
            throw AuthorityError(
                .unreadableAnswer, service, "the answer is not JSON: \(error)", "Run the command again.")
        }
    }

    static func instance(_ body: [UInt8]) throws -> AltinnInstance {
        do { return try AltinnInstance(try json(body)) } catch let error as InvalidInput {
            throw AuthorityError(
                .unreadableAnswer, service, "the instance cannot be read: \(error)", "Run the command again.")
        }
    }
}

/// A finding of an app's own validation.
public struct InstanceIssue: Hashable, Sendable {
    /// 1 error, 2 warning, 3 information, 4 fixed, 5 success.
    public let severity: Int64
    public let code: String
    public let text: String

    init(_ json: JSON) {
        severity = json["severity"]?.integer ?? 1
        code = json["code"]?.string ?? ""
        text = json["description"]?.string ?? ""
    }
}
