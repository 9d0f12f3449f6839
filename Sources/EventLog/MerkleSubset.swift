import Cryptography

/// One proof that many leaves are in a tree: the roots of all subtrees that hold none of them, from left to right. What
/// the leaves themselves give is not repeated, so entries that lie together cost next to nothing.
public enum MerkleSubset {
    /// - Parameters:
    ///   - indices: of the leaves, from 0, rising.
    ///   - subtree: the root over a range of leaves that is a node of the tree.
    public static func proof(
        of indices: [UInt64], in size: UInt64, subtree: (Range<UInt64>) throws -> SHA256Digest
    ) rethrows -> [SHA256Digest] {
        var proof: [SHA256Digest] = []
        func walk(_ range: Range<UInt64>, _ indices: ArraySlice<UInt64>) throws {
            if indices.isEmpty {
                proof.append(try subtree(range))
            } else if range.count > 1 {
                let (left, right) = MerkleProof.halves(of: range)
                let split = indices.partitioningIndex { $0 >= right.lowerBound }
                try walk(left, indices[..<split])
                try walk(right, indices[split...])
            }
        }
        try walk(0..<size, indices[...])
        return proof
    }

    /// The root that the leaves and the proof lead to; nil when there are too many or too few hashes, or the indices do
    /// not rise within the size.
    public static func root(
        of leaves: [(index: UInt64, hash: SHA256Digest)], in size: UInt64, proof: [SHA256Digest]
    ) -> SHA256Digest? {
        let rises = zip(leaves, leaves.dropFirst()).allSatisfy { $0.index < $1.index }
        guard size <= UInt64(Int64.max), rises, !leaves.isEmpty, leaves.allSatisfy({ $0.index < size }) else {
            return nil
        }
        var rest = proof[...]
        func root(_ range: Range<UInt64>, _ leaves: ArraySlice<(index: UInt64, hash: SHA256Digest)>) -> SHA256Digest? {
            guard let first = leaves.first else { return rest.popFirst() }
            guard range.count > 1 else { return first.hash }
            let (left, right) = MerkleProof.halves(of: range)
            let split = leaves.partitioningIndex { $0.index >= right.lowerBound }
            guard let before = root(left, leaves[..<split]), let after = root(right, leaves[split...]) else {
                return nil
            }
            return MerkleTree.node(before, after)
        }
        let found = root(0..<size, leaves[...])
        return rest.isEmpty ? found : nil
    }
}

extension ArraySlice {
    /// Where the elements begin that satisfy what none before and all after do.
    fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
