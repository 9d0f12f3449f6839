import Application
import Formats
import Ledger
import Reports
import Values

/// A file with the vouchers that it documents or documented.
struct DocumentationTrailSheet: Sheet {
    let trail: DocumentationTrail

    func text(in language: Language) -> String {
        [AttachmentText.facts(trail.file), "", table.text(in: language)].joined(separator: "\n")
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("date", Phrase(en: "Date", nb: "Dato")), .init("voucher", Phrase(en: "Voucher", nb: "Bilag")),
            .init("text", Phrase(en: "Text", nb: "Tekst"), widest: 36),
            .init("posted", Phrase(en: "Posted by entry", nb: "Bokført av post"), .right),
            .init("entry", Phrase(en: "Attached by entry", nb: "Vedlagt av post"), .right),
            .init("by", Phrase(en: "By", nb: "Av"), widest: 24),
            .init("withdrawn", Phrase(en: "Withdrawn by entry", nb: "Trukket av post"), .right),
            .init("reason", Phrase(en: "Reason", nb: "Begrunnelse"), widest: 36),
        ])
        for use in trail.uses {
            let (voucher, attachment) = (use.posted.voucher, use.attachment)
            table.add([
                .text(voucher.date.description), .text(voucher.number.description), .text(voucher.text),
                .number(Int64(clamping: use.posted.sequence)), .number(Int64(clamping: attachment.sequence)),
                .text(attachment.attached.by),
                attachment.withdrawal.map { .number(Int64(clamping: $0.sequence)) } ?? .empty,
                attachment.withdrawal.map { .text($0.reason) } ?? .empty,
            ])
        }
        return table
    }

    var json: JSON {
        [
            "sha256": .string(trail.file.hash.hex), "logSize": .integer(Int64(clamping: trail.head.size)),
            "root": .string(trail.head.root.hex),
            "vouchers": .array(
                trail.uses.map { use in
                    [
                        "voucher": .string(use.posted.voucher.number.description),
                        "date": .string(use.posted.voucher.date.description),
                        "text": .string(use.posted.voucher.text),
                        "sequence": .integer(Int64(clamping: use.posted.sequence)),
                        "attachment": AttachmentText.json(use.attachment),
                    ]
                }),
        ]
    }
}
