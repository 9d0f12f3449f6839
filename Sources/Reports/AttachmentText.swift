import Formats
import Ledger
import Values

/// An attached file as people and programs read it, alike in every report.
public enum AttachmentText {
    /// One line for each attachment, and one below it for its withdrawal.
    public static func lines(_ files: VoucherFiles) -> [Phrase] { files.attachments.flatMap(lines) }

    /// For a voucher with neither files nor a source.
    public static let nothing = Phrase(
        en: "NO DOCUMENTATION: no file is attached, and no source is named ('bilag voucher attach')",
        nb: "INGEN DOKUMENTASJON: ingen fil er vedlagt, og ingen kilde er oppgitt ('bilag voucher attach')")

    private static func lines(_ attachment: VoucherFiles.Attachment) -> [Phrase] {
        let facts = facts(attachment.file)
        let (by, time, entry) = (visibleText(attachment.attached.by), attachment.time, attachment.sequence)
        let note = attachment.attached.note.map { ": " + visibleText($0) } ?? ""
        var lines = [
            Phrase(
                en: "Attached \(facts), by \(by) at \(time), entry \(entry)\(note)",
                nb: "Vedlagt \(facts), av \(by) \(time), post \(entry)\(note)")
        ]
        if let withdrawal = attachment.withdrawal {
            let (by, time, entry) = (visibleText(withdrawal.by), withdrawal.time, withdrawal.sequence)
            let reason = visibleText(withdrawal.reason)
            lines.append(
                Phrase(
                    en: "  WITHDRAWN by \(by) at \(time), entry \(entry): \(reason)",
                    nb: "  TRUKKET TILBAKE av \(by) \(time), post \(entry): \(reason)"))
        }
        return lines
    }

    /// `faktura.pdf (application/pdf, 48 211 bytes, SHA-256 1f2e…)`.
    public static func facts(_ file: DocumentationFile) -> String {
        "\(visibleText(file.name)) (\(file.mediaType), \(groupedKroner(file.byteCount)) bytes, SHA-256 \(file.hash))"
    }

    public static func json(_ files: VoucherFiles) -> JSON { .array(files.attachments.map(json)) }

    public static func json(_ attachment: VoucherFiles.Attachment) -> JSON {
        [
            "file": .string(attachment.file.name), "sha256": .string(attachment.file.hash.hex),
            "mediaType": .string(attachment.file.mediaType), "bytes": .integer(attachment.file.byteCount),
            "note": attachment.attached.note.map { .string($0) } ?? .null, "by": .string(attachment.attached.by),
            "time": .string(attachment.time.description), "sequence": .integer(Int64(clamping: attachment.sequence)),
            "withdrawn": attachment.withdrawal.map { withdrawal in
                [
                    "by": .string(withdrawal.by), "reason": .string(withdrawal.reason),
                    "time": .string(withdrawal.time.description),
                    "sequence": .integer(Int64(clamping: withdrawal.sequence)),
                ]
            } ?? .null,
        ]
    }
}
