import Authorities
import Cryptography
import EventLog
import Filing
import Ledger
import VATReturn

/// What deep verification looks at in the events of filings: that they follow from each other, stand on the log that
/// they name, that approvals were such as the policy of their time counts, and that kept documents are there as what they
/// were kept as.
struct FilingsCheck {
    private let log: any EventLog
    private var filings = Filings()
    private var standing = StandingCheck()
    private var documents = KeptDocuments()

    init(_ log: any EventLog) { self.log = log }

    /// - Parameter books: what the entries before this one state, vouchers left out.
    mutating func visit(_ event: RecordedEvent, after books: Books) throws {
        guard event.type.name.hasPrefix("filing.") else { return }
        try filings.apply(event)
        standing.visit(event)
        documents.visit(event)
        guard let id = (event.body["filing"]?.string).flatMap({ try? FilingID($0) }), let record = filings[id] else {
            return
        }
        if event.type == FilingEventType.approved { try confirm(record, at: event.sequence, in: books) }
        if FilingsCheck.needsApproval(event), !record.isApproved {
            throw LogFault(at: event.sequence, "a step of a submission stands where the filing is not approved")
        }
        if event.type == FilingEventType.step("started") { try checkParts(event, of: record) }
    }

    private static func needsApproval(_ event: RecordedEvent) -> Bool {
        event.body["step"] != nil || event.type == FilingEventType.accepted || event.type == FilingEventType.rejected
    }

    private func confirm(_ record: FilingRecord, at sequence: UInt64, in books: Books) throws {
        guard let given = record.approvals.last else { return }
        do {
            try ApprovalCheck(log: log).confirm(given, of: record, in: books)
        } catch LogError.damagedEntry(_, let reason) {
            throw LogFault(at: sequence, reason)
        } catch {
            throw LogFault(at: sequence, "its approval does not verify: \(error)")
        }
    }

    private func checkParts(_ event: RecordedEvent, of record: FilingRecord) throws {
        let hashes = record.current.event.hashes
        let parts = ([hashes.envelope, hashes.document] + hashes.attachments).map(\.hex)
        guard event.body["step"]?["documents"]?.array?.map({ $0["sha256"]?.string }) == parts else {
            throw LogFault(at: event.sequence, "the submission begins with other parts than were approved")
        }
    }

    /// - Parameters:
    ///   - size: of the log that was visited.
    ///   - files: that document vouchers, which lie among the documents of filings.
    func finish(size: UInt64, also files: [DocumentationCheck.File]) throws {
        try standing.finish(log, size: size)
        var documents = documents
        for draft in filings.records.flatMap(\.drafts) {
            documents.visit(draft)
            let prefix = draft.event.prefix
            guard prefix.size < draft.sequence, try log.tree(at: prefix.size)?.head == prefix else {
                throw LogFault(at: draft.sequence, "the log it was built from is not the one recorded here")
            }
        }
        for file in files { documents.visit(file) }
        try documents.finish(log)
    }
}

/// The documents that events of filings name, and what each was kept as. The type is beside the hashed bytes, so it must
/// follow from the entries.
private struct KeptDocuments {
    private struct Kept {
        let sequence: UInt64
        /// The same bytes may be kept for two events, under the type of the first. Nil: the type follows from the bytes.
        var types: Set<String?>
    }

    private var documents: [SHA256Digest: Kept] = [:]

    mutating func visit(_ event: RecordedEvent) {
        if event.type == FilingEventType.approved, let approval = try? Approval(event) {
            for (hash, type) in zip(approval.evidence.documents, KeptDocuments.types(of: approval.evidence)) {
                add(hash, type, event.sequence)
            }
        } else if let kept = SubmissionStep(event)?.keptContent {
            add(kept.hash, kept.type, event.sequence)
        }
    }

    mutating func visit(_ draft: FilingRecord.Draft) {
        add(draft.event.hashes.document, VATReturnBuilder.documentType, draft.sequence)
        add(draft.event.hashes.envelope, VATReturnBuilder.envelopeType, draft.sequence)
        for attachment in (try? VATReturnInputs(draft.event.inputs))?.attachments ?? [] {
            add(attachment.sha256, attachment.mediaType, draft.sequence)
        }
    }

    mutating func visit(_ file: DocumentationCheck.File) { add(file.hash, file.mediaType, file.sequence) }

    private static func types(of evidence: ApprovalEvidence) -> [String] {
        switch evidence {
        case .local: []
        case .ssh: [SignatureProof.mediaType]
        case .idPorten: [LoginProof.tokenMediaType, LoginProof.keysMediaType]
        }
    }

    private mutating func add(_ hash: SHA256Digest, _ type: String?, _ sequence: UInt64) {
        documents[hash, default: Kept(sequence: sequence, types: [])].types.insert(type)
    }

    func finish(_ log: any EventLog) throws {
        for (hash, kept) in documents.sorted(by: { $0.value.sequence < $1.value.sequence }) {
            guard let facts = try log.contentFacts(hash) else {
                throw LogFault(at: kept.sequence, "the document \(hash) that it names is missing")
            }
            guard try kept.types.contains(facts.mediaType) || KeptDocuments.isOfItsBytes(hash, facts, kept, log) else {
                throw LogFault(at: kept.sequence, "the document \(hash) that it names is kept as another type of file")
            }
        }
    }

    /// Whether the type may follow from the bytes, and does.
    private static func isOfItsBytes(
        _ hash: SHA256Digest, _ facts: ContentFacts, _ kept: Kept, _ log: any EventLog
    ) throws -> Bool {
        guard kept.types.contains(nil), let content = try log.content(hash) else { return false }
        return facts.mediaType == SubmissionContent.refusalType(of: content.bytes)
    }
}
