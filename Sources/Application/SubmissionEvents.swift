import Authorities
import Cryptography
import EventLog
import Filing
import Values

/// The journal of a submission, kept in the log: each step is an event of its filing, durable when `record` returns.
final class LoggedSubmission: SubmissionJournal {
    private(set) var steps: [SubmissionStep]
    private let books: OpenBooks
    private let filing: FilingID
    private let document: SHA256Digest
    private let review: UInt64?

    /// - Throws: `InvalidInput` when a recorded step cannot be read.
    init(_ record: FilingRecord, in books: OpenBooks) throws {
        self.books = books
        filing = record.id
        document = record.current.event.hashes.document
        review = record.review
        steps = try record.submissionSteps()
    }

    /// - Throws: `SubmissionConflict` when somebody else took a step of this filing in the meantime.
    func record(_ step: SubmissionStep, content: [SubmissionContent]) throws {
        let known = steps.count
        try books.log.write(expecting: nil) { writer in
            let filings = try Filings.load(from: books.log, size: writer.size)
            // Another step, a withdrawal or another draft came in between: what was read is no longer so.
            guard let record = filings[filing], record.steps.count == known, record.review == review, record.isApproved
            else { throw SubmissionConflict(filing) }
            for part in content { _ = try writer.store(part.bytes, mediaType: part.mediaType) }
            let event = FilingEventType.newEvent(
                step: step.name, step.body, of: filing, document: document, on: writer.head)
            _ = try writer.append(event, at: books.now)
            try appendConsequences(of: step, filings, in: writer)
        }
        steps.append(step)
    }

    /// What a step means for the filing's state, in the same transaction as the step.
    private func appendConsequences(of step: SubmissionStep, _ filings: Filings, in writer: any LogWriter) throws {
        switch step {
        case .completed(let result, _) where result.verdict.isAccepted:
            try append(FilingEventType.accepted, reason: result.verdict.text, in: writer)
            let same = filings[filing].map { filings.ofReturn($0) } ?? []
            for replaced in same where replaced.state == .accepted && replaced.id != filing {
                let note = FilingNote(
                    filing: replaced.id, hash: replaced.current.event.hashes.document, other: filing, log: writer.head)
                _ = try writer.append(note.newEvent(FilingEventType.superseded), at: books.now)
            }
        case .completed(let result, _):
            try append(FilingEventType.rejected, reason: result.verdict.text, in: writer)
        case .refused(let message, _, _): try append(FilingEventType.rejected, reason: message, in: writer)
        case .otherContentSent(let id, _, _):
            try append(
                FilingEventType.rejected, reason: "what was sent in instance \(id) is not what was approved", in: writer
            )
        default: break
        }
    }

    private func append(_ type: EventType, reason: String, in writer: any LogWriter) throws {
        let note = FilingNote(filing: filing, hash: document, reason: reason, log: writer.head)
        _ = try writer.append(note.newEvent(type), at: books.now)
    }
}

extension FilingRecord {
    /// The recorded steps, decoded.
    public func submissionSteps() throws(InvalidInput) -> [SubmissionStep] {
        var decoded: [SubmissionStep] = []
        for step in steps { decoded.append(try SubmissionStep(name: step.name, body: step.body)) }
        return decoded
    }
}

extension SubmissionStep {
    /// Nil when the event is no step of a submission.
    init?(_ event: RecordedEvent) {
        guard let body = event.body["step"],
            let step = try? SubmissionStep(name: FilingEventType.stepName(of: event.type), body: body)
        else { return nil }
        self = step
    }

    /// The document that was kept with the step, and its type; nil where that follows from its bytes.
    var keptContent: (hash: SHA256Digest, type: String?)? {
        switch self {
        case .prevalidated(_, let answer, _): (answer, SubmissionContent.validationType)
        case .refused(_, _, let answer): (answer, nil)
        case .feedbackReceived(let document): (document.sha256, document.contentType)
        case .otherContentSent(_, _, let vatReturn): vatReturn.map { ($0, nil) }
        default: nil
        }
    }
}

/// Two processes at work on one submission, or on its approval.
public struct SubmissionConflict: Error, Equatable, CustomStringConvertible {
    public let filing: FilingID

    init(_ filing: FilingID) { self.filing = filing }

    public var description: String {
        "Another process is submitting filing \(filing), or its approval has ended. Wait for it, then look with 'bilag "
            + "filing status \(filing)'."
    }
}
