import Formats
import HTTP

/// The vendor's own entries in Altinn's System Register.
/// Source: Altinn/altinn-authentication, `SystemRegisterController`, 2026-07-17.
public struct SystemRegister: Sendable {
    private let base: String
    private let calls: AuthorisedCalls

    public init(
        _ record: AuthorityRecord, client: MaskinportenClient, transport: any HTTPTransport, surroundings: Surroundings
    ) {
        base = "\(record.altinn.platform)/authentication/api/v1/systemregister/vendor"
        calls = AuthorisedCalls(
            PatientCalls(
                transport: GuardedTransport(transport, for: record), waiting: record.waiting,
                surroundings: surroundings, service: "Altinn's System Register"),
            MaskinportenTokens(client: client, scopes: [FilingNeed.registerScope]))
    }

    /// What is registered; nil when there is no such system here, or it is another vendor's.
    public func find(_ id: String) async throws -> SystemRegistration? {
        let response = try await calls.read(
            HTTPRequest(.get, "\(base)/\(percentEncoded(id))", headers: [HTTPHeader("Accept", "application/json")]))
        if response.status == 404 { return nil }
        guard response.status == 200, let json = try? JSON(parsing: response.body) else { throw refusal(response) }
        do { return try SystemRegistration(registered: json) } catch {
            throw AuthorityError(
                .unreadableAnswer, calls.patient.service, "the registered system cannot be read: \(error)",
                "Update Bilag; the interface has changed.")
        }
    }

    public func register(_ system: SystemRegistration) async throws {
        let response = try await calls.change(request(.post, base, system.json))
        guard response.status == 200 || response.status == 201 else { throw refusal(response) }
    }

    /// Replaces the whole entry.
    public func update(_ system: SystemRegistration) async throws {
        let response = try await calls.change(request(.put, "\(base)/\(percentEncoded(system.id))", system.json))
        guard response.status == 200 else { throw refusal(response) }
    }

    private func request(_ method: HTTPMethod, _ url: String, _ body: JSON) -> HTTPRequest {
        HTTPRequest(
            method, url,
            headers: [HTTPHeader("Content-Type", "application/json"), HTTPHeader("Accept", "application/json")],
            body: body.canonicalBytes)
    }

    private func refusal(_ response: HTTPResponse) -> AuthorityError {
        AltinnProblem(response).authorityError(calls.patient.service)
    }
}
