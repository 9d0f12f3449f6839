import Formats
import Glibc

/// A private key read from a file that nobody but its owner can read.
public struct PrivateKeyFile: Sendable {
    public let key: RSAPrivateKey
    /// The `kid` of a key kept as JWK; PEM has no place for one.
    public let keyID: String?

    /// Reads PEM (PKCS#8 or PKCS#1) or a private JWK.
    /// - Throws: `CryptographyError.refusedFile` when the file cannot be read, or when group or others may read it.
    public static func load(_ path: String) throws(CryptographyError) -> PrivateKeyFile {
        let bytes = try readPrivately(path)
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

    private static let largestSizeBytes = 65_536

    private static func readPrivately(_ path: String) throws(CryptographyError) -> [UInt8] {
        // O_NONBLOCK: opening a named pipe must not wait for a writer. It changes nothing for a regular file.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw .refusedFile(path: path, reason: "cannot be opened: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        // Asked of the open file, not of the path, which could be exchanged in between.
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .refusedFile(path: path, reason: "is not a regular file")
        }
        let mode = status.st_mode & 0o777
        guard mode & 0o077 == 0 else {
            let octal = String(mode, radix: 8)
            throw .refusedFile(
                path: path,
                reason: "has mode 0\(octal), so others than its owner can use this private key; run 'chmod 600' on it")
        }
        guard status.st_size <= largestSizeBytes else { throw .refusedFile(path: path, reason: "is too big for a key") }
        return try readAll(descriptor, path)
    }

    private static func readAll(_ descriptor: Int32, _ path: String) throws(CryptographyError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 8192)
        while bytes.count <= largestSizeBytes {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw .refusedFile(path: path, reason: "cannot be read: \(String(cString: strerror(errno)))")
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
        throw .refusedFile(path: path, reason: "is too big for a key")
    }
}
