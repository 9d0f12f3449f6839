import Formats
import HTTP
import Values

/// What issuers publish of themselves, discovery documents and key sets: fetched once and kept in memory for a day, or
/// as long as the answer allows where that is shorter (docs.digdir.no: keep them for about 24 hours).
public actor PublishedDocuments {
    private struct Kept {
        let bytes: [UInt8]
        let fetched: Timestamp
        let goodUntil: Timestamp
    }

    private var kept: [String: Kept] = [:]

    private static let lifetimeSeconds: Int64 = 86_400
    /// A document that lacks something is not fetched anew before this: else every forged token would send us off.
    private static let leastAgeSeconds: Int64 = 60

    public init() {}

    /// The bytes at an address.
    /// - Parameter suffices: whether kept bytes will do; a document that does not is fetched anew, once a minute at most.
    /// - Throws: `AuthorityError` when the address does not answer, or with another status than 200.
    func bytes(
        of endpoint: Endpoint, _ calls: PatientCalls, suffices: @Sendable ([UInt8]) -> Bool = { _ in true }
    ) async throws -> [UInt8] {
        let now = calls.surroundings.now()
        if let kept = kept[endpoint.text], now < kept.goodUntil, now >= kept.fetched,
            suffices(kept.bytes) || now < kept.fetched.adding(seconds: PublishedDocuments.leastAgeSeconds)
        {
            return kept.bytes
        }
        let response = try await calls.send {
            HTTPRequest(.get, endpoint.text, headers: [HTTPHeader("Accept", "application/json")])
        }
        guard response.status == 200 else {
            throw AuthorityError(
                .unreadableAnswer, calls.service, "\(endpoint) cannot be read (HTTP \(response.status))",
                "Check the configured addresses.")
        }
        let lifetime = PublishedDocuments.lifetime(response)
        kept[endpoint.text] = Kept(bytes: response.body, fetched: now, goodUntil: now.adding(seconds: lifetime))
        return response.body
    }

    /// Seconds that an answer may be kept (RFC 9111, section 5.2.2).
    private static func lifetime(_ response: HTTPResponse) -> Int64 {
        let directives = (response.header("Cache-Control") ?? "").lowercased().split(separator: ",").map {
            String($0).filter { $0 != " " }
        }
        if directives.contains("no-store") || directives.contains("no-cache") { return 0 }
        let ages = directives.compactMap { $0.hasPrefix("max-age=") ? Int64($0.dropFirst(8)) : nil }
        return min(ages.first.map { max(0, $0) } ?? lifetimeSeconds, lifetimeSeconds)
    }
}
