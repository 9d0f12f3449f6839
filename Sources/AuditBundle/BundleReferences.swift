import Cryptography
import EventLog
import Filing
import Formats

/// What the events of a filing name that must lie in its bundle beside them.
public struct BundleReferences: Sendable {
    /// The logs that events stand on, or were built from.
    public let heads: [(sequence: UInt64, head: TreeHead)]
    /// What authorities answered, each with the first entry that names it.
    public let answers: [(sequence: UInt64, hash: SHA256Digest)]
    /// Signatures of approval. ID tokens are left out: they hold a national identity number.
    public let signatures: [(sequence: UInt64, hash: SHA256Digest)]

    /// - Parameter events: all of one filing, in order.
    public init(_ events: [RecordedEvent]) {
        heads = events.compactMap { event in
            let json = event.body[event.type == FilingEventType.drafted ? "prefix" : "log"]
            guard let size = json?["size"]?.integer, size >= 0, let root = digest(json?["root"]) else { return nil }
            return (event.sequence, TreeHead(size: UInt64(size), root: root))
        }
        answers = firsts(events) { event in
            let step = event.body["step"]
            let isFeedback = event.type == FilingEventType.step("feedback-received")
            return digest(step?["answerSHA256"]) ?? digest(step?["returnSHA256"])
                ?? (isFeedback ? digest(step?["sha256"]) : nil)
        }
        signatures = firsts(events) { event in
            event.body["method"]?.string == "ssh" ? digest(event.body["evidence"]?["signature"]) : nil
        }
    }
}

private func digest(_ json: JSON?) -> SHA256Digest? { json?.string.flatMap(SHA256Digest.init(hex:)) }

private func firsts(
    _ events: [RecordedEvent], _ hash: (RecordedEvent) -> SHA256Digest?
) -> [(sequence: UInt64, hash: SHA256Digest)] {
    var found: [(sequence: UInt64, hash: SHA256Digest)] = []
    for event in events {
        guard let hash = hash(event), !found.contains(where: { $0.hash == hash }) else { continue }
        found.append((event.sequence, hash))
    }
    return found
}
