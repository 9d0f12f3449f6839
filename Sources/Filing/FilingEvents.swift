import Cryptography
import EventLog
import Formats
import Values

/// The events of a filing. The steps of a submission are recorded as events of their own (`FilingEventType.step`).
public enum FilingEventType {
    public static let drafted = EventType("filing.drafted", version: 1)
    public static let markedReady = EventType("filing.marked-ready", version: 1)
    public static let approved = EventType("filing.approved", version: 1)
    public static let approvalWithdrawn = EventType("filing.approval-withdrawn", version: 1)
    public static let accepted = EventType("filing.accepted", version: 1)
    public static let rejected = EventType("filing.rejected", version: 1)
    public static let superseded = EventType("filing.superseded", version: 1)

    /// Every type there is but those of the submission's steps, which `step` makes from their names.
    public static let all = [drafted, markedReady, approved, approvalWithdrawn, accepted, rejected, superseded]

    /// The event of a step of the submission, by the step's own name: `filing.instance-created`. The first is called
    /// `filing.submission-started`.
    public static func step(_ name: String) -> EventType {
        EventType("filing." + (name == "started" ? "submission-started" : name), version: 1)
    }

    /// The step's own name, where the event is a step's.
    public static func stepName(of type: EventType) -> String {
        let name = String(type.name.dropFirst("filing.".count))
        return name == "submission-started" ? "started" : name
    }

    /// A step as an event: what it states stands in the member `step`.
    ///
    /// - Parameter log: the log before this event.
    public static func newEvent(
        step name: String, _ body: JSON, of filing: FilingID, document: SHA256Digest, on log: TreeHead
    ) -> NewEvent {
        NewEvent(
            step(name),
            body: [
                "filing": .string(filing.description), "sha256": .string(document.hex), "step": body, "log": log.json,
            ])
    }
}

/// A document was built from the log's first `prefix` entries.
public struct FilingDrafted: Hashable, Sendable {
    public let filing: FilingID
    public let hashes: PackageHashes
    /// The log the document was built from.
    public let prefix: TreeHead
    /// Name and version of the builder: `vat-return/1`. The same builder gives the same bytes for ever.
    public let builder: String
    /// What the builder was told besides the log: remarks, KID, attachments, references.
    public let inputs: JSON
    /// The person who drafted it.
    public let by: String

    public init(
        filing: FilingID, hashes: PackageHashes, prefix: TreeHead, builder: String, inputs: JSON, by: String
    ) {
        self.filing = filing
        self.hashes = hashes
        self.prefix = prefix
        self.builder = builder
        self.inputs = inputs
        self.by = by
    }

    public var newEvent: NewEvent {
        NewEvent(
            FilingEventType.drafted,
            body: hashes.adding(to: [
                "filing": .string(filing.description), "builder": .string(builder), "inputs": inputs,
                "by": .string(by), "prefix": prefix.json,
            ]))
    }

    init(_ body: JSON) throws(InvalidInput) {
        let member = JSONMembers(body, of: "a draft")
        self.init(
            filing: try FilingID(try member.text("filing")), hashes: try PackageHashes(body),
            prefix: try TreeHead(body["prefix"], of: "a draft's prefix"),
            builder: try member.text("builder"), inputs: body["inputs"] ?? .object(JSONObject()),
            by: try member.text("by"))
    }
}

/// A change of a filing's state that names it, the document it is about, and a reason or person.
public struct FilingNote: Hashable, Sendable {
    public let filing: FilingID
    public let hash: SHA256Digest
    public let by: String?
    public let reason: String?
    /// The filing that takes this one's place, or whose place it takes.
    public let other: FilingID?
    /// The log that the note stands on: all entries before its own.
    public let log: TreeHead

    public init(
        filing: FilingID, hash: SHA256Digest, by: String? = nil, reason: String? = nil, other: FilingID? = nil,
        log: TreeHead
    ) {
        self.filing = filing
        self.hash = hash
        self.by = by
        self.reason = reason
        self.other = other
        self.log = log
    }

    public func newEvent(_ type: EventType) -> NewEvent {
        var object = JSONObject(["filing": .string(filing.description), "sha256": .string(hash.hex), "log": log.json])
        object["by"] = by.map { .string($0) }
        object["reason"] = reason.map { .string($0) }
        object["other"] = other.map { .string($0.description) }
        return NewEvent(type, body: .object(object))
    }

    init(_ body: JSON) throws(InvalidInput) {
        let member = JSONMembers(body, of: "a filing's event")
        self.init(
            filing: try FilingID(try member.text("filing")), hash: try digest(try member.text("sha256")),
            by: try member.optionalText("by"), reason: try member.optionalText("reason"),
            other: try member.optionalText("other").map { text throws(InvalidInput) in try FilingID(text) },
            log: try TreeHead(body["log"], of: "the log of a filing's event"))
    }
}

extension PackageHashes {
    func adding(to members: [String: JSON]) -> JSON {
        var members = members
        members["sha256"] = .string(document.hex)
        members["envelopeSha256"] = .string(envelope.hex)
        if !attachments.isEmpty { members["attachmentsSha256"] = .array(attachments.map { .string($0.hex) }) }
        return .object(members)
    }

    init(_ body: JSON) throws(InvalidInput) {
        let member = JSONMembers(body, of: "a filing's event")
        var attachments: [SHA256Digest] = []
        if member.has("attachmentsSha256") {
            for hash in try member.array("attachmentsSha256") { attachments.append(try digest(hash.string ?? "")) }
        }
        self.init(
            document: try digest(try member.text("sha256")), envelope: try digest(try member.text("envelopeSha256")),
            attachments: attachments)
    }
}

extension TreeHead {
    var json: JSON { ["size": .integer(Int64(clamping: size)), "root": .string(root.hex)] }

    init(_ json: JSON?, of subject: String) throws(InvalidInput) {
        let member = JSONMembers(json ?? .null, of: subject)
        self.init(size: UInt64(clamping: try member.number("size")), root: try digest(try member.text("root")))
    }
}

func digest(_ hex: String) throws(InvalidInput) -> SHA256Digest {
    guard let digest = SHA256Digest(hex: hex) else { throw InvalidInput(hex, "a SHA-256 has 64 hexadecimal digits") }
    return digest
}
