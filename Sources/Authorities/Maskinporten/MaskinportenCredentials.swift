import Cryptography
import Values

/// How a client proves itself to Maskinporten: its id, its private key, and the name the key is known under.
public struct MaskinportenCredentials: Sendable {
    /// Exactly one of the two stands in a grant's header.
    public enum KeyName: Sendable {
        /// `kid`: the id of a key registered on the client.
        case keyID(String)
        /// `x5c`: the enterprise certificate and those above it.
        case certificateChain(CertificateChain)
    }

    public let clientID: String
    public let keyName: KeyName
    let key: RSAPrivateKey

    public init(clientID: String, key: RSAPrivateKey, keyName: KeyName) {
        self.clientID = clientID
        self.key = key
        self.keyName = keyName
    }

    /// Reads the key, and the certificate chain where one is configured, from the files the record names.
    /// - Parameter readText: gives a certificate file's text; the private key is read by `PrivateKeyFile`.
    /// - Throws: `ConfigurationError` for a setting that is missing or files that do not belong together,
    ///   `CryptographyError` for a file that cannot be used, and what `readText` throws.
    public static func load(
        _ record: AuthorityRecord, readText: (_ path: String) throws -> String
    ) throws -> MaskinportenCredentials {
        let settings = record.maskinporten
        let clientID = try record.required(
            settings.clientID, "maskinporten.clientId", "make a Maskinporten client in Digdir's self-service")
        let path = try record.required(
            settings.keyFile, "maskinporten.keyFile", "name the file with the client's private key (PEM or JWK)")
        let file = try PrivateKeyFile.load(path)
        let name: KeyName
        if let chainFile = settings.certificateChainFile {
            let chain = try CertificateChain(pem: try readText(chainFile))
            guard try chain.publicKey.jwk() == file.key.publicKey.jwk() else {
                throw ConfigurationError(
                    file: record.file, path: "\(record.environment).maskinporten.certificateChainFile",
                    reason: "the first certificate is not of the key in keyFile")
            }
            name = .certificateChain(chain)
        } else {
            name = .keyID(
                try record.required(
                    settings.keyID ?? file.keyID, "maskinporten.keyId",
                    "give the id the key was registered under (Digdir's portal shows it)"))
        }
        return MaskinportenCredentials(clientID: clientID, key: file.key, keyName: name)
    }
}
