import CLibcrypto

/// A public key of Ed25519 (RFC 8032): 32 bytes, which verify signatures of 64.
public struct Ed25519PublicKey: Hashable, Sendable {
    public let bytes: [UInt8]

    /// - Throws: `CryptographyError.invalidKey` unless there are 32 bytes.
    public init(bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.count == 32 else { throw .invalidKey("an Ed25519 public key has 32 bytes, not \(bytes.count)") }
        self.bytes = bytes
    }

    /// Whether the signature was made over exactly this message by the key's owner.
    public func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard signature.count == 64,
            let key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, bytes, bytes.count)
        else { return false }
        let handle = KeyHandle(owning: key)
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        let verified =
            EVP_DigestVerifyInit(context, nil, nil, nil, handle.pointer) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
        // A refused signature leaves an error behind, which no later message should tell.
        ERR_clear_error()
        return verified
    }
}

/// A private key of Ed25519 (RFC 8032). The same message always gets the same signature.
public struct Ed25519PrivateKey: Sendable {
    private let handle: KeyHandle
    public let publicKey: Ed25519PublicKey

    private init(_ handle: KeyHandle) throws(CryptographyError) {
        guard EVP_PKEY_get_base_id(handle.pointer) == EVP_PKEY_ED25519 else {
            throw .invalidKey("it is no Ed25519 key")
        }
        var bytes = [UInt8](repeating: 0, count: 32)
        var count = bytes.count
        guard EVP_PKEY_get_raw_public_key(handle.pointer, &bytes, &count) == 1, count == 32 else {
            throw .last("reading the public key")
        }
        self.handle = handle
        publicKey = try Ed25519PublicKey(bytes: bytes)
    }

    /// The key of 32 unpredictable bytes.
    public init(seed: [UInt8]) throws(CryptographyError) {
        guard seed.count == 32, let key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else {
            ERR_clear_error()
            throw .invalidKey("an Ed25519 key is made of 32 bytes, not \(seed.count)")
        }
        try self.init(KeyHandle(owning: key))
    }

    /// From PEM (PKCS#8, RFC 8410), without a passphrase.
    public init(pem: String) throws(CryptographyError) {
        let key = try withReadingStream(Array(pem.utf8)) { stream throws(CryptographyError) -> OpaquePointer in
            guard let key = PEM_read_bio_PrivateKey(stream, nil, refusePassphrase, nil) else {
                throw .last("reading a private key in PEM form")
            }
            return key
        }
        try self.init(KeyHandle(owning: key))
    }

    public func sign(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw .last("signing") }
        defer { EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: 64)
        var count = signature.count
        guard EVP_DigestSignInit(context, nil, nil, nil, handle.pointer) == 1,
            EVP_DigestSign(context, &signature, &count, message, message.count) == 1, count == 64
        else { throw .last("signing") }
        return signature
    }

    /// PKCS#8 without a passphrase: for a file of mode 0600 alone.
    public func pem() throws(CryptographyError) -> String {
        let bytes = try bytesWritten { PEM_write_bio_PKCS8PrivateKey($0, handle.pointer, nil, nil, 0, nil, nil) == 1 }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The file of an Ed25519 key, which nobody but its owner can read.
public enum Ed25519KeyFile {
    /// - Throws: `CryptographyError.refusedFile` when it cannot be read, others may use it, or it holds another thing.
    public static func load(_ path: String) throws(CryptographyError) -> Ed25519PrivateKey {
        let bytes = try PrivateFile.read(path)
        do {
            return try Ed25519PrivateKey(pem: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw .refusedFile(path: path, reason: error.description)
        }
    }

    /// Writes the key to a new file of mode 0600.
    /// - Throws: `CryptographyError.refusedFile` also when there is a file already: a key is never written over.
    public static func create(_ path: String, _ key: Ed25519PrivateKey) throws(CryptographyError) {
        try PrivateFile.create(Array(try key.pem().utf8), at: path)
    }
}
