import Cryptography
import Formats

/// A log's head in the C2SP tlog-checkpoint text form: origin, size and root in base64, each on a line.
public struct Checkpoint: Hashable, Sendable {
    /// Names the log: `bilag/<organisation number>/<books id>`.
    public let origin: String
    public let head: TreeHead

    public init(origin: String, head: TreeHead) {
        self.origin = origin
        self.head = head
    }

    /// Reads the text of a note. More lines may follow the three, which say nothing here.
    ///
    /// - Throws: `CheckpointError`.
    public init(text: String) throws(CheckpointError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.last == "", let origin = lines.first, !origin.isEmpty else {
            throw CheckpointError("it does not have the lines origin, size and root")
        }
        guard let size = UInt64(lines[1]), String(size) == lines[1], size <= UInt64(Int64.max) else {
            throw CheckpointError("its second line is no size: decimal digits without a leading zero belong there")
        }
        guard let bytes = try? Base64.standard.decode(String(lines[2])), let root = SHA256Digest(bytes: bytes) else {
            throw CheckpointError("its third line is no root: the base64 of 32 bytes belongs there")
        }
        self.init(origin: String(origin), head: TreeHead(size: size, root: root))
    }

    public var text: String { "\(origin)\n\(head.size)\n\(Base64.standard.encode(head.root.bytes))\n" }
}

/// A checkpoint as it is kept: with the signatures beneath it, where there are any.
public struct SignedCheckpoint: Hashable, Sendable {
    public let checkpoint: Checkpoint
    public let note: SignedNote

    /// Unsigned where there is no signer.
    public init(_ checkpoint: Checkpoint, signer: NoteSigner?) throws(CryptographyError) {
        self.checkpoint = checkpoint
        note = try signer?.sign(checkpoint.text) ?? SignedNote(checkpoint.text)
    }

    /// - Throws: `CheckpointError`.
    public init(parsing bytes: [UInt8]) throws(CheckpointError) {
        do {
            note = try SignedNote(parsing: bytes)
        } catch {
            throw CheckpointError(error.description)
        }
        checkpoint = try Checkpoint(text: note.text)
    }

    public var encoded: String { note.encoded }
}

/// A text that is no checkpoint.
public struct CheckpointError: Error, Equatable, CustomStringConvertible {
    private let reason: String

    init(_ reason: String) { self.reason = reason }

    public var description: String {
        "The checkpoint cannot be read: \(reason). 'bilag log checkpoint' shows how one looks."
    }
}
