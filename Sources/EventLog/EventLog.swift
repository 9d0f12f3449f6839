import Cryptography
import Formats
import Values

/// An append-only, verifiable log of the events of one set of books, with the documents its entries name.
///
/// Reading sees all that was acknowledged before it began. One instance is used by one thread at a time; several
/// instances, in several processes, may use the same books.
public protocol EventLog: AnyObject {
    /// Size and root of what is acknowledged.
    func head() throws -> TreeHead

    /// Visits entries in order. The bytes are only valid during the visit.
    func read(_ sequences: ClosedRange<UInt64>, _ visit: (StoredEntry) throws -> Void) throws

    /// Visits the entries of these numbers, which rise, without reading those between them.
    func read(_ sequences: [UInt64], _ visit: (StoredEntry) throws -> Void) throws

    /// Visits the entries whose type is not one of those that there may be as many of as there are vouchers
    /// (`FrequentEvent`), in order: some thousands in a log of millions, found without scanning it.
    func readRare(_ sequences: ClosedRange<UInt64>, _ visit: (StoredEntry) throws -> Void) throws

    /// Visits the recorded hashes of entries, in order, without reading the entries: for proofs over a log whose
    /// entries were verified when they were written.
    func readLeaves(_ sequences: ClosedRange<UInt64>, _ visit: (SHA256Digest) throws -> Void) throws

    /// The entry with that idempotency key.
    func sequence(ofKey key: String) throws -> UInt64?

    /// Whether any entry's key begins so.
    func hasKey(beginningWith prefix: String) throws -> Bool

    /// Visits the keys that begin so with their entries, without reading the entries, in order of the keys' bytes.
    func readKeys(beginningWith prefix: String, _ visit: (String, UInt64) throws -> Void) throws

    /// Bytes stored under their hash, with their media type.
    func content(_ digest: SHA256Digest) throws -> StoredContent?

    /// What is stored under a hash, without reading it.
    func contentFacts(_ digest: SHA256Digest) throws -> ContentFacts?

    /// The tree as it was when the log had that many entries. Nil when it never stood at that size after a write.
    func tree(at size: UInt64) throws -> MerkleTree?

    /// One durable transaction: all that `body` appends and stores is kept when it returns, nothing when it throws.
    /// Others wait meanwhile.
    ///
    /// - Parameter expectedSize: where given, the write is refused with `LogError.movedOn` if the log has grown since.
    func write<Result>(expecting expectedSize: UInt64?, _ body: (any LogWriter) throws -> Result) throws -> Result

    /// A saved projection: a cache that may be missing, and that dropping costs nothing but time.
    func snapshot(_ projection: String) throws -> Snapshot?
    /// The projections that are saved, in any order.
    func snapshotNames() throws -> [String]
    /// Saves the parts of one state together, or none of them.
    ///
    /// - Parameters:
    ///   - head: the part whose size is that of the state. A newer state that is saved already stays, without an error.
    ///   - base: the size of the saved state that these parts continue: parts of it that are not among these stay, and
    ///     nothing is saved when another state is there. Where nil, these are all the parts there are.
    func save(_ parts: [String: Snapshot], headedBy head: String, continuing base: UInt64?) throws
    func dropSnapshots() throws

    /// Everything that `body` reads is of one state of the log, however much others append meanwhile. It writes nothing.
    func readingOneState<Result>(_ body: () throws -> Result) throws -> Result

    /// Reads everything and checks it: each entry's form, hash and place, the tree at every recorded size, and all
    /// stored content. `visit` sees each entry that passed.
    ///
    /// - Throws: `LogFault` at the first fault.
    func verify(_ visit: (StoredEntry) throws -> Void) throws -> TreeHead

    /// A check of what serves to find entries quickly and to refuse changes: nothing of it is part of the log, and all of
    /// it can mislead. It may be done on another thread while the log is read, and throws `LogFault` at the first fault.
    func storageCheck() -> @Sendable () throws -> Void
}

extension EventLog {
    /// For a log that nobody else writes to.
    public func readingOneState<Result>(_ body: () throws -> Result) throws -> Result { try body() }

    /// Entries that follow each other are read together.
    public func read(_ sequences: [UInt64], _ visit: (StoredEntry) throws -> Void) throws {
        var first = 0
        while first < sequences.count {
            var last = first
            while last + 1 < sequences.count, sequences[last + 1] == sequences[last] + 1 { last += 1 }
            try read(sequences[first]...sequences[last], visit)
            first = last + 1
        }
    }

