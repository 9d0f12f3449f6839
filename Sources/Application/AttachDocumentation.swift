import Cryptography
import EventLog
import Ledger
import ReportSite
import Values

/// A file that was to be attached, and what came of it.
public struct AttachedDocumentation: Sendable {
    public let file: DocumentationFile
    public let result: AttachmentResult
}

extension OpenBooks {
    /// Attaches files to a voucher, all of them or none. Closed periods take documentation too: it changes no figure.
    ///
    /// - Returns: for each file the entry that attaches it; the earlier one where the same bytes are attached already.
    /// - Throws: `VoucherError.notFound`.
    public func attach(
        _ sources: [DocumentationSource], to number: VoucherNumber, note: String? = nil
    ) throws -> [AttachedDocumentation] {
        guard !(note.map(IdentityNumbers.areAny) ?? false) else {
            throw InvalidInput("…", "the note holds a national identity number, and the log would keep it for ever")
        }
        return try change { ledger, _ in
            guard let posted = try ledger.voucher(number) else { throw VoucherError.notFound(number) }
            return try attach(sources, to: VoucherReference(number, at: posted.sequence), note: note, in: ledger)
        }
    }

    func attach(
        _ sources: [DocumentationSource], to voucher: VoucherReference, note: String?, in ledger: LedgerTransaction
    ) throws -> [AttachedDocumentation] {
        try sources.map { source in
            AttachedDocumentation(
                file: source.file,
                result: try ledger.attach(source.file, source.bytes, to: voucher, note: note, by: person))
        }
    }

    /// Posts one voucher with the files that document it, all together or nothing.
    ///
    /// - Returns: the voucher's entry, and what came of each file.
    /// - Throws: `VoucherError`.
    public func post(
        _ voucher: Voucher, recording rates: [RecordedRate], attaching sources: [DocumentationSource]
    ) throws -> (sequence: UInt64, files: [AttachedDocumentation]) {
        try change { ledger, _ in
            try ledger.recordNew(rates)
            let sequence = try ledger.post(voucher)
            let reference = VoucherReference(voucher.number, at: sequence)
            return (sequence, try attach(sources, to: reference, note: nil, in: ledger))
        }
    }

    /// Says that a file was attached to a voucher by mistake. The bytes stay, and the log shows both.
    ///
    /// - Throws: `VoucherError.notFound`; `DocumentationError`.
    public func withdrawDocumentation(
        _ beginning: DocumentationHashStart, from number: VoucherNumber, reason: String
    ) throws -> (file: DocumentationFile, sequence: UInt64) {
        try change { ledger, _ in
            guard let posted = try ledger.voucher(number) else { throw VoucherError.notFound(number) }
            let reference = VoucherReference(number, at: posted.sequence)
            let file = try beginning.attachment(in: try ledger.files(of: reference), of: number).file
            return (file, try ledger.withdraw(file.hash, from: reference, reason: reason, by: person))
        }
    }

    /// A voucher with what documents it.
    ///
    /// - Throws: `VoucherError.notFound`.
    public func documentation(of number: VoucherNumber) throws -> (posted: PostedVoucher, files: VoucherFiles) {
        let posted = try voucher(number)
        return (posted, try files(of: posted.sequence))
    }

    /// What is attached to the voucher in an entry.
    public func files(of sequence: UInt64) throws -> VoucherFiles { try VoucherFiles.load(of: sequence, from: log) }

    /// The bytes of a file, which have the hash that its entry names.
    ///
    /// - Throws: `LogFault` when they are missing or other ones.
    public func bytes(of attachment: VoucherFiles.Attachment) throws -> [UInt8] {
        let (file, sequence) = (attachment.file, attachment.sequence)
        guard let content = try log.content(file.hash) else {
            throw LogFault(at: sequence, "the document \(file.hash) that it names is missing")
        }
        guard SHA256Digest(of: content.bytes) == file.hash else {
            throw LogFault(at: sequence, "the document \(file.hash) does not have the hash it is stored under")
        }
        return content.bytes
    }
}

/// The beginning of a file's SHA-256, by which people name it.
public struct DocumentationHashStart: Hashable, Sendable {
    public let digits: String

    /// - Throws: `InvalidInput` for less than 8 hexadecimal digits, or anything else.
    public init(_ text: String) throws(InvalidInput) {
        let digits = text.lowercased()
        guard (8...64).contains(digits.utf8.count), digits.allSatisfy({ $0.isHexDigit && $0.isASCII }) else {
            throw InvalidInput(text, "the beginning of a SHA-256 has 8 to 64 hexadecimal digits")
        }
        self.digits = digits
    }

    /// The file that is meant, as it was attached last.
    ///
    /// - Throws: `DocumentationError.notAttached`, `ambiguous`.
    public func attachment(
        in files: VoucherFiles, of voucher: VoucherNumber
    ) throws(DocumentationError) -> VoucherFiles.Attachment {
        let fitting = Set(files.attachments.map(\.file.hash).filter { $0.hex.hasPrefix(digits) })
        guard fitting.count <= 1 else { throw .ambiguous(voucher, digits) }
        guard let hash = fitting.first, let last = files.last(hash) else { throw .notAttached(voucher, digits) }
        return last
    }
}
