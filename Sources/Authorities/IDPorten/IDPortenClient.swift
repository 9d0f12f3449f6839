import Formats
import HTTP
import Values

/// Logs a person in with ID-porten: authorization code with PKCE, state and nonce, then tokens, refreshed and revoked.
/// Sources: docs.digdir.no, ID-porten, 2024-10-17; RFC 6749, 7636, 9207, 9700; OpenID Connect Core 1.0.
public struct IDPortenClient: Sendable {
    private let record: AuthorityRecord
    public let metadata: IDPortenMetadata
    private let clientID: String
    private let authentication: ClientAuthentication
    private let transport: any HTTPTransport
    private let surroundings: Surroundings
    private let documents: PublishedDocuments

    /// Fetches the discovery document.
    /// - Throws: `ConfigurationError` without a client id; `AuthorityError` when ID-porten cannot be reached.
    public init(
        _ record: AuthorityRecord, authentication: ClientAuthentication, transport: any HTTPTransport,
        surroundings: Surroundings, documents: PublishedDocuments = PublishedDocuments()
    ) async throws {
        clientID = try record.required(
            record.idPorten.clientID, "idPorten.clientId", "make an ID-porten client in Digdir's self-service")
        metadata = try await IDPortenMetadata.fetch(
            record, transport: transport, surroundings: surroundings, documents: documents)
        self.documents = documents
        self.record = record
        self.authentication = authentication
        self.transport = GuardedTransport(transport, for: record)
        self.surroundings = surroundings
    }

    /// Begins a login.
    /// - Parameters:
    ///   - redirectAddress: where the browser comes back to, with the real port.
    ///   - nonce: what the ID token must hold; random when nil.
    public func begin(redirectAddress: String, nonce: String? = nil, promptsAnew: Bool = false) throws -> LoginAttempt {
        try LoginAttempt(
            metadata: metadata, clientID: clientID, scopes: record.idPorten.scopes, redirectAddress: redirectAddress,
            level: record.idPorten.leastLevel, nonce: nonce, promptsAnew: promptsAnew,
            randomBytes: surroundings.randomBytes)
    }

    /// Ends a login with what the browser brought back: exchanges the code and verifies the ID token.
    /// - Throws: `AuthorityError` when ID-porten refuses; `IDTokenError` when its token does not count.
    public func finish(
        _ attempt: LoginAttempt, answer fields: [(name: String, value: String)]
    ) async throws -> (login: Login, identity: IDToken) {
        let code = try attempt.code(in: fields, metadata)
        let asked = surroundings.now()
        let json = try await token([
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", attempt.redirectAddress),
            ("code_verifier", attempt.verifier),
        ])
        let tokens = try TokenAnswer(json, asked: asked)
        guard let text = json["id_token"]?.string else { throw TokenAnswer.unreadable("the answer holds no ID token") }
        let keys = try await metadata.keys(
            for: text, record, transport: transport, surroundings: surroundings, documents: documents)
        let identity = try IDToken(
            verifying: text, keys: keys,
            expecting: IDToken.Expectation(
                issuer: metadata.issuer, clientID: clientID, nonce: attempt.nonce,
                leastLevel: record.idPorten.leastLevel, now: surroundings.now()))
        let login = Login(
            issuer: metadata.issuer, clientID: clientID, subject: identity.subject, level: identity.level,
            loggedIn: surroundings.now(), scopes: tokens.scopes ?? attempt.scopes, accessToken: tokens.accessToken,
            accessExpires: tokens.expires, refreshToken: tokens.refreshToken)
        return (login, identity)
    }

    /// Trades the refresh token, which dies by it, for new tokens. Store what comes back before using it.
    /// - Throws: `AuthorityError`; `.unauthorised` when the refresh token is no longer good.
    func refresh(_ login: Login) async throws -> Login {
        guard let refreshToken = login.refreshToken else { throw IDPortenClient.loginEnded("it cannot be renewed") }
        let asked = surroundings.now()
        let json = try await token([("grant_type", "refresh_token"), ("refresh_token", refreshToken)])
        let tokens = try TokenAnswer(json, asked: asked)
        return login.renewed(
            accessToken: tokens.accessToken, until: tokens.expires, refreshToken: tokens.refreshToken,
            scopes: tokens.scopes)
    }

