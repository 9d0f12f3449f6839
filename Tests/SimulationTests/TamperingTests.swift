import Application
import EventLog
import Filing
import Foundation
import SQLiteEventLog
import Testing
import Values

/// Somebody with any SQLite tool, enough time and no scruples: each change is made behind the triggers, and the triggers
/// are put back.
@Suite("Tampering with a small set of books", .serialized)
struct TamperingTests {
    /// Tools/simulate tries every byte; the tests a part of them.
    private static let part = Extent.number("BILAG_SIMULATE_TAMPER_PART", 60)

    @Test("every changed byte of entries, hashes, trees and documents is found, and named by its place")
    func changedBytes() async throws {
        let books = try await TamperedBooks()
        var cases = 0
        for (table, column, key) in [
            ("entry", "bytes", "seq"), ("entry", "leaf", "seq"), ("tree", "peaks", "size"),
            ("content", "bytes", "sha256"), ("content", "sha256", "sha256"),
        ] {
            let rows = try books.raw.rows("SELECT hex(\(key)), quote(\(key)), length(\(column)) FROM \(table)")
            for row in rows {
                guard case .text(let place) = row[1], case .integer(let length) = row[2] else { continue }
                let quoted = String(decoding: place, as: UTF8.self)
                for offset in stride(from: Int64((cases * 7) % Self.part), to: length, by: Self.part) {
                    let flip = """
                        UPDATE \(table) SET \(column) = CAST(substr(\(column), 1, \(offset)) || x'FF' || \
                        substr(\(column), \(offset + 2)) AS BLOB) WHERE \(key) = \(quoted) AND \
                        substr(\(column), \(offset + 1), 1) <> x'FF'
                        """
                    cases += 1
                    try books.expectFound(flip, at: table == "entry" || table == "tree" ? quoted : nil)
                }
            }
        }
        print("tampering: \(cases) changed bytes found")
        #expect(cases > 300)
    }

    @Test("a changed type or key is found, also where a zero byte hides the change")
    func changedColumns() async throws {
        let books = try await TamperedBooks()
        for sequence in 1...books.size {
            for change in [
                "type = 'x' || type", "type = type || char(0) || 'x'", "type = type || 'x'",
                "key = coalesce(key, '') || 'x'", "key = coalesce(key, 'k') || char(0)",
            ] {
                try books.expectFound("UPDATE entry SET \(change) WHERE seq = \(sequence)", at: "\(sequence)")
            }
        }
        for sequence in try books.raw.entries().filter({ $0.key != nil }).map(\.sequence) {
            try books.expectFound("UPDATE entry SET key = NULL WHERE seq = \(sequence)", at: "\(sequence)")
        }
    }

    @Test("every deleted, reordered or inserted entry is found where it is")
    func deletedReorderedInserted() async throws {
        let books = try await TamperedBooks()
        for sequence in 1...books.size {
            try books.expectFound("DELETE FROM entry WHERE seq = \(sequence)", at: "\(sequence)")
            try books.expectFound(
                "INSERT INTO entry SELECT \(books.size + 1), bytes, leaf, type, NULL FROM entry WHERE seq = \(sequence)",
                at: "\(books.size + 1)")
            try books.expectFound("DELETE FROM entry WHERE seq >= \(sequence)", at: "\(sequence)")
            guard sequence < books.size else { continue }
            // Two neighbours change places, whole.
            let (low, high) = (sequence, sequence + 1)
            try books.expectFound(
                """
                UPDATE entry SET seq = -1 WHERE seq = \(low); UPDATE entry SET seq = \(low) WHERE seq = \(high);
                UPDATE entry SET seq = \(high) WHERE seq = -1
                """, at: "\(low)")
            // One is left out and the others close up.
            try books.expectFound(
                """
                DELETE FROM entry WHERE seq = \(low); UPDATE entry SET seq = -seq WHERE seq > \(low);
                UPDATE entry SET seq = -seq - 1 WHERE seq < 0
                """, at: "\(low)")
        }
    }

    @Test("deleted documents that entries name, and the last tree, are found")
    func deletedDocuments() async throws {
        let books = try await TamperedBooks()
        for row in try books.raw.rows("SELECT quote(sha256) FROM content") {
            guard case .text(let hash) = row[0] else { continue }
            try books.expectFound(
                "DELETE FROM content WHERE sha256 = \(String(decoding: hash, as: UTF8.self))", at: nil)
        }
        try books.expectFound("DELETE FROM tree WHERE size = \(books.size)", at: "\(books.size)")
        try books.expectFound("INSERT INTO tree SELECT \(books.size + 8), zeroblob(32)", at: "\(books.size + 8)")
    }

