import Formats
import Glibc

/// Files that hold a secret: read only when nobody but their owner can, written so that nobody else ever could.
public enum PrivateFile {
    private static let largestSizeBytes = 65_536

    /// The file's bytes.
    /// - Throws: `CryptographyError.refusedFile` when it cannot be read, is too big, or group or others may read it.
    public static func read(_ path: String) throws(CryptographyError) -> [UInt8] {
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
                reason:
                    "has mode 0\(octal), so others than its owner can use what is secret in it; run 'chmod 600' on it")
        }
        guard status.st_size <= largestSizeBytes else {
            throw .refusedFile(path: path, reason: "is too big to hold a secret")
        }
        return try readAll(descriptor, path)
    }

    private static func readAll(_ descriptor: Int32, _ path: String) throws(CryptographyError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 8192)
        while bytes.count <= largestSizeBytes {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw .refusedFile(path: path, reason: "cannot be read: \(String(cString: strerror(errno)))")
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
        throw .refusedFile(path: path, reason: "is too big to hold a secret")
    }

    /// Puts bytes in place of the file, as `OutputFile` does.
    /// - Throws: `CryptographyError.refusedFile`.
    public static func write(_ bytes: [UInt8], to path: String) throws(CryptographyError) {
        try put(bytes, path, .replacing)
    }

    /// As `write`, for a file that must not exist yet.
    public static func create(_ bytes: [UInt8], at path: String) throws(CryptographyError) {
        try put(bytes, path, .new)
    }

    private static func put(
        _ bytes: [UInt8], _ path: String, _ purpose: OutputFile.Purpose
    ) throws(CryptographyError) {
        do throws(OutputFileError) { try OutputFile.write(bytes, to: path, purpose) } catch {
            throw .refusedFile(path: path, reason: error.reason)
        }
    }
}
