import Cryptography
import Values

/// The first entries of a log, as it stood when it had so many, with entries after them that only this value holds.
///
/// Reading it is reading the books as they were; appending to it is asking what they would say, since nothing reaches
/// the log behind it.
public final class TentativeLog: EventLog {
    private let base: any EventLog
    private let baseSize: UInt64
    private var tree: MerkleTree
    private let baseTree: MerkleTree
    private var added: [[UInt8]] = []
    private var rare: [Int] = []
    private var keys: [String: UInt64] = [:]
    private var contents: [SHA256Digest: StoredContent] = [:]
    /// Projections saved while this value lives, so that several reports fold the entries once.
    private var snapshots: [String: Snapshot] = [:]
    /// What is saved in the log behind this one counts no more.
    private var hasOwnState = false

    /// - Parameter size: how many entries of the log are seen; where it is larger than the log, all of them.
    /// - Throws: what reading the log throws.
    public init(_ base: any EventLog, size: UInt64) throws {
        self.base = base
        baseSize = min(size, try base.size())
        baseTree = try TentativeLog.tree(of: base, at: baseSize)
        tree = baseTree
    }

    /// The tree of the log's first entries, also where no write ended with so many.
    private static func tree(of log: any EventLog, at size: UInt64) throws -> MerkleTree {
        if let tree = try log.tree(at: size) { return tree }
        var tree = MerkleTree()
        if size > 0 { try log.readLeaves(1...size) { tree.append($0) } }
        return tree
    }

    public func head() throws -> TreeHead { tree.head }

    public func read(_ sequences: ClosedRange<UInt64>, _ visit: (StoredEntry) throws -> Void) throws {
        if let known = known(sequences) { try base.read(known, visit) }
        for index in added.indices where sequences.contains(sequence(of: index)) { try self.visit(index, visit) }
    }

    public func read(_ sequences: [UInt64], _ visit: (StoredEntry) throws -> Void) throws {
        try base.read(sequences.filter { $0 <= baseSize }, visit)
        for index in added.indices where sequences.contains(sequence(of: index)) { try self.visit(index, visit) }
    }

    public func readRare(_ sequences: ClosedRange<UInt64>, _ visit: (StoredEntry) throws -> Void) throws {
        if let known = known(sequences) { try base.readRare(known, visit) }
        for index in rare where sequences.contains(sequence(of: index)) { try self.visit(index, visit) }
    }

    public func readLeaves(_ sequences: ClosedRange<UInt64>, _ visit: (SHA256Digest) throws -> Void) throws {
        if let known = known(sequences) { try base.readLeaves(known, visit) }
        for index in added.indices where sequences.contains(sequence(of: index)) {
            try visit(added[index].withUnsafeBytes { MerkleTree.leaf($0) })
        }
    }

    /// The part of a range that lies in the log behind this one.
    private func known(_ sequences: ClosedRange<UInt64>) -> ClosedRange<UInt64>? {
        let last = min(sequences.upperBound, baseSize)
        return sequences.lowerBound <= last ? sequences.lowerBound...last : nil
    }

    private func sequence(of index: Int) -> UInt64 { baseSize + UInt64(index) + 1 }

    private func visit(_ index: Int, _ visit: (StoredEntry) throws -> Void) throws {
        try added[index].withUnsafeBytes { try visit(StoredEntry(sequence: sequence(of: index), bytes: $0)) }
    }

    public func sequence(ofKey key: String) throws -> UInt64? {
        if let sequence = keys[key] { return sequence }
        return try base.sequence(ofKey: key).flatMap { $0 <= baseSize ? $0 : nil }
    }

    /// Keys of later entries count too: whoever asks looks each up then, and finds none.
    public func hasKey(beginningWith prefix: String) throws -> Bool {
        try keys.keys.contains { $0.hasPrefix(prefix) } || base.hasKey(beginningWith: prefix)
    }

    public func readKeys(beginningWith prefix: String, _ visit: (String, UInt64) throws -> Void) throws {
        var found: [(key: String, sequence: UInt64)] = []
        try base.readKeys(beginningWith: prefix) { if $1 <= baseSize { found.append(($0, $1)) } }
        found += keys.filter { $0.key.utf8.starts(with: prefix.utf8) }.map { ($0.key, $0.value) }
        found.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for (key, sequence) in found { try visit(key, sequence) }
    }

    public func content(_ digest: SHA256Digest) throws -> StoredContent? {
        try contents[digest] ?? base.content(digest)
    }

    public func contentFacts(_ digest: SHA256Digest) throws -> ContentFacts? {
        if let own = contents[digest] {
            return ContentFacts(mediaType: own.mediaType, byteCount: Int64(own.bytes.count))
        }
        return try base.contentFacts(digest)
    }

