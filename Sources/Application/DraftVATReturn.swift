import Authorities
import Cryptography
import EventLog
import Filing
import Formats
import Ledger
import LegalTables
import Projections
import VATReturn
import Values

/// What somebody says when drafting a VAT return. Nil keeps what the last draft of the filing said; in the first draft,
/// what the return of the period said that was delivered before.
public struct VATDraftRequest: Sendable {
    public var period: ReportingPeriod
    /// Nil for the category the company is registered for.
    public var category: VATCategory?
    public var refundKID: String?
    public var remark: String?
    /// Remarks by the line's number in the VAT report, from 1.
    public var lineRemarks: [Int: String]
    public var attachments: [AttachmentFile]?

    public struct AttachmentFile: Sendable {
        /// With its extension.
        public let fileName: String
        public let description: String
        public let bytes: [UInt8]

        public init(fileName: String, description: String, bytes: [UInt8]) {
            self.fileName = fileName
            self.description = description
            self.bytes = bytes
        }
    }

    public init(period: ReportingPeriod, category: VATCategory? = nil) {
        self.period = period
        self.category = category
        lineRemarks = [:]
    }
}

/// The product's name and version as official documents state them (regnskapssystem).
public enum Product {
    public static let name = "Bilag"
    public static let version = "0.1.0"
}

extension OpenBooks {
    /// Builds the return of a period from the books as they are, and records it as the draft of a filing. Drafting again
    /// replaces the draft, and ends an approval; when nothing has changed, the draft that is there stays.
    ///
    /// - Throws: `BooksError` when the period cannot be reported; `FilingError` when a filing of the period is on its
    ///   way; `DraftError` for a wrong line number or attachment; `VATReturnError` and others from building.
    public func draftVATReturn(_ request: VATDraftRequest) throws -> FilingRecord {
        try change { ledger, writer in
            guard let company = ledger.books.company else { throw BooksError.notInitialised }
            guard let category = request.category ?? company.vatCategory else { throw BooksError.noVATCategory }
            let filings = try filings()
            let before = filings.of(category, request.period)
            let open = before.last { !$0.isFinished }
            if let busy = before.first(where: \.mayLieAtAuthority) { throw FilingError.submissionBegun(busy.id) }
            let kind = FilingKind(category, registered: company.vatCategory)
            let id = open?.id ?? filings.nextID(kind, request.period)

            let figures = try figures(
                .days(request.period.firstDay...request.period.lastDay), at: writer.size)
            let specification = try specification(request.period, category: category, figures: figures)
            guard specification.unmapped.isEmpty else {
                throw BooksError.unmappedVATCodes(specification.unmapped, request.period)
            }
            let last = open ?? before.last { $0.isDelivered } ?? before.last
            let inputs = try inputs(request, category, id, last: last, specification, company, writer)
            let package = try build(specification, inputs, company)
            if let open, open.state != .draft || open.withdrawal == nil,
                open.current.event.hashes.document == package.document.hash,
                try VATReturnInputs(open.current.event.inputs).attachments == inputs.attachments
            {
                return open
            }
            return try record(package, inputs, as: id, at: figures.size, in: writer)
        }
    }

    private func record(
        _ package: FilingPackage, _ inputs: VATReturnInputs, as id: FilingID, at size: UInt64, in writer: any LogWriter
    ) throws -> FilingRecord {
        for document in [package.document, package.envelope] + package.attachments.map(\.document) {
            _ = try writer.store(document.bytes, mediaType: document.mediaType)
        }
        let drafted = FilingDrafted(
            filing: id, hashes: package.hashes, prefix: try head(at: size), builder: VATReturnBuilder.name,
            inputs: inputs.json, by: person)
        _ = try writer.append(drafted.newEvent, at: now)
        guard let record = try Filings.load(from: log, size: writer.size)[id] else { throw FilingError.unknown(id) }
        return record
    }

