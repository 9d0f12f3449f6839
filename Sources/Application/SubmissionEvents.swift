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

    /// - Throws: `InvalidInput` when a recorded step cannot be read.
    init(_ record: FilingRecord, in books: OpenBooks) throws {
        self.books = books
        filing = record.id
        document = record.current.event.hashes.document
        steps = try record.submissionSteps()
    }

    /// - Throws: `SubmissionConflict` when somebody else took a step of this filing in the meantime.
    func record(_ step: SubmissionStep, content: [SubmissionContent]) throws {
        let known = steps.count
        try books.log.write(expecting: nil) { writer in
            let filings = try Filings.load(from: books.log, size: writer.size)
            guard let record = filings[filing], record.steps.count == known else { throw SubmissionConflict(filing) }
            for part in content { _ = try writer.store(part.bytes, mediaType: part.mediaType) }
            let event = FilingEventType.newEvent(step: step.name, step.body, of: filing, document: document)
            _ = try writer.append(event, at: books.now)
            for event in consequences(of: step, filings) { _ = try writer.append(event, at: books.now) }
        }
        steps.append(step)
    }

    /// What a step means for the filing's state, in the same transaction as the step.
    private func consequences(of step: SubmissionStep, _ filings: Filings) -> [NewEvent] {
        switch step {
        case .completed(let result, _) where result.verdict.isAccepted:
            let replaced = filings.of(filing.kind, filing.period).filter { $0.state == .accepted && $0.id != filing }
            return [note(result.verdict.text).newEvent(FilingEventType.accepted)]
                + replaced.map {
                    FilingNote(filing: $0.id, hash: $0.current.event.hashes.document, other: filing)
                        .newEvent(FilingEventType.superseded)
                }
        case .completed(let result, _): return [note(result.verdict.text).newEvent(FilingEventType.rejected)]
        case .refused(let message, _, _): return [note(message).newEvent(FilingEventType.rejected)]
        default: return []
        }
    }

    private func note(_ reason: String) -> FilingNote { FilingNote(filing: filing, hash: document, reason: reason) }
}

extension FilingRecord {
    /// The recorded steps, decoded.
    public func submissionSteps() throws(InvalidInput) -> [SubmissionStep] {
        var decoded: [SubmissionStep] = []
        for step in steps { decoded.append(try SubmissionStep(name: step.name, body: step.body)) }
        return decoded
    }
}

/// Two processes at work on one submission.
public struct SubmissionConflict: Error, Equatable, CustomStringConvertible {
    public let filing: FilingID

    init(_ filing: FilingID) { self.filing = filing }

    public var description: String {
        "Another process is submitting filing \(filing). Wait for it, then look with 'bilag filing status \(filing)'."
    }
}
