import Application
import Formats
import Ledger
import Reports
import Values

struct VoucherAttachCommand: Command {
    static let description = CommandDescription(
        "voucher", "attach", summary: "Attach files that document a voucher: all of them, or none.",
        discussion: """
            Invoices, receipts, contracts, statements: what shows that the voucher is real (bokføringsloven §§ 6, 10). The
            bytes are kept in the books, under their SHA-256; the log states voucher, hash, size, type, name, who and when.
            The same file on the same voucher is attached once, and a second time changes nothing. Documentation changes no
            figure, so that vouchers in closed periods take it too.

            Documentation must be readable for as long as it is kept: five years after the end of the year, longer for
            some (bokføringsloven § 13). The law asks for no certain form. What kind a file is shows in its first bytes:
            PDF, PNG, JPEG, GIF, TIFF, WebP, HEIC, AVIF, XML (EHF too), HTML, saved messages, text in UTF-8, zip, Word,
            Excel and OpenDocument without a password. Other kinds are refused, unless --media-type says what it is. A file
            has at most 64 MiB.
            """,
        parameters: [
            CommandParameter("VOUCHER", "The voucher, as in 1001, or 2026-KJOP/2001 with its series."),
            CommandParameter("FILE", "The files.", repeats: true),
        ],
        options: [
            .value("note", "S", "What the files are, as in 'Kontrakt, side 1-3'."),
            .value("media-type", "T", "What kind of files they are, as in application/vnd.ms-outlook."),
        ],
        formats: [.json], example: "bilag voucher attach 1001 faktura-1001.pdf")

    private let number: VoucherNumber
    private let files: [String]
    private let note: String?
    private let mediaType: String?

    init(_ arguments: Arguments) throws {
        number = try arguments.requiredParsed("VOUCHER", as: VoucherNumber.init(written:))
        _ = try arguments.required("FILE")
        files = arguments.values("FILE")
        note = arguments.value("note")
        mediaType = try arguments.parsed("media-type") { text in
            guard MediaType.isWellFormed(text) else {
                throw InvalidInput(text, "a media type is written type/subtype, as in application/pdf")
            }
            return text
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        // Before the files are read: a wrong number is told at once.
        _ = try books.voucher(number)
        let attached = try books.attach(session.documentation(files, mediaType: mediaType), to: number, note: note)
        if session.console.wantsJSON {
            session.console.output([
                "voucher": .string(number.number), "series": number.series.map { .string($0) } ?? .null,
                "files": .array(attached.map(\.json)),
            ])
        } else {
            for one in attached { session.console.output(one.phrase(for: number)) }
        }
        return .success
    }
}

extension Session {
    /// Files that are to document a voucher.
    func documentation(_ names: [String], mediaType: String? = nil) throws -> [DocumentationSource] {
        try DocumentationSource.read(names.map { ($0, path($0)) }, mediaType: mediaType)
    }
}

extension AttachedDocumentation {
    func phrase(for voucher: VoucherNumber) -> Phrase {
        let name = visibleText(file.name)
        switch result {
        case .attached(let sequence):
            return Phrase(
                en: "Attached \(AttachmentText.facts(file)) to voucher \(voucher) as entry \(sequence).",
                nb: "Vedla \(AttachmentText.facts(file)) til bilag \(voucher) som post \(sequence).")
        case .alreadyAttached(let sequence):
            return Phrase(
                en: "\(name) is attached to voucher \(voucher) already, by entry \(sequence); nothing was recorded.",
                nb: "\(name) er alt vedlagt bilag \(voucher), av post \(sequence); ingenting ble registrert.")
        }
    }

    var json: JSON {
        let (sequence, isNew) =
            switch result {
            case .attached(let sequence): (sequence, true)
            case .alreadyAttached(let sequence): (sequence, false)
            }
        return [
            "file": .string(file.name), "sha256": .string(file.hash.hex), "mediaType": .string(file.mediaType),
            "bytes": .integer(file.byteCount), "sequence": .integer(Int64(clamping: sequence)),
            "isNew": .bool(isNew),
        ]
    }
}
