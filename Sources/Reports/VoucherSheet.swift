import Formats
import Ledger
import Values

/// A voucher as people and programs read it.
public struct VoucherSheet: Sheet {
    public let posted: PostedVoucher
    private let accounts: [AccountNumber: Account]
    /// The voucher that took this one back.
    private let reversedBy: VoucherNumber?
    /// What is attached to it; nil where nobody asks.
    private let files: VoucherFiles?

    public init(
        _ posted: PostedVoucher, accounts: [AccountNumber: Account], reversedBy: VoucherNumber? = nil,
        files: VoucherFiles? = nil
    ) {
        self.posted = posted
        self.accounts = accounts
        self.reversedBy = reversedBy
        self.files = files
    }

    public func text(in language: Language) -> String {
        let voucher = posted.voucher
        var lines = [
            Phrase(en: "Voucher", nb: "Bilag").text(in: language)
                + " \(visibleText(voucher.number.description)), \(voucher.date), \(visibleText(voucher.text))"
        ]
        if voucher.kind == .opening {
            lines.append(Phrase(en: "Opening balances", nb: "Inngående balanse").text(in: language))
        }
        if let original = posted.reverses {
            lines.append(Phrase(en: "Reverses \(original)", nb: "Tilbakefører \(original)").text(in: language))
        }
        if let reversedBy {
            lines.append(
                Phrase(en: "Reversed by \(reversedBy)", nb: "Tilbakeført av \(reversedBy)").text(in: language))
        }
        if let source = voucher.source {
            lines.append(
                Phrase(en: "From", nb: "Fra").text(in: language)
                    + " \(visibleText(source.system)), \(visibleText(source.journal)) \(source.year)")
        }
        lines.append(
            Phrase(en: "Entry", nb: "Post").text(in: language) + " \(posted.sequence), \(posted.time)")
        lines += documentation.map { $0.text(in: language) }
        return lines.joined(separator: "\n") + "\n\n" + table.text(in: language)
    }

    private var documentation: [Phrase] {
        guard let files else { return [] }
        let lacksAll = files.inForce.isEmpty && posted.voucher.source == nil && posted.reverses == nil
        return AttachmentText.lines(files) + (lacksAll ? [AttachmentText.nothing] : [])
    }

    public var table: ReportTable {
        var table = ReportTable([
            .init("account", Phrase(en: "Account", nb: "Konto")), .init("name", Phrase(en: "Name", nb: "Navn")),
            .init("text", Phrase(en: "Text", nb: "Tekst")), .init("mvaKode", Phrase("mvaKode"), .right),
            .init("grunnlag", Phrase(en: "VAT base", nb: "Mva-grunnlag"), .right),
            .init("merverdiavgift", Phrase(en: "VAT", nb: "Mva"), .right),
            .init("amount", Phrase(en: "Amount", nb: "Beløp"), .right),
        ])
        for posting in posted.voucher.postings {
            table.add([
                .text(posting.account.text), .text(accounts[posting.account]?.name ?? ""), .text(posting.text ?? ""),
                posting.vat.map { .text($0.code?.description ?? "?") } ?? .empty,
                posting.vat?.base.map { .money($0) } ?? .empty, posting.vat?.vat.map { .money($0) } ?? .empty,
                .money(posting.amount),
            ])
        }
        return table
    }

    /// The shape that `voucher post` reads, with what the log knows beside it.
    public var json: JSON {
        let voucher = posted.voucher
        var members = JSONObject([
            "voucher": .string(voucher.number.number), "series": voucher.number.series.map { .string($0) } ?? .null,
            "date": .string(voucher.date.description), "text": .string(voucher.text),
            "lines": .array(voucher.postings.map(VoucherSheet.line)),
            "sequence": .integer(Int64(clamping: posted.sequence)), "time": .string(posted.time.description),
            "kind": .string(voucher.kind.rawValue),
            "reverses": posted.reverses.map { .string($0.description) } ?? .null,
            "reversedBy": reversedBy.map { .string($0.description) } ?? .null,
        ])
        if let files { members["documentation"] = AttachmentText.json(files) }
        return .object(members)
    }

    private static func line(_ posting: Posting) -> JSON {
        [
            "account": .string(posting.account.text), "amountOre": .integer(posting.amount.ore),
            "vatCode": optional(posting.vat?.code?.description),
            "vatBaseOre": posting.vat?.base.map { .integer($0.ore) } ?? .null,
            "vatOre": posting.vat?.vat.map { .integer($0.ore) } ?? .null,
            "vatLedgerCode": optional(posting.vat?.ledgerCode),
            "vatSpecification": optional(posting.vat?.specification), "vatRemark": optional(posting.vat?.remark),
            "party": optional(posting.party.map { "\($0.role.rawValue)/\($0.id)" }),
            "dimensions": dimensions(posting.dimensions, of: posting.amount),
            "currency": optional(posting.currency?.code), "currencyAmount": optional(posting.currency?.amount),
            "rate": optional(posting.currency?.rate), "text": optional(posting.text),
            "reference": optional(posting.reference), "kid": optional(posting.kid),
            "dueDate": optional(posting.dueDate?.description),
        ]
    }

    /// The value by its type; where a line is split, all its values with their parts of the amount.
    private static func dimensions(_ dimensions: [Dimension], of amount: Money) -> JSON {
        .object(
            Dictionary(grouping: dimensions, by: \.type).mapValues { values in
                if values.count == 1, let only = values.first, only.amount == nil { return .string(only.id) }
                return .array(
                    values.map { value in
                        ["id": .string(value.id), "amountOre": .integer((value.amount ?? amount).ore)]
                    })
            })
    }

    private static func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
}
