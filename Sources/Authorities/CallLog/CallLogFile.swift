import Glibc

/// The file that a log of calls is written to: mode 0600, each line appended by one write, so that several processes may
/// share it.
public final class CallLogFile: Sendable {
    private let descriptor: Int32

    /// Opens the file, or makes it.
    ///
    /// - Throws: `CallLogError` when it cannot be written, is no regular file, or others than its owner can read it.
    public init(_ path: String) throws(CallLogError) {
        // A link planted by somebody else must not make us write to another file.
        descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else { throw CallLogError(path, "cannot be opened: \(String(cString: strerror(errno)))") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw CallLogError(path, "is not a regular file")
        }
        guard status.st_mode & 0o077 == 0 else {
            close(descriptor)
            throw CallLogError(path, "can be read by others than its owner; run 'chmod 600' on it")
        }
    }

    deinit { close(descriptor) }

    /// Appends one line. A full disk loses the line rather than stop what is under way with an authority.
    public func append(_ line: [UInt8]) {
        var written: Int
        repeat {
            written = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        } while written < 0 && errno == EINTR
    }
}

/// Why calls cannot be logged. Nothing was sent.
public struct CallLogError: Error, Hashable, CustomStringConvertible {
    private let path: String
    private let reason: String

    init(_ path: String, _ reason: String) { (self.path, self.reason) = (path, reason) }

    public var description: String {
        "The log of calls '\(path)' \(reason). Nothing was sent. Choose another file with --log, or leave it out."
    }
}
