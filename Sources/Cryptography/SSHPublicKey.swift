import CLibcrypto

/// A person's public SSH key: Ed25519, ECDSA on P-256, or RSA of at least 2048 bits (RFC 4253, 5656, 8709).
public struct SSHPublicKey: Hashable, Sendable {
    /// The key as SSH writes it in binary; two keys are the same when these bytes are.
    public let blob: [UInt8]
    /// `ssh-ed25519`, `ecdsa-sha2-nistp256` or `ssh-rsa`.
    public let algorithm: String
    private let handle: KeyHandle

    /// More than the longest key that is taken.
    public static let largestSizeBytes = 4096

    /// Reads a line of a public key file: the algorithm, the key in base64, and a comment that is passed over.
    ///
    /// - Throws: `CryptographyError.invalidKey`; also for a private key, whose place is elsewhere.
    public init(line: String) throws(CryptographyError) {
        guard line.utf8.count <= SSHPublicKey.largestSizeBytes else { throw .invalidKey("the line is too long") }
        if line.contains("PRIVATE KEY") {
            throw .invalidKey("this is a private key, which nobody but its owner should have; give the file with .pub")
        }
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.count >= 2, !line.dropLast().contains(where: \.isNewline) else {
            throw .invalidKey("a public SSH key is one line, as in: ssh-ed25519 AAAAC3… ola@example.no")
        }
        let blob: [UInt8]
        do { blob = try Base64.standard.decode(String(words[1])) } catch {
            throw .invalidKey("its second word is not base64")
        }
        try self.init(blob: blob)
        guard algorithm == words[0] else { throw .invalidKey("the line says \(words[0]), and the key \(algorithm)") }
    }

    /// - Throws: `CryptographyError.invalidKey`.
    public init(blob: [UInt8]) throws(CryptographyError) {
        guard blob.count <= SSHPublicKey.largestSizeBytes else { throw .invalidKey("it is too long for a key") }
        do {
            var reader = SSHWireReader(blob)
            algorithm = try reader.text()
            handle = try SSHPublicKey.handle(algorithm, &reader)
            try reader.end()
        } catch {
            throw .invalidKey(error.description)
        }
        self.blob = blob
    }

    private static func handle(
        _ algorithm: String, _ reader: inout SSHWireReader
    ) throws(CryptographyError) -> KeyHandle {
        switch algorithm {
        case "ssh-ed25519":
            let key = try reader.string()
            guard key.count == 32 else { throw .malformed("an Ed25519 key has 32 bytes") }
            return try KeyHandle(subjectPublicKeyInfo: ed25519Prefix + key)
        case "ecdsa-sha2-nistp256":
            guard try reader.text() == "nistp256" else { throw .malformed("its curve is not nistp256") }
            let point = try reader.string()
            guard point.count == 65, point.first == 4 else { throw .malformed("a point on P-256 has 65 bytes") }
            return try KeyHandle(subjectPublicKeyInfo: p256Prefix + point)
        case "ssh-rsa":
            let (exponent, modulus) = (try reader.natural(), try reader.natural())
            return try RSAPublicKey(modulus: modulus, exponent: exponent).handle
        default:
            throw .malformed(
                "keys of the kind '\(shown(algorithm))' are not taken; ssh-ed25519, ecdsa-sha2-nistp256 and ssh-rsa are"
            )
        }
    }

    /// What stands before a key in a SubjectPublicKeyInfo (RFC 8410, section 4; RFC 5480, section 2).
    private static let ed25519Prefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]
    private static let p256Prefix: [UInt8] = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48,
        0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ]

    /// The line of a public key file, without a comment.
    public var line: String { "\(algorithm) \(Base64.standard.encode(blob))" }

    /// As `ssh-keygen -l` shows it: `SHA256:` and the hash of the key in base64 without padding.
    public var fingerprint: String {
        "SHA256:" + Base64.standard.encode(SHA256Digest(of: blob).bytes).prefix { $0 != "=" }
    }

    /// Whether the key's owner made the signature over the bytes. `signature` has SSH's form: algorithm and value.
    func verifies(_ signature: [UInt8], of message: [UInt8]) throws(CryptographyError) -> Bool {
        var reader = SSHWireReader(signature)
        let (name, value) = (try reader.text(), try reader.string())
        try reader.end()
        switch (algorithm, name) {
        case ("ssh-ed25519", "ssh-ed25519"): return try handle.verifies(value, of: message, digest: nil)
        case ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256"):
            return try handle.verifies(try derSignature(value), of: message, digest: EVP_sha256())
        // SHA-1 (`ssh-rsa`) is not taken, as ssh-keygen does not (RFC 8332).
        case ("ssh-rsa", "rsa-sha2-256"):
            return try handle.verifies(padded(value), of: message, digest: EVP_sha256())
        case ("ssh-rsa", "rsa-sha2-512"):
            return try handle.verifies(padded(value), of: message, digest: EVP_sha512())
        default: throw .malformed("its algorithm '\(shown(name))' does not go with a key of the kind \(algorithm)")
        }
    }

    /// Leading zeros that a signer left out (RFC 8332, section 3, has none; older clients do).
    private func padded(_ value: [UInt8]) -> [UInt8] {
        let size = (handle.bits + 7) / 8
        return value.count < size ? [UInt8](repeating: 0, count: size - value.count) + value : value
    }

    /// The two numbers of an ECDSA signature as DER (RFC 3279, section 2.2.3). Both forms write a number alike.
    private func derSignature(_ value: [UInt8]) throws(CryptographyError) -> [UInt8] {
        var reader = SSHWireReader(value)
        var content: [UInt8] = []
        for _ in 0..<2 {
            let number = try reader.natural()
            guard number.count <= 32 else { throw .malformed("a number in it is too long for P-256") }
            let sign: [UInt8] = (number.first ?? 0) >= 0x80 ? [0] : []
            content += [0x02, UInt8(number.count + sign.count)] + sign + number
        }
        try reader.end()
        return [0x30, UInt8(content.count)] + content
    }

    public static func == (left: SSHPublicKey, right: SSHPublicKey) -> Bool { left.blob == right.blob }

    public func hash(into hasher: inout Hasher) { hasher.combine(blob) }
}

/// A name from outside, fit for a message.
func shown(_ name: String) -> String {
    let text = name.prefix(40)
    return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-@._".contains($0)) } ? String(text) : "?"
}

extension KeyHandle {
    /// - Parameter subjectPublicKeyInfo: a public key in DER. A point that is not on its curve is refused.
    convenience init(subjectPublicKeyInfo bytes: [UInt8]) throws(CryptographyError) {
        let key = bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var start = buffer.baseAddress
            return d2i_PUBKEY_ex(nil, &start, buffer.count, nil, nil)
        }
        guard let key else { throw .last("reading a public key") }
        self.init(owning: key)
    }

    /// - Parameter digest: nil where the algorithm has its own, as Ed25519.
    func verifies(
        _ signature: [UInt8], of message: [UInt8], digest: OpaquePointer?
    ) throws(CryptographyError) -> Bool {
        guard let context = EVP_MD_CTX_new() else { throw .last("verifying a signature") }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestVerifyInit(context, nil, digest, nil, pointer) == 1 else {
            throw .last("verifying a signature")
        }
        let outcome = EVP_DigestVerify(context, signature, signature.count, message, message.count)
        ERR_clear_error()
        return outcome == 1
    }
}
