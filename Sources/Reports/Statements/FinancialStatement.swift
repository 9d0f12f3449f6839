import Ledger
import LegalTables
import Values

/// An income statement (resultatregnskap) or balance sheet (balanse): accounts laid on the lines of regnskapsloven
/// §§ 6-1 and 6-2, in one or several columns.
///
/// A pure function of the balances it is given; the amounts are exact, never rounded.
public struct FinancialStatement: Sendable {
    /// One column of figures: a period, a day, a department.
    public struct Column: Sendable {
        /// Stable, for JSON and CSV: `current`, `compared`, `department 10`.
        public let name: String
        public let heading: Phrase
        /// What each account comes to in it, debit positive: movement for income statements, balance for balance sheets.
        public let amounts: [AccountNumber: Money]

        public init(_ name: String, _ heading: Phrase, amounts: [AccountNumber: Money]) {
            self.name = name
            self.heading = heading
            self.amounts = amounts
        }
    }

    /// An account on a line, with its share in each column, signed as the line is.
    public struct AccountShare: Sendable {
        public let account: AccountNumber
        public let amounts: [Money]
    }

    public struct Line: Sendable {
        public let row: StatementLine
        /// One per column, positive on the line's own side.
        public let amounts: [Money]
        /// The accounts behind it in order of number; empty for sums.
        public let accounts: [AccountShare]

        public var isZero: Bool { amounts.allSatisfy { $0 == .zero } }
    }

    public let kind: StatementKind
    public let columns: [Column]
    /// All lines in the order of the Act, those at zero too.
    public let lines: [Line]
    /// Accounts with an amount that no line takes, debit positive. A statement that has some is not whole.
    public let unplaced: [AccountShare]

    /// - Parameter places: which line an account belongs to; nil where none does.
    /// - Throws: `MoneyOverflow`.
    public init(
        _ kind: StatementKind, columns: [Column], tables: LegalTables = .current,
        place: (AccountNumber) -> StatementAccountTable.Row? = { LegalTables.current.statementAccounts.place(of: $0) }
    ) throws(MoneyOverflow) {
        var layouts: [StatementLayout] = []
        for column in columns { layouts.append(try StatementLayout(kind, column.amounts, tables, place)) }
        self.kind = kind
        self.columns = columns
        var lines: [Line] = []
        for row in tables.statementLines.lines(of: kind) {
            var amounts: [Money] = []
            for layout in layouts { amounts.append(layout.totals[row.name] ?? .zero) }
            lines.append(Line(row: row, amounts: amounts, accounts: Self.shares(of: row.name, layouts)))
        }
        self.lines = lines
        unplaced = Self.shares(of: nil, layouts)
    }

    private static func shares(of line: String?, _ layouts: [StatementLayout]) -> [AccountShare] {
        let accounts = Set(layouts.flatMap { ($0.shares[line] ?? [:]).keys }).sorted()
        return accounts.map { account in
            AccountShare(account: account, amounts: layouts.map { $0.shares[line]?[account] ?? .zero })
        }
    }

    /// The amounts of a line by its name; zeros where the statement has no such line.
    public func amounts(_ name: String) -> [Money] {
        lines.first { $0.row.name == name }?.amounts ?? columns.map { _ in .zero }
    }

    /// The result of the period (årsresultat), per column.
    public var result: [Money] { amounts("aarsresultat") }

    /// Assets less equity and debt, per column: zero when the balance sheet balances.
    ///
    /// - Throws: `MoneyOverflow`.
    public func imbalance() throws(MoneyOverflow) -> [Money] {
        var differences: [Money] = []
        for (assets, funding) in zip(amounts("sumEiendeler"), amounts("sumEgenkapitalGjeld")) {
            differences.append(try assets - funding)
        }
        return differences
    }
}

/// One column of a statement: what its accounts come to on each line.
private struct StatementLayout {
    /// By the name of the line; nil holds what no line takes.
    private(set) var shares: [String?: [AccountNumber: Money]] = [:]
    private(set) var totals: [String: Money] = [:]

    init(
        _ kind: StatementKind, _ amounts: [AccountNumber: Money], _ tables: LegalTables,
        _ place: (AccountNumber) -> StatementAccountTable.Row?
    ) throws(MoneyOverflow) {
        let lines = tables.statementLines.lines(of: kind)
        let undistributed = lines.first { $0.content == .undistributedResult }
        let sides = Dictionary(
            lines.compactMap { line -> (String, StatementLine.Side)? in
                if case .accounts(let side) = line.content { (line.name, side) } else { nil }
            }, uniquingKeysWith: { first, _ in first })
        let places = amounts.keys.sorted().map { ($0, place($0)) }
        let nets = try StatementLayout.nets(of: places, amounts)
        for (account, row) in places {
            guard let amount = amounts[account] else { continue }
            guard let row else {
                if amount != .zero { try add(amount, account, to: nil) }
                continue
            }
            if row.statement != kind {
                if let undistributed { try add(try amount.negated(), account, to: undistributed.name) }
                continue
            }
            guard let line = row.line else { continue }
            let net = row.group.flatMap { nets[$0] } ?? amount
            let chosen = StatementLayout.line(line, row.otherLine, for: net, sides)
            try add(sides[chosen] == .credit ? try amount.negated() : amount, account, to: chosen)
        }
        try addUp(lines)
    }

    /// What the accounts of each group come to together.
    private static func nets(
        of places: [(AccountNumber, StatementAccountTable.Row?)], _ amounts: [AccountNumber: Money]
    ) throws(MoneyOverflow) -> [String: Money] {
        var nets: [String: Money] = [:]
        for (account, row) in places {
            guard let group = row?.group, let amount = amounts[account] else { continue }
            nets[group] = try (nets[group] ?? .zero) + amount
        }
        return nets
    }

    /// The line that a balance stands on: the other one, where there is one, when the balance is on the other side.
    private static func line(
        _ line: String, _ other: String?, for balance: Money, _ sides: [String: StatementLine.Side]
    ) -> String {
        guard let other, balance != .zero else { return line }
        let side: StatementLine.Side = balance > .zero ? .debit : .credit
        return sides[line] == side ? line : other
    }

    private mutating func add(_ amount: Money, _ account: AccountNumber, to line: String?) throws(MoneyOverflow) {
        shares[line, default: [:]][account] = try (shares[line]?[account] ?? .zero) + amount
        if let line { totals[line] = try (totals[line] ?? .zero) + amount }
    }

    /// Sums may stand on sums that stand below them in the order of the Act.
    private mutating func addUp(_ lines: [StatementLine]) throws(MoneyOverflow) {
        var open = lines.filter(\.isSum)
        while !open.isEmpty {
            let names = Set(open.map(\.name))
            let ready = open.filter { line in
                guard case .sum(let terms) = line.content else { return false }
                return !terms.contains { names.contains($0.line) }
            }
            // Sums that name each other would never be ready; a test reads the table.
            guard !ready.isEmpty else { return }
            for line in ready {
                guard case .sum(let terms) = line.content else { continue }
                var total = Money.zero
                for term in terms {
                    let amount = totals[term.line] ?? .zero
                    total = term.isSubtracted ? try total - amount : try total + amount
                }
                totals[line.name] = total
            }
            open.removeAll { line in ready.contains(line) }
        }
    }
}
