import Application
import Formats
import Foundation
import Ledger
import Reports
import Values

struct VoucherDocumentationCommand: Command {
    static let description = CommandDescription(
        "voucher", "documentation", summary: "List the files that document a voucher, or write them out.",
        discussion: """
            Files that were withdrawn are listed too, as what they are; to write one of them out, name it with --sha256.
            What is written has the hash that the log names, or nothing is written. --dir writes all files that are in
            force, under their names without signs that mean something to shells and systems, and with an ending that
            fits their kind. Nothing is ever replaced. Only you can read what is written.
            """,
        parameters: [CommandParameter("VOUCHER", "The voucher, as in 1001, or 2026-KJOP/2001 with its series.")],
        options: [
            .value("output", "FILE", "Write one file, under this name; - for standard output.", letter: "o"),
            .value("dir", "DIR", "Write all files that are in force into this folder."),
            .value("sha256", "HASH", "Which file, by its hash or the first 8 digits or more."),
        ],
        formats: [.json, .csv],
        example: "bilag voucher documentation 1001\nbilag voucher documentation 1001 -o faktura.pdf")

    private enum Target {
        case list
        case file(String)
        case folder(String)
    }

    private let number: VoucherNumber
    private let target: Target
    private let hash: DocumentationHashStart?

    init(_ arguments: Arguments) throws {
        number = try arguments.requiredParsed("VOUCHER", as: VoucherNumber.init(written:))
        hash = try arguments.parsed("sha256", as: DocumentationHashStart.init)
        switch (arguments.value("output"), arguments.value("dir")) {
        case (nil, nil): target = .list
        case (let file?, nil): target = .file(file)
        case (nil, let folder?): target = .folder(folder)
        default: throw UsageError("Where to? Give either -o FILE or --dir DIR.")
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let (posted, files) = try books.documentation(of: number)
        let chosen = try hash?.attachment(in: files, of: number)
        switch target {
        case .list:
            let shown = chosen.map { chosen in files.attachments.filter { $0.file.hash == chosen.file.hash } }
            session.show(DocumentationSheet(posted: posted, attachments: shown ?? files.attachments))
        case .file(let name): try write(chosen ?? onlyOne(of: files), to: name, books, session)
        case .folder(let name): try write(chosen.map { [$0] } ?? files.inForce, into: name, books, session)
        }
        return .success
    }

    private func onlyOne(of files: VoucherFiles) throws -> VoucherFiles.Attachment {
        guard let file = files.inForce.first else {
            throw UsageError(
                "No file documents voucher \(number). 'bilag voucher attach \(number) FILE' attaches one.")
        }
        guard files.inForce.count == 1 else {
            throw UsageError(
                "\(files.inForce.count) files document voucher \(number). Say which with --sha256, or write all with --dir."
            )
        }
        return file
    }

    private func write(
        _ attachment: VoucherFiles.Attachment, to name: String, _ books: OpenBooks, _ session: Session
    ) throws {
        let bytes = try books.bytes(of: attachment)
        guard name != "-" else {
            session.console.output(bytes: bytes)
            return
        }
        try OutputFile.write(bytes, to: session.path(name), .new)
        tell([(attachment, name)], session)
    }

    private func write(
        _ attachments: [VoucherFiles.Attachment], into name: String, _ books: OpenBooks, _ session: Session
    ) throws {
        guard !attachments.isEmpty else { throw UsageError("No file documents voucher \(number).") }
        let folder = session.path(name)
        let names = DocumentationNames(attachments.map(\.file)).names
        let manager = FileManager.default
        if let taken = names.first(where: { manager.fileExists(atPath: folder + "/" + $0) }) {
            throw UsageError("'\(name)/\(taken)' is there already. Name a new or an empty folder.")
        }
        do {
            try manager.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw UsageError("The folder '\(name)' cannot be made: \(error.localizedDescription)")
        }
        let written = try zip(attachments, names).map { attachment, file in
            try OutputFile.write(try books.bytes(of: attachment), to: folder + "/" + file, .new)
            return (attachment, name + "/" + file)
        }
        tell(written, session)
    }

    private func tell(_ written: [(attachment: VoucherFiles.Attachment, name: String)], _ session: Session) {
        if session.console.wantsJSON {
            session.console.output([
                "written": .array(
                    written.map { ["file": .string($0.name), "sha256": .string($0.attachment.file.hash.hex)] })
            ])
        } else {
            for (attachment, name) in written {
                let facts = AttachmentText.facts(attachment.file)
                session.console.output(Phrase(en: "Wrote \(name): \(facts)", nb: "Skrev \(name): \(facts)"))
            }
        }
    }
}

/// The files that are or were attached to a voucher.
private struct DocumentationSheet: Sheet {
    let posted: PostedVoucher
    let attachments: [VoucherFiles.Attachment]

    func text(in language: Language) -> String {
        let voucher = posted.voucher
        let title =
            Phrase(en: "Documentation of voucher", nb: "Dokumentasjon til bilag").text(in: language)
            + " \(visibleText(voucher.number.description)), \(voucher.date), \(visibleText(voucher.text))"
        var lines = [title]
        if let source = voucher.source {
            let text = visibleText("\(source.system), \(source.journal) \(source.year): \(source.transaction)")
            lines.append(Phrase(en: "From \(text)", nb: "Fra \(text)").text(in: language))
        }
        guard !attachments.isEmpty else {
            let nothing = Phrase(en: "No file is attached.", nb: "Ingen filer er vedlagt.")
            return (lines + [nothing.text(in: language)]).joined(separator: "\n")
        }
        return (lines + ["", table.text(in: language)]).joined(separator: "\n")
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("file", Phrase(en: "File", nb: "Fil"), widest: 48),
            .init("mediaType", Phrase(en: "Type", nb: "Type"), widest: 32),
            .init("bytes", Phrase("Bytes"), .right),
            .init("sha256", Phrase("SHA-256"), widest: 64), .init("entry", Phrase(en: "Entry", nb: "Post"), .right),
            .init("time", Phrase(en: "Attached", nb: "Vedlagt")), .init("by", Phrase(en: "By", nb: "Av"), widest: 24),
            .init("note", Phrase(en: "Note", nb: "Merknad"), widest: 36),
            .init("withdrawn", Phrase(en: "Withdrawn by entry", nb: "Trukket av post"), .right),
            .init("reason", Phrase(en: "Reason", nb: "Begrunnelse"), widest: 36),
        ])
        for attachment in attachments {
            let (file, withdrawal) = (attachment.file, attachment.withdrawal)
            table.add([
                .text(file.name), .text(file.mediaType), .number(file.byteCount), .text(file.hash.hex),
                .number(Int64(clamping: attachment.sequence)), .text(attachment.time.description),
                .text(attachment.attached.by), attachment.attached.note.map { .text($0) } ?? .empty,
                withdrawal.map { .number(Int64(clamping: $0.sequence)) } ?? .empty,
                withdrawal.map { .text($0.reason) } ?? .empty,
            ])
        }
        return table
    }

    var json: JSON {
        let number = posted.voucher.number
        return [
            "voucher": .string(number.number), "series": number.series.map { .string($0) } ?? .null,
            "sequence": .integer(Int64(clamping: posted.sequence)),
            "files": .array(attachments.map(AttachmentText.json)),
        ]
    }
}
