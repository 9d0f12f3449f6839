import Cryptography
import EventLog
import Filing
import Formats
import Ledger
import LegalTables
import VATReturn
import Values

extension OpenBooks {
    /// Evaluates every validation rule that can be evaluated from the document, the books and their history.
    ///
    /// - Throws: `FilingError.unknown`.
    public func check(_ id: FilingID) throws -> VATCheck {
        let record = try filing(id)
        return VATRules.check(bytes: try document(of: record).bytes, context: try ruleContext(for: record))
    }

    /// The exact bytes of the filing's current document.
    public func document(of record: FilingRecord) throws -> FilingDocument {
        try stored(record.current.event.hashes.document)
    }

    /// The exact bytes of its envelope.
    public func envelope(of record: FilingRecord) throws -> FilingDocument {
        try stored(record.current.event.hashes.envelope)
    }

    func stored(_ hash: SHA256Digest) throws -> FilingDocument { try log.document(hash) }

    /// Says that the filing is ready for review.
    ///
    /// - Parameter acceptingShared: also where another return counts the same postings.
    /// - Throws: `FilingError.wrongState`; `OutdatedDraft` when the books give another document by now;
    ///   `FilingError.invalidDocument` when it breaks rules that make it undelivered; `SharedPostingsRefusal`.
    public func markReady(_ id: FilingID, acceptingShared: Bool = false) throws {
        let seen = try filing(id)
        if seen.state == .draft {
            try expectCurrent(seen)
            if !acceptingShared { try refuseSharedPostings(of: id) }
        }
        let invalid = try check(id).findings.filter { $0.severity == .invalid }.count
        guard invalid == 0 else { throw FilingError.invalidDocument(id, findings: invalid) }
        try advance(id, to: "made ready", from: [.draft], advice: "Draft it again if the books have changed.") {
            record, log in
            FilingNote(filing: id, hash: record.current.event.hashes.document, by: person, log: log)
                .newEvent(FilingEventType.markedReady)
        }
    }

    /// Takes an approval, or the mark of readiness, back.
    ///
    /// - Throws: `FilingError.wrongState`; `FilingError.submissionBegun` when something of it may lie at the authority:
    ///   `takeBack` removes that first.
    public func withdraw(_ id: FilingID, reason: String?) throws {
        try advance(
            id, to: "withdrawn", from: [.approved, .readyForReview], advice: "Only what is approved can be withdrawn."
        ) { record, log in
            guard !record.mayLieAtAuthority else { throw FilingError.submissionBegun(id) }
            return FilingNote(
                filing: id, hash: record.current.event.hashes.document, by: person, reason: reason, log: log
            ).newEvent(FilingEventType.approvalWithdrawn)
        }
    }

    private func advance(
        _ id: FilingID, to step: String, from states: Set<FilingState>, advice: String,
        _ event: (FilingRecord, TreeHead) throws -> NewEvent
    ) throws {
        try change { _, writer in
            let record = try require(id, in: states, step: step, advice: advice)
            _ = try writer.append(event(record, writer.head), at: now)
        }
    }

    func require(
        _ id: FilingID, in states: Set<FilingState>, step: String, advice: String
    ) throws -> FilingRecord {
        let record = try filing(id)
        guard states.contains(record.state) else {
            throw FilingError.wrongState(id, record.state, step: step, advice: advice)
        }
        return record
    }
}

extension OpenBooks {
    /// What the current draft of a filing changed: against the draft before it, else against the return of the period
    /// that was filed before. Nil when there is neither.
    public func difference(of record: FilingRecord) throws -> VATReturnDifference? {
        let earlier: SHA256Digest?
        if record.drafts.count > 1 {
            earlier = record.drafts[record.drafts.count - 2].event.hashes.document
        } else {
            earlier = try filings().ofReturn(record)
                .prefix { $0.id != record.id }.last?.current.event.hashes.document
        }
        guard let earlier, let before = VATReturnDocument(validBytes: try stored(earlier).bytes),
            let after = VATReturnDocument(validBytes: try document(of: record).bytes)
        else { return nil }
        return VATReturnDifference(from: before, to: after)
    }
}
