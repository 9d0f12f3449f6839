import CLibcrypto

/// A signature over a file by a person's SSH key, in the SSHSIG format that `ssh-keygen -Y sign` writes
/// (openssh, PROTOCOL.sshsig).
public struct SSHSignature: Sendable {
    /// The key that the signature says it is by. Whose key that is, is the caller's to know.
    public let key: SSHPublicKey
    /// What the signature is for: a signature for one purpose is none for another.
    public let namespace: String
    private let reserved: [UInt8]
    private let hashAlgorithm: String
    private let signature: [UInt8]

    /// More than any signature has, and little enough to read at once.
    public static let largestSizeBytes = 16_384

    private static let magic = Array("SSHSIG".utf8)
    private static let begin = "-----BEGIN SSH SIGNATURE-----"
    private static let end = "-----END SSH SIGNATURE-----"

    /// Reads the text between BEGIN and END SSH SIGNATURE. Nothing is verified yet: call `isValid(for:namespace:)`.
    ///
    /// - Throws: `CryptographyError.malformed`, `.invalidKey`.
    public init(armored bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.count <= SSHSignature.largestSizeBytes else { throw .malformed("it is too long for a signature") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed("it is no text") }
        var lines = text.split(whereSeparator: \.isNewline).map(String.init)
        guard lines.first == SSHSignature.begin, lines.last == SSHSignature.end, lines.count > 2 else {
            throw .malformed("it does not stand between '\(SSHSignature.begin)' and '\(SSHSignature.end)'")
        }
        lines.removeFirst()
        lines.removeLast()
        try self.init(blob: try Base64.standard.decode(lines.joined()))
    }

    init(blob: [UInt8]) throws(CryptographyError) {
        var reader = SSHWireReader(blob)
        guard try reader.bytes(SSHSignature.magic.count) == SSHSignature.magic else {
            throw .malformed("it does not begin as an SSH signature does")
        }
        let version = try reader.number()
        guard version == 1 else { throw .malformed("it has version \(version), and 1 is known") }
        key = try SSHPublicKey(blob: try reader.string())
        namespace = try reader.text()
        reserved = try reader.string()
        hashAlgorithm = try reader.text()
        signature = try reader.string()
        try reader.end()
        guard ["sha256", "sha512"].contains(hashAlgorithm) else {
            throw .malformed("its hash '\(shown(hashAlgorithm))' is not taken; sha512 and sha256 are")
        }
    }

    /// Whether the key's owner signed exactly this message for this purpose. A wrong signature is an answer, not an
    /// error.
    ///
    /// - Throws: `CryptographyError.malformed` when its parts do not go together.
    public func isValid(for message: [UInt8], namespace wanted: String) throws(CryptographyError) -> Bool {
        guard namespace == wanted else { return false }
        let signed =
            SSHSignature.magic + SSHWire.string(Array(namespace.utf8)) + SSHWire.string(reserved)
            + SSHWire.string(Array(hashAlgorithm.utf8)) + SSHWire.string(digest(of: message))
        return try key.verifies(signature, of: signed)
    }

    private func digest(of message: [UInt8]) -> [UInt8] {
        if hashAlgorithm == "sha256" { return SHA256Digest(of: message).bytes }
        var digest = [UInt8](repeating: 0, count: Int(SHA512_DIGEST_LENGTH))
        SHA512(message, message.count, &digest)
        return digest
    }
}
