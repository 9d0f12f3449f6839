import Cryptography

/// Signs as `ssh-keygen -Y sign` does, with an RSA key (openssh, PROTOCOL.sshsig; RFC 8332).
public struct SSHSigner: Sendable {
    private let key: RSAPrivateKey
    private let blob: [UInt8]

    public init(_ key: RSAPrivateKey) throws {
        self.key = key
        let jwk = try key.publicKey.jwk()
        blob =
            Self.string(Array("ssh-rsa".utf8)) + Self.number(try Base64.url.decode(jwk["e"]?.string ?? ""))
            + Self.number(try Base64.url.decode(jwk["n"]?.string ?? ""))
    }

    /// The signer with a key that the whole world knows.
    public static func example() throws -> SSHSigner {
        try SSHSigner(RSAPrivateKey(jwk: RFC7515Example.privateKey))
    }

    /// The line of the public key's file.
    public var publicLine: String { "ssh-rsa \(Base64.standard.encode(blob))" }

    /// The signature file.
    public func sign(_ message: [UInt8], namespace: String = "bilag-approval") throws -> [UInt8] {
        let purpose =
            Self.string(Array(namespace.utf8)) + Self.string([]) + Self.string(Array("sha256".utf8))
        let magic = Array("SSHSIG".utf8)
        let signature = try key.signRS256(magic + purpose + Self.string(SHA256Digest(of: message).bytes))
        let whole =
            magic + [0, 0, 0, 1] + Self.string(blob) + purpose
            + Self.string(Self.string(Array("rsa-sha2-256".utf8)) + Self.string(signature))
        let text = Array(Base64.standard.encode(whole))
        let lines = stride(from: 0, to: text.count, by: 70).map { String(text[$0..<min($0 + 70, text.count)]) }
        return Array(
            (["-----BEGIN SSH SIGNATURE-----"] + lines + ["-----END SSH SIGNATURE-----", ""]).joined(separator: "\n")
                .utf8)
    }

    private static func string(_ bytes: [UInt8]) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (24 - 8 * $0)) } + bytes
    }

    private static func number(_ bytes: [UInt8]) -> [UInt8] {
        string((bytes.first ?? 0) >= 0x80 ? [0] + bytes : bytes)
    }
}
