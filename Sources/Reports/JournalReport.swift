import Formats
import Ledger
import Values

/// The vouchers of some days in order (bokføringsspesifikasjon, bokføringsforskriften § 3-1).
public struct JournalReport: Report {
    private let from: CalendarDate
    private let to: CalendarDate
    private let vouchers: [PostedVoucher]
    private let accounts: [AccountNumber: Account]
    private let turnover: Money

    /// - Parameter vouchers: by date, then by place in the log.
    /// - Throws: `MoneyOverflow`.
    public init(
        from: CalendarDate, to: CalendarDate, vouchers: [PostedVoucher], accounts: [AccountNumber: Account]
    ) throws(MoneyOverflow) {
        self.from = from
        self.to = to
        self.vouchers = vouchers
        self.accounts = accounts
        var turnover = Money.zero
        for posting in vouchers.flatMap(\.voucher.postings) where posting.amount > .zero {
            try turnover += posting.amount
        }
        self.turnover = turnover
    }

    public func text(in language: Language) -> String {
        let title = Phrase(en: "Journal (bokføringsspesifikasjon)", nb: "Bokføringsspesifikasjon").text(in: language)
        return "\(title), \(from) – \(to)\n\n" + table.text(in: language)
    }

    public var table: ReportTable {
        var table = ReportTable([
            .init("date", Phrase(en: "Date", nb: "Dato")), .init("voucher", Phrase(en: "Voucher", nb: "Bilag")),
            .init("account", Phrase(en: "Account", nb: "Konto")), .init("name", Phrase(en: "Name", nb: "Navn")),
            .init("text", Phrase(en: "Text", nb: "Tekst")), .init("mvaKode", Phrase("mvaKode"), .right),
            .init("debit", Phrase(en: "Debit", nb: "Debet"), .right),
            .init("credit", Phrase(en: "Credit", nb: "Kredit"), .right),
        ])
        for posted in vouchers {
            let voucher = posted.voucher
            for posting in voucher.postings {
                let isDebit = posting.amount >= .zero
                // The magnitude of the smallest Int64 has no positive twin; such an amount never balances, so it is
                // not in the books.
                let credit = Money(ore: posting.amount.ore == .min ? .max : -posting.amount.ore)
                table.add([
                    .text(voucher.date.description), .text(voucher.number.description), .text(posting.account.text),
                    .text(accounts[posting.account]?.name ?? ""), .text(posting.text ?? voucher.text),
                    posting.vat?.code.map { .text($0.description) } ?? .empty,
                    isDebit ? .money(posting.amount) : .empty, isDebit ? .empty : .money(credit),
                ])
            }
        }
        table.addTotal([
            .phrase(Phrase(en: "Total", nb: "Sum")), .empty, .empty, .empty, .empty, .empty, .money(turnover),
            .money(turnover),
        ])
        return table
    }

    public var json: JSON {
        [
            "from": .string(from.description), "to": .string(to.description),
            "vouchers": .array(vouchers.map { VoucherText($0, accounts: accounts).json }),
            "totalOre": .integer(turnover.ore),
        ]
    }
}
