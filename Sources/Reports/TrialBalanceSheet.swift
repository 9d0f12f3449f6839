import Formats
import Projections
import Values

/// The trial balance (saldobalanse): opening, movement and closing of each account over some days.
public struct TrialBalanceSheet: Sheet {
    public let from: CalendarDate
    public let to: CalendarDate
    private let rows: [TrialBalance.Row]
    private let names: [AccountNumber: String]
    private let total: Total

    private struct Total: Sendable {
        var opening = Money.zero
        var debit = Money.zero
        var credit = Money.zero
        var closing = Money.zero
    }

    /// - Throws: `MoneyOverflow` when the totals leave 64 bits.
    public init(
        from: CalendarDate, to: CalendarDate, rows: [TrialBalance.Row], names: [AccountNumber: String]
    ) throws(MoneyOverflow) {
        self.from = from
        self.to = to
        self.rows = rows
        self.names = names
        var total = Total()
        for row in rows {
            try total.opening += row.opening
            try total.debit += row.debit
            try total.credit += row.credit
            try total.closing += row.closing
        }
        self.total = total
    }

    /// The sum of all closing balances: zero in books that balance.
    public var totalClosing: Money { total.closing }

    public func text(in language: Language) -> String {
        let title = Phrase(en: "Trial balance (saldobalanse)", nb: "Saldobalanse").text(in: language)
        return "\(title), \(from) – \(to)\n\n" + table.text(in: language)
    }

    public var table: ReportTable {
        var table = ReportTable([
            .init("account", Phrase(en: "Account", nb: "Konto")), .init("name", Phrase(en: "Name", nb: "Navn")),
            .init("opening", Phrase(en: "Opening", nb: "Inngående"), .right),
            .init("debit", Phrase(en: "Debit", nb: "Debet"), .right),
            .init("credit", Phrase(en: "Credit", nb: "Kredit"), .right),
            .init("closing", Phrase(en: "Closing", nb: "Utgående"), .right),
        ])
        for row in rows {
            table.add([
                .text(row.account.text), .text(names[row.account] ?? ""), .money(row.opening), .money(row.debit),
                .money(row.credit), .money(row.closing),
            ])
        }
        table.addTotal([
            .phrase(Phrase(en: "Total", nb: "Sum")), .empty, .money(total.opening), .money(total.debit),
            .money(total.credit), .money(total.closing),
        ])
        return table
    }

    public var json: JSON {
        let accounts = rows.map { row -> JSON in
            [
                "account": .string(row.account.text), "name": names[row.account].map { .string($0) } ?? .null,
                "openingOre": .integer(row.opening.ore), "debitOre": .integer(row.debit.ore),
                "creditOre": .integer(row.credit.ore), "closingOre": .integer(row.closing.ore),
            ]
        }
        return [
            "from": .string(from.description), "to": .string(to.description), "accounts": .array(accounts),
            "totalOre": .integer(total.closing.ore),
        ]
    }
}
