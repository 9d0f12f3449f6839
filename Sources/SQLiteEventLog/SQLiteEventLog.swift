import CSQLite
import Cryptography
import EventLog
import Glibc
import Values

/// The embedded default log: one SQLite file of mode 0600 per set of books, in WAL mode with `synchronous=FULL`, so
/// that what was acknowledged survives a crash of the process and of the machine.
public final class SQLiteEventLog: EventLog {
    private let file: SQLiteConnection
    private var writer: SQLiteLogWriter?
    private var isReading = false
    private var isWriteAhead = false

    private init(_ connection: SQLiteConnection) { file = connection }

    /// For one thread at a time: what a writer stores on another one is there before it is given out.
    var connection: SQLiteConnection {
        try? writer?.settle()
        return file
    }

    private var isWriting: Bool { writer != nil }

    /// Makes an empty file of books.
    ///
    /// - Throws: `LogError.cannotOpen` when the file exists already or cannot be made.
    public static func create(at path: String) throws(LogError) -> SQLiteEventLog { try create(at: path, on: nil) }

    /// - Parameter disk: the SQLite VFS that reads and writes; tests put a failing one here.
    package static func create(at path: String, on disk: String?) throws(LogError) -> SQLiteEventLog {
        try NewBooksFile(path).make()
        let connection = try SQLiteConnection(
            path: path, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, disk: disk)
        try connection.execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;")
        try configure(connection)
        try connection.execute(
            "BEGIN IMMEDIATE; PRAGMA application_id = \(Schema.applicationID); \(Schema.tables(Schema.version)) "
                + "PRAGMA user_version = \(Schema.version); COMMIT;")
        return SQLiteEventLog(connection)
    }

    /// Opens existing books.
    ///
    /// - Throws: `LogError.cannotOpen` when there is no such file, it is no set of books, or a newer Bilag made it.
    public static func open(at path: String) throws(LogError) -> SQLiteEventLog { try open(at: path, on: nil) }

    /// - Parameter disk: the SQLite VFS that reads and writes; tests put a failing one here.
    package static func open(at path: String, on disk: String?) throws(LogError) -> SQLiteEventLog {
        guard access(path, F_OK) == 0 else {
            throw .cannotOpen("There are no books at '\(path)'. Make them with 'bilag books init --books \(path) …'.")
        }
        let connection = try connect(path, on: disk)
        let identifier = try connection.integer("PRAGMA application_id")
        guard identifier == Schema.applicationID else {
            throw .cannotOpen("The file '\(path)' is not a set of books.")
        }
        let version = try connection.integer("PRAGMA user_version")
        guard Schema.knownVersions.contains(version) else {
            throw .cannotOpen(
                "The books '\(path)' have version \(version), and this Bilag knows \(Schema.version). Use a newer one.")
        }
        return SQLiteEventLog(connection)
    }

    static func connect(_ path: String, on disk: String?) throws(LogError) -> SQLiteConnection {
        let connection = try SQLiteConnection(
            path: path, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, disk: disk)
        try configure(connection)
        return connection
    }

    /// How long to wait for another process that writes, in milliseconds: a large import takes some seconds.
    private static let patience = "PRAGMA busy_timeout = 20000"

    private static func configure(_ connection: SQLiteConnection) throws(LogError) {
        try connection.execute(
            patience + "; PRAGMA synchronous = FULL; PRAGMA cache_size = -8000; "
                + "PRAGMA trusted_schema = OFF; PRAGMA recursive_triggers = ON;")
    }

    public func head() throws -> TreeHead { try latestTree().head }

    func latestTree() throws(LogError) -> MerkleTree {
        let statement = try connection.statement("SELECT size, peaks FROM tree ORDER BY size DESC LIMIT 1")
        defer { statement.reset() }
        return try statement.step() ? try SQLiteEventLog.tree(from: statement) : MerkleTree()
    }

    public func tree(at size: UInt64) throws -> MerkleTree? {
        if size == 0 { return MerkleTree() }
        let statement = try connection.statement("SELECT size, peaks FROM tree WHERE size = ?1")
        defer { statement.reset() }
        statement.bind(1, Int64(clamping: size))
        return try statement.step() ? try SQLiteEventLog.tree(from: statement) : nil
    }

    static func tree(from statement: SQLiteStatement) throws(LogError) -> MerkleTree {
        let size = UInt64(clamping: statement.integer(0))
        let bytes = statement.blob(1)
        let peaks = stride(from: 0, to: bytes.count - bytes.count % 32, by: 32).compactMap {
            SHA256Digest(bytes: bytes[$0..<$0 + 32])
        }
        guard bytes.count.isMultiple(of: 32), let tree = MerkleTree(size: size, peaks: peaks) else {
            throw .damagedEntry(size, "the tree recorded for this size is malformed")
        }
        return tree
    }

