import Authorities
import Cryptography
import Formats
import Values

/// A client of the simulated ID-porten, as Digdir's self-service holds a real one.
public struct SandboxLoginClient: Sendable {
    /// The one way the client may prove itself.
    public enum Proof: Sendable {
        /// A native client, which may come back to any port of this machine and gets no refresh token.
        case none
        case secret(String)
        case keys([SandboxRegistration.Key])
    }

    public let clientID: String
    public let proof: Proof
    /// Compared exactly; of a native client, `http://127.0.0.1:0/…` stands for any port.
    public let redirectAddresses: Set<String>
    public var postLogoutAddresses: Set<String> = []
    public var scopes: Set<String>
    /// Whether port 0 in a redirect address stands for any port, as it does for native clients.
    public var allowsAnyPort: Bool
    /// Digdir's default is 120.
    public var accessTokenSeconds: Int64 = 120
    /// How long a refresh token may lie idle. Digdir's default is 600.
    public var refreshTokenSeconds: Int64 = 600
    /// How long a login lives in all. Digdir's default is 7200.
    public var authorizationSeconds: Int64 = 7200

    public init(
        clientID: String, proof: Proof, redirectAddresses: Set<String>,
        scopes: Set<String> = Set(SimulatedAuthority.vatPersonScopes), allowsAnyPort: Bool? = nil
    ) {
        self.clientID = clientID
        self.proof = proof
        self.redirectAddresses = redirectAddresses
        self.scopes = scopes
        self.allowsAnyPort = if case .none = proof { allowsAnyPort ?? true } else { allowsAnyPort ?? false }
    }

    var isNative: Bool { if case .none = proof { true } else { false } }

    func mayReturn(to address: String) -> Bool {
        if redirectAddresses.contains(address) { return true }
        guard allowsAnyPort, let asked = try? LoopbackRedirect(address) else { return false }
        return redirectAddresses.contains {
            (try? LoopbackRedirect($0)).map { $0.port == 0 && $0.path == asked.path } ?? false
        }
    }
}

extension SandboxLoginClient {
    /// Reads the form the control endpoint takes: `{"clientId", "secret" | "jwks", "redirectUrls",
    /// "postLogoutRedirectUrls", "scopes", "accessTokenSeconds", "refreshTokenSeconds", "authorizationSeconds"}`. Without
    /// secret and keys it is a native client.
    public init(_ json: JSON) throws {
        guard let clientID = json["clientId"]?.string, let addresses = json["redirectUrls"]?.array else {
            throw InvalidInput("clientId, redirectUrls", "a login client needs both")
        }
        let proof: Proof
        if let secret = json["secret"]?.string {
            proof = .secret(secret)
        } else if let keys = json["jwks"]?["keys"]?.array {
            proof = .keys(
                try keys.map {
                    SandboxRegistration.Key(keyID: $0["kid"]?.string ?? "", publicKey: try RSAPublicKey(jwk: $0))
                })
        } else {
            proof = .none
        }
        self.init(clientID: clientID, proof: proof, redirectAddresses: Set(addresses.compactMap(\.string)))
        if let scopes = json["scopes"]?.array { self.scopes = Set(scopes.compactMap(\.string)) }
        postLogoutAddresses = Set((json["postLogoutRedirectUrls"]?.array ?? []).compactMap(\.string))
        if let seconds = json["accessTokenSeconds"]?.integer { accessTokenSeconds = seconds }
        if let seconds = json["refreshTokenSeconds"]?.integer { refreshTokenSeconds = seconds }
        if let seconds = json["authorizationSeconds"]?.integer { authorizationSeconds = seconds }
    }
}
