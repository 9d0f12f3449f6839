import AuditBundle
import Cryptography
import EventLog
import Filing
import Ledger
import Projections
import VATReturn
import Values

extension OpenBooks {
    /// Everything that proves a filing to somebody without the books. The log is taken as it was after the filing's last
    /// event, so that the bundle stays the same whatever is posted later.
    ///
    /// - Parameter holdsDocumentation: whether the files that document the vouchers are in it; else entries name them.
    /// - Throws: `FilingError.unknown`, `LogProofError`, `BundleFault`.
    public func bundle(
        _ id: FilingID, signedBy key: Ed25519PrivateKey? = nil, holdsDocumentation: Bool = false
    ) throws -> AuditBundle {
        let record = try filing(id)
        let draft = record.current.event
        let (rare, last) = try rareEntries(of: id, prefix: draft.prefix.size)
        let references = BundleReferences(
            try rare.map { try EntryBytes.decode($0.bytes, sequence: $0.sequence) }.filter {
                $0.type.name.hasPrefix("filing.")
            })
        let vouchers = try countedVouchers(of: draft, rare)
        let documentation = try documentation(of: vouchers.map(\.sequence), upTo: last)
        let entries = BundleEntries(rare + vouchers + documentation.entries)
        let prover = try LogProver(log, size: last)
        let checkpoint = try signed(prover.head, by: key)
        return try AuditBundle(
            BundleParts(
                filing: id, entries: entries, checkpoint: checkpoint,
                verifierKey: try key.map { try NoteVerifier(name: origin(), publicKey: $0.publicKey) },
                inclusion: try prover.subset(of: entries.list.map(\.sequence)),
                consistency: try consistency(of: references, prover), document: try document(of: record),
                envelope: try envelope(of: record),
                attachments: try draft.hashes.attachments.map { try stored($0) },
                answers: try references.answers.map { try stored($0.hash) },
                signatures: try references.signatures.map { try stored($0.hash) },
                documentation: holdsDocumentation ? bytes(of: documentation.files) : []))
    }

    /// The entries that attach files to vouchers and withdraw them, up to an entry, and the files that are in force then.
    private func documentation(
        of vouchers: [UInt64], upTo last: UInt64
    ) throws -> (entries: [(sequence: UInt64, bytes: [UInt8])], files: [VoucherFiles.Attachment]) {
        let documented = try DocumentedEntries(log, size: last)
        var entries: [(sequence: UInt64, bytes: [UInt8])] = []
        var files: [VoucherFiles.Attachment] = []
        for voucher in vouchers where documented.areAny(of: voucher) {
            let sequences = try log.sequences(ofKeysBeginningWith: DocumentationKey.start(of: voucher))
            try log.read(sequences.filter { $0 <= last }) { entries.append(($0.sequence, Array($0.bytes))) }
            files += try VoucherFiles.load(of: voucher, from: log, size: last).inForce
        }
        return (entries, files)
    }

    /// Each file once, as the kind that the first entry says it is.
    private func bytes(of attachments: [VoucherFiles.Attachment]) throws -> [FilingDocument] {
        var seen: Set<SHA256Digest> = []
        return try attachments.sorted { $0.sequence < $1.sequence }.filter { seen.insert($0.file.hash).inserted }
            .map { FilingDocument(try bytes(of: $0), mediaType: $0.file.mediaType) }
    }

    /// The company with its rules of approval, the mappings that the draft was built with, and all events of the filing.
    private func rareEntries(
        of id: FilingID, prefix: UInt64
    ) throws -> (entries: [(sequence: UInt64, bytes: [UInt8])], last: UInt64) {
        var found: [(sequence: UInt64, bytes: [UInt8])] = []
        var last: UInt64 = 0
        try log.readRare(1...log.size()) { entry in
            guard let type = EntryBytes.typeName(of: entry.bytes).map({ String(decoding: $0, as: UTF8.self) }) else {
                return
            }
            if type.hasPrefix("filing.") {
                guard try entry.decoded().body["filing"]?.string == id.description else { return }
                last = entry.sequence
            } else {
                let isMapping = type == LedgerEventType.vatCodeMapped.name && entry.sequence <= prefix
                guard isMapping || OpenBooks.companyEvents.contains(type) else { return }
            }
            found.append((entry.sequence, Array(entry.bytes)))
        }
        // What came after the filing's last event is no part of its story.
        found.removeAll { $0.sequence > last }
        return (found, last)
    }

    /// Who the company is, and who may approve how.
    private static let companyEvents: Set<String> = [
        LedgerEventType.companyRegistered.name, LedgerEventType.approvalPolicySet.name,
        LedgerEventType.approverRegistered.name, LedgerEventType.approverRemoved.name,
    ]

    /// Every voucher of which the return counts a posting.
    private func countedVouchers(
        of draft: FilingDrafted, _ rare: [(sequence: UInt64, bytes: [UInt8])]
    ) throws -> [(sequence: UInt64, bytes: [UInt8])] {
        guard draft.prefix.size > 0 else { return [] }
        var books = Books()
        for entry in rare where entry.sequence <= draft.prefix.size {
            let event = try EntryBytes.decode(entry.bytes, sequence: entry.sequence)
            if let event = try LedgerEvent(event) { books.apply(event) }
        }
        let counted = CountedPostings(
            period: draft.filing.period, category: try VATReturnInputs(draft.inputs).category,
            registered: books.company?.vatCategory, books: books)
        let days = draft.filing.period.firstDay...draft.filing.period.lastDay
        var found: [(sequence: UInt64, bytes: [UInt8])] = []
        var view = VoucherView()
        try VoucherFinder(log, size: draft.prefix.size).visit(in: days) { entry in
            guard try view.read(entry), counted.areAny(in: view) else { return }
            found.append((entry.sequence, Array(entry.bytes)))
        }
        return found
    }

    /// Proofs for the logs that events of the filing name: each once, smallest first.
    private func consistency(
        of references: BundleReferences, _ prover: LogProver
    ) throws -> [(head: TreeHead, hashes: [SHA256Digest])] {
        try Set(references.heads.map(\.head.size)).sorted().map {
            (try prover.head(at: $0), try prover.consistency(from: $0))
        }
    }
}
