import Cryptography
import EventLog
import Filing
import Formats
import Ledger
import LegalTables
import Projections
import VATReturn
import Values

/// What the entries of a bundle tell about its filing, folded from them alone.
struct BundleStory {
    let company: Company
    let record: FilingRecord
    /// The events of the filing, in order.
    let events: [RecordedEvent]
    let inputs: VATReturnInputs
    /// Computed from the vouchers of the bundle.
    let specification: VATSpecification
    let vouchers: [CountedVoucher]
    /// The standard codes that counted, or that postings beside them state, and the specifications.
    let codes: Set<Int64>
    let specifications: Set<String>
    /// What is attached to the vouchers.
    let documentation: BundleDocumentation

    var draft: FilingRecord.Draft { record.current }
    var references: BundleReferences { BundleReferences(events) }

    /// - Throws: `BundleFault` naming the entry at fault.
    init(_ entries: BundleEntries, of filing: FilingID) throws {
        var books = Books()
        var filings = Filings()
        var events: [RecordedEvent] = []
        try entries.read(upTo: .max) { entry in
            guard let type = EntryBytes.typeName(of: entry.bytes), !HotEvent.isNamed(by: type) else { return }
            let event = try entry.decoded()
            try BundleStory.locating(event.sequence) { try filings.apply(event) }
            if event.type.name.hasPrefix("filing.") { events.append(event) }
        }
        guard let record = filings[filing], filings.records.count == 1 else {
            throw BundleFault(BundleFileName.entries, "they do not tell the story of filing \(filing) and no other")
        }
        let prefix = record.current.event.prefix.size
        var figures = Figures()
        var view = VoucherView()
        try entries.read(upTo: prefix) { entry in
            try BundleStory.locating(entry.sequence) {
                if try figures.apply(entry, &view) { return }
                if let event = try LedgerEvent(entry.decoded()) { books.apply(event) }
            }
        }
        guard let company = books.company, entries.list.first?.sequence == 1 else {
            throw BundleFault(BundleFileName.entries, "the first entry, which registers the company, is missing")
        }
        inputs = try BundleStory.locating(record.current.sequence) { try VATReturnInputs(record.current.event.inputs) }
        specification = try figures.vatPostings.specification(
            filing.period, category: inputs.category, registered: company.vatCategory, books: books)
        let counted = try CountedVouchers(entries, upTo: prefix, specification, company, books)
        (vouchers, codes, specifications) = (counted.vouchers, counted.codes, counted.specifications)
        documentation = try BundleDocumentation(entries, of: counted.vouchers)
        self.company = company
        self.record = record
        self.events = events
    }

    /// The package that the vouchers and inputs give.
    ///
    /// - Parameter attachments: the bytes of attachments by their hash.
    func package(attachments: [SHA256Digest: [UInt8]]) throws -> FilingPackage {
        guard draft.event.builder == VATReturnBuilder.name else {
            throw BundleFault(
                BundleFileName.entries, sequence: draft.sequence,
                "its document was built by '\(draft.event.builder)', which this Bilag does not know; use a newer one")
        }
        let files = try inputs.attachments.map { attachment in
            guard let bytes = attachments[attachment.sha256] else {
                throw BundleFault(
                    BundleFileName.entries, sequence: draft.sequence, "an attachment that it names is missing")
            }
            return FilingAttachment(
                fileName: "\(attachment.name).\(attachment.fileExtension)", description: attachment.description,
                document: FilingDocument(bytes, mediaType: attachment.mediaType))
        }
        return try VATReturnBuilder.build(
            specification, inputs: inputs, organisationNumber: company.organisationNumber, attachments: files)
    }

    /// What the books knew before an entry: who approves, whose keys are whose.
    static func books(of entries: BundleEntries, before sequence: UInt64) throws -> Books {
        var books = Books()
        try entries.read(upTo: sequence - 1) { entry in
            guard let type = EntryBytes.typeName(of: entry.bytes), !HotEvent.isNamed(by: type) else { return }
            if let event = try LedgerEvent(entry.decoded()) { books.apply(event) }
        }
        return books
    }

    private static func locating<Result>(_ sequence: UInt64, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let fault as BundleFault {
            throw fault
        } catch {
            throw BundleFault(BundleFileName.entries, sequence: sequence, "\(error)")
        }
    }
}

/// The vouchers that a specification counts, in one pass.
private struct CountedVouchers {
    var vouchers: [CountedVoucher] = []
    var codes: Set<Int64> = []
    var specifications: Set<String> = []

    init(
        _ entries: BundleEntries, upTo prefix: UInt64, _ specification: VATSpecification, _ company: Company,
        _ books: Books
    ) throws {
        var view = VoucherView()
        try entries.read(upTo: prefix) { entry in
            guard try view.read(entry) else { return }
            let contributions = specification.contributions(of: view, registered: company.vatCategory, books: books)
            guard !contributions.isEmpty else { return }
            vouchers.append(try CountedVoucher(view, contributions, in: entry))
            codes.formUnion(contributions.map { Int64($0.code.number) })
            for vat in view.lines.compactMap(\.vat) {
                if let code = vat.code { codes.insert(Int64(code.number)) }
                if let text = vat.specification { specifications.insert(text.string) }
            }
        }
    }
}
