import Cryptography
import EventLog
import Formats
import Values

/// One filing as the log tells it: its drafts, approval and submission. A fold over its events.
public struct FilingRecord: Sendable {
    public struct Draft: Sendable {
        public let event: FilingDrafted
        /// The entry that states it.
        public let sequence: UInt64
        public let time: Timestamp
    }

    /// A step of the submission as it was recorded.
    public struct Step: Sendable {
        public let sequence: UInt64
        public let time: Timestamp
        /// The step's own name, as in `instance-created`.
        public let name: String
        /// What the step states.
        public let body: JSON
    }

    /// An approval as it was recorded.
    public struct GivenApproval: Sendable {
        public let approval: Approval
        /// The entry that states it.
        public let sequence: UInt64
        public let time: Timestamp
    }

    public let id: FilingID
    public private(set) var state = FilingState.draft
    /// Oldest first; never empty.
    public private(set) var drafts: [Draft]
    /// The entry that marked the current draft ready. Approvals belong to it: a withdrawal or another draft ends it.
    public private(set) var review: UInt64?
    /// The approvals of the current review, in the order they were given; perhaps not enough of them yet.
    public private(set) var approvals: [GivenApproval] = []
    /// Why the last approval ended, if it was withdrawn.
    public private(set) var withdrawal: FilingNote?
    /// The steps of the submission of the current draft.
    public private(set) var steps: [Step] = []
    /// The instance at the authority that is ours.
    private var instance: String?
    /// Requests for an instance that may have had their effect, and whose instance is not known.
    private var unansweredRequests = 0
    /// The authority gave its verdict, or was seen to hold something else that was sent.
    private var isAnswered = false
    public private(set) var submittedAt: Timestamp?
    /// The note of the acceptance or rejection.
    public private(set) var verdict: (note: FilingNote, time: Timestamp)?
    public private(set) var supersededBy: FilingID?

    init(_ draft: Draft) {
        id = draft.event.filing
        drafts = [draft]
    }

    /// The document that is drafted, approved or sent now.
    public var current: Draft { drafts[drafts.count - 1] }

    /// Whether enough persons said yes to the current draft, by what the books asked at the last approval.
    public var isApproved: Bool {
        guard let last = approvals.last?.approval else { return false }
        return last.requirement.missing(approvals.map(\.approval), preparer: current.event.by) == 0
    }

    /// The last approval, once there are enough.
    public var approval: (approval: Approval, time: Timestamp)? {
        isApproved ? approvals.last.map { ($0.approval, $0.time) } : nil
    }

    /// True while the authority may hold something of this filing that it has not answered: a draft that a person can
    /// still sign, or a return on its way. It must be removed or answered before the period can be drafted anew.
    public var mayLieAtAuthority: Bool { !isAnswered && (instance != nil || unansweredRequests > 0) }

    /// True when it was sent and not refused, also where another took its place afterwards.
    public var isDelivered: Bool { state == .submitted || state == .accepted || state == .superseded }

    /// True when nothing more can happen to it. A filing that was refused before it was sent is not finished while its
    /// draft lies in Altinn, where a person could sign it.
    public var isFinished: Bool {
        state == .accepted || state == .superseded || state == .rejected && !mayLieAtAuthority
    }

    mutating func apply(_ event: RecordedEvent) throws(InvalidInput) {
        switch event.type {
        case FilingEventType.drafted:
            drafts.append(Draft(event: try FilingDrafted(event.body), sequence: event.sequence, time: event.time))
            endReview()
        case FilingEventType.markedReady:
            endReview()
            review = event.sequence
            state = .readyForReview
        case FilingEventType.approved:
            try give(GivenApproval(approval: Approval(event.body), sequence: event.sequence, time: event.time))
        case FilingEventType.approvalWithdrawn:
            endReview()
            withdrawal = try FilingNote(event.body)
        case FilingEventType.accepted:
            verdict = (try FilingNote(event.body), event.time)
            state = .accepted
        case FilingEventType.rejected:
            verdict = (try FilingNote(event.body), event.time)
            state = .rejected
        case FilingEventType.superseded:
            supersededBy = try FilingNote(event.body).other
            state = .superseded
        default: applyStep(event)
        }
    }

    /// Whatever was approved is approved no more.
    private mutating func endReview() {
        review = nil
        approvals = []
        steps = []
        state = .draft
    }

    private mutating func give(_ given: GivenApproval) throws(InvalidInput) {
        guard state == .readyForReview, given.approval.review == review else {
            throw InvalidInput(id.description, "it approves a filing in a review that is not under way")
        }
        guard given.approval.hashes == current.event.hashes else {
            throw InvalidInput(id.description, "it approves other documents than the draft's")
        }
        approvals.append(given)
        withdrawal = nil
        if isApproved { state = .approved }
    }

    private mutating func applyStep(_ event: RecordedEvent) {
        let name = FilingEventType.stepName(of: event.type)
        // A refusal of the request for an instance says that there is none.
        if name == "stopped", steps.last?.name == "instance-requested" { unansweredRequests -= 1 }
        let body = event.body["step"] ?? .null
        steps.append(Step(sequence: event.sequence, time: event.time, name: name, body: body))
        switch event.type {
        case FilingEventType.step("instance-requested"): unansweredRequests += 1
        case FilingEventType.step("instance-created"):
            instance = body["instance"]?.string
            findRequested()
        case FilingEventType.step("instance-deleted"): delete(body["instance"]?.string)
        case FilingEventType.step("nothing-found"): unansweredRequests = 0
        case FilingEventType.step("completed"), FilingEventType.step("other-content-sent"): isAnswered = true
        case FilingEventType.step("submitted"):
            submittedAt = event.time
            state = .submitted
        case FilingEventType.step("awaiting-signature"): state = .awaitingSignature
        default: break
        }
    }

    /// What one of the requests made is known.
    private mutating func findRequested() { unansweredRequests = max(0, unansweredRequests - 1) }

    /// What is deleted may be the twin that a lost answer left behind, and ours still lies there.
    private mutating func delete(_ deleted: String?) {
        guard deleted == instance else { return findRequested() }
        instance = nil
        if state == .awaitingSignature { state = .approved }
    }
}

/// All filings of the books.
public struct Filings: Sendable {
    /// In the order they were first drafted.
    public private(set) var records: [FilingRecord] = []

    public init() {}

    public static func load(from log: any EventLog, size: UInt64) throws -> Filings {
        var filings = Filings()
        guard size > 0 else { return filings }
        try log.readRare(1...size) { entry in
            // Entries of the ledger are passed over undecoded.
            guard let type = EntryBytes.typeName(of: entry.bytes), type.starts(with: "filing.".utf8) else { return }
            try filings.apply(entry.decoded())
        }
        return filings
    }

    /// - Throws: `LogError.damagedEntry` when a filing's event does not have its published shape.
    public mutating func apply(_ event: RecordedEvent) throws(LogError) {
        guard event.type.name.hasPrefix("filing.") else { return }
        do {
            let id = try FilingID(try JSONMembers(event.body, of: "a filing's event").text("filing"))
            if let index = records.firstIndex(where: { $0.id == id }) {
                try records[index].apply(event)
            } else {
                guard event.type == FilingEventType.drafted else {
                    throw InvalidInput(id.description, "a filing begins with a draft")
                }
                let drafted = try FilingDrafted(event.body)
                records.append(
                    FilingRecord(.init(event: drafted, sequence: event.sequence, time: event.time)))
            }
        } catch {
            throw .damagedEntry(event.sequence, "\(error)")
        }
    }

    public subscript(id: FilingID) -> FilingRecord? { records.first { $0.id == id } }
}
