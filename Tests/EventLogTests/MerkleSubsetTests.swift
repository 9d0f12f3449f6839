import Cryptography
import EventLog
import TestSupport
import Testing

@Suite("One proof for many leaves")
struct MerkleSubsetTests {
    @Test("random sets of leaves of trees of 1 to 70 lead to the root, and changed ones do not", arguments: 1...70)
    func subsets(size: Int) throws {
        var random = SeededGenerator(seed: UInt64(size))
        let leaves = (0..<size).map { number in withUnsafeBytes(of: number) { MerkleTree.leaf($0) } }
        func root(_ range: Range<UInt64>) -> SHA256Digest {
            var tree = MerkleTree()
            for index in range { tree.append(leaves[Int(index)]) }
            return tree.root
        }
        for _ in 0..<10 {
            let chosen = (0..<size).filter { _ in Bool.random(using: &random) }
            let indices = (chosen.isEmpty ? [size - 1] : chosen).map { UInt64($0) }
            let proof = MerkleSubset.proof(of: indices, in: UInt64(size), subtree: root)
            let pairs = indices.map { (index: $0, hash: leaves[Int($0)]) }
            let expected = root(0..<UInt64(size))
            #expect(MerkleSubset.root(of: pairs, in: UInt64(size), proof: proof) == expected)
            #expect(MerkleSubset.root(of: pairs, in: UInt64(size), proof: proof + [expected]) == nil)
            if !proof.isEmpty {
                #expect(MerkleSubset.root(of: pairs, in: UInt64(size), proof: Array(proof.dropLast())) == nil)
            }
            var changed = pairs
            changed[0].hash = SHA256Digest(of: [1])
            #expect(MerkleSubset.root(of: changed, in: UInt64(size), proof: proof) != expected)
            #expect(MerkleSubset.root(of: pairs.reversed(), in: UInt64(size), proof: proof) == nil || pairs.count == 1)
        }
    }

    @Test("what is no set of leaves has no root")
    func nonsense() {
        let hash = SHA256Digest(of: [])
        #expect(MerkleSubset.root(of: [], in: 1, proof: [hash]) == nil)
        #expect(MerkleSubset.root(of: [(3, hash)], in: 3, proof: [hash]) == nil)
        #expect(MerkleSubset.root(of: [(0, hash)], in: .max, proof: []) == nil)
        #expect(MerkleSubset.root(of: [(0, hash)], in: UInt64(Int64.max), proof: [hash]) == nil)
    }
}