    public func read(_ sequences: ClosedRange<UInt64>, _ visit: (StoredEntry) throws -> Void) throws {
        try visitEntries("SELECT seq, bytes FROM entry WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq", sequences, visit)
    }

    public func read(_ sequences: [UInt64], _ visit: (StoredEntry) throws -> Void) throws {
        let statement = try connection.statement("SELECT bytes FROM entry WHERE seq = ?1")
        for sequence in sequences {
            statement.reset()
            statement.bind(1, Int64(clamping: sequence))
            guard try statement.step() else { continue }
            try visit(StoredEntry(sequence: sequence, bytes: statement.blob(0)))
        }
        statement.reset()
    }

    public func readRare(_ sequences: ClosedRange<UInt64>, _ visit: (StoredEntry) throws -> Void) throws {
        try visitEntries(
            """
            SELECT seq, bytes FROM entry INDEXED BY entry_rare WHERE seq BETWEEN ?1 AND ?2
            AND \(Schema.isRare) ORDER BY seq
            """, sequences, visit)
    }

    public func readLeaves(_ sequences: ClosedRange<UInt64>, _ visit: (SHA256Digest) throws -> Void) throws {
        let statement = try connection.statement("SELECT seq, leaf FROM entry WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq")
        defer { statement.reset() }
        statement.bind(1, Int64(clamping: sequences.lowerBound))
        statement.bind(2, Int64(clamping: sequences.upperBound))
        while try statement.step() {
            guard let leaf = SHA256Digest(bytes: statement.blob(1)) else {
                throw LogError.damagedEntry(UInt64(clamping: statement.integer(0)), "its recorded hash is malformed")
            }
            try visit(leaf)
        }
    }

    private func visitEntries(
        _ sql: String, _ sequences: ClosedRange<UInt64>, _ visit: (StoredEntry) throws -> Void
    ) throws {
        let statement = try connection.statement(sql)
        defer { statement.reset() }
        statement.bind(1, Int64(clamping: sequences.lowerBound))
        statement.bind(2, Int64(clamping: sequences.upperBound))
        while try statement.step() {
            try visit(StoredEntry(sequence: UInt64(clamping: statement.integer(0)), bytes: statement.blob(1)))
        }
    }

    public func sequence(ofKey key: String) throws -> UInt64? {
        let statement = try connection.statement("SELECT seq FROM entry WHERE key = ?1")
        defer { statement.reset() }
        statement.bind(1, key)
        return try statement.step() ? UInt64(clamping: statement.integer(0)) : nil
    }

    public func hasKey(beginningWith prefix: String) throws -> Bool {
        let statement = try connection.statement("SELECT 1 FROM entry WHERE key >= ?1 AND key < ?2 LIMIT 1")
        defer { statement.reset() }
        statement.bind(1, prefix)
        // No text that begins with the prefix comes after it with the last character there is.
        statement.bind(2, prefix + "\u{10FFFF}")
        return try statement.step()
    }

    public func readKeys(beginningWith prefix: String, _ visit: (String, UInt64) throws -> Void) throws {
        let statement = try connection.statement("SELECT key, seq FROM entry WHERE key >= ?1 AND key < ?2 ORDER BY key")
        defer { statement.reset() }
        statement.bind(1, prefix)
        statement.bind(2, prefix + "\u{10FFFF}")
        while try statement.step() { try visit(statement.text(0) ?? "", UInt64(clamping: statement.integer(1))) }
    }

    /// Asks for the length alone, which SQLite knows without reading the bytes.
    public func contentFacts(_ digest: SHA256Digest) throws -> ContentFacts? {
        let statement = try connection.statement("SELECT media_type, length(bytes) FROM content WHERE sha256 = ?1")
        defer { statement.reset() }
        statement.bind(1, digest.bytes)
        guard try statement.step() else { return nil }
        return ContentFacts(mediaType: statement.text(0) ?? "", byteCount: statement.integer(1))
    }

    public func content(_ digest: SHA256Digest) throws -> StoredContent? {
        let statement = try connection.statement("SELECT media_type, bytes FROM content WHERE sha256 = ?1")
        defer { statement.reset() }
        statement.bind(1, digest.bytes)
        guard try statement.step() else { return nil }
        return StoredContent(mediaType: statement.text(0) ?? "", bytes: Array(statement.blob(1)))
    }

