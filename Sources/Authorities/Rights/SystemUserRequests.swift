import Formats
import HTTP
import Values

/// Requests for system users, and the system users that came of them.
/// Source: Altinn/altinn-authentication, `RequestSystemUserController`, `ChangeRequestSystemUserController`, 2026-07-17.
public struct SystemUserRequests: Sendable {
    private let base: String
    private let reading: AuthorisedCalls
    private let writing: AuthorisedCalls
    private let register: AuthorisedCalls
    private let approvalOrigin: String

    private static let service = "Altinn's system users"
    /// More than any vendor's list; a server that never ends its pages is left.
    private static let mostPages = 2_000

    public init(
        _ record: AuthorityRecord, client: MaskinportenClient, transport: any HTTPTransport, surroundings: Surroundings
    ) {
        base = "\(record.altinn.platform)/authentication/api/v1/systemuser"
        approvalOrigin = record.altinn.approval.origin
        let patient = PatientCalls(
            transport: GuardedTransport(transport, for: record), waiting: record.waiting, surroundings: surroundings,
            service: SystemUserRequests.service)
        reading = AuthorisedCalls(patient, MaskinportenTokens(client: client, scopes: [FilingNeed.requestReadScope]))
        writing = AuthorisedCalls(patient, MaskinportenTokens(client: client, scopes: [FilingNeed.requestWriteScope]))
        register = AuthorisedCalls(patient, MaskinportenTokens(client: client, scopes: [FilingNeed.registerScope]))
    }

    /// Asks for a system user.
    /// - Returns: the request, and whether it is new; an older one with the same reference comes back whatever its status.
    /// - Throws: `AuthorityError` that explains the problem code.
    public func create(
        system: String, party: OrganisationNumber, reference: ExternalReference, title: String, needs: [FilingNeed],
        redirectURL: String?
    ) async throws -> (request: SystemUserRequest, isNew: Bool) {
        var body: [String: JSON] = [
            "systemId": .string(system), "partyOrgNo": .string(party.digits), "externalRef": .string(reference.text),
            "integrationTitle": .string(title), "rights": SystemRegistration.rights(needs.map(\.resource)),
            "accessPackages": SystemRegistration.packages(Array(Set(needs.flatMap(\.accessPackages))).sorted()),
        ]
        if let redirectURL { body["redirectUrl"] = .string(redirectURL) }
        let response = try await writing.change(post("\(base)/request/vendor", .object(body)))
        guard response.status == 200 || response.status == 201 else { throw refusal(response) }
        return (try request(in: response), response.status == 201)
    }

    /// The request of a customer and a reference; nil when there is none.
    public func find(
        system: String, party: OrganisationNumber, reference: ExternalReference
    ) async throws -> SystemUserRequest? {
        let path = [system, party.digits, reference.text].map { percentEncoded($0) }.joined(separator: "/")
        return try await found("\(base)/request/vendor/byexternalref/\(path)")
    }

    /// Takes a request back: it can be asked anew afterwards.
    public func withdraw(_ id: String) async throws {
        let response = try await writing.change(
            HTTPRequest(.delete, "\(base)/request/vendor/\(percentEncoded(id))"))
        guard (200..<300).contains(response.status) else { throw refusal(response) }
    }

    /// All requests of a system, of whatever status, page by page.
    /// - Returns: the requests, and whether the list had several pages: Altinn then leaves out the first request of each
    ///   further page (altinn.md 6.3), so that a request may be missing. `find` asks for one by its reference.
    public func requests(system: String) async throws -> (requests: [SystemUserRequest], mayLack: Bool) {
        let pages = try await pages("\(base)/request/vendor/bysystem/\(percentEncoded(system))", reading)
        return (pages.items.compactMap { try? SystemUserRequest($0) }, pages.count > 1)
    }

    /// A change request; nil when there is none of that id.
    public func findChange(_ id: String) async throws -> SystemUserRequest? {
        try await found("\(base)/changerequest/vendor/\(percentEncoded(id))")
    }

