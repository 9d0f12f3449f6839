import EventLog
import Formats
import Foundation
import SQLiteEventLog
import Testing
import Values

@Suite("Storing beside the caller's work")
struct StoringThreadTests {
    private struct Failure: Error, Equatable {}

    private let noted = EventType("test.noted", version: 1)
    private let noon = Timestamp(millisecondsSince1970: 1_772_625_600_000)
    private let path: String

    init() {
        path = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString).bilag").path
    }

    private func event(_ number: Int, key: String? = nil) -> DeferredEvent {
        DeferredEvent(noted) { body, bytes in
            body.append(contentsOf: "{\"number\":\(number)}".utf8)
            bytes.append(contentsOf: (key ?? "kø/\"\(number)\"").utf8)
        }
    }

    @Test("entries have the bytes and the root that they have when stored one by one")
    func sameBytes() throws {
        let (beside, alone) = (try SQLiteEventLog.create(at: path), try SQLiteEventLog.create(at: path + "-alone"))
        let seen = try beside.write(expecting: 0) { writer in
            var seen: [UInt64] = []
            writer.watch { seen.append($0.sequence) }
            for number in 1...1_000 { _ = try writer.append(event(number), at: noon) }
            // Asking waits for what is being stored.
            #expect(try writer.sequence(ofKey: "kø/\"1000\"") == 1_000)
            return seen
        }
        try alone.write(expecting: 0) { writer in
            for number in 1...1_000 { _ = try writer.append(event(number).made, at: noon) }
        }
        #expect(seen == Array(1...1_000))
        #expect(try beside.head() == alone.head())
        #expect(try beside.entry(777) == alone.entry(777))
        _ = try beside.verify { _ in }
    }

    @Test(
        "an error while storing comes out of the write, which leaves nothing, and the next one succeeds",
        arguments: [2, 65, 66, 700, 5_000] as [UInt64])
    func failingStore(at sequence: UInt64) throws {
        let log = try SQLiteEventLog.create(at: path)
        try log.write(expecting: 0) { _ = try $0.append(event(0).made, at: noon) }
        let before = try log.head()
        #expect(throws: Failure()) {
            try log.write(expecting: 1) { writer in
                writer.watch { if $0.sequence == sequence { throw Failure() } }
                for number in 1...5_000 { _ = try writer.append(event(number), at: noon) }
            }
        }
        #expect(try log.head() == before)
        #expect(try log.sequence(ofKey: "kø/\"1\"") == nil)
        try log.write(expecting: 1) { writer in
            for number in 1...200 { _ = try writer.append(event(number), at: noon) }
        }
        #expect(try log.size() == 201)
        _ = try log.verify { _ in }
    }

    @Test("two events with one key are told by the key, and nothing is kept")
    func sameKey() throws {
        let log = try SQLiteEventLog.create(at: path)
        #expect(throws: LogError.keyTwice("voucher/A/B/1")) {
            try log.write(expecting: 0) { writer in
                for number in 1...100 { _ = try writer.append(event(number), at: noon) }
                for number in 1...2 { _ = try writer.append(event(number, key: "voucher/A/B/1"), at: noon) }
            }
        }
        #expect(try log.size() == 0)
    }
}