    public func write<Result>(
        expecting expectedSize: UInt64?, _ body: (any LogWriter) throws -> Result
    ) throws -> Result {
        precondition(!isWriting && !isReading, "a write does not begin inside another, nor inside a reading")
        writeAhead()
        try connection.execute("BEGIN IMMEDIATE")
        defer { writer = nil }
        do {
            let tree = try latestTree()
            if let expectedSize, expectedSize != tree.size {
                throw LogError.movedOn(expected: expectedSize, found: tree.size)
            }
            let writer = try SQLiteLogWriter(self, tree: tree)
            self.writer = writer
            let result = try body(writer)
            try writer.end(dropping: false)
            try writer.recordTree()
            try connection.execute("COMMIT")
            return result
        } catch {
            try? writer?.end(dropping: true)
            // The first error is the one to tell; a failed rollback leaves a transaction that dies with the connection.
            try? connection.execute("ROLLBACK")
            throw error
        }
    }

    /// A backup that somebody put in the place of the books keeps a rollback journal, in which a writer shuts readers out. It
    /// is changed by the first write, and not by reading: a backup may lie where nothing can be written.
    private func writeAhead() {
        guard !isWriteAhead else { return }
        // Where it cannot be done now, the mode it has is as durable.
        isWriteAhead = (try? connection.execute("PRAGMA journal_mode = WAL")) != nil
    }

    public func readingOneState<Result>(_ body: () throws -> Result) throws -> Result {
        // Inside another reading or writing there is one state already.
        guard !isWriting, !isReading else { return try body() }
        try connection.execute("BEGIN")
        isReading = true
        defer {
            isReading = false
            try? connection.execute("ROLLBACK")
        }
        return try body()
    }

    public func snapshot(_ projection: String) throws -> Snapshot? {
        let statement = try connection.statement("SELECT version, size, bytes FROM snapshot WHERE projection = ?1")
        defer { statement.reset() }
        statement.bind(1, projection)
        guard try statement.step() else { return nil }
        return Snapshot(
            version: Int(clamping: statement.integer(0)), size: UInt64(clamping: statement.integer(1)),
            bytes: Array(statement.blob(2)))
    }

    public func snapshotNames() throws -> [String] {
        let rows = try connection.statement("SELECT projection FROM snapshot")
        defer { rows.reset() }
        var names: [String] = []
        while try rows.step() { names.append(rows.text(0) ?? "") }
        return names
    }

    /// Several processes may save at once, and each looks at what is there within its own transaction. A cache is not
    /// worth waiting for, so that this fails at once while another process writes.
    public func save(_ parts: [String: Snapshot], headedBy head: String, continuing base: UInt64?) throws {
        try connection.execute("PRAGMA busy_timeout = 0; SAVEPOINT snapshots")
        defer { try? connection.execute(SQLiteEventLog.patience) }
        do {
            if try mayBeSaved(parts[head], headedBy: head, continuing: base) {
                if base == nil { try dropSnapshots() }
                for (name, part) in parts { try save(part, of: name) }
            }
            try connection.execute("RELEASE snapshots")
        } catch {
            try? connection.execute("ROLLBACK TO snapshots; RELEASE snapshots")
            throw error
        }
    }

    private func mayBeSaved(_ part: Snapshot?, headedBy head: String, continuing base: UInt64?) throws -> Bool {
        guard let part else { return false }
        let there = try snapshot(head)
        if let base { return there?.size == base && there?.version == part.version }
        // One that is larger than the log itself was changed, and deserves no respect.
        guard let there, there.version == part.version, there.size <= (try latestTree().size) else { return true }
        return there.size <= part.size
    }

    private func save(_ snapshot: Snapshot, of projection: String) throws {
        let statement = try connection.statement(
            """
            INSERT INTO snapshot (projection, version, size, bytes) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (projection) DO UPDATE SET version = ?2, size = ?3, bytes = ?4
            """)
        statement.bind(1, projection)
        statement.bind(2, Int64(snapshot.version))
        statement.bind(3, Int64(clamping: snapshot.size))
        statement.bind(4, snapshot.bytes)
        try statement.run()
    }

    public func dropSnapshots() throws { try connection.execute("DELETE FROM snapshot") }
}

extension SQLiteConnection {
    func integer(_ sql: String) throws(LogError) -> Int {
        let statement = try statement(sql)
        defer { statement.reset() }
        return try statement.step() ? Int(clamping: statement.integer(0)) : 0
    }
}