    /// Takes a change request back. The system user stays as it is.
    public func withdrawChange(_ id: String) async throws {
        let response = try await writing.change(
            HTTPRequest(.delete, "\(base)/changerequest/vendor/\(percentEncoded(id))"))
        guard (200..<300).contains(response.status) else { throw refusal(response) }
    }

    /// Asks for what a system user lacks.
    /// - Parameter correlationID: a UUID of this change, other than the system user's id; the same one asks again for the
    ///   same change, and gives AUTH-00061 once that is decided.
    public func change(
        systemUser: String, correlationID: String, needs: [FilingNeed], redirectURL: String?
    ) async throws -> SystemUserRequest {
        var body: [String: JSON] = [
            "requiredRights": SystemRegistration.rights(needs.map(\.resource)), "unwantedRights": [],
            "requiredAccessPackages": SystemRegistration.packages(Array(Set(needs.flatMap(\.accessPackages))).sorted()),
            "unwantedAccessPackages": [],
        ]
        if let redirectURL { body["redirectUrl"] = .string(redirectURL) }
        let query = formEncoded([("correlation-id", correlationID), ("system-user-id", systemUser)])
        let response = try await writing.change(post("\(base)/changerequest/vendor?\(query)", .object(body)))
        guard response.status == 200 || response.status == 201 else { throw refusal(response) }
        return try request(in: response)
    }

    /// The approved system user of a customer and a reference; nil when there is none.
    public func systemUser(
        system: String, party: OrganisationNumber, reference: ExternalReference
    ) async throws -> SystemUser? {
        let query = formEncoded([
            ("system-id", system), ("orgno", party.digits), ("external-ref", reference.text),
        ])
        let response = try await writing.read(get("\(base)/vendor/byquery?\(query)"))
        if response.status == 404 { return nil }
        guard response.status == 200, let json = try? JSON(parsing: response.body) else { throw refusal(response) }
        return SystemUser(json)
    }

    /// All system users of a system: every page, until there is no next.
    public func systemUsers(system: String) async throws -> [SystemUser] {
        try await pages("\(base)/vendor/bysystem/\(percentEncoded(system))", register).items
            .compactMap(SystemUser.init)
    }

    private func pages(_ first: String, _ calls: AuthorisedCalls) async throws -> (items: [JSON], count: Int) {
        var (items, count): ([JSON], Int) = ([], 0)
        var address: String? = first
        while let url = address, count < SystemUserRequests.mostPages {
            let response = try await calls.read(get(url))
            guard response.status == 200, let json = try? JSON(parsing: response.body) else { throw refusal(response) }
            items += json["data"]?.array ?? []
            count += 1
            address = json["links"]?["next"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        return (items, count)
    }

    private func found(_ url: String) async throws -> SystemUserRequest? {
        let response = try await reading.read(get(url))
        if response.status == 404 { return nil }
        guard response.status == 200 else { throw refusal(response) }
        return try request(in: response)
    }

    private func get(_ url: String) -> HTTPRequest {
        HTTPRequest(.get, url, headers: [HTTPHeader("Accept", "application/json")])
    }

    private func post(_ url: String, _ body: JSON) -> HTTPRequest {
        HTTPRequest(
            .post, url,
            headers: [HTTPHeader("Content-Type", "application/json"), HTTPHeader("Accept", "application/json")],
            body: body.canonicalBytes)
    }

    /// The address to approve at must be Altinn's own: a person is sent there to give rights away.
    private func request(in response: HTTPResponse) throws -> SystemUserRequest {
        guard let json = try? JSON(parsing: response.body), let request = try? SystemUserRequest(json) else {
            throw unreadable("the request in the answer cannot be read")
        }
        if let url = request.confirmURL, Endpoint.origin(of: url) != approvalOrigin {
            throw unreadable("the address to approve at is not Altinn's (altinn.approvalUrl)")
        }
        return request
    }

    private func unreadable(_ problem: String) -> AuthorityError {
        AuthorityError(
            .unreadableAnswer, SystemUserRequests.service, problem, "Check altinn.platformUrl and altinn.approvalUrl.")
    }

    private func refusal(_ response: HTTPResponse) -> AuthorityError {
        AltinnProblem(response).authorityError(SystemUserRequests.service)
    }
}
