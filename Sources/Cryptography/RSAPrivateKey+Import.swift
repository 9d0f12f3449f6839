import CLibcrypto
import Formats

/// A passphrase on its way to the library. It prints as nothing.
public struct Passphrase: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    let bytes: [UInt8]

    public init(_ text: String) { bytes = Array(text.utf8) }

    public var description: String { "‹passphrase›" }
    public var debugDescription: String { description }
}

extension RSAPrivateKey {
    /// From PEM that a passphrase protects (`BEGIN ENCRYPTED PRIVATE KEY`, or PKCS#1 with `Proc-Type`).
    /// - Throws: `CryptographyError` when the passphrase does not fit, the text asks for more work than any honest one, or it
    ///   is no RSA key.
    public init(pem: String, passphrase: Passphrase) throws(CryptographyError) {
        // The library copies the passphrase out of a C string; the callback of the default kind gets it as user data.
        var secret = passphrase.bytes.map { CChar(bitPattern: $0) } + [0]
        defer { secret.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
        try withReadingStream(Array(pem.utf8)) { stream throws(CryptographyError) in
            var work = PassphraseWork()
            try work.add(pem: stream)
        }
        let key = try withReadingStream(Array(pem.utf8)) { stream throws(CryptographyError) -> OpaquePointer in
            let read = secret.withUnsafeMutableBufferPointer { buffer in
                PEM_read_bio_PrivateKey(stream, nil, nil, buffer.baseAddress)
            }
            guard let read else {
                ERR_clear_error()
                throw .invalidKey("the passphrase does not open it, or it is no private key in PEM form")
            }
            return read
        }
        try self.init(owning: key)
    }

    /// The private JSON Web Key (RFC 7518, section 6.3.2): write it only to a file of mode 0600.
    public func jwk(keyID: String? = nil) throws(CryptographyError) -> JSON {
        var members: [String: JSON] = [
            "kty": "RSA", "alg": "RS256", "use": "sig",
        ]
        let names = [
            ("n", "n"), ("e", "e"), ("d", "d"), ("p", "rsa-factor1"), ("q", "rsa-factor2"), ("dp", "rsa-exponent1"),
            ("dq", "rsa-exponent2"), ("qi", "rsa-coefficient1"),
        ]
        for (name, libraryName) in names { members[name] = .string(Base64.url.encode(try handle.number(libraryName))) }
        if let keyID { members["kid"] = .string(keyID) }
        return .object(members)
    }
}

extension RSAPublicKey {
    /// The key's own name whatever it is called: the SHA-256 of its canonical JWK (RFC 7638), as base64url.
    public func thumbprint() throws(CryptographyError) -> String {
        let members: JSON = [
            "e": .string(Base64.url.encode(try handle.number("e"))), "kty": "RSA",
            "n": .string(Base64.url.encode(try handle.number("n"))),
        ]
        return Base64.url.encode(SHA256Digest(of: members.canonicalBytes).bytes)
    }

    public var bits: Int { handle.bits }
}
