import Cryptography
import Formats
import Glibc

/// Where one environment's login is kept between commands: a file of mode 0600, and beside it a lock that lets one
/// process at a time renew it.
public struct LoginFile: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    /// The login; nil when nobody is logged in.
    /// - Throws: `CryptographyError.refusedFile` when others can read the file, or it holds something else.
    public func read() throws -> Login? {
        guard access(path, F_OK) == 0 else { return nil }
        let bytes = try PrivateFile.read(path)
        guard let login = (try? JSON(parsing: bytes)).flatMap({ Login($0) }) else {
            throw CryptographyError.refusedFile(path: path, reason: "holds no login; remove it, then log in again")
        }
        return login
    }

    /// Durable when it returns.
    public func write(_ login: Login) throws { try PrivateFile.write(login.json.canonicalBytes, to: path) }

    public func remove() { unlink(path) }

    /// Does the work while no other process does any under the same lock.
    /// - Throws: `AuthorityError.busy` when another holds it for long; what the work throws.
    public func exclusively<Result>(
        _ surroundings: Surroundings, _ work: () async throws -> Result
    ) async throws -> Result {
        let descriptor = open(path + ".lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CryptographyError.refusedFile(
                path: path + ".lock", reason: "cannot be opened: \(String(cString: strerror(errno)))")
        }
        // Closing gives the lock back, also when the process dies.
        defer { close(descriptor) }
        var attempt = 1
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard attempt < LoginFile.attempts else {
                throw AuthorityError(
                    .busy(retryAfterSeconds: nil), "the login", "another process is renewing it",
                    "Run the command again when that is done.")
            }
            attempt += 1
            try await surroundings.pause(1)
        }
        return try await work()
    }

    private static let attempts = 30
}
