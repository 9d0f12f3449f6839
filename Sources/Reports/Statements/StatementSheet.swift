import Formats
import Ledger
import LegalTables
import Values

/// An income statement or balance sheet as people and programs read it.
public struct StatementSheet: Sheet {
    private let statement: FinancialStatement
    private let title: Phrase
    private let names: [AccountNumber: String]
    private let showsAccounts: Bool
    /// Assets less equity and debt, per column; nil for income statements.
    private let imbalance: [Money]?
    private let days: (from: CalendarDate?, to: CalendarDate)

    /// - Parameters:
    ///   - from: the first day; nil for a balance sheet, which is of one day.
    ///   - showsAccounts: whether the accounts behind each line stand below it.
    /// - Throws: `MoneyOverflow`.
    public init(
        _ statement: FinancialStatement, from: CalendarDate?, to: CalendarDate, names: [AccountNumber: String],
        showsAccounts: Bool
    ) throws(MoneyOverflow) {
        self.statement = statement
        self.names = names
        self.showsAccounts = showsAccounts
        days = (from, to)
        imbalance = statement.kind == .balance ? try statement.imbalance() : nil
        title =
            statement.kind == .income
            ? Phrase(en: "Income statement (resultatregnskap)", nb: "Resultatregnskap")
            : Phrase(en: "Balance sheet (balanse)", nb: "Balanse")
    }

    /// Whether every account is on a line, and assets equal equity and debt.
    public var isWhole: Bool { statement.unplaced.isEmpty && (imbalance ?? []).allSatisfy { $0 == .zero } }

    public func text(in language: Language) -> String {
        let period = days.from.map { "\($0) – \(days.to)" } ?? "\(days.to)"
        var parts = ["\(title.text(in: language)), \(period)", "", shownTable.text(in: language)]
        if !statement.unplaced.isEmpty { parts += ["", unplacedText.text(in: language)] }
        if let imbalance {
            let phrase =
                imbalance.allSatisfy { $0 == .zero }
                ? Phrase(en: "Assets equal equity and debt.", nb: "Eiendeler er lik egenkapital og gjeld.")
                : Phrase(
                    en: "Assets less equity and debt: \(imbalance.map(\.description).joined(separator: ", ")).",
                    nb: "Eiendeler minus egenkapital og gjeld: \(imbalance.map(\.description).joined(separator: ", "))."
                )
            parts += ["", phrase.text(in: language)]
        }
        return parts.joined(separator: "\n")
    }

    private var unplacedText: Phrase {
        let accounts = statement.unplaced.map(\.account.text).joined(separator: ", ")
        return Phrase(
            en: "Outside the groups of NS 4102, and on no line: \(accounts).",
            nb: "Utenfor gruppene i NS 4102, og ikke på noen linje: \(accounts).")
    }

    private var columns: [ReportTable.Column] {
        [
            .init("line", Phrase(en: "Line", nb: "Linje")), .init("account", Phrase(en: "Account", nb: "Konto")),
            .init("name", Phrase(en: "Name", nb: "Navn"), widest: 66),
        ] + statement.columns.map { .init($0.name, $0.heading, .right) }
    }

    /// Every account with the line it stands on; sums are left to whoever reads them.
    public var table: ReportTable {
        var table = ReportTable(columns)
        for line in statement.lines where !line.row.isSum {
            for share in line.accounts {
                table.add(
                    [.text(line.row.name), .text(share.account.text), .text(names[share.account] ?? "")]
                        + share.amounts.map { .money($0) })
            }
        }
        for share in statement.unplaced {
            table.add(
                [.empty, .text(share.account.text), .text(names[share.account] ?? "")]
                    + share.amounts.map { .money($0) })
        }
        return table
    }

    /// The lines by their own names, with their accounts where they were asked for.
    private var shownTable: ReportTable {
        var table = ReportTable(
            [
                .init("name", Phrase(en: "Line", nb: "Linje"), widest: 78)
            ] + statement.columns.map { .init($0.name, $0.heading, .right) })
        for line in statement.lines where isShown(line) {
            let cells: [ReportTable.Cell] =
                [.phrase(Phrase(en: line.row.englishName, nb: line.row.norwegianName))]
                + line.amounts.map { .money($0) }
            if line.row.isSum {
                table.addTotal(cells)
                continue
            }
            table.add(cells)
            guard showsAccounts else { continue }
            for share in line.accounts {
                let name = "    \(share.account) \(names[share.account] ?? "")"
                table.add([.text(name)] + share.amounts.map { .money($0) })
            }
        }
        return table
    }

    /// Lines at zero are left out, and sums of a single line, which say nothing new.
    private func isShown(_ line: FinancialStatement.Line) -> Bool {
        if case .sum(let terms) = line.row.content, terms.count == 1 { return false }
        if ["aarsresultat", "sumEiendeler", "sumEgenkapitalGjeld"].contains(line.row.name) { return true }
        return !line.isZero
    }

    public var json: JSON {
        var members = JSONObject([
            "statement": .string(statement.kind.rawValue), "to": .string(days.to.description),
            "columns": .array(statement.columns.map { .string($0.name) }),
            "lines": .array(statement.lines.filter { !$0.isZero || !$0.accounts.isEmpty }.map(json)),
            "unplaced": .array(statement.unplaced.map(json)), "ok": .bool(isWhole),
        ])
        if let from = days.from { members["from"] = .string(from.description) }
        if let imbalance { members["imbalanceOre"] = .array(imbalance.map { .integer($0.ore) }) }
        if statement.kind == .income { members["resultOre"] = .array(statement.result.map { .integer($0.ore) }) }
        return .object(members)
    }

    private func json(_ line: FinancialStatement.Line) -> JSON {
        [
            "line": .string(line.row.name), "nb": .string(line.row.norwegianName),
            "en": .string(line.row.englishName), "isSum": .bool(line.row.isSum), "source": .string(line.row.source),
            "amountsOre": .array(line.amounts.map { .integer($0.ore) }),
            "accounts": .array(line.accounts.map(json)),
        ]
    }

    private func json(_ share: FinancialStatement.AccountShare) -> JSON {
        [
            "account": .string(share.account.text), "name": names[share.account].map { .string($0) } ?? .null,
            "amountsOre": .array(share.amounts.map { .integer($0.ore) }),
        ]
    }
}
