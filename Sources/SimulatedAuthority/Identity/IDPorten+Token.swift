import Authorities
import Cryptography
import Formats
import HTTP
import Values

extension SimulatedAuthority {
    /// The token endpoint (altinn.md 13.2 and 13.3).
    func idPortenToken(_ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        let fields = try loginForm(in: request)
        let client = try loginClient(fields)
        switch fields["grant_type"] {
        case "authorization_code": return try exchangeCode(fields, client)
        case "refresh_token": return try refresh(fields, client)
        default:
            throw .login(400, "unsupported_grant_type", "The grant type must be authorization_code or refresh_token")
        }
    }

    private func loginForm(in request: HTTPRequest) throws(Refusal) -> [String: String] {
        guard request.mediaType == "application/x-www-form-urlencoded",
            let text = String(validating: request.body, as: UTF8.self), let fields = formFields(text)
        else { throw .login(400, "invalid_request", "The body must be application/x-www-form-urlencoded") }
        guard Set(fields.map(\.name)).count == fields.count else {
            throw .login(400, "invalid_request", "A parameter stands twice")
        }
        return Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// Only the registered method counts.
    private func loginClient(_ fields: [String: String]) throws(Refusal) -> SandboxLoginClient {
        guard let client = logins.clients[fields["client_id"] ?? ""] else {
            throw .login(401, "invalid_client", "Client authentication failed")
        }
        let isProved: Bool
        switch client.proof {
        case .none: isProved = fields["client_secret"] == nil && fields["client_assertion"] == nil
        case .secret(let secret):
            isProved = fields["client_assertion"] == nil && fields["client_secret"] == secret
        case .keys(let keys): isProved = fields["client_secret"] == nil && isProof(fields, of: client.clientID, keys)
        }
        guard isProved else { throw .login(401, "invalid_client", "Client authentication failed") }
        return client
    }

    private func isProof(_ fields: [String: String], of clientID: String, _ keys: [SandboxRegistration.Key]) -> Bool {
        guard fields["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            let text = fields["client_assertion"], let token = try? JSONWebToken(parsing: text),
            let key = keys.first(where: { $0.keyID == token.header["kid"]?.string }),
            (try? token.isSigned(by: key.publicKey)) == true,
            token.claims["iss"]?.string == clientID, token.claims["sub"]?.string == clientID,
            let issued = token.claims["iat"]?.integer, let expires = token.claims["exp"]?.integer,
            let id = token.claims["jti"]?.string
        else { return false }
        let (issuer, now) = (TokenIssuer.idPorten.name(places), clock().secondsSince1970)
        guard [issuer, issuer + "/token"].contains(token.claims["aud"]?.string), issued <= now + 10, expires > now,
            expires > issued, expires - issued <= 120, logins.usedAssertions.insert(id).inserted
        else { return false }
        return true
    }

    private func exchangeCode(
        _ fields: [String: String], _ client: SandboxLoginClient
    ) throws(Refusal) -> HTTPResponse {
        guard let text = fields["code"], let code = logins.codes[text] else {
            throw .login(400, "invalid_grant", "The code is unknown")
        }
        guard !code.isUsed else {
            // A code that comes twice may have been stolen: what it gave ends (RFC 6749, section 4.1.2).
            logins.endedGrants.insert(code.grant)
            throw .login(400, "invalid_grant", "The code has been used")
        }
        logins.codes[text]?.isUsed = true
        let grant = logins.grants[code.grant]
        guard clock() < code.expires, grant.pending.clientID == client.clientID else {
            throw .login(400, "invalid_grant", "The code has expired, or belongs to another client")
        }
        guard fields["redirect_uri"] == grant.pending.redirectAddress else {
            throw .login(400, "invalid_grant", "The redirect address is not the one of the login")
        }
        let verifier = fields["code_verifier"] ?? ""
        guard (43...128).contains(verifier.utf8.count),
            Base64.url.encode(SHA256Digest(of: Array(verifier.utf8)).bytes) == grant.pending.challenge
        else { throw .login(400, "invalid_grant", "The code verifier does not fit the challenge") }
        return try answer(code.grant, client, withIDToken: true)
    }

    private func refresh(_ fields: [String: String], _ client: SandboxLoginClient) throws(Refusal) -> HTTPResponse {
        guard let text = fields["refresh_token"], let token = logins.refreshTokens[text],
            logins.grants[token.grant].pending.clientID == client.clientID
        else { throw .login(400, "invalid_grant", "The refresh token is unknown") }
        guard !token.isUsed else {
            // A one-time token that comes twice: somebody else may hold the newer one, so all end (RFC 9700, 4.14).
            logins.endedGrants.insert(token.grant)
            throw .login(400, "invalid_grant", "The refresh token has been used")
        }
        guard !logins.endedGrants.contains(token.grant), clock() < token.expires,
            clock() < logins.grants[token.grant].ends
        else { throw .login(400, "invalid_grant", "The refresh token has expired or was revoked") }
        logins.refreshTokens[text]?.isUsed = true
        return try answer(token.grant, client, withIDToken: false)
    }

    private func answer(
        _ index: Int, _ client: SandboxLoginClient, withIDToken: Bool
    ) throws(Refusal) -> HTTPResponse {
        let (grant, now) = (logins.grants[index], clock())
        let tokenID = uuid()
        logins.accessTokens[tokenID] = index
        let person: [String: JSON] = [
            "pid": .string(grant.person), "sub": .string("sandbox-\(grant.person.hash(in: client.clientID))"),
            "acr": .string(grant.level), "amr": ["TestID"],
        ]
        let access = try issue(
            .idPorten,
            claims: person.merging([
                "client_id": .string(client.clientID), "scope": .string(grant.pending.scopes.joined(separator: " ")),
                "token_type": "Bearer", "aud": "unspecified", "jti": .string(tokenID),
            ]) { $1 }, seconds: client.accessTokenSeconds)
        var members: [String: JSON] = [
            "access_token": .string(access), "token_type": "Bearer", "expires_in": .integer(client.accessTokenSeconds),
            "scope": .string(grant.pending.scopes.joined(separator: " ")),
        ]
        if !client.isNative {
            let refresh = uuid()
            logins.refreshTokens[refresh] = IDPortenLogins.RefreshToken(
                grant: index, expires: now.adding(seconds: client.refreshTokenSeconds))
            members["refresh_token"] = .string(refresh)
        }
        if withIDToken {
            members["id_token"] = .string(
                try issue(
                    .idPorten,
                    claims: person.merging([
                        "aud": .string(client.clientID), "nonce": .string(grant.pending.nonce),
                        "auth_time": .integer(grant.began.secondsSince1970),
                    ]) { $1 }, seconds: 120))
        }
        return .json(200, .object(members), headers: [HTTPHeader("Cache-Control", "no-store")])
    }

    /// Always 200 for a client that proves itself (RFC 7009, section 2.2).
    func revoke(_ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        let fields = try loginForm(in: request)
        let client = try loginClient(fields)
        let text = fields["token"] ?? ""
        let tokenID = (try? JSONWebToken(parsing: text))?.claims["jti"]?.string
        let index = logins.refreshTokens[text]?.grant ?? tokenID.flatMap { logins.accessTokens[$0] }
        if let index, logins.grants[index].pending.clientID == client.clientID { logins.endedGrants.insert(index) }
        return HTTPResponse(200)
    }

    /// The end-session endpoint: back to a registered address, when the client is known by hint or id (altinn.md 13.4).
    func endSession(_ target: RequestTarget, _ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        let form = request.method == .post ? formFields(String(decoding: request.body, as: UTF8.self)) : target.query
        func field(_ name: String) -> String? { form?.first { $0.name == name }?.value }
        let hinted = field("id_token_hint").flatMap { try? JSONWebToken(parsing: $0) }?.claims["aud"]?.string
        let client = logins.clients[field("client_id") ?? hinted ?? ""]
        guard let address = field("post_logout_redirect_uri"), let client else {
            return .page(200, "ID-porten", "Logged out", "<p>You can close this page.</p>")
        }
        guard client.postLogoutAddresses.contains(address) else {
            throw Refusal(.page(400, "ID-porten", "Logged out", "<p>The address to go back to is not registered.</p>"))
        }
        let state = field("state").map { "?" + formEncoded([("state", $0)]) } ?? ""
        return HTTPResponse(302, headers: [HTTPHeader("Location", address + state)])
    }
}

extension String {
    /// A name for a person that differs from client to client.
    fileprivate func hash(in sector: String) -> String {
        String(SHA256Digest(of: Array("\(sector) \(self)".utf8)).hex.prefix(16))
    }
}

extension Refusal {
    static func login(_ status: Int, _ error: String, _ text: String) -> Refusal {
        Refusal(.json(status, .object(["error": .string(error), "error_description": .string(text)])))
    }
}