    public func tree(at size: UInt64) throws -> MerkleTree? {
        if size == baseSize { return baseTree }
        if size == tree.size { return tree }
        return size < baseSize ? try base.tree(at: size) : nil
    }

    /// A snapshot of more entries than are seen can tell what there was before them, but knows nothing of entries that
    /// stand in the place of later ones.
    public func snapshot(_ projection: String) throws -> Snapshot? {
        if let snapshot = snapshots[projection] { return snapshot }
        guard !hasOwnState else { return nil }
        return try base.snapshot(projection).flatMap { added.isEmpty || $0.size <= baseSize ? $0 : nil }
    }

    public func snapshotNames() throws -> [String] {
        Array(Set(hasOwnState ? [] : try base.snapshotNames()).union(snapshots.keys))
    }

    /// Kept with this value, so that several reports fold the entries once.
    public func save(_ parts: [String: Snapshot], headedBy head: String, continuing base: UInt64?) throws {
        if base == nil { (snapshots, hasOwnState) = ([:], true) }
        snapshots.merge(parts) { _, new in new }
    }

    public func dropSnapshots() throws { (snapshots, hasOwnState) = ([:], true) }

    public func readingOneState<Result>(_ body: () throws -> Result) throws -> Result {
        try base.readingOneState(body)
    }

    public func write<Result>(
        expecting expectedSize: UInt64?, _ body: (any LogWriter) throws -> Result
    ) throws -> Result {
        if let expectedSize, expectedSize != tree.size {
            throw LogError.movedOn(expected: expectedSize, found: tree.size)
        }
        let before = (tree, added.count, rare.count, keys, contents)
        do { return try body(Writer(self)) } catch {
            (tree, keys, contents) = (before.0, before.3, before.4)
            added.removeSubrange(before.1...)
            rare.removeSubrange(before.2...)
            snapshots = [:]
            throw error
        }
    }

    /// Proves nothing that the log behind it does not prove.
    public func verify(_ visit: (StoredEntry) throws -> Void) throws -> TreeHead {
        var found = MerkleTree()
        if tree.size > 0 {
            try read(1...tree.size) { entry in
                found.append(MerkleTree.leaf(entry.bytes))
                try visit(entry)
            }
        }
        guard found == tree else { throw LogFault(at: nil, "the entries do not give the tree") }
        return tree.head
    }

    public func storageCheck() -> @Sendable () throws -> Void { base.storageCheck() }

    /// The inside of a write.
    private final class Writer: LogWriter {
        private let log: TentativeLog
        private var watcher: ((StoredEntry) throws -> Void)?

        init(_ log: TentativeLog) { self.log = log }

        func append(_ event: DeferredEvent, at time: Timestamp) throws -> UInt64 { try append(event.made, at: time) }

        func watch(_ visit: @escaping (StoredEntry) throws -> Void) { watcher = visit }

        func hasKey(beginningWith prefix: String) throws -> Bool {
            try log.hasKey(beginningWith: prefix)
        }

        func sequences(ofKeysBeginningWith prefix: String) throws -> [UInt64] {
            try log.sequences(ofKeysBeginningWith: prefix)
        }

        var size: UInt64 { log.tree.size }
        var head: TreeHead { log.tree.head }

        func append(_ event: NewEvent, at time: Timestamp) throws -> UInt64 {
            let sequence = size + 1
            if let key = event.key {
                if let earlier = try log.sequence(ofKey: key) {
                    guard let bytes = try log.entry(earlier),
                        bytes
                            == EntryBytes.encode(
                                event, sequence: earlier,
                                time: try EntryBytes.decode(bytes, sequence: earlier).time)
                    else { throw LogError.keyReused(key, sequence: earlier) }
                    return earlier
                }
                log.keys[key] = sequence
            }
            let bytes = EntryBytes.encode(event, sequence: sequence, time: time)
            log.tree.append(bytes.withUnsafeBytes { MerkleTree.leaf($0) })
            if !FrequentEvent.names.contains(event.type.name) { log.rare.append(log.added.count) }
            log.added.append(bytes)
            try bytes.withUnsafeBytes { try watcher?(StoredEntry(sequence: sequence, bytes: $0)) }
            return sequence
        }

        func store(_ bytes: [UInt8], mediaType: String) throws -> SHA256Digest {
            let digest = SHA256Digest(of: bytes)
            log.contents[digest] = StoredContent(mediaType: mediaType, bytes: bytes)
            return digest
        }

        func sequence(ofKey key: String) throws -> UInt64? { try log.sequence(ofKey: key) }
        func entry(_ sequence: UInt64) throws -> [UInt8]? { try log.entry(sequence) }
    }
}
