import Cryptography
import EventLog
import Testing

@Suite("The Merkle tree of RFC 9162")
struct MerkleTreeTests {
    /// The eight inputs and the roots of their prefixes are those of the certificate-transparency reference tests.
    private static let inputs = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ]
    private static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    private static func leaf(_ index: UInt64) -> SHA256Digest {
        (hexadecimalBytes(inputs[Int(index)]) ?? []).withUnsafeBytes { MerkleTree.leaf($0) }
    }

    @Test("the root of nothing is the hash of nothing")
    func emptyRoot() {
        #expect(MerkleTree().root.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test("each prefix of the reference leaves has the reference root", arguments: 1...8)
    func referenceRoots(size: Int) {
        var tree = MerkleTree()
        for index in 0..<size { tree.append(Self.leaf(UInt64(index))) }
        #expect(tree.root.hex == Self.roots[size - 1])
        #expect(MerkleTree(size: tree.size, peaks: tree.peaks) == tree)
    }

    @Test("every leaf of trees of 1 to 40 leaves is proved, and no other leaf or place is", arguments: UInt64(1)...40)
    func inclusionProofs(size: UInt64) {
        let leaves = (0..<size).map { number in withUnsafeBytes(of: number) { MerkleTree.leaf($0) } }
        var tree = MerkleTree()
        for leaf in leaves { tree.append(leaf) }
        for index in 0..<size {
            let proof = MerkleProof.inclusion(of: index, in: size) {
                Self.root(leaves[Int($0.lowerBound)..<Int($0.upperBound)])
            }
            let leaf = leaves[Int(index)]
            #expect(MerkleProof.verifiesInclusion(of: leaf, at: index, in: tree.head, proof: proof))
            let other = leaves[Int((index + 1) % size)]
            #expect(size == 1 || !MerkleProof.verifiesInclusion(of: other, at: index, in: tree.head, proof: proof))
            #expect(!MerkleProof.verifiesInclusion(of: leaf, at: index + 1, in: tree.head, proof: proof) || size == 1)
        }
    }

    private static func root(_ leaves: ArraySlice<SHA256Digest>) -> SHA256Digest {
        var tree = MerkleTree()
        for leaf in leaves { tree.append(leaf) }
        return tree.root
    }

    /// From the certificate-transparency reference tests, over the eight inputs.
    private static let consistencyProofs: [(old: UInt64, new: UInt64, proof: [String])] = [
        (1, 1, []),
        (
            1, 8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        ),
        (
            6, 8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        ),
        (
            2, 5,
            [
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ]
        ),
    ]

    @Test("the reference consistency proofs are made, and verified", arguments: consistencyProofs)
    func referenceConsistency(old: UInt64, new: UInt64, expected: [String]) {
        let proof = MerkleProof.consistency(from: old, to: new) { range in
            Self.root(range.map(Self.leaf)[...])
        }
        #expect(proof.map(\.hex) == expected)
        let heads = [old, new].map { TreeHead(size: $0, root: Self.root((0..<$0).map(Self.leaf)[...])) }
        #expect(MerkleProof.verifiesConsistency(from: heads[0], to: heads[1], proof: proof))
    }

    @Test("every earlier size of trees of 1 to 40 leaves is proved, and no other root is", arguments: UInt64(1)...40)
    func consistency(size: UInt64) {
        let leaves = (0..<size).map { number in withUnsafeBytes(of: number) { MerkleTree.leaf($0) } }
        let new = TreeHead(size: size, root: Self.root(leaves[...]))
        let forged = SHA256Digest(of: [1])
        for old in 0...size {
            let proof = MerkleProof.consistency(from: old, to: size) {
                Self.root(leaves[Int($0.lowerBound)..<Int($0.upperBound)])
            }
            let head = TreeHead(size: old, root: Self.root(leaves[..<Int(old)]))
            #expect(MerkleProof.verifiesConsistency(from: head, to: new, proof: proof))
            let others = [TreeHead(size: old, root: forged), TreeHead(size: size + 1, root: head.root)]
            for other in others { #expect(!MerkleProof.verifiesConsistency(from: other, to: new, proof: proof)) }
            #expect(
                !MerkleProof.verifiesConsistency(from: head, to: TreeHead(size: size, root: forged), proof: proof)
                    || old == 0)
            #expect(!MerkleProof.verifiesConsistency(from: head, to: new, proof: proof + [forged]))
            for index in proof.indices {
                var changed = proof
                changed[index] = forged
                #expect(!MerkleProof.verifiesConsistency(from: head, to: new, proof: changed))
                changed.remove(at: index)
                #expect(!MerkleProof.verifiesConsistency(from: head, to: new, proof: changed))
            }
        }
    }

    @Test("peaks that do not fit the size are refused")
    func wrongPeaks() {
        #expect(MerkleTree(size: 3, peaks: [Self.leaf(0)]) == nil)
    }
}
