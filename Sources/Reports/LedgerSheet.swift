import Formats
import Ledger
import Values

/// The postings of one account over some days (kontospesifikasjon, bokføringsforskriften § 3-1), with running balance.
public struct LedgerSheet: Sheet {
    private let title: Phrase
    /// What the ledger is of, in JSON.
    private let members: [String: JSON]
    private let from: CalendarDate
    private let to: CalendarDate
    private let opening: Money
    private let closing: Money
    private let rows: [PostingRow]

    /// - Parameter rows: with balances, by date, then by place in the log.
    public init(
        _ account: Account, from: CalendarDate, to: CalendarDate, opening: Money, closing: Money, rows: [PostingRow]
    ) {
        let name = "\(account.number) \(visibleText(account.name))"
        self.init(
            title: Phrase(en: "Ledger of account (kontospesifikasjon) \(name)", nb: "Kontospesifikasjon \(name)"),
            members: ["account": .string(account.number.text), "name": .string(account.name)], from: from, to: to,
            opening: opening, closing: closing, rows: rows)
    }

    /// A ledger of something else than an account, such as a customer.
    ///
    /// - Parameters:
    ///   - members: what it is of, in JSON.
    ///   - rows: with balances, by date, then by place in the log.
    public init(
        title: Phrase, members: [String: JSON], from: CalendarDate, to: CalendarDate, opening: Money, closing: Money,
        rows: [PostingRow]
    ) {
        self.title = title
        self.members = members
        self.from = from
        self.to = to
        self.opening = opening
        self.closing = closing
        self.rows = rows
    }

    public func text(in language: Language) -> String {
        "\(title.text(in: language)), \(from) – \(to)\n\n" + tableWithBalances.text(in: language)
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
        var object = JSONObject(members)
        object["from"] = .string(from.description)
        object["to"] = .string(to.description)
        object["openingOre"] = .integer(opening.ore)
        object["closingOre"] = .integer(closing.ore)
        object["postings"] = .array(rows.map(\.json))
        return .object(object)
    }
}
