import Cryptography
import EventLog
import Values

/// The simulated process was killed: nothing of it runs after this.
struct CrashSignal: Error {}

/// Where a process can be struck.
enum Boundary {
    /// Between transactions: others may work meanwhile.
    case idle
    /// Inside a transaction, before something is written.
    case beforeWrite
    /// Inside a transaction, after something was written.
    case afterWrite
    /// The transaction is durable, and nobody has been told.
    case afterCommit
}

/// A log that lets the simulation strike at every boundary, in front of the real one.
final class BoundaryLog: EventLog {
    private let log: any EventLog
    private let reach: (Boundary) throws -> Void
    private var isInTransaction = false

    init(_ log: any EventLog, reach: @escaping (Boundary) throws -> Void) {
        self.log = log
        self.reach = reach
    }

    private func pass() throws { try reach(isInTransaction ? .beforeWrite : .idle) }

    func head() throws -> TreeHead {
        try pass()
        return try log.head()
    }

    func read(_ sequences: ClosedRange<UInt64>, _ visit: (StoredEntry) throws -> Void) throws {
        try log.read(sequences, visit)
    }

    func read(_ sequences: [UInt64], _ visit: (StoredEntry) throws -> Void) throws {
        try pass()
        try log.read(sequences, visit)
    }

    func readRare(_ sequences: ClosedRange<UInt64>, _ visit: (StoredEntry) throws -> Void) throws {
        try pass()
        try log.readRare(sequences, visit)
    }

    func readLeaves(_ sequences: ClosedRange<UInt64>, _ visit: (SHA256Digest) throws -> Void) throws {
        try log.readLeaves(sequences, visit)
    }

    func sequence(ofKey key: String) throws -> UInt64? { try log.sequence(ofKey: key) }
    func hasKey(beginningWith prefix: String) throws -> Bool { try log.hasKey(beginningWith: prefix) }
    func readKeys(beginningWith prefix: String, _ visit: (String, UInt64) throws -> Void) throws {
        try log.readKeys(beginningWith: prefix, visit)
    }
    func content(_ digest: SHA256Digest) throws -> StoredContent? { try log.content(digest) }
    func tree(at size: UInt64) throws -> MerkleTree? { try log.tree(at: size) }

    func write<Result>(
        expecting expectedSize: UInt64?, _ body: (any LogWriter) throws -> Result
    ) throws -> Result {
        try reach(.idle)
        isInTransaction = true
        defer { isInTransaction = false }
        let result = try log.write(expecting: expectedSize) { writer in
            try reach(.beforeWrite)
            let result = try body(BoundaryWriter(writer, reach: reach))
            try reach(.beforeWrite)
            return result
        }
        try reach(.afterCommit)
        return result
    }

    func snapshot(_ projection: String) throws -> Snapshot? {
        try pass()
        return try log.snapshot(projection)
    }

    func snapshotNames() throws -> [String] {
        try pass()
        return try log.snapshotNames()
    }

    func save(_ parts: [String: Snapshot], headedBy head: String, continuing base: UInt64?) throws {
        try pass()
        try log.save(parts, headedBy: head, continuing: base)
        try reach(isInTransaction ? .afterWrite : .afterCommit)
    }

    func readingOneState<Result>(_ body: () throws -> Result) throws -> Result {
        try log.readingOneState {
            try pass()
            return try body()
        }
    }

    func dropSnapshots() throws { try log.dropSnapshots() }

    func storageCheck() -> @Sendable () throws -> Void { log.storageCheck() }

    func verify(_ visit: (StoredEntry) throws -> Void) throws -> TreeHead { try log.verify(visit) }
}

/// The inside of a transaction, with a boundary before and after each write.
private final class BoundaryWriter: LogWriter {
    private let writer: any LogWriter
    private let reach: (Boundary) throws -> Void

    init(_ writer: any LogWriter, reach: @escaping (Boundary) throws -> Void) {
        self.writer = writer
        self.reach = reach
    }

    var size: UInt64 { writer.size }
    var head: TreeHead { writer.head }

    func append(_ event: NewEvent, at time: Timestamp) throws -> UInt64 {
        try reach(.beforeWrite)
        let sequence = try writer.append(event, at: time)
        try reach(.afterWrite)
        return sequence
    }

    func append(_ event: DeferredEvent, at time: Timestamp) throws -> UInt64 {
        try reach(.beforeWrite)
        let sequence = try writer.append(event, at: time)
        try reach(.afterWrite)
        return sequence
    }

    func watch(_ visit: @escaping (StoredEntry) throws -> Void) { writer.watch(visit) }

    func store(_ bytes: [UInt8], mediaType: String) throws -> SHA256Digest {
        try reach(.beforeWrite)
        let digest = try writer.store(bytes, mediaType: mediaType)
        try reach(.afterWrite)
        return digest
    }

    func sequence(ofKey key: String) throws -> UInt64? { try writer.sequence(ofKey: key) }
    func hasKey(beginningWith prefix: String) throws -> Bool { try writer.hasKey(beginningWith: prefix) }
    func sequences(ofKeysBeginningWith prefix: String) throws -> [UInt64] {
        try writer.sequences(ofKeysBeginningWith: prefix)
    }
    func entry(_ sequence: UInt64) throws -> [UInt8]? { try writer.entry(sequence) }
}
