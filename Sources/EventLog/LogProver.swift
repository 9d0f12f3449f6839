import Cryptography

/// Makes proofs over the first entries of a log from their recorded hashes. One pass over the hashes at the start; a
/// proof then costs a hundred hashes or so, however long the log is.
public final class LogProver {
    public let head: TreeHead
    private let log: any EventLog
    /// The tree above blocks of entries, which are as many hashes less to keep.
    private let blocks: PerfectSubtrees
    private var latestBlock: (index: UInt64, leaves: PerfectSubtrees)?

    fileprivate static let blockSize: UInt64 = 256

    /// - Throws: `LogProofError` when the log has fewer entries, or their hashes do not give the root that was recorded.
    public init(_ log: any EventLog, size: UInt64) throws {
        let recorded = try log.head()
        guard size <= recorded.size else { throw LogProofError.beyond(size, size: recorded.size) }
        var reading = BlockReading(upTo: size)
        if recorded.size > 0 { try log.readLeaves(1...recorded.size) { reading.append($0) } }
        guard reading.head == recorded else { throw LogProofError.otherRoot(recorded) }
        blocks = PerfectSubtrees(reading.roots)
        self.log = log
        head = TreeHead(
            size: size, root: size == 0 ? MerkleTree().root : joined(blocks.peaks(0..<reading.roots.count)))
    }

    /// The proof that an entry is among them.
    ///
    /// - Throws: `LogProofError.beyond`.
    public func inclusion(of sequence: UInt64) throws -> [SHA256Digest] {
        guard sequence >= 1, sequence <= head.size else { throw LogProofError.beyond(sequence, size: head.size) }
        return try MerkleProof.inclusion(of: sequence - 1, in: head.size, subtree: root)
    }

    /// The proof that the entries begin with the first `old` of them.
    public func consistency(from old: UInt64) throws -> [SHA256Digest] {
        guard old <= head.size else { throw LogProofError.beyond(old, size: head.size) }
        return try MerkleProof.consistency(from: old, to: head.size, subtree: root)
    }

    /// One proof that all these entries are among them; their numbers rise.
    ///
    /// - Throws: `LogProofError.beyond`.
    public func subset(of sequences: [UInt64]) throws -> [SHA256Digest] {
        for sequence in sequences where sequence < 1 || sequence > head.size {
            throw LogProofError.beyond(sequence, size: head.size)
        }
        return try MerkleSubset.proof(of: sequences.map { $0 - 1 }, in: head.size, subtree: root)
    }

    /// Size and root as they were after some of the entries.
    public func head(at size: UInt64) throws -> TreeHead {
        guard size <= head.size else { throw LogProofError.beyond(size, size: head.size) }
        return size == 0 ? MerkleTree().head : TreeHead(size: size, root: try root(of: 0..<size))
    }

    /// The root over leaves from one where a subtree begins.
    private func root(of range: Range<UInt64>) throws -> SHA256Digest {
        let first = range.lowerBound / LogProver.blockSize
        let end = range.upperBound / LogProver.blockSize
        guard range.lowerBound.isMultiple(of: LogProver.blockSize), first < end else {
            return joined(try leaves(of: first).peaks(local(range, in: first)))
        }
        let whole = blocks.peaks(Int(first)..<Int(end))
        let rest = end * LogProver.blockSize..<range.upperBound
        return joined(rest.isEmpty ? whole : whole + (try leaves(of: end).peaks(local(rest, in: end))))
    }

    private func local(_ range: Range<UInt64>, in block: UInt64) -> Range<Int> {
        let start = block * LogProver.blockSize
        return Int(range.lowerBound - start)..<Int(range.upperBound - start)
    }

    private func leaves(of block: UInt64) throws -> PerfectSubtrees {
        if let latestBlock, latestBlock.index == block { return latestBlock.leaves }
        var leaves: [SHA256Digest] = []
        let start = block * LogProver.blockSize
        try log.readLeaves(start + 1...min(start + LogProver.blockSize, head.size)) { leaves.append($0) }
        // The block was read before; entries do not go away but by force.
        guard leaves.count == Int(min(LogProver.blockSize, head.size - start)) else {
            throw LogProofError.otherRoot(head)
        }
        let subtrees = PerfectSubtrees(leaves)
        latestBlock = (block, subtrees)
        return subtrees
    }
}

/// Takes in the hashes of a log: the roots of its blocks up to a size, and the root of all of it.
private struct BlockReading {
    /// The last block may be cut off by the size.
    private(set) var roots: [SHA256Digest] = []
    private let size: UInt64
    private var above = MerkleTree()
    private var block = MerkleTree()
    private var count: UInt64 = 0

    init(upTo size: UInt64) { self.size = size }

    mutating func append(_ leaf: SHA256Digest) {
        block.append(leaf)
        count += 1
        if count == size || (count < size && block.size == LogProver.blockSize) { roots.append(block.root) }
        guard block.size == LogProver.blockSize else { return }
        above.append(block.root)
        block = MerkleTree()
    }

    var head: TreeHead {
        count == 0 ? MerkleTree().head : TreeHead(size: count, root: joined(above.peaks + block.peaks))
    }
}

/// The roots of all perfect subtrees over some leaves.
private struct PerfectSubtrees {
    /// The leaves, then the nodes above each pair, and so on.
    private let levels: [[SHA256Digest]]

    init(_ leaves: [SHA256Digest]) {
        var levels = [leaves]
        while let below = levels.last, below.count > 1 {
            levels.append((0..<below.count / 2).map { MerkleTree.node(below[2 * $0], below[2 * $0 + 1]) })
        }
        self.levels = levels
    }

    /// The perfect subtrees that make up a range which begins where one begins, largest first.
    func peaks(_ range: Range<Int>) -> [SHA256Digest] {
        var peaks: [SHA256Digest] = []
        var position = range.lowerBound
        while position < range.upperBound {
            let aligned = position == 0 ? Int.bitWidth - 2 : position.trailingZeroBitCount
            let fitting = Int.bitWidth - 1 - (range.upperBound - position).leadingZeroBitCount
            let level = min(aligned, fitting)
            peaks.append(levels[level][position >> level])
            position += 1 << level
        }
        return peaks
    }
}

/// The root over subtrees that follow each other, largest first; there is at least one.
private func joined(_ peaks: [SHA256Digest]) -> SHA256Digest {
    var root = peaks[peaks.count - 1]
    for peak in peaks.dropLast().reversed() { root = MerkleTree.node(peak, root) }
    return root
}

/// Why a proof could not be made.
public enum LogProofError: Error, Equatable, CustomStringConvertible {
    /// The log is not that long.
    case beyond(UInt64, size: UInt64)
    /// The recorded hashes do not belong together.
    case otherRoot(TreeHead)

    public var description: String {
        switch self {
        case .beyond(let wanted, let size): "There is no entry \(wanted) to prove: the log has \(size)."
        case .otherRoot(let head):
            "The hashes of the log's \(head.size) entries do not give its root. Run 'bilag log verify'."
        }
    }
}
