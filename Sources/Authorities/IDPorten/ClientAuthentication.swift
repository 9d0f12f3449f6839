import Cryptography
import Formats
import Values

/// How a client proves itself to ID-porten's token endpoint. The method must be the one registered on the client.
public enum ClientAuthentication: Sendable {
    /// `none`: an installed program that can keep no secret. It gets no refresh token.
    case publicClient
    /// `client_secret_post`. Digdir lets a secret live for at most 360 days.
    case secret(String)
    /// `private_key_jwt`, which Digdir recommends.
    case privateKey(RSAPrivateKey, keyID: String)

    /// The names as the registration and the `idPorten.clientAuthentication` setting write them.
    public enum Method: String, Sendable, CaseIterable {
        case none
        case secretPost = "client_secret_post"
        case privateKeyJWT = "private_key_jwt"
    }

    /// Reads what the record names: a secret's or a key's file, which nobody but its owner may read.
    /// - Throws: `ConfigurationError` for a missing setting, `CryptographyError` for a file that cannot be used.
    public static func load(_ record: AuthorityRecord) throws -> ClientAuthentication {
        let settings = record.idPorten
        switch settings.clientAuthentication {
        case .none: return .publicClient
        case .secretPost:
            let path = try record.required(
                settings.clientSecretFile, "idPorten.clientSecretFile",
                "name the file with the client's secret, readable by its owner alone")
            let text = String(decoding: try PrivateFile.read(path), as: UTF8.self)
            let secret = String(text.prefix { !$0.isNewline })
            guard !secret.isEmpty else { throw CryptographyError.refusedFile(path: path, reason: "is empty") }
            return .secret(secret)
        case .privateKeyJWT:
            let path = try record.required(
                settings.keyFile, "idPorten.keyFile", "name the file with the client's private key (PEM or JWK)")
            let file = try PrivateKeyFile.load(path)
            let keyID = try record.required(
                settings.keyID ?? file.keyID, "idPorten.keyId",
                "give the id the key was registered under (Digdir's portal shows it)")
            return .privateKey(file.key, keyID: keyID)
        }
    }

    /// At most 120 seconds from `iat` to `exp`; the rest is room for clocks that differ.
    private static let assertionLifetimeSeconds: Int64 = 100

    /// The form fields that prove the client, the client id among them.
    func fields(
        clientID: String, issuer: String, surroundings: Surroundings
    ) throws -> [(String, String)] {
        switch self {
        case .publicClient: return [("client_id", clientID)]
        case .secret(let secret): return [("client_id", clientID), ("client_secret", secret)]
        case .privateKey(let key, let keyID):
            let now = surroundings.now().secondsSince1970
            let claims: JSON = [
                "iss": .string(clientID), "sub": .string(clientID), "aud": .string(issuer), "iat": .integer(now),
                "exp": .integer(now + ClientAuthentication.assertionLifetimeSeconds),
                "jti": .string(try surroundings.uuid()),
            ]
            let assertion = try JSONWebToken.sign(
                header: ["kid": .string(keyID), "typ": "JWT"], claims: claims, key: key)
            return [
                ("client_id", clientID),
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", assertion),
            ]
        }
    }
}
