import Cryptography

/// The Merkle tree over the log's entries, exactly as in RFC 9162, section 2.1: a leaf is SHA-256(0x00 ‖ entry bytes), a
/// node SHA-256(0x01 ‖ left ‖ right), and a tree of n leaves splits at the largest power of two below n.
public struct MerkleTree: Equatable, Sendable {
    /// How many leaves are in.
    public private(set) var size: UInt64 = 0
    /// The roots of the perfect subtrees that make up the tree, largest first: one per set bit of `size`.
    public private(set) var peaks: [SHA256Digest] = []

    public init() {}

    /// A tree as it was saved. Nil when the number of peaks does not fit the size.
    public init?(size: UInt64, peaks: [SHA256Digest]) {
        guard peaks.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.peaks = peaks
    }

    public static func leaf(_ entry: UnsafeRawBufferPointer) -> SHA256Digest { SHA256Digest(prefix: 0, entry) }

    public static func node(_ left: SHA256Digest, _ right: SHA256Digest) -> SHA256Digest {
        left.withBytes { left in right.withBytes { right in SHA256Digest(prefix: 1, left, right) } }
    }

    public mutating func append(_ leaf: SHA256Digest) {
        var subtree = leaf
        var rest = size
        while !rest.isMultiple(of: 2) {
            subtree = MerkleTree.node(peaks.removeLast(), subtree)
            rest >>= 1
        }
        peaks.append(subtree)
        size += 1
    }

    /// The hash that stands for all entries. For an empty tree the hash of no bytes (RFC 9162, 2.1.1).
    public var root: SHA256Digest {
        guard var root = peaks.last else { return SHA256Digest(of: []) }
        for peak in peaks.dropLast().reversed() { root = MerkleTree.node(peak, root) }
        return root
    }

    public var head: TreeHead { TreeHead(size: size, root: root) }
}

/// How large a log is and the hash of all that is in it.
public struct TreeHead: Hashable, Sendable {
    public let size: UInt64
    public let root: SHA256Digest

    public init(size: UInt64, root: SHA256Digest) {
        self.size = size
        self.root = root
    }
}
