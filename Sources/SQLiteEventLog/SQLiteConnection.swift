import CSQLite
import EventLog

/// One connection to a database file, and the statements prepared on it. Used by one thread at a time.
final class SQLiteConnection {
    private let handle: OpaquePointer
    let path: String
    /// The SQLite VFS that reads and writes; nil for the machine's own.
    let disk: String?
    private var statements: [String: SQLiteStatement] = [:]

    /// - Parameters:
    ///   - flags: SQLite's open flags.
    ///   - disk: the SQLite VFS that reads and writes; nil for the machine's own.
    init(path: String, flags: Int32, disk: String? = nil) throws(LogError) {
        var handle: OpaquePointer?
        let status = sqlite3_open_v2(path, &handle, flags, disk)
        guard status == SQLITE_OK, let handle else {
            let reason = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close(handle)
            throw .cannotOpen("The books '\(path)' could not be opened: \(reason).")
        }
        self.handle = handle
        self.path = path
        self.disk = disk
        sqlite3_extended_result_codes(handle, 1)
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(handle)
    }

    /// A database of these statements that no file holds.
    static func inMemory(_ sql: String) throws(LogError) -> SQLiteConnection {
        let connection = try SQLiteConnection(path: ":memory:", flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
        try connection.execute(sql)
        return connection
    }

    /// Runs statements that return nothing.
    func execute(_ sql: String) throws(LogError) {
        let status = sqlite3_exec(handle, sql, nil, nil, nil)
        guard status == SQLITE_OK else { throw error(status) }
    }

    /// The prepared statement for this text, reset and ready to be bound. Prepared once.
    func statement(_ sql: String) throws(LogError) -> SQLiteStatement {
        if let known = statements[sql] {
            known.reset()
            return known
        }
        var prepared: OpaquePointer?
        let status = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard status == SQLITE_OK, let prepared else { throw error(status) }
        let statement = SQLiteStatement(prepared, of: self)
        statements[sql] = statement
        return statement
    }

    /// Whether statements fire the triggers of the file, as they do from the beginning.
    func fireTriggers(_ fires: Bool) throws(LogError) {
        let status = bilag_sqlite3_fire_triggers(handle, fires ? 1 : 0)
        guard status == SQLITE_OK else { throw error(status) }
    }

    func error(_ status: Int32) -> LogError {
        let reason = String(cString: sqlite3_errmsg(handle))
        switch status & 0xFF {
        case SQLITE_BUSY: return .busy
        case SQLITE_CORRUPT: return .damagedFile("\(reason) (SQLite \(status))")
        case SQLITE_NOTADB: return .cannotOpen("The file '\(path)' is not a set of books: \(reason).")
        default: return .storage("\(reason) (SQLite \(status))")
        }
    }
}

/// A prepared statement. Columns and parameters are counted as SQLite does: columns from 0, parameters from 1.
final class SQLiteStatement {
    private let handle: OpaquePointer
    private unowned let connection: SQLiteConnection

    fileprivate init(_ handle: OpaquePointer, of connection: SQLiteConnection) {
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// Makes ready for the next run with what is bound.
    func rewind() { sqlite3_reset(handle) }

    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

    func bind(_ index: Int32, _ text: String) {
        // By its count, since a text may hold NUL, where a C string would end.
        var text = text
        _ = text.withUTF8 { bytes in
            // An empty text may have no address, and a null pointer would bind NULL.
            guard !bytes.isEmpty else { return sqlite3_bind_text(handle, index, "", 0, transient) }
            return bytes.withMemoryRebound(to: CChar.self) {
                sqlite3_bind_text64(handle, index, $0.baseAddress, UInt64($0.count), transient, UInt8(SQLITE_UTF8))
            }
        }
    }

    func bind(_ index: Int32, _ text: String?) { if let text { bind(index, text) } }

    func bind(_ index: Int32, _ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bind(index, copying: $0) }
    }

    func bind(_ index: Int32, copying bytes: UnsafeRawBufferPointer) {
        // An empty buffer may have no address, and a null pointer would bind NULL.
        if bytes.isEmpty {
            sqlite3_bind_zeroblob(handle, index, 0)
        } else {
            sqlite3_bind_blob64(handle, index, bytes.baseAddress, UInt64(bytes.count), transient)
        }
    }

    /// Binds bytes that stay where they are until the statement is stepped and reset.
    func bind(_ index: Int32, borrowing bytes: UnsafeRawBufferPointer) {
        sqlite3_bind_blob64(handle, index, bytes.baseAddress, UInt64(bytes.count), nil)
    }

    /// Binds UTF-8 that stays where it is until the statement is stepped and reset.
    func bind(_ index: Int32, borrowingText bytes: UnsafeRawBufferPointer) {
        let text = bytes.assumingMemoryBound(to: CChar.self).baseAddress
        sqlite3_bind_text64(handle, index, text, UInt64(bytes.count), nil, UInt8(SQLITE_UTF8))
    }

    /// True when there is a row to read.
    func step() throws(LogError) -> Bool {
        let status = sqlite3_step(handle)
        if status == SQLITE_ROW { return true }
        if status == SQLITE_DONE { return false }
        let error = connection.error(status)
        sqlite3_reset(handle)
        throw error
    }

    /// For statements that return no row.
    func run() throws(LogError) {
        while try step() {}
        sqlite3_reset(handle)
    }

    /// `SQLITE_CONSTRAINT_UNIQUE`, a sum that Swift does not import.
    private static let uniqueViolation = SQLITE_CONSTRAINT | 8 << 8

    /// For statements that return no row and may meet a row with the same key.
    ///
    /// - Throws: `taken` when there is one.
    func run(taken: () -> LogError) throws(LogError) {
        let status = sqlite3_step(handle)
        guard status != SQLITE_DONE else { return }
        let error = status == SQLiteStatement.uniqueViolation ? taken() : connection.error(status)
        sqlite3_reset(handle)
        throw error
    }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    /// The whole text, a zero byte within it included.
    func text(_ column: Int32) -> String? {
        guard sqlite3_column_text(handle, column) != nil else { return nil }
        return String(decoding: textBytes(column), as: UTF8.self)
    }

    /// The text as UTF-8; none for NULL. Valid until the statement is stepped or reset.
    func textBytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_text(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    /// Valid until the statement is stepped or reset.
    func blob(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }
}

/// Tells SQLite to copy what is bound. The C macro casts −1 to a function pointer, which Swift does not import.
private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
