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

    /// - Throws: `AuthorityError` when the document cannot be had or leads elsewhere.
    public static func fetch(
        _ record: AuthorityRecord, transport: any HTTPTransport, surroundings: Surroundings
    ) async throws -> IDPortenMetadata {
        let calls = IDPortenMetadata.calls(record, transport, surroundings)
        let response = try await calls.send {
            HTTPRequest(
                .get, record.idPorten.metadataEndpoint.text, headers: [HTTPHeader("Accept", "application/json")])
        }
        guard response.status == 200, let json = try? JSON(parsing: response.body) else {
            throw IDPortenMetadata.unusable("the discovery document cannot be read (HTTP \(response.status))")
        }
        return try IDPortenMetadata(json, record)
    }

    /// The published keys.
    public func keys(
        _ record: AuthorityRecord, transport: any HTTPTransport, surroundings: Surroundings
    ) async throws -> PublishedKeys {
        let response = try await IDPortenMetadata.calls(record, transport, surroundings).send {
            HTTPRequest(.get, keySetEndpoint.text, headers: [HTTPHeader("Accept", "application/json")])
        }
        guard response.status == 200 else {
            throw IDPortenMetadata.unusable("the published keys cannot be read (HTTP \(response.status))")
        }
        return try PublishedKeys(parsing: response.body)
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
