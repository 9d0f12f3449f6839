import Cryptography
import EventLog
import Values

/// The inside of one `SQLiteEventLog.write` transaction.
///
/// Events whose keys are known to be free are encoded, hashed and inserted on a thread of their own, a batch at a time;
/// whatever else is done waits for that thread first, so that the connection is never used by two at once.
final class SQLiteLogWriter: LogWriter {
    private let log: SQLiteEventLog
    private let insertion: SQLiteStatement
    private var stored: MerkleTree
    /// The size that the last tree was recorded for.
    private var recordedSize: UInt64
    private var watcher: ((StoredEntry) throws -> Void)?

    private struct Pending: Sendable {
        let sequence: UInt64
        let time: Timestamp
        let event: DeferredEvent
    }

    /// So many vouchers are some hundred kilobytes.
    private static let batchSize = 64
    private var pending: [Pending] = []
    private var thread: SideThread<[Pending]>?
    /// The entries of the batch being stored; here to keep its buffers.
    private var batch = EncodedBatch()
    private var lastTime: (time: Timestamp, text: String)?

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
        pending.append(Pending(sequence: size, time: time, event: event))
        if pending.count >= Self.batchSize { try hand(to: thread) }
        return size
    }

    private func begin() throws -> SideThread<[Pending]> {
        // Prepared here, so that the thread has no need of the connection but through its statements.
        let rows = try log.connection.statement(SQLiteLogWriter.insertion(rows: Self.batchSize))
        // The thread works only between `hand` and the return of `settle`, and nobody else touches what it does then.
        nonisolated(unsafe) let (writer, statement) = (Unmanaged.passUnretained(self), rows)
        let thread = SideThread<[Pending]> { pending in
            try writer._withUnsafeGuaranteedRef { try $0.store(pending, statement) }
        }
        self.thread = thread
        return thread
    }

    /// One statement for many rows: SQLite keeps what a statement with a trigger changes, page by page, until it has
    /// succeeded, which for statements of one row each costs more than all else (1.7 million writes for a million
    /// postings, instead of 0.2).
    private static func insertion(rows: Int) -> String {
        let places = (0..<rows).map { row in
            "(" + (1...5).map { "?\(row * 5 + $0)" }.joined(separator: ", ") + ")"
        }
        return "INSERT INTO entry (seq, bytes, leaf, type, key) VALUES " + places.joined(separator: ", ")
    }

    private func hand(to thread: SideThread<[Pending]>) throws {
        let batch = pending
        pending.removeAll(keepingCapacity: true)
        try thread.hand([batch])
    }

    /// Waits until all that was appended is inserted.
    func settle() throws {
        guard let thread else { return }
        if !pending.isEmpty { try hand(to: thread) }
        try thread.settle()
    }

    /// Ends the thread, which `self` must outlive.
    func end(dropping: Bool) throws {
        defer {
            thread?.end(dropping: dropping)
            thread = nil
        }
        if !dropping { try settle() }
    }

    private func store(_ pending: [Pending], _ rows: SQLiteStatement) throws {
        batch.removeAll()
        for entry in pending {
            let time = lastTime.flatMap { $0.time == entry.time ? $0.text : nil } ?? entry.time.description
            lastTime = (entry.time, time)
            batch.append(entry.event, sequence: entry.sequence, time: time)
        }
        guard pending.count == Self.batchSize else {
            return try batch.visit { bytes, type, key, _ in try store(bytes, type: type, key: key) }
        }
        rows.reset()
        var index: Int32 = 0
        try batch.visit { bytes, type, key, leaf in
            rows.bind(index + 1, Int64(clamping: stored.size + 1))
            rows.bind(index + 2, borrowing: bytes)
            rows.bind(index + 3, borrowing: leaf)
            rows.bind(index + 4, type)
            rows.bind(index + 5, key)
            index += 5
            if let digest = SHA256Digest(leaf) { stored.append(digest) }
        } whileBound: {
            try rows.run()
        }
        guard let watcher else { return }
        var sequence = pending[0].sequence
        try batch.visit { bytes, _, _, _ in
            try watcher(StoredEntry(sequence: sequence, bytes: bytes))
            sequence += 1
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

/// Entries that are stored together, with their hashes.
private struct EncodedBatch {
    private var bytes: [UInt8] = []
    private var leaves: [UInt8] = []
    private var entries: [(end: Int, type: String, key: String?)] = []

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        leaves.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
    }

    mutating func append(_ event: DeferredEvent, sequence: UInt64, time: String) {
        let start = bytes.count
        let key = EntryBytes.write(event, sequence: sequence, time: time, into: &bytes)
        let leaf = bytes.withUnsafeBytes { MerkleTree.leaf(UnsafeRawBufferPointer(rebasing: $0[start...])) }
        leaf.withBytes { leaves.append(contentsOf: $0) }
        entries.append((bytes.count, event.type.name, key))
    }

    /// Visits each entry with its type, key and hash. What is visited stays where it is until `whileBound` returns.
    func visit(
        _ visit: (UnsafeRawBufferPointer, String, String?, UnsafeRawBufferPointer) throws -> Void,
        whileBound body: () throws -> Void = {}
    ) throws {
        try bytes.withUnsafeBytes { bytes in
            try leaves.withUnsafeBytes { leaves in
                var start = 0
                for (index, entry) in entries.enumerated() {
                    try visit(
                        UnsafeRawBufferPointer(rebasing: bytes[start..<entry.end]), entry.type, entry.key,
                        UnsafeRawBufferPointer(rebasing: leaves[index * 32..<index * 32 + 32]))
                    start = entry.end
                }
                try body()
            }
        }
    }
}
