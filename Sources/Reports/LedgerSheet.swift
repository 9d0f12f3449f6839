import Formats
import Ledger
import Values

/// The postings of one account over some days (kontospesifikasjon, bokføringsforskriften § 3-1), with running balance.
public struct LedgerSheet: Sheet {
    private let account: Account
    private let from: CalendarDate
    private let to: CalendarDate
    private let opening: Money
    private let closing: Money
    private let rows: [PostingRow]

    /// - Parameter rows: with balances, by date, then by place in the log.
    public init(
        _ account: Account, from: CalendarDate, to: CalendarDate, opening: Money, closing: Money, rows: [PostingRow]
    ) {
        self.account = account
        self.from = from
        self.to = to
        self.opening = opening
        self.closing = closing
        self.rows = rows
    }

    public func text(in language: Language) -> String {
        let title = Phrase(en: "Ledger of account (kontospesifikasjon)", nb: "Kontospesifikasjon").text(in: language)
        return "\(title) \(account.number) \(visibleText(account.name)), \(from) – \(to)\n\n"
            + tableWithBalances.text(in: language)
    }

    public var table: ReportTable {
        var table = LedgerSheet.emptyTable
        addRows(to: &table)
        return table
    }

    private var tableWithBalances: ReportTable {
        var table = LedgerSheet.emptyTable
        let openingText = Phrase(en: "Opening balance", nb: "Inngående saldo")
        let closingText = Phrase(en: "Closing balance", nb: "Utgående saldo")
        table.add([.text(from.description), .empty, .phrase(openingText), .empty, .empty, .money(opening)])
        addRows(to: &table)
        table.addTotal([.text(to.description), .empty, .phrase(closingText), .empty, .empty, .money(closing)])
        return table
    }

    private static let emptyTable = ReportTable([
        .init("date", Phrase(en: "Date", nb: "Dato")), .init("voucher", Phrase(en: "Voucher", nb: "Bilag")),
        .init("text", Phrase(en: "Text", nb: "Tekst")), .init("mvaKode", Phrase("mvaKode"), .right),
        .init("amount", Phrase(en: "Amount", nb: "Beløp"), .right),
        .init("balance", Phrase(en: "Balance", nb: "Saldo"), .right),
    ])

    private func addRows(to table: inout ReportTable) {
        for row in rows {
            table.add([
                .text(row.date.description), .text(row.voucher.description), .text(row.text), row.codeCell,
                .money(row.posting.amount), row.balance.map { .money($0) } ?? .empty,
            ])
        }
    }

    public var json: JSON {
        [
            "account": .string(account.number.text), "name": .string(account.name), "from": .string(from.description),
            "to": .string(to.description), "openingOre": .integer(opening.ore), "closingOre": .integer(closing.ore),
            "postings": .array(rows.map(\.json)),
        ]
    }
}
