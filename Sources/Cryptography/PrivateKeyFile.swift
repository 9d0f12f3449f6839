import Formats

/// A private key read from a file that nobody but its owner can read.
public struct PrivateKeyFile: Sendable {
    public let key: RSAPrivateKey
    /// The `kid` of a key kept as JWK; PEM has no place for one.
    public let keyID: String?

    /// Reads PEM (PKCS#8 or PKCS#1) or a private JWK.
    /// - Throws: `CryptographyError.refusedFile` when the file cannot be read, or when group or others may read it.
    public static func load(_ path: String) throws(CryptographyError) -> PrivateKeyFile {
        let bytes = try PrivateFile.read(path)
        do {
            return try PrivateKeyFile(bytes)
        } catch {
            throw .refusedFile(path: path, reason: error.description)
        }
    }

    private init(_ bytes: [UInt8]) throws(CryptographyError) {
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard first == UInt8(ascii: "{") else {
            guard let text = String(validating: bytes, as: UTF8.self), text.contains("-----BEGIN") else {
                throw .invalidKey("expected a private key in PEM form, or as a JWK")
            }
            key = try RSAPrivateKey(pem: text)
            keyID = nil
            return
        }
        let jwk: JSON
        do { jwk = try JSON(parsing: bytes) } catch { throw .invalidKey("the JWK is not JSON: \(error)") }
        key = try RSAPrivateKey(jwk: jwk)
        keyID = jwk["kid"]?.string
    }
}
