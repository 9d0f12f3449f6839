import Cryptography
import EventLog
import Values

/// How a checkpoint that somebody kept compares with the log as it is now.
public struct CheckpointComparison: Sendable {
    public enum Signature: Sendable {
        /// Nobody signed it, or no key that is known here.
        case unchecked
        case valid(NoteVerifier)
        case invalid(NoteVerifier)
    }

    public let old: Checkpoint
    public let signature: Signature
    /// Why the log does not extend the checkpoint; nil when it does.
    public let objection: String?
}

extension OpenBooks {
    /// The name of the log, which its keys sign under.
    public func origin() throws -> String {
        let company = try company()
        return "bilag/\(company.organisationNumber)/\(company.booksID)"
    }

    /// The log's head now, signed when there is a key.
    public func checkpoint(signedBy key: Ed25519PrivateKey? = nil) throws -> SignedCheckpoint {
        try signed(try log.head(), by: key)
    }

    func signed(_ head: TreeHead, by key: Ed25519PrivateKey?) throws -> SignedCheckpoint {
        let origin = try origin()
        let signer = try key.map { try NoteSigner(name: origin, key: $0) }
        return try SignedCheckpoint(Checkpoint(origin: origin, head: head), signer: signer)
    }

    /// Proves that an entry is in the log as it is now.
    ///
    /// - Throws: `LogProofError`.
    public func proveInclusion(
        of sequence: UInt64, signedBy key: Ed25519PrivateKey? = nil
    ) throws -> InclusionProof {
        let prover = try LogProver(log, size: try log.size())
        return InclusionProof(
            sequence: sequence, hashes: try prover.inclusion(of: sequence),
            checkpoint: try signed(prover.head, by: key))
    }

    /// Proves that the log as it is now begins with the entries of an earlier checkpoint.
    ///
    /// - Throws: `LogProofError`; `CheckpointRefusal` when the log does not extend the checkpoint.
    public func proveConsistency(
        from old: Checkpoint, signedBy key: Ed25519PrivateKey? = nil
    ) throws -> ConsistencyProof {
        let prover = try LogProver(log, size: try log.size())
        if let objection = try objection(to: old, prover) { throw CheckpointRefusal(old, objection) }
        return ConsistencyProof(
            old: old.head, hashes: try prover.consistency(from: old.head.size),
            checkpoint: try signed(prover.head, by: key))
    }

    /// Whether the log as it is now extends a checkpoint.
    ///
    /// - Parameter keys: those that the checkpoint may be signed with.
    public func compare(with old: SignedCheckpoint, keys: [NoteVerifier]) throws -> CheckpointComparison {
        let prover = try LogProver(log, size: try log.size())
        var signature = CheckpointComparison.Signature.unchecked
        for key in keys {
            guard let isValid = old.note.isSigned(by: key) else { continue }
            signature = isValid ? .valid(key) : .invalid(key)
            if !isValid { break }
        }
        return CheckpointComparison(
            old: old.checkpoint, signature: signature, objection: try objection(to: old.checkpoint, prover))
    }

    private func objection(to old: Checkpoint, _ prover: LogProver) throws -> String? {
        let origin = try origin()
        guard old.origin == origin else { return "it is of the log '\(old.origin)', and this is '\(origin)'" }
        guard old.head.size <= prover.head.size else {
            return "it is of \(old.head.size) entries, and the log has \(prover.head.size): entries went missing, or "
                + "this is an older copy"
        }
        guard try prover.head(at: old.head.size) == old.head else {
            return "the first \(old.head.size) entries of the log are not those it was made of"
        }
        return nil
    }
}

/// A log that does not begin with the entries somebody's checkpoint was made of.
public struct CheckpointRefusal: Error, CustomStringConvertible {
    public let checkpoint: Checkpoint
    private let objection: String

    init(_ checkpoint: Checkpoint, _ objection: String) {
        self.checkpoint = checkpoint
        self.objection = objection
    }

    public var description: String {
        "The log does not extend the checkpoint of \(checkpoint.head.size) entries: \(objection). Run 'bilag log verify', "
            + "and compare with another copy of the books."
    }
}
