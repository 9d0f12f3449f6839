import Cryptography

/// Proofs over the tree of RFC 9162, sections 2.1.3 and 2.1.4. `leaf` gives the leaf hash by its index, from 0.
public enum MerkleProof {
    /// The hashes that lead from one leaf to the root of the first `size` leaves.
    public static func inclusion(
        of index: UInt64, in size: UInt64, leaf: (UInt64) throws -> SHA256Digest
    ) rethrows -> [SHA256Digest] {
        precondition(index < size, "a proof is asked for a leaf that is in the tree")
        var proof: [SHA256Digest] = []
        var range = 0..<size
        while range.count > 1 {
            let split = range.lowerBound + largestPowerOfTwo(below: UInt64(range.count))
            if index < split {
                proof.append(try root(of: split..<range.upperBound, leaf: leaf))
                range = range.lowerBound..<split
            } else {
                proof.append(try root(of: range.lowerBound..<split, leaf: leaf))
                range = split..<range.upperBound
            }
        }
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

    /// The root over a range of leaves, as if they were a tree of their own.
    static func root(of range: Range<UInt64>, leaf: (UInt64) throws -> SHA256Digest) rethrows -> SHA256Digest {
        var tree = MerkleTree()
        for index in range { tree.append(try leaf(index)) }
        return tree.root
    }

    private static func largestPowerOfTwo(below number: UInt64) -> UInt64 {
        1 << UInt64(63 - (number - 1).leadingZeroBitCount)
    }
}
