import Formats
import Projections
import Values

/// The trial balance (saldobalanse): opening, movement and closing of each account over some days.
public struct TrialBalanceSheet: Sheet {
    public let from: CalendarDate
    public let to: CalendarDate
    private let rows: [TrialBalance.Row]
    private let earlierResults: Money
    private let names: [AccountNumber: String]
    private let compared: [AccountNumber: TrialBalance.Row]?
    private let total: Total

    private struct Total: Sendable {
        var opening = Money.zero
        var debit = Money.zero
        var credit = Money.zero
        var closing = Money.zero
    }

    /// - Parameters:
    ///   - earlierResults: what income and cost accounts came to before the year and nobody took to equity.
    ///   - compared: the same days a year before, if they are to stand beside.
    /// - Throws: `MoneyOverflow` when the totals leave 64 bits.
    public init(
        from: CalendarDate, to: CalendarDate, rows: [TrialBalance.Row], earlierResults: Money,
        names: [AccountNumber: String], compared: [TrialBalance.Row]? = nil
    ) throws(MoneyOverflow) {
        self.from = from
        self.to = to
        self.rows = rows
        self.earlierResults = earlierResults
        self.names = names
        self.compared = compared.map { rows in
            Dictionary(rows.map { ($0.account, $0) }, uniquingKeysWith: { first, _ in first })
        }
        var total = Total(opening: earlierResults, closing: earlierResults)
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
        var columns: [ReportTable.Column] = [
            .init("account", Phrase(en: "Account", nb: "Konto")), .init("name", Phrase(en: "Name", nb: "Navn")),
            .init("opening", Phrase(en: "Opening", nb: "Inngående"), .right),
            .init("debit", Phrase(en: "Debit", nb: "Debet"), .right),
            .init("credit", Phrase(en: "Credit", nb: "Kredit"), .right),
            .init("closing", Phrase(en: "Closing", nb: "Utgående"), .right),
        ]
        if compared != nil {
            columns += [
                .init("comparedMovement", Phrase(en: "Movement last year", nb: "Bevegelse i fjor"), .right),
                .init("comparedClosing", Phrase(en: "Closing last year", nb: "Utgående i fjor"), .right),
            ]
        }
        var table = ReportTable(columns)
        for row in rows {
            var cells: [ReportTable.Cell] = [
                .text(row.account.text), .text(names[row.account] ?? ""), .money(row.opening), .money(row.debit),
                .money(row.credit), .money(row.closing),
            ]
            if let compared { cells += TrialBalanceSheet.cells(compared[row.account]) }
            table.add(cells)
        }
        if earlierResults != .zero {
            let name = Phrase(
                en: "Results of earlier years, not taken to equity",
                nb: "Tidligere års resultater, ikke ført mot egenkapital")
            table.add(
                [.empty, .phrase(name), .money(earlierResults), .money(.zero), .money(.zero), .money(earlierResults)]
                    + (compared == nil ? [] : [.empty, .empty]))
        }
        table.addTotal([
            .phrase(Phrase(en: "Total", nb: "Sum")), .empty, .money(total.opening), .money(total.debit),
            .money(total.credit), .money(total.closing),
        ])
        return table
    }

    private static func cells(_ row: TrialBalance.Row?) -> [ReportTable.Cell] {
        guard let row else { return [.money(.zero), .money(.zero)] }
        return [(try? row.debit - row.credit).map { .money($0) } ?? .empty, .money(row.closing)]
    }

    public var json: JSON {
        let accounts = rows.map { row -> JSON in
            let compared = compared?[row.account]
            return [
                "account": .string(row.account.text), "name": names[row.account].map { .string($0) } ?? .null,
                "openingOre": .integer(row.opening.ore), "debitOre": .integer(row.debit.ore),
                "creditOre": .integer(row.credit.ore), "closingOre": .integer(row.closing.ore),
                "compared": compared.map {
                    [
                        "openingOre": .integer($0.opening.ore), "debitOre": .integer($0.debit.ore),
                        "creditOre": .integer($0.credit.ore), "closingOre": .integer($0.closing.ore),
                    ]
                } ?? .null,
            ]
        }
        return [
            "from": .string(from.description), "to": .string(to.description), "accounts": .array(accounts),
            "earlierResultsOre": .integer(earlierResults.ore),
            "totalOre": .integer(total.closing.ore),
        ]
    }
}
