import CSQLite
import Cryptography
import EventLog
import Formats
import Foundation
import SQLiteEventLog
import Synchronization
import Testing
import Values

@Suite("A log's file, copied and carried on")
struct EventLogFileTests {
    private let folder: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "log-file-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
    }

    private func path(_ name: String) -> String { folder + "/" + name }

    private func makeLog(_ name: String, _ numbers: some Sequence<Int>) throws -> SQLiteEventLog {
        let log = try SQLiteEventLog.create(at: path(name))
        for number in numbers { try Self.append(number, to: log) }
        return log
    }

    /// One entry and one document.
    private static func append(_ number: Int, to log: SQLiteEventLog) throws {
        let event = NewEvent(
            EventType("test.noted", version: 1), key: "key \(number)", body: ["n": .integer(Int64(number))])
        try log.write(expecting: nil) { writer in
            _ = try writer.append(event, at: Timestamp(millisecondsSince1970: 0))
            _ = try writer.store(Array("document \(number)".utf8), mediaType: "text/plain")
        }
    }

    private func change(_ name: String, _ sql: String) throws {
        var handle: OpaquePointer?
        try #require(sqlite3_open(path(name), &handle) == SQLITE_OK)
        defer { sqlite3_close(handle) }
        try #require(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
    }

    @Test("a copy holds the same entries, trees and documents in one file of mode 0600") func copy() throws {
        let log = try makeLog("a", 1...9)
        try log.copy(to: path("b"))
        let mode = try FileManager.default.attributesOfItem(atPath: path("b"))[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("b") } == ["b"])
        let other = try SQLiteEventLog.open(at: path("b"))
        #expect(try other.verify { _ in } == log.head())
        #expect(try (1...9).allSatisfy { try other.tree(at: $0) == log.tree(at: $0) })
        #expect(try other.content(SHA256Digest(of: Array("document 7".utf8)))?.mediaType == "text/plain")
    }

    @Test("a copy never replaces a file, nor follows a link") func copyRefused() throws {
        let log = try makeLog("a", 1...2)
        try Data("precious".utf8).write(to: URL(filePath: path("b")))
        try FileManager.default.createSymbolicLink(atPath: path("c"), withDestinationPath: path("elsewhere"))
        for name in ["b", "c"] { #expect(throws: LogError.self) { try log.copy(to: path(name)) } }
        #expect(try String(contentsOfFile: path("b"), encoding: .utf8) == "precious")
        #expect(!FileManager.default.fileExists(atPath: path("elsewhere")))
    }

    @Test("a log gets from a copy what it lacks, with every recorded tree", arguments: [0, 1, 5, 8])
    func extend(size: Int) throws {
        let log = try makeLog("a", 1...9)
        let old = try makeLog("old", (1...9).prefix(size))
        try old.extend(from: path("a"), after: UInt64(size), to: log.head())
        #expect(try old.verify { _ in } == log.head())
        #expect(try (1...9).allSatisfy { try old.tree(at: $0) == log.tree(at: $0) })
        #expect(try old.content(SHA256Digest(of: Array("document 9".utf8))) != nil)
        try Self.append(10, to: old)
        #expect(try old.verify { _ in }.size == 10)
    }

    @Test(
        "a copy that was tampered with leaves a log as it was",
        arguments: [
            "UPDATE entry SET bytes = CAST(replace(bytes, '\"n\":8', '\"n\":7') AS BLOB) WHERE seq = 8",
            "UPDATE entry SET type = 'test.other' WHERE seq = 8", "UPDATE entry SET key = 'other' WHERE seq = 8",
            "DELETE FROM entry WHERE seq = 9", "DELETE FROM entry WHERE seq = 7",
            "UPDATE tree SET peaks = zeroblob(32) WHERE size = 8",
            "UPDATE content SET bytes = x'00' WHERE rowid = (SELECT max(rowid) FROM content)",
        ])
    func tampered(change sql: String) throws {
        let head = try makeLog("a", 1...9).head()
        let old = try makeLog("old", 1...5)
        let before = try old.head()
        let triggers = [
            "entry_is_not_changed", "entry_is_not_deleted", "tree_is_not_changed", "content_is_not_changed",
        ]
        try change("a", triggers.map { "DROP TRIGGER \($0);" }.joined() + sql)
        #expect(throws: (any Error).self) { try old.extend(from: path("a"), after: 5, to: head) }
        #expect(try old.verify { _ in } == before)
        #expect(try old.content(SHA256Digest(of: Array("document 6".utf8))) == nil)
    }

    @Test("a log that grew in the meantime is not extended") func movedOn() throws {
        let log = try makeLog("a", 1...9)
        let old = try makeLog("old", 1...5)
        let expected = LogError.movedOn(expected: 4, found: 5)
        #expect(throws: expected) { try old.extend(from: path("a"), after: 4, to: log.head()) }
    }

    @Test("copies and verifications while four others write are each one state of the log", .timeLimit(.minutes(2)))
    func concurrentWriters() async throws {
        let log = try makeLog("a", 1...20)
        let isDone = Flag()
        let file = path("a")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 1...4 {
                group.addTask { @concurrent in
                    let own = try SQLiteEventLog.open(at: file)
                    // A log that grows without end is copied without end.
                    for number in 0..<200 where !isDone.isRaised {
                        try Self.append(writer * 1_000_000 + number, to: own)
                    }
                }
            }
            defer { isDone.raise() }
            var round = 0
            // Until all have written for a while.
            while try log.size() < 120 || round < 8 {
                round += 1
                // The writers need a thread of the pool too.
                try await Task.sleep(for: .milliseconds(5))
                try log.copy(to: path("copy-\(round)"))
                let head = try SQLiteEventLog.open(at: path("copy-\(round)")).verify { _ in }
                #expect(try log.tree(at: head.size)?.head == head)
                #expect(try log.verify { _ in }.size >= head.size)
            }
            isDone.raise()
            try await group.waitForAll()
        }
        #expect(try log.verify { _ in }.size >= 120)
    }

    @Test("reclaimed space changes no entry, and empties the write-ahead file") func reclaim() throws {
        let log = try makeLog("a", 1...50)
        let head = try log.head()
        #expect(try log.reclaimSpace())
        #expect(try log.verify { _ in } == head)
        #expect(try FileManager.default.attributesOfItem(atPath: path("a") + "-wal")[.size] as? Int == 0)
    }
}

private final class Flag: Sendable {
    private let value = Mutex(false)

    var isRaised: Bool { value.withLock { $0 } }

    func raise() { value.withLock { $0 = true } }
}
