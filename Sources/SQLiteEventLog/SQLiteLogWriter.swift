import Cryptography
import EventLog
import Values

/// The inside of one `SQLiteEventLog.write` transaction.
final class SQLiteLogWriter: LogWriter {
    private let log: SQLiteEventLog
    private(set) var tree: MerkleTree
    /// The size that the last tree was recorded for.
    private var recordedSize: UInt64

    init(_ log: SQLiteEventLog, tree: MerkleTree) {
        self.log = log
        self.tree = tree
        recordedSize = tree.size
    }

    var size: UInt64 { tree.size }

    var head: TreeHead { tree.head }

    func append(_ event: NewEvent, at time: Timestamp) throws -> UInt64 {
        if let key = event.key, let earlier = try log.sequence(ofKey: key) {
            guard let bytes = try log.entry(earlier),
                bytes
                    == EntryBytes.encode(
                        event, sequence: earlier, time: try EntryBytes.decode(bytes, sequence: earlier).time)
            else { throw LogError.keyReused(key, sequence: earlier) }
            return earlier
        }
        let sequence = tree.size + 1
        let bytes = EntryBytes.encode(event, sequence: sequence, time: time)
        try bytes.withUnsafeBytes { try insert($0, type: event.type.name, key: event.key) }
        return sequence
    }

    /// Appends the bytes of an entry as they are.
    func insert(_ bytes: UnsafeRawBufferPointer, type: String, key: String?) throws {
        let statement = try log.connection.statement(
            "INSERT INTO entry (seq, bytes, leaf, type, key) VALUES (?1, ?2, ?3, ?4, ?5)")
        let leaf = MerkleTree.leaf(bytes)
        statement.bind(1, Int64(clamping: tree.size + 1))
        statement.bind(2, borrowing: bytes)
        statement.bind(4, type)
        statement.bind(5, key)
        try leaf.withBytes { leaf in
            statement.bind(3, borrowing: leaf)
            try statement.run()
        }
        tree.append(leaf)
    }

    func store(_ bytes: [UInt8], mediaType: String) throws -> SHA256Digest {
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

    func entry(_ sequence: UInt64) throws -> [UInt8]? { try log.entry(sequence) }

    /// Records the tree as it stands, unless that is done.
    func recordTree() throws {
        guard tree.size > recordedSize else { return }
        recordedSize = tree.size
        let statement = try log.connection.statement("INSERT INTO tree (size, peaks) VALUES (?1, ?2)")
        statement.bind(1, Int64(clamping: tree.size))
        statement.bind(2, tree.peaks.flatMap(\.bytes))
        try statement.run()
    }
}
