import Cryptography
import EventLog
import Formats
import Foundation
import SQLiteEventLog
import Testing
import Values

@Suite("Proofs from the recorded hashes")
struct LogProverTests {
    /// A log of so many entries, and the tree's leaves as its bytes give them.
    private static func log(of size: Int) throws -> (log: SQLiteEventLog, leaves: [SHA256Digest]) {
        let path = FileManager.default.temporaryDirectory.appending(path: "prover-\(UUID().uuidString).bilag").path
        let log = try SQLiteEventLog.create(at: path)
        try log.write(expecting: 0) { writer in
            for number in 0..<size {
                let event = NewEvent(EventType("test.counted", version: 1), body: ["n": .integer(Int64(number))])
                _ = try writer.append(event, at: Timestamp(millisecondsSince1970: 0))
            }
        }
        var leaves: [SHA256Digest] = []
        if size > 0 { try log.read(1...UInt64(size)) { leaves.append(MerkleTree.leaf($0.bytes)) } }
        return (log, leaves)
    }

    private static func head(_ leaves: ArraySlice<SHA256Digest>) -> TreeHead {
        var tree = MerkleTree()
        for leaf in leaves { tree.append(leaf) }
        return tree.head
    }

    /// Sizes around where blocks of hashes begin and end.
    @Test(
        "all entries and all earlier sizes are proved", arguments: [1, 2, 3, 255, 256, 257, 511, 512, 513, 700, 1025])
    func proofs(size: Int) throws {
        let (log, leaves) = try Self.log(of: size)
        for cut in Set([1, size / 2, size - 1, size]) where cut > 0 {
            let prover = try LogProver(log, size: UInt64(cut))
            #expect(prover.head == Self.head(leaves[..<cut]))
            for sequence in stride(from: 1, through: cut, by: cut > 300 ? 7 : 1) {
                let proof = try prover.inclusion(of: UInt64(sequence))
                #expect(
                    MerkleProof.verifiesInclusion(
                        of: leaves[sequence - 1], at: UInt64(sequence - 1), in: prover.head, proof: proof))
            }
            for old in stride(from: 0, through: cut, by: cut > 300 ? 11 : 1) {
                let head = try prover.head(at: UInt64(old))
                #expect(head == Self.head(leaves[..<old]))
                let proof = try prover.consistency(from: UInt64(old))
                #expect(MerkleProof.verifiesConsistency(from: head, to: prover.head, proof: proof))
            }
        }
    }

    @Test("what is not there is not proved")
    func beyond() throws {
        let (log, _) = try Self.log(of: 3)
        #expect(throws: LogProofError.beyond(4, size: 3)) { try LogProver(log, size: 4) }
        let prover = try LogProver(log, size: 3)
        #expect(throws: LogProofError.beyond(4, size: 3)) { try prover.inclusion(of: 4) }
        #expect(throws: LogProofError.beyond(0, size: 3)) { try prover.inclusion(of: 0) }
        #expect(throws: LogProofError.beyond(4, size: 3)) { try prover.consistency(from: 4) }
    }

    @Test("a checkpoint is read as it is written, signed or not")
    func checkpoints() throws {
        let (log, _) = try Self.log(of: 3)
        let checkpoint = Checkpoint(origin: "bilag/310027464/x", head: try log.head())
        let signer = try NoteSigner(name: checkpoint.origin, key: Ed25519PrivateKey(seed: Array(0..<32)))
        for signed in [try SignedCheckpoint(checkpoint, signer: nil), try SignedCheckpoint(checkpoint, signer: signer)]
        {
            let read = try SignedCheckpoint(parsing: Array(signed.encoded.utf8))
            #expect(read == signed)
            #expect(read.checkpoint == checkpoint)
        }
    }

    @Test(
        "a text that is no checkpoint is refused",
        arguments: [
            "", "a\n", "a\n1\n", "a\n01\n2U98b2yVS/anAJPuiHQm90H628GnScYsWT400oqJ6jM=\n", "a\n1\nAAAA\n",
            "a\n-1\n2U98b2yVS/anAJPuiHQm90H628GnScYsWT400oqJ6jM=\n",
            "a\n18446744073709551615\n2U98b2yVS/anAJPuiHQm90H628GnScYsWT400oqJ6jM=\n",
            "a\n1\n2U98b2yVS/anAJPuiHQm90H628GnScYsWT400oqJ6jM\n",
            "\n1\n2U98b2yVS/anAJPuiHQm90H628GnScYsWT400oqJ6jM=\n",
        ])
    func noCheckpoint(text: String) {
        #expect(throws: CheckpointError.self) { try SignedCheckpoint(parsing: Array(text.utf8)) }
    }
}