    @Test("every changed byte of a saved figure is found, or changes no figure")
    func snapshots() async throws {
        let books = try await TamperedBooks()
        let right = try books.figures()
        let reports = try books.reports()
        let names = try books.raw.rows("SELECT projection, length(bytes) FROM snapshot ORDER BY projection")
        // The head, six parts for each month, and what reports made.
        #expect(names.count >= 10)
        for row in names {
            guard case .text(let text) = row[0], case .integer(let length) = row[1] else {
                Issue.record("a snapshot has no name or bytes")
                continue
            }
            let name = String(decoding: text, as: UTF8.self)
            // Of parts that reports made, `SavedPartsTests` changes every byte.
            let isFigure = ["figures", "account-", "vat-postings", "month-", "code-"].contains { name.hasPrefix($0) }
            for offset in stride(from: Int64(0), to: length, by: isFigure ? 1 : 23) {
                try books.expectFound(
                    """
                    UPDATE snapshot SET bytes = CAST(substr(bytes, 1, \(offset)) || x'37' || substr(bytes, \(offset + 2)) \
                    AS BLOB) WHERE projection = '\(name)' AND substr(bytes, \(offset + 1), 1) <> x'37'
                    """, at: nil)
            }
            for change in ["size = size - 1", "size = size + 1", "size = 0", "size = 1000000"] {
                try books.expectFound("UPDATE snapshot SET \(change) WHERE projection = '\(name)'", at: nil)
            }
            for change in [
                "UPDATE snapshot SET version = version + 1", "UPDATE snapshot SET projection = 'x'",
                "DELETE FROM snapshot",
            ] {
                try books.tamper("\(change) WHERE projection = '\(name)'") {
                    let figures = try books.figures()
                    #expect(figures == right)
                    #expect(try books.reports() == reports)
                }
            }
        }
    }

    @Test("missing or altered triggers and indexes, and rows left out of an index, are found")
    func triggersAndIndexes() async throws {
        let books = try await TamperedBooks()
        for row in try books.raw.rows("SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'index')") {
            guard case .text(let kind) = row[0], case .text(let name) = row[1], case .text(let sql) = row[2] else {
                continue
            }
            let (drop, make) = (
                "DROP \(String(decoding: kind, as: UTF8.self)) \(String(decoding: name, as: UTF8.self));",
                String(decoding: sql, as: UTF8.self) + ";"
            )
            try books.raw.execute(drop)
            try books.expectFault(at: nil, drop)
            try books.raw.execute(make)
        }
        // An index that passes over the approval, so that nobody would see it any more.
        try books.raw.execute(
            """
            DROP INDEX entry_rare;
            CREATE INDEX entry_rare ON entry (seq)
                WHERE type <> 'ledger.voucher-posted' AND type <> 'filing.approved';
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = 'CREATE INDEX entry_rare ON entry (seq) WHERE type <> ''ledger.voucher-posted'''
                WHERE name = 'entry_rare';
            PRAGMA writable_schema = RESET;
            """)
        try books.expectFault(at: nil, "an index without the approval")
    }

    @Test("a document kept as another type of file is found, since the entries say what each is")
    func mediaTypes() async throws {
        let books = try await TamperedBooks()
        let rows = try books.raw.rows("SELECT quote(sha256) FROM content")
        for row in rows {
            guard case .text(let hash) = row[0] else { continue }
            try books.expectFound(
                "UPDATE content SET media_type = 'text/html' WHERE sha256 = \(String(decoding: hash, as: UTF8.self))",
                at: nil)
        }
        #expect(rows.count > 3)
    }

    @Test("a rollback to an older copy is found against a checkpoint that somebody kept")
    func rollback() async throws {
        let books = try await TamperedBooks()
        let kept = try books.open { try $0.checkpoint() }
        try books.tamper(
            "DELETE FROM entry WHERE seq > 12; DELETE FROM tree WHERE size > 12; DELETE FROM snapshot"
        ) {
            let comparison = try books.open { try $0.compare(with: kept, keys: []) }
            #expect(comparison.objection != nil)
        }
    }

    @Test("no changed byte of the file itself passes, other than those that mean nothing")
    func fileBytes() async throws {
        let books = try await TamperedBooks()
        let file = try books.closedFile()
        let right = try books.raw.contents()
        let path = books.path + "-flipped"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var (found, meaningless) = (0, 0)
        for offset in stride(from: 3, to: file.count, by: Self.part * 8 + 1) {
            var bytes = file
            bytes[offset] ^= 0x41
            try Data(bytes).write(to: URL(filePath: path))
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
            if TamperedBooks.isFoundDamaged(path) {
                found += 1
                continue
            }
            let contents = try RawBooks(path).contents()
            if contents == right {
                meaningless += 1
            } else {
                Issue.record("byte \(offset) was changed and nothing is found: \(RawBooks.difference(contents, right))")
            }
        }
        print("tampering: \(found) changed bytes of the file found, \(meaningless) without meaning")
        #expect(found > 0)
    }
}
