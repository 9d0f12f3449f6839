import Cryptography
import EventLog
import Values

/// Events as they wait to be stored.
struct PendingEvent: Sendable {
    let sequence: UInt64
    let time: Timestamp
    let event: DeferredEvent
}

/// Entries that are stored together: their bytes, keys and hashes.
struct EncodedBatch: Sendable {
    /// An entry of the batch, valid while it is visited.
    struct Entry {
        let sequence: UInt64
        let type: EventType
        let bytes: UnsafeRawBufferPointer
        /// UTF-8.
        let key: UnsafeRawBufferPointer
        let leaf: SHA256Digest
    }

    private struct Part: Sendable {
        let sequence: UInt64
        let type: EventType
        let end: Int
        let keyEnd: Int
        let leaf: SHA256Digest
    }

    private var bytes: [UInt8] = []
    private var keys: [UInt8] = []
    private var parts: [Part] = []

    init(_ events: [PendingEvent]) {
        bytes.reserveCapacity(events.count * 640)
        keys.reserveCapacity(events.count * 32)
        parts.reserveCapacity(events.count)
        var time: (moment: Timestamp, text: String)?
        for event in events {
            if time?.moment != event.time { time = (event.time, event.time.description) }
            append(event.event, sequence: event.sequence, time: time?.text ?? "")
        }
    }

    private mutating func append(_ event: DeferredEvent, sequence: UInt64, time: String) {
        let start = bytes.count
        EntryBytes.write(event, sequence: sequence, time: time, into: &bytes, key: &keys)
        let leaf = bytes.withUnsafeBytes { MerkleTree.leaf(UnsafeRawBufferPointer(rebasing: $0[start...])) }
        parts.append(
            Part(sequence: sequence, type: event.type, end: bytes.count, keyEnd: keys.count, leaf: leaf))
    }

    func visit(_ visit: (Entry) throws -> Void) throws {
        try bytes.withUnsafeBytes { bytes in
            try keys.withUnsafeBytes { keys in
                var (start, keyStart) = (0, 0)
                for part in parts {
                    try visit(
                        Entry(
                            sequence: part.sequence, type: part.type,
                            bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<part.end]),
                            key: UnsafeRawBufferPointer(rebasing: keys[keyStart..<part.keyEnd]), leaf: part.leaf))
                    (start, keyStart) = (part.end, part.keyEnd)
                }
            }
        }
    }
}
