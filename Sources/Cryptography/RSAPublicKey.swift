import CLibcrypto
import Formats

/// An RSA public key of at least 2048 bits, which checks RS256 signatures (RSASSA-PKCS1-v1_5 with SHA-256, RFC 8017).
public struct RSAPublicKey: Sendable {
    let handle: KeyHandle

    /// Shorter keys are refused, as RFC 7518, section 3.3 demands.
    public static let smallestSizeBits = 2048
    /// Longer keys only serve to keep a verifier busy.
    public static let largestSizeBits = 8192

    init(_ handle: KeyHandle) throws(CryptographyError) {
        guard handle.isRSA else { throw .invalidKey("it is not an RSA key") }
        guard handle.bits >= RSAPublicKey.smallestSizeBits else {
            throw .invalidKey(
                "an RSA key needs at least \(RSAPublicKey.smallestSizeBits) bits, this has \(handle.bits)")
        }
        guard handle.bits <= RSAPublicKey.largestSizeBits else {
            throw .invalidKey("an RSA key of \(handle.bits) bits is longer than anyone uses")
        }
        self.handle = handle
    }

    /// From the modulus and the exponent as big-endian bytes.
    public init(modulus: [UInt8], exponent: [UInt8]) throws(CryptographyError) {
        guard modulus.count <= RSAPublicKey.largestSizeBits / 8 + 1, (1...8).contains(exponent.count) else {
            throw .invalidKey("its numbers are too long for an RSA key")
        }
        let numbers: [(name: StaticString, bytes: [UInt8])] = [("n", modulus), ("e", exponent)]
        try self.init(KeyHandle(rsaNumbers: numbers, selection: KeySelection.publicKey))
    }

    /// From a JSON Web Key (RFC 7517) with `kty`, `n` and `e`.
    public init(jwk: JSON) throws(CryptographyError) {
        guard jwk["kty"]?.string == "RSA" else { throw .invalidKey("the JWK's kty is not RSA") }
        try self.init(modulus: jwkNumber("n", of: jwk), exponent: jwkNumber("e", of: jwk))
    }

    /// From PEM: `-----BEGIN PUBLIC KEY-----`.
    public init(pem: String) throws(CryptographyError) {
        let key = try withReadingStream(Array(pem.utf8)) { stream throws(CryptographyError) -> OpaquePointer in
            guard let key = PEM_read_bio_PUBKEY(stream, nil, refusePassphrase, nil) else {
                throw .last("reading a public key in PEM form")
            }
            return key
        }
        try self.init(KeyHandle(owning: key))
    }

    /// True when the signature is the owner's over exactly these bytes. A wrong signature is an answer, not an error.
    public func verifiesRS256(_ signature: [UInt8], of message: [UInt8]) throws(CryptographyError) -> Bool {
        guard let context = EVP_MD_CTX_new() else { throw .last("verifying a signature") }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, handle.pointer) == 1 else {
            throw .last("verifying a signature")
        }
        let outcome = EVP_DigestVerify(context, signature, signature.count, message, message.count)
        ERR_clear_error()
        return outcome == 1
    }

    /// The public JSON Web Key: `kty`, `n`, `e`, and what a client registers beside them.
    public func jwk(keyID: String? = nil) throws(CryptographyError) -> JSON {
        var members: [String: JSON] = [
            "kty": "RSA", "alg": "RS256", "use": "sig",
            "n": .string(Base64.url.encode(try handle.number("n"))),
            "e": .string(Base64.url.encode(try handle.number("e"))),
        ]
        if let keyID { members["kid"] = .string(keyID) }
        return .object(members)
    }

    public func pem() throws(CryptographyError) -> String {
        let bytes = try bytesWritten { PEM_write_bio_PUBKEY($0, handle.pointer) == 1 }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Without a callback the library would ask for a passphrase on the terminal; a protected key is refused instead.
let refusePassphrase: @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32 =
    { _, _, _, _ in -1 }

func jwkNumber(_ name: String, of jwk: JSON) throws(CryptographyError) -> [UInt8] {
    guard let text = jwk[name]?.string else { throw .invalidKey("the JWK has no '\(name)'") }
    guard text.utf8.count <= 2048 else { throw .invalidKey("'\(name)' of the JWK is too long for an RSA key") }
    let bytes = try Base64.url.decode(text)
    guard !bytes.isEmpty else { throw .invalidKey("'\(name)' of the JWK is empty") }
    return bytes
}
