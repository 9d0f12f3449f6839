import Cryptography
import Formats

/// The keys an issuer publishes to check its signatures with (a JWK Set, RFC 7517, section 5), by their ids.
public struct PublishedKeys: Sendable {
    private let keys: [String: RSAPublicKey]

    /// More keys than any issuer publishes at once.
    private static let mostKeys = 50

    /// Reads a key set's bytes. Keys of other kinds than RSA, keys for encryption and keys without an id are skipped, as
    /// RFC 7517 asks of readers.
    /// - Throws: `IDTokenError.unreadableKeys` when the bytes are no key set.
    public init(parsing bytes: [UInt8]) throws(IDTokenError) {
        guard let json = try? JSON(parsing: bytes), let list = json["keys"]?.array else {
            throw .unreadableKeys
        }
        var keys: [String: RSAPublicKey] = [:]
        for jwk in list.prefix(PublishedKeys.mostKeys) where jwk["use"]?.string ?? "sig" == "sig" {
            guard jwk["alg"]?.string ?? "RS256" == "RS256", let id = jwk["kid"]?.string,
                let key = try? RSAPublicKey(jwk: jwk)
            else { continue }
            keys[id] = key
        }
        self.keys = keys
    }

    /// The key of an id; nil when the issuer does not publish it.
    public subscript(id: String) -> RSAPublicKey? { keys[id] }
}
