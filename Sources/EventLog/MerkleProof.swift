import Cryptography

/// Proofs over the tree of RFC 9162, sections 2.1.3 and 2.1.4. `subtree` gives the root over a range of leaves, counted
/// from 0, that is a node of the tree.
public enum MerkleProof {
    /// The hashes that lead from one leaf to the root of the first `size` leaves.
    public static func inclusion(
        of index: UInt64, in size: UInt64, subtree: (Range<UInt64>) throws -> SHA256Digest
    ) rethrows -> [SHA256Digest] {
        precondition(index < size, "a proof is asked for a leaf that is in the tree")
        var proof: [SHA256Digest] = []
        var range = 0..<size
        while range.count > 1 {
            let (left, right) = halves(of: range)
            proof.append(try subtree(index < right.lowerBound ? right : left))
            range = index < right.lowerBound ? left : right
        }
        return proof.reversed()
    }

    /// The hashes that show that the first `old` of `size` leaves are the ones another root stands for.
    public static func consistency(
        from old: UInt64, to size: UInt64, subtree: (Range<UInt64>) throws -> SHA256Digest
    ) rethrows -> [SHA256Digest] {
        precondition(old <= size, "a log extends only what is not larger")
        guard old > 0 else { return [] }
        var proof: [SHA256Digest] = []
        var range = 0..<size
        while range.upperBound != old {
            let (left, right) = halves(of: range)
            proof.append(try subtree(old <= right.lowerBound ? right : left))
            range = old <= right.lowerBound ? left : right
        }
        // The verifier knows the old root already, when it is this subtree.
        if range.lowerBound > 0 { proof.append(try subtree(range)) }
        return proof.reversed()
    }

    /// Whether the proof leads from the leaf to the root.
    public static func verifiesInclusion(
        of leaf: SHA256Digest, at index: UInt64, in head: TreeHead, proof: [SHA256Digest]
    ) -> Bool {
        guard index < head.size else { return false }
        var (node, last) = (index, head.size - 1)
        var hash = leaf
        for step in proof {
            if last == 0 { return false }
            if !node.isMultiple(of: 2) || node == last {
                hash = MerkleTree.node(step, hash)
                while node.isMultiple(of: 2), node != 0 { (node, last) = (node >> 1, last >> 1) }
            } else {
                hash = MerkleTree.node(hash, step)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        return last == 0 && hash == head.root
    }

    /// Whether the proof leads from the old root to the new one.
    public static func verifiesConsistency(from old: TreeHead, to new: TreeHead, proof: [SHA256Digest]) -> Bool {
        guard old.size <= new.size else { return false }
        if old.size == 0 { return proof.isEmpty && old == MerkleTree().head }
        if old.size == new.size { return proof.isEmpty && old == new }
        var (node, last) = (old.size - 1, new.size - 1)
        while !node.isMultiple(of: 2) { (node, last) = (node >> 1, last >> 1) }
        var path = proof[...]
        // A perfect old tree is itself the first node on the way.
        guard let start = old.size.nonzeroBitCount == 1 ? old.root : path.popFirst() else { return false }
        var (oldRoot, newRoot) = (start, start)
        for step in path {
            if last == 0 { return false }
            if !node.isMultiple(of: 2) || node == last {
                oldRoot = MerkleTree.node(step, oldRoot)
                newRoot = MerkleTree.node(step, newRoot)
                while node.isMultiple(of: 2), node != 0 { (node, last) = (node >> 1, last >> 1) }
            } else {
                newRoot = MerkleTree.node(newRoot, step)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        return last == 0 && oldRoot == old.root && newRoot == new.root
    }

    static func halves(of range: Range<UInt64>) -> (Range<UInt64>, Range<UInt64>) {
        let split = range.lowerBound + largestPowerOfTwo(below: UInt64(range.count))
        return (range.lowerBound..<split, split..<range.upperBound)
    }

    private static func largestPowerOfTwo(below number: UInt64) -> UInt64 {
        1 << UInt64(63 - (number - 1).leadingZeroBitCount)
    }
}
