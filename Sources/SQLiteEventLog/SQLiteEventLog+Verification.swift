import Cryptography
import EventLog

extension SQLiteEventLog {
    /// One pass over all entries, with the recorded trees beside it; then the documents.
    public func verify(_ visit: (StoredEntry) throws -> Void) throws -> TreeHead {
        try readingOneState { try verifyState(visit) }
    }

    private func verifyState(_ visit: (StoredEntry) throws -> Void) throws -> TreeHead {
        var tree = MerkleTree()
        let trees = try connection.statement("SELECT size, peaks FROM tree ORDER BY size")
        defer { trees.reset() }
        var recorded = try nextTree(trees)
        let entries = try connection.statement("SELECT seq, bytes, leaf, type, key FROM entry ORDER BY seq")
        defer { entries.reset() }
        while try entries.step() {
            let sequence = tree.size + 1
            try check(entries, against: sequence)
            let bytes = entries.blob(1)
            let leaf = MerkleTree.leaf(bytes)
            guard SHA256Digest(entries.blob(2)) == leaf else {
                throw LogFault(at: sequence, "its bytes do not have the recorded hash")
            }
            tree.append(leaf)
            if let expected = recorded, expected.size == tree.size {
                guard expected == tree else {
                    throw LogFault(at: sequence, "the tree recorded after this entry does not follow from the entries")
                }
                recorded = try nextTree(trees)
            }
            try visit(StoredEntry(sequence: sequence, bytes: bytes))
        }
        if let missing = recorded {
            throw LogFault(at: tree.size + 1, "the entry is missing; the log once had \(missing.size) entries or more")
        }
        guard try latestTree() == tree else {
            throw LogFault(at: tree.size, "no tree is recorded for the last entry")
        }
        try verifyContent()
        return tree.head
    }

    func check(_ row: SQLiteStatement, against sequence: UInt64) throws {
        let found = UInt64(clamping: row.integer(0))
        guard found == sequence else {
            throw LogFault(at: sequence, "the entry is missing; the next one is \(found)")
        }
        let bytes = row.blob(1)
        let key = row.isNull(4) ? nil : row.blob(4)
        guard EntryBytes.ends(bytes, with: row.blob(3), key: key, sequence: sequence) else {
            throw LogFault(at: sequence, "its type, key or number is not the one it is filed under")
        }
    }

    func nextTree(_ statement: SQLiteStatement) throws -> MerkleTree? {
        try statement.step() ? try SQLiteEventLog.tree(from: statement) : nil
    }

    private func verifyContent() throws {
        let rows = try connection.statement("SELECT sha256, bytes FROM content")
        defer { rows.reset() }
        while try rows.step() {
            let digest = SHA256Digest(of: rows.blob(1))
            guard SHA256Digest(rows.blob(0)) == digest else {
                throw LogFault(
                    at: nil, "the document \(hexadecimal(rows.blob(0))) does not have the hash it is stored under")
            }
        }
    }

    /// SQLite's own check of pages and indexes, and whether tables, indexes and triggers are those we make: by a
    /// connection of its own, since the log's is in use meanwhile.
    public func storageCheck() -> @Sendable () throws -> Void {
        let (path, disk) = (path, connection.disk)
        return { try SQLiteEventLog.verifyStorage(SQLiteEventLog.connect(path, on: disk)) }
    }

    private static func verifyStorage(_ connection: SQLiteConnection) throws {
        let check = try connection.statement("PRAGMA integrity_check(1)")
        defer { check.reset() }
        if try check.step(), let found = check.text(0), found != "ok" {
            throw LogFault(at: nil, "the file is damaged where SQLite keeps its tables and indexes: \(found)")
        }
        let expected = try Schema.objects(
            of: SQLiteConnection.inMemory(Schema.tables(try connection.integer("PRAGMA user_version"))))
        let found = try Schema.objects(of: connection)
        if let missing = expected.keys.sorted().first(where: { found[$0] == nil }) {
            throw LogFault(at: nil, "the \(missing) is missing from the file")
        }
        if let other = found.keys.sorted().first(where: { found[$0] != expected[$0] }) {
            throw LogFault(at: nil, "the \(other) is not one that Bilag makes")
        }
    }
}

extension Schema {
    /// The SQL of each table, index and trigger, by its kind and name. Of SQLite's own only the indexes that tables need
    /// count: others are statistics.
    fileprivate static func objects(of connection: SQLiteConnection) throws(LogError) -> [String: String] {
        let rows = try connection.statement(
            """
            SELECT type, name, tbl_name, sql FROM sqlite_schema
                WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' OR name LIKE 'sqlite\\_autoindex\\_%' ESCAPE '\\'
            """)
        defer { rows.reset() }
        var objects: [String: String] = [:]
        while try rows.step() {
            let sql = (rows.text(3) ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
            objects["\(rows.text(0) ?? "") '\(rows.text(1) ?? "")'"] = "\(rows.text(2) ?? ""): \(sql)"
        }
        return objects
    }
}
