import Authorities
import EventLog
import Filing
import Formats
import Foundation
import Ledger
import Testing

/// The schema and example of an event type, as the repository publishes them.
struct PublishedEvent {
    let type: EventType
    let schema: JSON
    /// The entry, without the line's end.
    let example: [UInt8]

    init(_ type: EventType) throws {
        self.type = type
        let place = PublishedEvent.folder.appending(path: PublishedEvent.path(of: type))
        schema = try JSON(parsing: Array(try Data(contentsOf: place.appendingPathExtension("schema.json"))))
        let line = Array(try Data(contentsOf: place.appendingPathExtension("example.json")))
        try #require(line.last == 0x0A)
        example = Array(line.dropLast())
    }

    /// The example as the log would give it back.
    func recorded() throws -> RecordedEvent {
        let sequence = try #require(try JSON(parsing: example)["seq"]?.integer)
        return try EntryBytes.decode(example, sequence: UInt64(clamping: sequence))
    }

    static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let folder = checkout.appending(path: "EventSchemas")

    /// Below `EventSchemas`, without the names' ends.
    static func path(of type: EventType) -> String {
        let parts = type.name.split(separator: ".", maxSplits: 1)
        return "\(parts.joined(separator: "/"))/v\(type.version)"
    }

    /// Every event type that the code can read.
    static let types =
        LedgerEventType.all + LedgerEventType.earlier + FilingEventType.all + AuthorityEventType.all
        + SubmissionStep.names.map(FilingEventType.step)

    /// All examples in the order of their sequence numbers: they make up one log.
    static func inOrder() throws -> [PublishedEvent] {
        try types.map { (try PublishedEvent($0)) }.map { ($0, try $0.recorded().sequence) }
            .sorted { $0.1 < $1.1 }.map(\.0)
    }
}
