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

    /// Puts bytes in place of the file, with mode 0600: whole or not at all, and durable when this returns.
    /// - Throws: `CryptographyError.refusedFile`.
    public static func write(_ bytes: [UInt8], to path: String) throws(CryptographyError) {
        var template = Array("\(path).XXXXXX".utf8CString)
        // mkstemp makes the file with mode 0600 and a name nobody else has.
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw fault(path, "cannot be written") }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { close(descriptor) }
        guard isWritten(bytes, descriptor), fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            let error = fault(path, "cannot be written")
            unlink(temporary)
            throw error
        }
    }

    /// As `write`, for a file that must not exist yet.
    public static func create(_ bytes: [UInt8], at path: String) throws(CryptographyError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault(path, "cannot be made") }
        defer { close(descriptor) }
        guard isWritten(bytes, descriptor), fsync(descriptor) == 0 else { throw fault(path, "cannot be written") }
    }

    private static func isWritten(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
    }

    private static func fault(_ path: String, _ what: String) -> CryptographyError {
        .refusedFile(path: path, reason: "\(what): \(String(cString: strerror(errno)))")
    }
}
