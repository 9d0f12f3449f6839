import CSQLite
import Cryptography
import EventLog
import Glibc

extension SQLiteEventLog: EventLogFile {
    public var path: String { connection.path }

    public func copy(to path: String) throws {
        // SQLite fills an empty file that is there already, and leaves its mode as it is.
        let descriptor = Glibc.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw LogError.cannotOpen("The copy '\(path)' could not be made: \(reason). Choose another file name.")
        }
        defer { close(descriptor) }
        do {
            // A reader like any other: writers go on, and the copy is of the moment it began.
            let statement = try connection.statement("VACUUM INTO ?1")
            statement.bind(1, path)
            try statement.run()
            // SQLite leaves what it wrote to the operating system.
            guard fsync(descriptor) == 0 else {
                throw LogError.storage("the copy could not be made durable: \(String(cString: strerror(errno)))")
            }
        } catch {
            unlink(path)
            throw error
        }
    }

    public func extend(from path: String, after size: UInt64, to head: TreeHead) throws {
        let other = try SQLiteEventLog.open(at: path)
        try other.readingOneState {
            try write(expecting: size) { writer in
                guard let writer = writer as? SQLiteLogWriter else { return }
                try copyEntries(of: other, to: writer)
                try copyDocuments(of: other)
                guard writer.head == head else {
                    throw LogFault(at: nil, "the copy has \(writer.size) entries with another root than was expected")
                }
            }
        }
    }

    private func copyEntries(of other: SQLiteEventLog, to writer: SQLiteLogWriter) throws {
        let trees = try other.connection.statement("SELECT size, peaks FROM tree WHERE size > ?1 ORDER BY size")
        trees.bind(1, Int64(clamping: writer.size))
        defer { trees.reset() }
        var recorded = try nextTree(trees)
        let rows = try other.connection.statement(
            "SELECT seq, bytes, leaf, type, key FROM entry WHERE seq > ?1 ORDER BY seq")
        rows.bind(1, Int64(clamping: writer.size))
        defer { rows.reset() }
        while try rows.step() {
            try check(rows, against: writer.size + 1)
            try writer.insert(rows.blob(1), type: rows.text(3) ?? "", key: rows.text(4))
            guard let expected = recorded, expected.size == writer.size else { continue }
            guard expected == writer.tree else {
                throw LogFault(at: writer.size, "the tree recorded after this entry does not follow from the entries")
            }
            try writer.recordTree()
            recorded = try nextTree(trees)
        }
    }

    private func copyDocuments(of other: SQLiteEventLog) throws {
        let rows = try other.connection.statement("SELECT sha256, media_type, bytes FROM content")
        defer { rows.reset() }
        while try rows.step() {
            let (name, bytes) = (rows.blob(0), rows.blob(2))
            guard SHA256Digest(name) == SHA256Digest(of: bytes) else {
                throw LogFault(
                    at: nil, "the document \(hexadecimal(name)) does not have the hash it is stored under")
            }
            let statement = try connection.statement(
                "INSERT INTO content (sha256, media_type, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
            statement.bind(1, copying: name)
            statement.bind(2, rows.text(1) ?? "")
            statement.bind(3, copying: bytes)
            try statement.run()
        }
    }

    public func reclaimSpace() throws -> Bool {
        try connection.execute("VACUUM")
        let statement = try connection.statement("PRAGMA wal_checkpoint(TRUNCATE)")
        defer { statement.reset() }
        return try statement.step() && statement.integer(0) == 0
    }
}
