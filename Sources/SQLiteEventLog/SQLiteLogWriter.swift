import Cryptography
import EventLog
import Values

/// The inside of one `SQLiteEventLog.write` transaction.
///
/// Events whose keys are known to be free are inserted on a thread of their own, a batch at a time; whatever else is done
/// waits for that thread first, so that the connection is never used by two at once. They are encoded and hashed there
/// too, unless that thread is behind with its work.
final class SQLiteLogWriter: LogWriter {
    private enum Work: Sendable {
        case events([PendingEvent])
        case batch(EncodedBatch)
    }

    private let log: SQLiteEventLog
    private let insertion: SQLiteStatement
    private var stored: MerkleTree
    /// The size that the last tree was recorded for.
    private var recordedSize: UInt64
    private var watcher: ((StoredEntry) throws -> Void)?

    /// So many vouchers are some hundred kilobytes.
    private static let batchSize = 64
    private var pending: [PendingEvent] = []
    private var thread: SideThread<Work>?

    init(_ log: SQLiteEventLog, tree: MerkleTree) throws {
        self.log = log
        stored = tree
        size = tree.size
        recordedSize = tree.size
        insertion = try log.connection.statement(
            "INSERT INTO entry (seq, bytes, leaf, type, key) VALUES (?1, ?2, ?3, ?4, ?5)")
    }

    /// Whether the file is known to be.
    private var isOfNewestVersion = false

    /// With what waits to be stored.
    private(set) var size: UInt64

    /// Of all that was appended. Where storing failed, that error comes with the next call that can throw one.
    var tree: MerkleTree {
        try? settle()
        return stored
    }

    var head: TreeHead { tree.head }

    func watch(_ visit: @escaping (StoredEntry) throws -> Void) { watcher = visit }

    func append(_ event: NewEvent, at time: Timestamp) throws -> UInt64 {
        try settle()
        if let key = event.key, let earlier = try log.sequence(ofKey: key) {
            guard let bytes = try log.entry(earlier),
                bytes
                    == EntryBytes.encode(
                        event, sequence: earlier, time: try EntryBytes.decode(bytes, sequence: earlier).time)
            else { throw LogError.keyReused(key, sequence: earlier) }
            return earlier
        }
        let sequence = stored.size + 1
        let bytes = EntryBytes.encode(event, sequence: sequence, time: time)
        try bytes.withUnsafeBytes { try insert($0, type: event.type.name, key: event.key) }
        return sequence
    }

    func append(_ event: DeferredEvent, at time: Timestamp) throws -> UInt64 {
        let thread = try thread ?? begin()
        size += 1
        pending.append(PendingEvent(sequence: size, time: time, event: event))
        if pending.count >= Self.batchSize { try hand(to: thread) }
        return size
    }

    private func begin() throws -> SideThread<Work> {
        // SQLite keeps a copy of every page that a statement changes which may fire a trigger, until it has succeeded:
        // for a million postings more copies than pages. What the trigger on inserting refuses, an entry in the place of
        // another, the primary key refuses too.
        try log.connection.fireTriggers(false)
        // The thread works only between `hand` and the return of `settle`, and nobody else touches what it does then.
        nonisolated(unsafe) let writer = Unmanaged.passUnretained(self)
        let thread = SideThread<Work> { work in
            try writer._withUnsafeGuaranteedRef {
                switch work {
                case .events(let events): try $0.store(EncodedBatch(events))
                case .batch(let batch): try $0.store(batch)
                }
            }
        }
        self.thread = thread
        return thread
    }

    private func hand(to thread: SideThread<Work>) throws {
        let events = pending
        pending.removeAll(keepingCapacity: true)
        try thread.hand([thread.isBehind ? .batch(EncodedBatch(events)) : .events(events)])
    }

    /// Waits until all that was appended is inserted.
    func settle() throws {
        guard let thread else { return }
        if !pending.isEmpty { try hand(to: thread) }
        try thread.settle()
    }

    /// Ends the thread, which `self` must outlive.
    func end(dropping: Bool) throws {
        guard let thread else { return }
        defer {
            thread.end(dropping: dropping)
            self.thread = nil
            try? log.connection.fireTriggers(true)
        }
        if !dropping { try settle() }
    }

    private func store(_ batch: EncodedBatch) throws {
        // What is bound lies in the batch.
        defer { insertion.reset() }
        var type = ""
        try batch.visit { entry in
            insertion.rewind()
            insertion.bind(1, Int64(clamping: entry.sequence))
            insertion.bind(2, borrowing: entry.bytes)
            if entry.type.name != type {
                type = entry.type.name
                insertion.bind(4, type)
            }
            insertion.bind(5, borrowingText: entry.key)
            try entry.leaf.withBytes {
                insertion.bind(3, borrowing: $0)
                try insertion.run(taken: { .keyTwice(String(decoding: entry.key, as: UTF8.self)) })
            }
            stored.append(entry.leaf)
            try watcher?(StoredEntry(sequence: entry.sequence, bytes: entry.bytes))
        }
    }

    /// Appends the bytes of an entry as they are.
    func insert(_ bytes: UnsafeRawBufferPointer, type: String, key: String?) throws {
        try settle()
        if type != HotEvent.name, FrequentEvent.names.contains(type) { try upgradeFile() }
        try store(bytes, type: type, key: key)
        size = stored.size
    }

    /// Makes room for events that files of version 1 did not have.
    private func upgradeFile() throws {
        guard !isOfNewestVersion else { return }
        if try log.connection.integer("PRAGMA user_version") < Schema.version {
            try log.connection.execute(Schema.upgrade)
        }
        isOfNewestVersion = true
    }

    private func store(_ bytes: UnsafeRawBufferPointer, type: String, key: String?) throws {
        insertion.reset()
        let leaf = MerkleTree.leaf(bytes)
        insertion.bind(1, Int64(clamping: stored.size + 1))
        insertion.bind(2, borrowing: bytes)
        insertion.bind(4, type)
        insertion.bind(5, key)
        try leaf.withBytes { leaf in
            insertion.bind(3, borrowing: leaf)
            try insertion.run()
        }
        stored.append(leaf)
        try watcher?(StoredEntry(sequence: stored.size, bytes: bytes))
    }

    func store(_ bytes: [UInt8], mediaType: String) throws -> SHA256Digest {
        try settle()
        let digest = SHA256Digest(of: bytes)
        let statement = try log.connection.statement(
            "INSERT INTO content (sha256, media_type, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
        statement.bind(1, digest.bytes)
        statement.bind(2, mediaType)
        statement.bind(3, bytes)
        try statement.run()
        return digest
    }

    func sequence(ofKey key: String) throws -> UInt64? { try log.sequence(ofKey: key) }

    func hasKey(beginningWith prefix: String) throws -> Bool { try log.hasKey(beginningWith: prefix) }

    func sequences(ofKeysBeginningWith prefix: String) throws -> [UInt64] {
        try log.sequences(ofKeysBeginningWith: prefix)
    }

    func entry(_ sequence: UInt64) throws -> [UInt8]? { try log.entry(sequence) }

    /// Records the tree as it stands, unless that is done.
    func recordTree() throws {
        try settle()
        guard stored.size > recordedSize else { return }
        recordedSize = stored.size
        let statement = try log.connection.statement("INSERT INTO tree (size, peaks) VALUES (?1, ?2)")
        statement.bind(1, Int64(clamping: stored.size))
        statement.bind(2, stored.peaks.flatMap(\.bytes))
        try statement.run()
    }
}
