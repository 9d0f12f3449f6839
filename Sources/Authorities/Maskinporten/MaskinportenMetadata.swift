import Formats
import HTTP
import Values

/// What Maskinporten publishes of itself (RFC 8414), held against what is configured. Tokens go through the configured
/// addresses alone; this tells when those no longer hold.
public struct MaskinportenMetadata: Hashable, Sendable {
    public let issuer: String
    public let tokenEndpoint: String

    /// - Throws: `AuthorityError` when the document cannot be had or is none.
    public static func fetch(
        _ record: AuthorityRecord, transport: any HTTPTransport, surroundings: Surroundings,
        documents: PublishedDocuments = PublishedDocuments()
    ) async throws -> MaskinportenMetadata {
        let calls = PatientCalls(
            transport: GuardedTransport(transport, for: record), waiting: record.waiting, surroundings: surroundings,
            service: "Maskinporten")
        let address = "\(record.maskinporten.issuer).well-known/oauth-authorization-server"
        let bytes = try await documents.bytes(of: try Endpoint(address), calls)
        guard let document = try? JSON(parsing: bytes),
            let issuer = document["issuer"]?.string, let token = document["token_endpoint"]?.string
        else {
            throw AuthorityError(
                .unreadableAnswer, calls.service, "what it publishes of itself cannot be read",
                "Check maskinporten.issuer.")
        }
        return MaskinportenMetadata(issuer: issuer, tokenEndpoint: token)
    }

    /// The settings that do not fit, each with the line to write.
    public func objections(to record: AuthorityRecord) -> [Phrase] {
        let settings = record.maskinporten
        var objections: [Phrase] = []
        if issuer != settings.issuer {
            objections.append(
                Phrase {
                    Phrase(en: "it calls itself", nb: "den kaller seg").text(in: $0)
                        + " \(issuer): \(record.line("maskinporten.issuer", issuer, in: $0))"
                })
        }
        if tokenEndpoint != settings.tokenEndpoint.text {
            objections.append(
                Phrase {
                    Phrase(en: "tokens come from", nb: "token kommer fra").text(in: $0)
                        + " \(tokenEndpoint): \(record.line("maskinporten.tokenUrl", tokenEndpoint, in: $0))"
                })
        }
        return objections
    }
}
