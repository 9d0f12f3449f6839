import CSQLite
import EventLog
import Glibc

/// The file that books are about to be made in.
struct NewBooksFile {
    private let path: String

    init(_ path: String) { self.path = path }

    /// Makes it, durably, for its owner alone.
    ///
    /// - Throws: `LogError.cannotOpen` when there is one already, unless it is what a killed attempt left behind.
    func make() throws(LogError) {
        // SQLite would make the file readable to others; its WAL inherits the mode of the file.
        let descriptor = Glibc.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            if isLeftBehind { return }
            throw .cannotOpen("The books '\(path)' could not be made: \(reason). Choose another file name.")
        }
        close(descriptor)
        syncFolder()
    }

    /// Our own file, without a table in it: the process was killed before the first transaction.
    private var isLeftBehind: Bool {
        var information = stat()
        guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
            information.st_mode & 0o777 == 0o600, information.st_uid == geteuid()
        else { return false }
        if information.st_size == 0 { return true }
        guard
            let connection = try? SQLiteConnection(
                path: path, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX),
            let tables = try? connection.integer("SELECT count(*) FROM sqlite_schema"),
            let owner = try? connection.integer("PRAGMA application_id")
        else { return false }
        return tables == 0 && owner == 0
    }

    /// The file's name lies in its folder, and SQLite syncs only folders of files that it makes itself.
    private func syncFolder() {
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "."
        let descriptor = Glibc.open(String(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        // Some file systems cannot; there is nothing more to be done then.
        fsync(descriptor)
        close(descriptor)
    }
}
