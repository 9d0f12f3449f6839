import EventLog
import Formats
import Values

/// A person said yes to exactly these bytes.
public struct Approval: Hashable, Sendable {
    public let filing: FilingID
    public let hashes: PackageHashes
    /// The person who approved: for a signature, the name the key is registered under.
    public let by: String
    /// What shows that it was that person.
    public let evidence: ApprovalEvidence
    /// The entry that marked the filing ready. An approval counts in that review only.
    public let review: UInt64
    /// What the books asked of the approval of this document then.
    public let requirement: ApprovalRequirement
    /// The log that the approval stands on: all entries before its own.
    public let log: TreeHead

    public init(
        filing: FilingID, hashes: PackageHashes, by: String, evidence: ApprovalEvidence, review: UInt64,
        requirement: ApprovalRequirement, log: TreeHead
    ) {
        self.filing = filing
        self.hashes = hashes
        self.by = by
        self.evidence = evidence
        self.review = review
        self.requirement = requirement
        self.log = log
    }

    /// How the approver is known.
    public var method: ApprovalMethod { evidence.method }

    public var newEvent: NewEvent {
        NewEvent(
            FilingEventType.approved,
            body: hashes.adding(to: [
                "filing": .string(filing.description), "by": .string(by), "method": .string(method.rawValue),
                "evidence": evidence.json, "review": .integer(Int64(clamping: review)),
                "requirement": requirement.json, "log": log.json,
            ]))
    }

    /// - Throws: `LogError.damagedEntry` when the event is no approval in its published shape.
    public init(_ event: RecordedEvent) throws(LogError) {
        do {
            guard event.type == FilingEventType.approved else {
                throw InvalidInput(event.type.description, "this is no approval")
            }
            try self.init(event.body)
        } catch {
            throw .damagedEntry(event.sequence, "\(error)")
        }
    }

    init(_ body: JSON) throws(InvalidInput) {
        let member = JSONMembers(body, of: "an approval")
        let method = try ApprovalMethod(try member.text("method"))
        let review = try member.number("review")
        guard review >= 1 else { throw InvalidInput("\(review)", "a review is begun by an entry, from 1") }
        self.init(
            filing: try FilingID(try member.text("filing")), hashes: try PackageHashes(body),
            by: try member.text("by"), evidence: try ApprovalEvidence(method, body["evidence"]),
            review: UInt64(review), requirement: try ApprovalRequirement(body["requirement"]),
            log: try TreeHead(body["log"], of: "an approval's log"))
    }
}
