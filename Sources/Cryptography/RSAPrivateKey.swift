import CLibcrypto
import Formats

/// An RSA private key of at least 2048 bits, which makes RS256 signatures (RSASSA-PKCS1-v1_5 with SHA-256, RFC 8017).
public struct RSAPrivateKey: Sendable {
    let handle: KeyHandle
    public let publicKey: RSAPublicKey

    private init(_ handle: KeyHandle) throws(CryptographyError) {
        self.handle = handle
        publicKey = try RSAPublicKey(handle)
    }

    init(owning pointer: OpaquePointer) throws(CryptographyError) { try self.init(KeyHandle(owning: pointer)) }

    /// A new key. Takes a fraction of a second for 2048 bits.
    public static func generate(bits: Int = 2048) throws(CryptographyError) -> RSAPrivateKey {
        guard (RSAPublicKey.smallestSizeBits...RSAPublicKey.largestSizeBits).contains(bits) else {
            throw .invalidKey(
                "an RSA key has \(RSAPublicKey.smallestSizeBits) to \(RSAPublicKey.largestSizeBits) bits, not \(bits)")
        }
        guard let context = EVP_PKEY_CTX_new_from_name(nil, "RSA", nil) else { throw .last("making an RSA key") }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1,
            EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(truncatingIfNeeded: bits)) == 1,
            EVP_PKEY_generate(context, &key) == 1, let key
        else { throw .last("making an RSA key") }
        return try RSAPrivateKey(KeyHandle(owning: key))
    }

    /// From PEM: PKCS#8 (`BEGIN PRIVATE KEY`) or PKCS#1 (`BEGIN RSA PRIVATE KEY`), without a passphrase.
    public init(pem: String) throws(CryptographyError) {
        if pem.contains("ENCRYPTED") {
            throw .invalidKey("it is protected by a passphrase; write it without one to a file only you can read")
        }
        let key = try withReadingStream(Array(pem.utf8)) { stream throws(CryptographyError) -> OpaquePointer in
            guard let key = PEM_read_bio_PrivateKey(stream, nil, refusePassphrase, nil) else {
                throw .last("reading a private key in PEM form")
            }
            return key
        }
        try self.init(KeyHandle(owning: key))
    }

    /// From a JSON Web Key (RFC 7518, section 6.3.2) with `n`, `e`, `d`, `p`, `q`, `dp`, `dq` and `qi`.
    public init(jwk: JSON) throws(CryptographyError) {
        guard jwk["kty"]?.string == "RSA" else { throw .invalidKey("the JWK's kty is not RSA") }
        let names: [(String, StaticString)] = [
            ("n", "n"), ("e", "e"), ("d", "d"), ("p", "rsa-factor1"), ("q", "rsa-factor2"), ("dp", "rsa-exponent1"),
            ("dq", "rsa-exponent2"), ("qi", "rsa-coefficient1"),
        ]
        var numbers: [(name: StaticString, bytes: [UInt8])] = []
        for (name, libraryName) in names { numbers.append((libraryName, try jwkNumber(name, of: jwk))) }
        try self.init(KeyHandle(rsaNumbers: numbers, selection: KeySelection.keyPair))
        try checkConsistency()
    }

    /// The numbers of a JWK are given one by one: a key whose parts do not fit would sign what nobody can verify, and
    /// leak its factors.
    private func checkConsistency() throws(CryptographyError) {
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, handle.pointer, nil) else {
            throw .last("checking the key")
        }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_pairwise_check(context) == 1 else {
            ERR_clear_error()
            throw .invalidKey("its numbers do not belong together")
        }
    }

    public func signRS256(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw .last("signing") }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, handle.pointer) == 1 else { throw .last("signing") }
        var count = Int(EVP_PKEY_get_size(handle.pointer))
        var signature = [UInt8](repeating: 0, count: count)
        guard EVP_DigestSign(context, &signature, &count, message, message.count) == 1, count <= signature.count else {
            throw .last("signing")
        }
        signature.removeLast(signature.count - count)
        return signature
    }

    /// PKCS#8 without a passphrase: write it only to a file of mode 0600.
    public func pem() throws(CryptographyError) -> String {
        let bytes = try bytesWritten { PEM_write_bio_PKCS8PrivateKey($0, handle.pointer, nil, nil, 0, nil, nil) == 1 }
        return String(decoding: bytes, as: UTF8.self)
    }
}
