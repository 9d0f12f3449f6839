import Formats
import HTTP
import Values

/// A synthetic person who can be given a token without a login. Real national identity numbers have no place here.
public struct SandboxPerson: Sendable {
    /// What the person may do in the VAT app for any company (vat-return 7.3).
    public enum Role: String, Sendable {
        /// Fill in, confirm, and validate.
        case signing
        /// Fill in and validate; confirming gives 403.
        case filling
        /// Nothing: 403.
        case none
    }

    /// Eleven digits. Synthetic persons have 80 added to the month of birth.
    public let pid: String
    public let role: Role

    public init(pid: String = "01819012345", role: Role = .signing) {
        self.pid = pid
        self.role = role
    }
}

extension SimulatedAuthority {
    /// The scopes that filing a VAT return as a person takes (altinn.md 13.2).
    public static let vatPersonScopes = [
        "openid", "skatteetaten:mvameldingvalidering", "altinn:instances.read", "altinn:instances.write",
    ]

    /// An ID-porten access token as a login would give it.
    /// - Parameter seconds: the token's life; the tax authority's scopes allow up to 8 hours.
    public func issuePersonToken(
        for person: SandboxPerson = SandboxPerson(), scopes: [String] = vatPersonScopes,
        clientID: String = "sandbox-idporten-client", acr: String = "idporten-loa-high", seconds: Int64 = 28_800
    ) throws -> String {
        personRoles[person.pid] = person.role
        return try issue(
            .idPorten,
            claims: [
                "client_id": .string(clientID), "pid": .string(person.pid), "sub": .string("sandbox-\(person.pid)"),
                "acr": .string(acr), "amr": ["TestID"], "scope": .string(scopes.joined(separator: " ")),
                "token_type": "Bearer", "aud": "unspecified", "client_amr": "private_key_jwt",
            ], seconds: seconds)
    }

    func idPorten(
        _ path: [String], _ target: RequestTarget, _ request: HTTPRequest
    ) throws(Refusal) -> HTTPResponse {
        switch (request.method, path) {
        case (.get, ["authorize"]): return try authorize(target)
        case (.post, ["login"]): return try loginAnswer(request)
        case (.post, ["token"]): return try idPortenToken(request)
        case (.post, ["revoke"]): return try revoke(request)
        case (.get, ["logout"]), (.post, ["logout"]): return try endSession(target, request)
        case (.get, _): return try idPortenDocument(path)
        default: throw Refusal(405)
        }
    }

    private func idPortenDocument(_ path: [String]) throws(Refusal) -> HTTPResponse {
        let base = TokenIssuer.idPorten.name(places)
        switch path {
        case [".well-known", "openid-configuration"]:
            return .json(
                200,
                .object([
                    "issuer": .string(base), "jwks_uri": .string(base + "/jwks.json"),
                    "authorization_endpoint": .string(base + "/authorize"),
                    "token_endpoint": .string(base + "/token"),
                    "end_session_endpoint": .string(base + "/logout"),
                    "revocation_endpoint": .string(base + "/revoke"),
                    "grant_types_supported": ["authorization_code", "refresh_token"],
                    "token_endpoint_auth_methods_supported": ["none", "client_secret_post", "private_key_jwt"],
                    "response_types_supported": ["code"], "subject_types_supported": ["pairwise"],
                    "code_challenge_methods_supported": ["S256"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "acr_values_supported": ["idporten-loa-substantial", "idporten-loa-high"],
                    "authorization_response_iss_parameter_supported": true,
                ]))
        case ["jwks.json"]: return .json(200, try keySet(.idPorten))
        default: throw Refusal(404)
        }
    }
}
