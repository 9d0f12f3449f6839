import Formats
import HTTP
import Values

/// Finds our own instances in Altinn's storage, for when the answer that named one was lost.
/// Source: Altinn/altinn-storage, 2026-08-20.
public struct AltinnStorage: Sendable {
    private let platform: Endpoint
    private let calls: AuthorisedCalls
    private let app: AltinnApp

    /// A list longer than this many pages is somebody else's.
    private static let mostPages = 50

    public init(
        _ app: AltinnApp, _ record: AuthorityRecord, tokens: AltinnTokens, transport: any HTTPTransport,
        surroundings: Surroundings
    ) {
        self.app = app
        platform = record.altinn.platform
        let patient = PatientCalls(
            transport: GuardedTransport(transport, for: record), waiting: record.waiting, surroundings: surroundings,
            service: AltinnInstances.service)
        calls = AuthorisedCalls(patient, tokens)
    }

    /// All instances of the app for a party made at or after a moment, open and archived, but no drafts that were deleted.
    /// What the caller may not read is missing without notice.
    public func instances(
        of party: OrganisationNumber, createdFrom moment: Timestamp
    ) async throws -> [AltinnInstance] {
        var found: [AltinnInstance] = []
        var query: String? = "appId=\(app)&created=gte:\(moment)"
        for _ in 0..<AltinnStorage.mostPages {
            guard let page = query else { return found }
            let json = try await read(page, party)
            for instance in json["instances"]?.array ?? [] {
                let instance = try AltinnInstances.instance(instance.canonicalBytes)
                // What was sent counts, though somebody removed it from the inbox afterwards.
                if !(instance.isSoftDeleted && instance.isDraft), isOurs(instance, party) { found.append(instance) }
            }
            query = nextQuery(json)
        }
        throw AuthorityError(
            .unreadableAnswer, AltinnInstances.service, "the list of instances does not end", "Run the command again.")
    }

    /// A system user must name the party, by this header or by a party id, but not by both.
    private func read(_ query: String, _ party: OrganisationNumber) async throws -> JSON {
        let response = try await calls.read(
            HTTPRequest(
                .get, "\(platform)/storage/api/v1/instances?\(query)",
                headers: [
                    HTTPHeader("Accept", "application/json"),
                    HTTPHeader("X-Ai-InstanceOwnerIdentifier", "Organisation:\(party)"),
                ]))
        guard response.status == 200 else {
            throw AltinnInstances.refusal(response, "listing the instances of \(party)", app: app)
        }
        return try AltinnInstances.json(response.body)
    }

    /// Only the query of the link to the next page is used: where requests go is ours to say.
    private func nextQuery(_ json: JSON) -> String? {
        guard let next = json["next"]?.string, let mark = next.firstIndex(of: "?") else { return nil }
        let query = String(next[next.index(after: mark)...])
        return query.isEmpty || query.contains("#") ? nil : query
    }

    private func isOurs(_ instance: AltinnInstance, _ party: OrganisationNumber) -> Bool {
        (instance.appID ?? "\(app)") == "\(app)" && (instance.ownerOrganisation ?? party.digits) == party.digits
    }
}
