import CSQLite
import Cryptography
import EventLog
import Formats
import Foundation
import SQLiteEventLog
import Testing
import Values

@Suite("The SQLite event log")
struct SQLiteEventLogTests {
    private let noted = EventType("test.noted", version: 1)
    private let noon = Timestamp(millisecondsSince1970: 1_772_625_600_000)
    private let path: String

    init() {
        path = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString).bilag").path
    }

    private func makeLog(entries: Int = 0) throws -> SQLiteEventLog {
        let log = try SQLiteEventLog.create(at: path)
        for number in 0..<entries { try append(Int64(number), to: log) }
        return log
    }

    @discardableResult
    private func append(_ number: Int64, key: String? = nil, to log: SQLiteEventLog) throws -> UInt64 {
        try log.write(expecting: nil) { writer in
            try writer.append(NewEvent(noted, key: key, body: ["number": .integer(number)] as JSON), at: noon)
        }
    }

    @Test("an entry is one line of canonical JSON, and the tree stands on exactly these bytes")
    func entryBytes() throws {
        let log = try makeLog()
        try append(7, key: "a\"b", to: log)
        let expected =
            #"{"body":{"number":7},"key":"a\"b","seq":1,"time":"2026-03-04T12:00:00.000Z","type":"test.noted","version":1}"#
        #expect(try log.entry(1) == Array(expected.utf8))
        #expect(try log.head().root == Array(expected.utf8).withUnsafeBytes { MerkleTree.leaf($0) })
    }

    @Test("a key with a zero byte is found, and is what the entry says")
    func zeroByte() throws {
        let log = try makeLog()
        try append(7, key: "a\u{0}b", to: log)
        try append(8, key: "a", to: log)
        try append(9, key: "", to: log)
        #expect(try log.write(expecting: nil) { try $0.sequence(ofKey: "a\u{0}b") } == 1)
        #expect(try log.write(expecting: nil) { try $0.sequence(ofKey: "a") } == 2)
        #expect(try log.verify { _ in }.size == 3)
    }

    @Test("a backup in the place of the books is written ahead from the first write on, and reading leaves it alone")
    func copiedBackup() throws {
        let backup = path + ".backup"
        try makeLog(entries: 2).copy(to: backup)
        // Bytes 18 and 19 tell the journal: 1 is a rollback journal, 2 a WAL (SQLite, "Database File Format", 1.3).
        func journal() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: backup))[18..<20]) }
        let copied = try SQLiteEventLog.open(at: backup)
        #expect(try copied.head().size == 2)
        #expect(try journal() == [1, 1])
        try append(7, to: copied)
        #expect(try journal() == [2, 2])
        #expect(try SQLiteEventLog.open(at: backup).head().size == 3)
    }

    @Test("the file can be read by its owner alone")
    func fileMode() throws {
        _ = try makeLog(entries: 1)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("books are not made through a symbolic link, wherever it leads", arguments: ["no-such-file", "victim"])
    func symbolicLink(target: String) throws {
        let link = path + ".link"
        let victim = path + ".victim"
        let files = FileManager.default
        #expect(files.createFile(atPath: victim, contents: Data("mine".utf8)))
        defer { for file in [link, victim, path + "." + target] { try? files.removeItem(atPath: file) } }
        try files.createSymbolicLink(atPath: link, withDestinationPath: path + "." + target)
        #expect(throws: LogError.self) { try SQLiteEventLog.create(at: link) }
        #expect(files.contents(atPath: victim) == Data("mine".utf8))
        #expect(!files.fileExists(atPath: path + ".no-such-file"))
    }

    @Test("the same key with the same content is accepted without effect, with other content refused")
    func idempotency() throws {
        let log = try makeLog()
        #expect(try append(1, key: "k", to: log) == 1)
        #expect(try append(1, key: "k", to: log) == 1)
        #expect(try log.size() == 1)
        #expect(throws: LogError.keyReused("k", sequence: 1)) { try append(2, key: "k", to: log) }
        #expect(try log.size() == 1)
    }

    @Test("a write that throws leaves nothing behind")
    func rollback() throws {
        let log = try makeLog(entries: 2)
        let before = try log.head()
        #expect(throws: CancellationError.self) {
            try log.write(expecting: nil) { writer in
                _ = try writer.append(NewEvent(noted, body: [:] as JSON), at: noon)
                _ = try writer.store([1, 2, 3], mediaType: "text/plain")
                throw CancellationError()
            }
        }
        #expect(try log.head() == before)
        #expect(try log.content(SHA256Digest(of: [1, 2, 3])) == nil)
    }

    @Test("a writer that expected another size is told that the books have moved on")
    func expectedSize() throws {
        let log = try makeLog(entries: 2)
        #expect(throws: LogError.movedOn(expected: 1, found: 2)) { try log.write(expecting: 1) { _ in } }
        try log.write(expecting: 2) { _ in }
    }

    @Test("what one connection wrote, another one reads")
    func twoConnections() throws {
        let first = try makeLog(entries: 1)
        let second = try SQLiteEventLog.open(at: path)
        try append(5, to: second)
        #expect(try first.head() == second.head())
        #expect(try first.size() == 2)
    }

    @Test("rare entries are found without the vouchers between them")
    func rareEntries() throws {
        let log = try makeLog()
        try log.write(expecting: nil) { writer in
            for number in 1...10 {
                let name = number.isMultiple(of: 5) ? "test.noted" : "ledger.voucher-posted"
                _ = try writer.append(NewEvent(EventType(name, version: 1), body: [:] as JSON), at: noon)
            }
        }
        var found: [UInt64] = []
        try log.readRare(1...10) { found.append($0.sequence) }
        #expect(found == [5, 10])
    }

    @Test(
        "SQL that changes or removes what was written is refused",
        arguments: [
            "UPDATE entry SET bytes = x'00' WHERE seq = 1", "DELETE FROM entry WHERE seq = 2", "DELETE FROM tree",
            "INSERT OR REPLACE INTO entry (seq, bytes, leaf, type) VALUES (1, x'00', x'00', 'x')",
            "UPDATE tree SET peaks = x'' WHERE size = 1", "DELETE FROM content", "UPDATE content SET bytes = x'00'",
        ])
    func appendOnly(sql: String) throws {
        let log = try makeLog(entries: 2)
        try log.write(expecting: nil) { _ = try $0.store([1], mediaType: "text/plain") }
        #expect(try runSQL(sql) != SQLITE_OK)
        #expect(try log.verify { _ in }.size == 2)
    }

    @Test(
        "a change behind the triggers is found where it is",
        arguments: [
            (
                "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), ':1}', ':9}') AS BLOB) WHERE seq = 2",
                "entry 2: its bytes"
            ),
            ("DELETE FROM entry WHERE seq = 2", "entry 2: the entry is missing"),
            ("DELETE FROM entry WHERE seq = 3", "entry 3: the entry is missing"),
            ("UPDATE entry SET leaf = zeroblob(32) WHERE seq = 1", "entry 1: its bytes"),
            ("UPDATE entry SET type = 'x' WHERE seq = 1", "entry 1: its type"),
            ("UPDATE entry SET key = 'x' WHERE seq = 1", "entry 1: its type, key or number"),
            ("UPDATE tree SET peaks = (SELECT leaf FROM entry WHERE seq = 2) WHERE size = 1", "entry 1: the tree"),
            ("DELETE FROM tree WHERE size = 3", "entry 3: no tree"),
            (
                "UPDATE content SET bytes = x'02'",
                "the document 4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"
            ),
        ])
    func tampering(sql: String, fault: String) throws {
        let log = try makeLog(entries: 3)
        try log.write(expecting: nil) { _ = try $0.store([1], mediaType: "text/plain") }
        #expect(
            try runSQL(
                """
                DROP TRIGGER entry_is_not_changed; DROP TRIGGER entry_is_not_deleted; DROP TRIGGER tree_is_not_changed;
                DROP TRIGGER tree_is_not_deleted; DROP TRIGGER content_is_not_changed; \(sql)
                """) == SQLITE_OK)
        let error = #expect(throws: LogFault.self) { try log.verify { _ in } }
        #expect(error?.description.hasPrefix(fault) == true, "\(String(describing: error))")
    }

    @Test("files that are no books are refused with what to do")
    func otherFiles() throws {
        #expect(throws: LogError.self) { try SQLiteEventLog.open(at: path) }
        try Data("plain text, and long enough to be read as a header of something else".utf8).write(
            to: URL(filePath: path))
        #expect(throws: LogError.self) { try SQLiteEventLog.open(at: path) }
        #expect(throws: LogError.self) { try SQLiteEventLog.create(at: path) }
    }

    @Test("a snapshot is not waited for while another connection writes")
    func impatientSnapshot() throws {
        let log = try makeLog(entries: 1)
        let other = try SQLiteEventLog.open(at: path)
        _ = try log.write(expecting: nil) { _ in
            #expect(throws: LogError.busy) {
                try other.save(
                    ["balance": Snapshot(version: 1, size: 1, bytes: [1])], headedBy: "balance", continuing: nil)
            }
        }
        try other.save(
            ["balance": Snapshot(version: 1, size: 1, bytes: [1])], headedBy: "balance", continuing: nil)
    }

    @Test("an older state of saved parts does not replace a newer one, and a newer one continues what is there")
    func snapshots() throws {
        let log = try makeLog(entries: 12)
        func save(_ size: UInt64, _ parts: [String], continuing base: UInt64?) throws {
            var snapshots = ["head": Snapshot(version: 1, size: size, bytes: [1])]
            for part in parts { snapshots[part] = Snapshot(version: 1, size: size, bytes: [2]) }
            try log.save(snapshots, headedBy: "head", continuing: base)
        }
        try save(9, ["a", "b"], continuing: nil)
        try save(3, ["c"], continuing: nil)
        #expect(try log.snapshot("head") == Snapshot(version: 1, size: 9, bytes: [1]))
        #expect(try Set(log.snapshotNames()) == ["head", "a", "b"])
        try save(11, ["b", "c"], continuing: 9)
        #expect(try log.snapshot("a")?.size == 9)
        #expect(try log.snapshot("b")?.size == 11)
        // Another process was faster: what these parts continue is there no more.
        try save(12, ["d"], continuing: 9)
        #expect(try Set(log.snapshotNames()) == ["head", "a", "b", "c"])
        try save(12, ["d"], continuing: nil)
        #expect(try Set(log.snapshotNames()) == ["head", "d"])
        try log.dropSnapshots()
        #expect(try log.snapshotNames().isEmpty)
    }

    @Test("snapshots are saved together or not at all")
    func snapshotsTogether() throws {
        let log = try makeLog()
        try runSQL("CREATE TRIGGER t BEFORE INSERT ON snapshot WHEN new.size = 7 BEGIN SELECT raise(ABORT, 'no'); END")
        let (good, bad) = (Snapshot(version: 1, size: 9, bytes: [9]), Snapshot(version: 1, size: 7, bytes: [7]))
        #expect(throws: LogError.self) {
            try log.save(["a": good, "b": bad, "c": good], headedBy: "a", continuing: nil)
        }
        #expect(try ["a", "b", "c"].allSatisfy { try log.snapshot($0) == nil })
    }

    @Test("what is read together is of one moment, whatever others write meanwhile")
    func readingOneMoment() throws {
        let log = try makeLog(entries: 2)
        let other = try SQLiteEventLog.open(at: path)
        try log.readingOneState {
            #expect(try log.size() == 2)
            try append(5, to: other)
            #expect(try log.size() == 2)
        }
        #expect(try log.size() == 3)
    }

    /// As somebody with another tool would.
    @Test("documentation is found by its keys, and read past by those who look for rare entries")
    func documentation() throws {
        let log = try makeLog(entries: 1)
        try attach(["documentation/7/b/3", "documentation/7/a", "documentation/77/a"], to: log)
        var rare: [UInt64] = []
        try log.readRare(1...9) { rare.append($0.sequence) }
        #expect(rare == [1])
        #expect(try log.sequences(ofKeysBeginningWith: "documentation/7/") == [2, 3])
        var keys: [String] = []
        try log.readKeys(beginningWith: "documentation/") { key, _ in keys.append(key) }
        #expect(keys == ["documentation/7/a", "documentation/7/b/3", "documentation/77/a"])
        try log.storageCheck()()
    }

    @Test("a file of version 1 is one of version 2 from its first documentation on, and reads the same before")
    func upgrade() throws {
        var log = try makeLog(entries: 2)
        let version1 = """
            DROP INDEX entry_rare; CREATE INDEX entry_rare ON entry (seq) WHERE type <> 'ledger.voucher-posted';
            PRAGMA user_version = 1
            """
        #expect(try runSQL(version1) == SQLITE_OK)
        log = try SQLiteEventLog.open(at: path)
        func rare() throws -> [UInt64] {
            var found: [UInt64] = []
            try log.readRare(1...9) { found.append($0.sequence) }
            return found
        }
        #expect(try rare() == [1, 2])
        try append(3, to: log)
        try log.storageCheck()()
        // An attachment that is taken back leaves version 1.
        #expect(throws: CancellationError.self) { try attach(["documentation/1/a"], to: log, thenThrowing: true) }
        try log.storageCheck()()
        let other = try SQLiteEventLog.open(at: path)
        try attach(["documentation/1/a"], to: log)
        #expect(try rare() == [1, 2, 3])
        try log.storageCheck()()
        // Somebody who had it open goes on.
        try append(4, to: other)
        var found: [UInt64] = []
        try other.readRare(1...9) { found.append($0.sequence) }
        #expect(found == [1, 2, 3, 5])
        #expect(try SQLiteEventLog.open(at: path).verify { _ in }.size == 5)
        #expect(try runSQL("PRAGMA user_version = 3") == SQLITE_OK)
        #expect(throws: LogError.self) { try SQLiteEventLog.open(at: path) }
    }

    private func attach(_ keys: [String], to log: SQLiteEventLog, thenThrowing throwsAfter: Bool = false) throws {
        try log.write(expecting: nil) { writer in
            for key in keys {
                let type = EventType(FrequentEvent.documentationAttached, version: 1)
                _ = try writer.append(NewEvent(type, key: key, body: [:] as JSON), at: noon)
            }
            if throwsAfter { throw CancellationError() }
        }
    }

    @discardableResult
    private func runSQL(_ sql: String) throws -> Int32 {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        #expect(sqlite3_open(path, &handle) == SQLITE_OK)
        sqlite3_exec(handle, "PRAGMA recursive_triggers = ON", nil, nil, nil)
        return sqlite3_exec(handle, sql, nil, nil, nil)
    }
}