    /// Ends the tokens of a login at ID-porten: those of the authorities' scopes survive a logout otherwise.
    public func revoke(_ login: Login) async throws {
        guard let endpoint = metadata.revocationEndpoint else { return }
        let tokens = [login.refreshToken.map { ($0, "refresh_token") }, (login.accessToken.secret, "access_token")]
        for (token, kind) in tokens.compactMap({ $0 }) {
            let response = try await send(to: endpoint, [("token", token), ("token_type_hint", kind)])
            guard response.status == 200 else { throw refusal(response) }
        }
    }

    /// Where a browser ends the session; nil when the issuer has no such place. The address names the client only: an ID
    /// token as hint would put a national identity number into it.
    public func endSessionAddress() -> String? {
        guard let endpoint = metadata.endSessionEndpoint else { return nil }
        var fields = [("client_id", clientID)]
        if let address = record.idPorten.postLogoutRedirectURL { fields.append(("post_logout_redirect_uri", address)) }
        return "\(endpoint)?\(formEncoded(fields))"
    }

    // The token endpoint

    private func token(_ fields: [(String, String)]) async throws -> JSON {
        let response = try await send(to: metadata.tokenEndpoint, fields)
        guard response.status == 200 else { throw refusal(response) }
        guard let json = try? JSON(parsing: response.body), json.object != nil else {
            throw TokenAnswer.unreadable("the answer is not JSON")
        }
        return json
    }

    /// A code and a refresh token are good for one use, so nothing is sent twice.
    private func send(to endpoint: Endpoint, _ fields: [(String, String)]) async throws -> HTTPResponse {
        let proof = try authentication.fields(
            clientID: clientID, issuer: metadata.issuer, surroundings: surroundings)
        let request = HTTPRequest(
            .post, endpoint.text,
            headers: [
                HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
                HTTPHeader("Accept", "application/json"),
            ], body: Array(formEncoded(fields + proof).utf8),
            timeoutSeconds: Int(record.waiting.requestTimeoutSeconds))
        let calls = PatientCalls(
            transport: transport, waiting: record.waiting, surroundings: surroundings, service: "ID-porten")
        let response: HTTPResponse
        do throws(TransportError) {
            response = try await transport.send(request)
        } catch {
            throw calls.unreachable(error)
        }
        guard response.status == 429 || response.status >= 500 else { return response }
        throw calls.fault(response, retryAfter: retryAfterSeconds(response, now: surroundings.now()))
    }

    private func refusal(_ response: HTTPResponse) -> AuthorityError {
        let error = (try? JSON(parsing: response.body))?["error"]?.string
        let next =
            switch error {
            case "invalid_client":
                "Compare idPorten.clientId and idPorten.clientAuthentication with the client in Digdir's self-service; "
                    + "a secret lives for at most 360 days, a key for a year."
            case "invalid_grant":
                "The login is too old, was revoked, or its renewal was cut off half-way: a refresh token is good once. "
                    + "Log in again with 'bilag authority login'."
            case "invalid_scope": "Add the scopes to the client in Digdir's self-service, or correct idPorten.scopes."
            case "unauthorized_client": "Give the client the grants authorization_code and refresh_token."
            default: "Log in again with 'bilag authority login'."
            }
        return AuthorityError(
            .unauthorised, "ID-porten", "no token was given (\(statusText(response)))", next)
    }

    static func loginEnded(_ why: String) -> AuthorityError {
        AuthorityError(
            .unauthorised, "ID-porten", "the login has ended, and \(why)", "Log in again: 'bilag authority login'.")
    }
}

/// The tokens in an answer of the token endpoint. Their lifetime counts from when we asked.
struct TokenAnswer {
    let accessToken: BearerToken
    let expires: Timestamp
    let refreshToken: String?
    let scopes: [String]?

    init(_ json: JSON, asked: Timestamp) throws(AuthorityError) {
        guard let token = json["access_token"]?.string.flatMap({ BearerToken($0) }) else {
            throw TokenAnswer.unreadable("the answer holds no access token")
        }
        guard json["token_type"]?.string?.lowercased() == "bearer" else {
            throw TokenAnswer.unreadable("the token is of another type than Bearer")
        }
        guard let lifetime = json["expires_in"]?.integer, lifetime > 0 else {
            throw TokenAnswer.unreadable("the answer does not say how long the token lives")
        }
        accessToken = token
        expires = asked.adding(seconds: min(lifetime, 86_400))
        refreshToken = json["refresh_token"]?.string
        scopes = json["scope"]?.string.map { $0.split(separator: " ").map(String.init) }
    }

    static func unreadable(_ problem: String) -> AuthorityError {
        AuthorityError(.unreadableAnswer, "ID-porten", problem, "Check idPorten.metadataUrl, then log in again.")
    }
}
