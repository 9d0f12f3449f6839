import Cryptography

/// That an entry is in a log, in the C2SP tlog-proof text form: header, leaf index, hashes in base64, an empty line, and
/// the checkpoint that the hashes lead to.
public struct InclusionProof: Sendable {
    /// 1 for the first entry.
    public let sequence: UInt64
    public let hashes: [SHA256Digest]
    public let checkpoint: SignedCheckpoint

    public init(sequence: UInt64, hashes: [SHA256Digest], checkpoint: SignedCheckpoint) {
        self.sequence = sequence
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    public var text: String {
        "c2sp.org/tlog-proof@v1\nindex \(sequence - 1)\n\(lines(hashes))\n\(checkpoint.encoded)"
    }
}

/// That a log extends an earlier one, in the text form that C2SP tlog-witness sends: the old size, hashes in base64, an
/// empty line, and the checkpoint of the longer log.
public struct ConsistencyProof: Sendable {
    public let old: TreeHead
    public let hashes: [SHA256Digest]
    public let checkpoint: SignedCheckpoint

    public init(old: TreeHead, hashes: [SHA256Digest], checkpoint: SignedCheckpoint) {
        self.old = old
        self.hashes = hashes
        self.checkpoint = checkpoint
    }

    public var text: String { "old \(old.size)\n\(lines(hashes))\n\(checkpoint.encoded)" }
}

private func lines(_ hashes: [SHA256Digest]) -> String {
    hashes.map { Base64.standard.encode($0.bytes) + "\n" }.joined()
}
