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

    public var text: String { "\(origin)\n\(head.size)\n\(Base64.standard.encode(head.root.bytes))\n" }
}
