import Formats
import Ledger
import Values

/// The postings of some days voucher by voucher (bokføringsspesifikasjon, bokføringsforskriften § 3-1).
public struct JournalSheet: Sheet {
    private let title: Phrase
    private let from: CalendarDate
    private let to: CalendarDate
    private let rows: [(row: PostingRow, debit: Money?, credit: Money?)]
    private let accounts: [AccountNumber: Account]
    private let debit: Money
    private let credit: Money

    /// - Parameters:
    ///   - title: where nil, that of the whole journal.
    ///   - rows: in the order they are to be shown.
    /// - Throws: `MoneyOverflow`.
    public init(
        title: Phrase? = nil, from: CalendarDate, to: CalendarDate, rows: [PostingRow],
        accounts: [AccountNumber: Account]
    ) throws(MoneyOverflow) {
        self.title = title ?? Phrase(en: "Journal (bokføringsspesifikasjon)", nb: "Bokføringsspesifikasjon")
        self.from = from
        self.to = to
        self.accounts = accounts
        var debit = Money.zero
        var credit = Money.zero
        var sided: [(PostingRow, Money?, Money?)] = []
        for row in rows {
            if row.posting.amount >= .zero {
                try debit += row.posting.amount
                sided.append((row, row.posting.amount, nil))
            } else {
                let amount = try row.posting.amount.negated()
                try credit += amount
                sided.append((row, nil, amount))
            }
        }
        self.rows = sided
        self.debit = debit
        self.credit = credit
    }

    public func text(in language: Language) -> String {
        "\(title.text(in: language)), \(from) – \(to)\n\n" + table.text(in: language)
    }

    public var table: ReportTable {
        var table = ReportTable([
            .init("date", Phrase(en: "Date", nb: "Dato")), .init("voucher", Phrase(en: "Voucher", nb: "Bilag")),
            .init("account", Phrase(en: "Account", nb: "Konto")), .init("name", Phrase(en: "Name", nb: "Navn")),
            .init("text", Phrase(en: "Text", nb: "Tekst")), .init("mvaKode", Phrase("mvaKode"), .right),
            .init("debit", Phrase(en: "Debit", nb: "Debet"), .right),
            .init("credit", Phrase(en: "Credit", nb: "Kredit"), .right),
        ])
        for (row, debit, credit) in rows {
            table.add([
                .text(row.date.description), .text(row.voucher.description), .text(row.posting.account.text),
                .text(accounts[row.posting.account]?.name ?? ""), .text(row.text), row.codeCell,
                debit.map { .money($0) } ?? .empty, credit.map { .money($0) } ?? .empty,
            ])
        }
        table.addTotal([
            .phrase(Phrase(en: "Total", nb: "Sum")), .empty, .empty, .empty, .empty, .empty, .money(debit),
            .money(credit),
        ])
        return table
    }

    public var json: JSON {
        [
            "from": .string(from.description), "to": .string(to.description),
            "postings": .array(rows.map(\.row.json)), "debitOre": .integer(debit.ore),
            "creditOre": .integer(credit.ore),
        ]
    }
}