    /// For a log that has nothing cheaper.
    public func contentFacts(_ digest: SHA256Digest) throws -> ContentFacts? {
        try content(digest).map { ContentFacts(mediaType: $0.mediaType, byteCount: Int64($0.bytes.count)) }
    }

    /// The entries whose keys begin so, in order of the log.
    public func sequences(ofKeysBeginningWith prefix: String) throws -> [UInt64] {
        var found: [UInt64] = []
        try readKeys(beginningWith: prefix) { _, sequence in found.append(sequence) }
        return found.sorted()
    }

    /// The bytes of one entry.
    public func entry(_ sequence: UInt64) throws -> [UInt8]? {
        var found: [UInt8]?
        try read(sequence...sequence) { found = Array($0.bytes) }
        return found
    }

    public func size() throws -> UInt64 { try head().size }
}

/// What may be done inside `EventLog.write`.
public protocol LogWriter: AnyObject {
    /// The log's size with all that this transaction appended so far.
    var size: UInt64 { get }

    /// Size and root with all that this transaction appended so far: what the next event stands on.
    var head: TreeHead { get }

    /// Appends one event and returns its sequence; for a key that is there already with the same type and body, the
    /// sequence of the earlier entry.
    ///
    /// - Throws: `LogError.keyReused` when the key stands for another event.
    func append(_ event: NewEvent, at time: Timestamp) throws -> UInt64

    /// Appends an event whose key is free, as the caller knows, and returns its sequence. Its bytes may be made and stored
    /// while the caller goes on; whatever else is done with the log waits for that. Not while entries are being read.
    ///
    /// - Throws: what storing an earlier one came to. An error of the last ones ends the transaction.
    func append(_ event: DeferredEvent, at time: Timestamp) throws -> UInt64

    /// Shows each entry that is appended from here on, in order, before the transaction is durable: perhaps on another
    /// thread than the caller's, while the caller goes on appending.
    func watch(_ visit: @escaping (StoredEntry) throws -> Void)

    /// Keeps bytes under their hash. Storing the same bytes again changes nothing.
    func store(_ bytes: [UInt8], mediaType: String) throws -> SHA256Digest

    func sequence(ofKey key: String) throws -> UInt64?
    /// Whether any event's key begins so.
    func hasKey(beginningWith prefix: String) throws -> Bool
    /// The entries whose keys begin so, in order of the log.
    func sequences(ofKeysBeginningWith prefix: String) throws -> [UInt64]
    func entry(_ sequence: UInt64) throws -> [UInt8]?
}

/// An entry as it is stored.
public struct StoredEntry {
    /// 1 for the first.
    public let sequence: UInt64
    public let bytes: UnsafeRawBufferPointer

    public init(sequence: UInt64, bytes: UnsafeRawBufferPointer) {
        self.sequence = sequence
        self.bytes = bytes
    }

    /// - Throws: `LogError.damagedEntry`.
    public func decoded() throws(LogError) -> RecordedEvent { try EntryBytes.decode(Array(bytes), sequence: sequence) }
}

public struct StoredContent: Sendable {
    public let mediaType: String
    public let bytes: [UInt8]

    public init(mediaType: String, bytes: [UInt8]) {
        self.mediaType = mediaType
        self.bytes = bytes
    }
}

/// What is known of stored bytes without reading them.
public struct ContentFacts: Hashable, Sendable {
    public let mediaType: String
    public let byteCount: Int64

    public init(mediaType: String, byteCount: Int64) {
        self.mediaType = mediaType
        self.byteCount = byteCount
    }
}

/// A projection's saved state: the value after the first `size` entries.
public struct Snapshot: Sendable, Equatable {
    /// The shape of `bytes`; a reader that knows another one ignores the snapshot.
    public let version: Int
    public let size: UInt64
    public let bytes: [UInt8]

    public init(version: Int, size: UInt64, bytes: [UInt8]) {
        self.version = version
        self.size = size
        self.bytes = bytes
    }
}

/// The event type that makes up nearly all of a log, which readers of the few others skip.
public enum HotEvent {
    public static let name = "ledger.voucher-posted"

    /// Whether a type's bytes, as `EntryBytes.typeName` gives them, are those of the name.
    public static func isNamed(by type: UnsafeRawBufferPointer) -> Bool { type.equals("ledger.voucher-posted") }
}

/// Event types of which a log may hold as many as vouchers: those themselves, and what documents them. Readers of the few
/// others skip them; documentation is found by its key.
public enum FrequentEvent {
    public static let documentationAttached = "ledger.documentation-attached"
    public static let documentationWithdrawn = "ledger.documentation-withdrawn"

    public static let names = [HotEvent.name, documentationAttached, documentationWithdrawn]
}
