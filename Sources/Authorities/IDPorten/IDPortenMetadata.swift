import Cryptography
import Formats
import HTTP
import Values

/// ID-porten's discovery document (OpenID Connect Discovery 1.0): where to log in, get tokens, find keys and log out.
/// Every address is checked to be ID-porten's own and of this environment before anything is sent there.
public struct IDPortenMetadata: Sendable {
    public let issuer: String
    let authorizationEndpoint: Endpoint
    let tokenEndpoint: Endpoint
    let keySetEndpoint: Endpoint
    /// Nil when the issuer publishes none.
    let revocationEndpoint: Endpoint?
    let endSessionEndpoint: Endpoint?
    /// Whether answers to the browser name their issuer (RFC 9207), so that its absence is a fault.
    let namesIssuerInAnswers: Bool

    /// - Parameter documents: where it is kept between calls.
    /// - Throws: `AuthorityError` when the document cannot be had or leads elsewhere.
    public static func fetch(
        _ record: AuthorityRecord, transport: any HTTPTransport, surroundings: Surroundings,
        documents: PublishedDocuments = PublishedDocuments()
    ) async throws -> IDPortenMetadata {
        let bytes = try await documents.bytes(
            of: record.idPorten.metadataEndpoint, IDPortenMetadata.calls(record, transport, surroundings))
        guard let json = try? JSON(parsing: bytes) else {
            throw IDPortenMetadata.unusable("the discovery document is not JSON")
        }
        return try IDPortenMetadata(json, record)
    }

    /// The published keys. When those that are kept lack the token's, they are fetched anew: issuers change their keys.
    /// - Parameter token: the signed token that a key is wanted for.
    public func keys(
        for token: String, _ record: AuthorityRecord, transport: any HTTPTransport, surroundings: Surroundings,
        documents: PublishedDocuments = PublishedDocuments()
    ) async throws -> PublishedKeys {
        let wanted = (try? JSONWebToken(parsing: token))?.header["kid"]?.string
        let bytes = try await documents.bytes(
            of: keySetEndpoint, IDPortenMetadata.calls(record, transport, surroundings)
        ) { kept in
            guard let wanted else { return true }
            return (try? PublishedKeys(parsing: kept))?[wanted] != nil
        }
        return try PublishedKeys(parsing: bytes)
    }

    init(_ json: JSON, _ record: AuthorityRecord) throws {
        let issuer = record.idPorten.issuer
        guard json["issuer"]?.string == issuer else {
            throw IDPortenMetadata.unusable("the discovery document names another issuer than \(issuer)")
        }
        func endpoint(_ name: String) throws -> Endpoint? {
            guard let text = json[name]?.string else { return nil }
            guard let endpoint = try? Endpoint(text), record.isOfIDPorten(endpoint) else {
                throw IDPortenMetadata.unusable("the discovery document's \(name) leads away from \(issuer)")
            }
            return endpoint
        }
        func required(_ name: String) throws -> Endpoint {
            guard let endpoint = try endpoint(name) else {
                throw IDPortenMetadata.unusable("the discovery document has no \(name)")
            }
            return endpoint
        }
        self.issuer = issuer
        authorizationEndpoint = try required("authorization_endpoint")
        tokenEndpoint = try required("token_endpoint")
        keySetEndpoint = try required("jwks_uri")
        revocationEndpoint = try endpoint("revocation_endpoint")
        endSessionEndpoint = try endpoint("end_session_endpoint")
        namesIssuerInAnswers = json["authorization_response_iss_parameter_supported"]?.bool ?? false
    }

    private static func calls(
        _ record: AuthorityRecord, _ transport: any HTTPTransport, _ surroundings: Surroundings
    ) -> PatientCalls {
        PatientCalls(
            transport: GuardedTransport(transport, for: record), waiting: record.waiting, surroundings: surroundings,
            service: "ID-porten")
    }

    private static func unusable(_ problem: String) -> AuthorityError {
        AuthorityError(
            .unreadableAnswer, "ID-porten", problem, "Check idPorten.issuer and idPorten.metadataUrl.")
    }
}

extension AuthorityRecord {
    /// True for the issuer's own host and hosts below it (login pages lie on login.idporten.no), of this environment.
    func isOfIDPorten(_ endpoint: Endpoint) -> Bool {
        let issuer = idPorten.metadataEndpoint
        if issuer.isLoopback || endpoint.isLoopback { return endpoint.origin == issuer.origin }
        let isBelow = endpoint.host == issuer.host || endpoint.host.hasSuffix("." + issuer.host)
        return isBelow && endpoint.scheme == "https" && (endpoint.port ?? 443) == (issuer.port ?? 443)
            && HostOwnership.objection(to: endpoint.host, in: environment) == nil
    }
}
