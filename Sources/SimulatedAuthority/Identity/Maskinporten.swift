import Cryptography
import Formats
import HTTP
import Values

extension SimulatedAuthority {
    func maskinporten(_ path: [String], _ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        switch (request.method, path) {
        case (.post, ["token"]): return try maskinportenToken(request)
        case (.get, [".well-known", "oauth-authorization-server"]):
            return .json(
                200,
                .object([
                    "issuer": .string(TokenIssuer.maskinporten.name(places)),
                    "token_endpoint": .string(places.address("/maskinporten/token")),
                    "jwks_uri": .string(places.address("/maskinporten/jwk")),
                    "grant_types_supported": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
                    "token_endpoint_auth_methods_supported": ["private_key_jwt"],
                    "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
                ]))
        case (.get, ["jwk"]): return .json(200, try keySet(.maskinporten))
        case (_, ["token"]): throw Refusal(405)
        default: throw Refusal(404)
        }
    }

    private func maskinportenToken(_ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        let assertion = try assertion(in: request)
        let token: JSONWebToken
        do { token = try JSONWebToken(parsing: assertion) } catch {
            throw .maskinporten("invalid_request", "MP-011", "The assertion is not a signed JWT")
        }
        let grant = MaskinportenGrant(token: token, now: clock(), issuer: TokenIssuer.maskinporten.name(places))
        let client = try grant.client(among: registrations)
        try grant.checkSignature(of: client)
        try grant.checkClaims()
        try use(grant, assertion)
        let scope = try grant.scope(of: client)
        let systemUser = try grant.systemUser(of: client, in: rights)
        return try answer(grant, client, scope, systemUser)
    }

    private func assertion(in request: HTTPRequest) throws(Refusal) -> String {
        guard request.mediaType == "application/x-www-form-urlencoded",
            let text = String(validating: request.body, as: UTF8.self), let fields = formFields(text)
        else { throw .maskinporten("invalid_request", nil, "The body must be application/x-www-form-urlencoded") }
        let types = fields.filter { $0.name == "grant_type" }.map(\.value)
        guard types == ["urn:ietf:params:oauth:grant-type:jwt-bearer"] else {
            throw .maskinporten("unsupported_grant_type", nil, "The grant type must be jwt-bearer")
        }
        let assertions = fields.filter { $0.name == "assertion" }
        guard assertions.count == 1, let assertion = assertions.first?.value, !assertion.isEmpty else {
            throw .maskinporten("invalid_request", "MP-011", "The assertion is missing")
        }
        return assertion
    }

    /// A grant is good for one token, whatever comes of it.
    private func use(_ grant: MaskinportenGrant, _ assertion: String) throws(Refusal) {
        let now = clock().secondsSince1970
        usedGrants = usedGrants.filter { $0.value > now }
        let name = grant.jwtID.map { "\(grant.clientID ?? "") \($0)" }
        let names = [name, SHA256Digest(of: Array(assertion.utf8)).hex].compactMap { $0 }
        guard names.allSatisfy({ usedGrants[$0] == nil }) else {
            throw .maskinporten("invalid_grant", "MP-012", "The grant has already been used")
        }
        for name in names { usedGrants[name] = now + 600 }
    }

    private func answer(
        _ grant: MaskinportenGrant, _ client: SandboxRegistration, _ scope: String,
        _ user: SandboxRegistration.SystemUser?
    ) throws(Refusal) -> HTTPResponse {
        var claims: [String: JSON] = [
            "client_id": .string(client.clientID), "scope": .string(scope), "token_type": "Bearer",
            "client_amr": grant.isByCertificate ? "virksomhetssertifikat" : "private_key_jwt",
            "aud": grant.audience ?? "unspecified",
            "consumer": .object([
                "authority": "iso6523-actorid-upis", "ID": .string("0192:\(client.vendor)"),
            ]),
        ]
        if let user {
            let registered = rights.resolves(user, client: client.clientID, vendor: client.vendor)
            let id = registered?.id ?? systemUserIDs[user] ?? uuid()
            systemUserIDs[user] = id
            claims["authorization_details"] = [
                .object([
                    "type": .string(MaskinportenGrant.systemUserType),
                    "systemuser_org": .object([
                        "authority": "iso6523-actorid-upis", "ID": .string("0192:\(user.owner)"),
                    ]),
                    "systemuser_id": [.string(id)], "system_id": .string(registered?.systemID ?? client.systemID ?? ""),
                    "externalRef": .string(user.externalReference),
                ])
            ]
        }
        let seconds = behaviour.maskinportenTokenSeconds
        let token = try issue(.maskinporten, claims: claims, seconds: seconds)
        return .json(
            200,
            .object([
                "access_token": .string(token), "token_type": "Bearer", "expires_in": .integer(seconds),
                "scope": .string(scope),
            ]), headers: [HTTPHeader("Cache-Control", "no-store")])
    }
}

extension Refusal {
    /// An error as Maskinporten words it: the code stands in the description.
    static func maskinporten(_ error: String, _ code: String?, _ text: String, status: Int = 400) -> Refusal {
        let description = code.map { "\($0): \(text)" } ?? text
        return Refusal(.json(status, .object(["error": .string(error), "error_description": .string(description)])))
    }
}
