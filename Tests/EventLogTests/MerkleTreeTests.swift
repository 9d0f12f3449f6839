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
            let proof = MerkleProof.inclusion(of: index, in: size) { leaves[Int($0)] }
            let leaf = leaves[Int(index)]
            #expect(MerkleProof.verifiesInclusion(of: leaf, at: index, in: tree.head, proof: proof))
            let other = leaves[Int((index + 1) % size)]
            #expect(size == 1 || !MerkleProof.verifiesInclusion(of: other, at: index, in: tree.head, proof: proof))
            #expect(!MerkleProof.verifiesInclusion(of: leaf, at: index + 1, in: tree.head, proof: proof) || size == 1)
        }
    }

    @Test("peaks that do not fit the size are refused")
    func wrongPeaks() {
        #expect(MerkleTree(size: 3, peaks: [Self.leaf(0)]) == nil)
    }
}