    /// The inputs of the last draft, or of the return that this one follows, with what is said now.
    private func inputs(
        _ request: VATDraftRequest, _ category: VATCategory, _ id: FilingID, last: FilingRecord?,
        _ specification: VATSpecification, _ company: Company, _ writer: any LogWriter
    ) throws -> VATReturnInputs {
        var inputs = VATReturnInputs(
            category: category, reference: reference(of: id, company), systemName: Product.name,
            systemVersion: Product.version, createdBy: person, createdAt: now)
        if let last {
            let before = try VATReturnInputs(last.current.event.inputs)
            (inputs.refundKID, inputs.remark) = (before.refundKID, before.remark)
            (inputs.lineRemarks, inputs.attachments) = (before.lineRemarks, before.attachments)
        }
        if let kid = request.refundKID { inputs.refundKID = kid.isEmpty ? nil : kid }
        if let remark = request.remark { inputs.remark = remark.isEmpty ? nil : remark }
        for (number, text) in request.lineRemarks.sorted(by: { $0.key < $1.key }) {
            guard specification.lines.indices.contains(number - 1) else {
                throw DraftError.noSuchLine(number, lines: specification.lines.count)
            }
            let line = specification.lines[number - 1]
            inputs.lineRemarks.removeAll { $0.isOn(line) }
            if !text.isEmpty { inputs.lineRemarks.append(VATReturnInputs.LineRemark(on: line, text: text)) }
        }
        if let files = request.attachments { inputs.attachments = try files.map { try store($0, writer) } }
        return inputs
    }

    private func store(
        _ file: VATDraftRequest.AttachmentFile, _ writer: any LogWriter
    ) throws -> VATReturnInputs.Attachment {
        // What Altinn would refuse is refused here, before anybody approves it.
        let mediaType = SubmissionFile.contentType(ofFileNamed: file.fileName) ?? ""
        let sent = try SubmissionFile(name: file.fileName, contentType: mediaType, bytes: file.bytes)
        let parts = sent.name.split(separator: ".", omittingEmptySubsequences: false)
        return VATReturnInputs.Attachment(
            name: parts.dropLast().joined(separator: "."), fileExtension: String(parts.last ?? ""),
            description: file.description, mediaType: mediaType,
            sha256: try writer.store(file.bytes, mediaType: mediaType))
    }

    /// A reference that no other filing of any books has (regnskapssystemsreferanse), in the form of a UUID. It follows
    /// from the books and the filing, so that building again gives the same.
    private func reference(of id: FilingID, _ company: Company) -> String {
        uuidVersion4(from: Array(SHA256Digest(of: Array("\(company.booksID)/\(id)".utf8)).bytes.prefix(16)))
    }

    func build(_ specification: VATSpecification, _ inputs: VATReturnInputs, _ company: Company) throws -> FilingPackage
    {
        let attachments = try inputs.attachments.map { attachment in
            guard let content = try log.content(attachment.sha256) else {
                throw DraftError.attachmentMissing(attachment.name)
            }
            return FilingAttachment(
                fileName: "\(attachment.name).\(attachment.fileExtension)", description: attachment.description,
                document: FilingDocument(content.bytes, mediaType: attachment.mediaType))
        }
        return try VATReturnBuilder.build(
            specification, inputs: inputs, organisationNumber: company.organisationNumber, attachments: attachments)
    }

    /// The package of a draft as the log's first `size` entries give it.
    func rebuild(_ draft: FilingDrafted, at size: UInt64) throws -> FilingPackage {
        guard draft.builder == VATReturnBuilder.name else { throw DraftError.unknownBuilder(draft.builder) }
        let inputs = try VATReturnInputs(draft.inputs)
        let period = draft.filing.period
        let figures = try figures(.days(period.firstDay...period.lastDay), at: size)
        guard let company = try books(at: size).company else { throw BooksError.notInitialised }
        let specification = try specification(draft.filing.period, category: inputs.category, figures: figures)
        return try build(specification, inputs, company)
    }
}

/// Why a draft could not be made from what was said.
public enum DraftError: Error, Equatable, CustomStringConvertible {
    case noSuchLine(Int, lines: Int)
    case attachmentMissing(String)
    case unknownBuilder(String)

    public var description: String {
        switch self {
        case .noSuchLine(let number, let lines):
            "There is no line \(number): the return has \(lines). 'bilag report vat' numbers them."
        case .attachmentMissing(let name):
            "The attachment '\(name)' is not in the books any more. Run 'bilag log verify --deep'."
        case .unknownBuilder(let name):
            "The draft was built by '\(name)', which this Bilag does not know. Use a newer one."
        }
    }
}
