import Cryptography
import HTTP

/// A login that has been begun: where to send the browser, and the secrets that its answer must fit.
public struct LoginAttempt: Sendable {
    /// The address to open in a browser.
    public let address: String
    public let nonce: String
    let state: String
    /// Proves to the token endpoint that who began the login ends it (PKCE, RFC 7636).
    let verifier: String
    let redirectAddress: String
    let scopes: [String]

    /// - Parameters:
    ///   - nonce: what the ID token must hold. By default random; an approval binds it to a document's hash.
    ///   - promptsAnew: asks the person to log in even when a session lives.
    init(
        metadata: IDPortenMetadata, clientID: String, scopes: [String], redirectAddress: String,
        level: LevelOfAssurance, nonce: String? = nil, promptsAnew: Bool, randomBytes: (Int) throws -> [UInt8]
    ) throws {
        state = Base64.url.encode(try randomBytes(32))
        self.nonce = try nonce ?? Base64.url.encode(try randomBytes(32))
        verifier = Base64.url.encode(try randomBytes(32))
        self.redirectAddress = redirectAddress
        self.scopes = scopes
        let challenge = Base64.url.encode(SHA256Digest(of: Array(verifier.utf8)).bytes)
        var fields = [
            ("response_type", "code"), ("client_id", clientID), ("redirect_uri", redirectAddress),
            ("scope", scopes.joined(separator: " ")), ("state", state), ("nonce", self.nonce),
            ("code_challenge", challenge), ("code_challenge_method", "S256"), ("acr_values", level.rawValue),
            ("ui_locales", "nb"),
        ]
        if promptsAnew { fields.append(("prompt", "login")) }
        address = "\(metadata.authorizationEndpoint)?\(formEncoded(fields))"
    }

    /// The code out of the browser's answer.
    /// - Parameter fields: the query of the address the browser came back to, decoded.
    /// - Throws: `AuthorityError` when the answer is an error, of another login, or of another issuer.
    func code(in fields: [(name: String, value: String)], _ metadata: IDPortenMetadata) throws -> String {
        func only(_ name: String) -> String? {
            let values = fields.filter { $0.name == name }
            return values.count == 1 ? values[0].value : nil
        }
        guard let state = only("state"), areEqualInConstantTime(Array(state.utf8), Array(self.state.utf8)) else {
            throw LoginAttempt.refusal("the browser's answer belongs to another login", "Log in again.")
        }
        let issuer = only("iss")
        guard issuer == metadata.issuer || issuer == nil && !metadata.namesIssuerInAnswers else {
            throw LoginAttempt.refusal(
                "the browser's answer comes from another issuer", "Log in again, and look at the page's address first.")
        }
        if let error = only("error") {
            let said = [error, only("error_description")].compactMap { $0 }.joined(separator: ": ")
            let text = serverText(Array(said.utf8), limit: 200)
            let next =
                switch error {
                case "access_denied", "login_required": "Log in again, and finish the login."
                case "invalid_scope": "Add the scopes to the client in Digdir's self-service, or to idPorten.scopes."
                case "unauthorized_client": "Give the client the grant authorization_code in Digdir's self-service."
                default: "Compare idPorten.* with the client in Digdir's self-service, then log in again."
                }
            throw LoginAttempt.refusal("the login ended without a code (\(text))", next)
        }
        guard let code = only("code"), !code.isEmpty else {
            throw LoginAttempt.refusal("the browser's answer holds no code", "Log in again.")
        }
        return code
    }

    private static func refusal(_ problem: String, _ nextStep: String) -> AuthorityError {
        AuthorityError(.unauthorised, "ID-porten", problem, nextStep)
    }
}
