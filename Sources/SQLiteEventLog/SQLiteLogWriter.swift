import Cryptography
import EventLog
import Values

/// The inside of one `SQLiteEventLog.write` transaction.
final class SQLiteLogWriter: LogWriter {
    private let log: SQLiteEventLog
    private var tree: MerkleTree
    private let sizeAtStart: UInt64

    init(_ log: SQLiteEventLog, tree: MerkleTree) {
        self.log = log
        self.tree = tree
        sizeAtStart = tree.size
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
        let statement = try log.connection.statement(
            "INSERT INTO entry (seq, bytes, leaf, type, key) VALUES (?1, ?2, ?3, ?4, ?5)")
        try bytes.withUnsafeBytes { bytes in
            let leaf = MerkleTree.leaf(bytes)
            statement.bind(1, Int64(clamping: sequence))
            statement.bind(2, borrowing: bytes)
            statement.bind(4, event.type.name)
            statement.bind(5, event.key)
            try leaf.withBytes {
                statement.bind(3, borrowing: $0)
                try statement.run()
            }
            tree.append(leaf)
        }
        return sequence
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

    /// Records the tree as it stands after the transaction.
    func finish() throws {
        guard tree.size > sizeAtStart else { return }
        let statement = try log.connection.statement("INSERT INTO tree (size, peaks) VALUES (?1, ?2)")
        statement.bind(1, Int64(clamping: tree.size))
        statement.bind(2, tree.peaks.flatMap(\.bytes))
        try statement.run()
    }
}
