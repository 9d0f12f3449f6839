import Formats
import Values

/// The kind of fact an event states: a name in the past tense with its context, and the version of its body's shape.
/// Both are written out in code, never derived from a Swift type, since stored logs depend on them.
public struct EventType: Hashable, Sendable, CustomStringConvertible {
    public let name: String
    public let version: Int64

    public init(_ name: String, version: Int64) {
        self.name = name
        self.version = version
    }

    public var description: String { "\(name) version \(version)" }
}

/// A fact about to enter the log.
public struct NewEvent: Sendable {
    public let type: EventType
    /// Says that an append is the same as an earlier one: a second event with this key is accepted without effect when
    /// it states the same, and refused when it states something else.
    public let key: String?
    /// A canonical JSON object (RFC 8785), exactly as it will be stored and hashed.
    public let body: [UInt8]

    public init(_ type: EventType, key: String? = nil, body: [UInt8]) {
        self.type = type
        self.key = key
        self.body = body
    }

    public init(_ type: EventType, key: String? = nil, body: JSON) {
        self.init(type, key: key, body: body.canonicalBytes)
    }
}

/// A fact about to enter the log, whose bytes are made when they are stored, perhaps on another thread.
public struct DeferredEvent: Sendable {
    public let type: EventType
    /// Appends the body, a canonical JSON object, to the first and the key, UTF-8, to the second.
    let write: @Sendable (_ body: inout [UInt8], _ key: inout [UInt8]) -> Void

    public init(
        _ type: EventType, _ write: @escaping @Sendable (_ body: inout [UInt8], _ key: inout [UInt8]) -> Void
    ) {
        self.type = type
        self.write = write
    }

    /// The event with its bytes.
    public var made: NewEvent {
        var (body, key): ([UInt8], [UInt8]) = ([], [])
        write(&body, &key)
        return NewEvent(type, key: String(decoding: key, as: UTF8.self), body: body)
    }
}

/// An event as read back, decoded from the entry that holds it.
public struct RecordedEvent: Sendable {
    /// 1 for the first entry of the log.
    public let sequence: UInt64
    public let time: Timestamp
    public let type: EventType
    public let key: String?
    public let body: JSON

    public init(sequence: UInt64, time: Timestamp, type: EventType, key: String?, body: JSON) {
        self.sequence = sequence
        self.time = time
        self.type = type
        self.key = key
        self.body = body
    }
}
