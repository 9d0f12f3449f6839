import Application
import Formats
import Ledger
import Reports
import Values

struct ReportTrialBalanceCommand: Command {
    static let description = CommandDescription(
        "report", "trial-balance", summary: "Show opening, movement and closing of each account (saldobalanse).",
        options: ReportRange.options + [
            .flag("compare", "Adds movement and closing of the same days a year before."),
            .value("by", "DIMENSION", "Splits each account, as in department; department=10 for one value alone."),
            ReportMoment.option,
        ],
        formats: [.json, .csv], example: "bilag report trial-balance --period 2026-T1")

    private let range: ReportRange
    private let compares: Bool
    private let dimension: DimensionChoice?
    private let moment: ReportMoment

    init(_ arguments: Arguments) throws {
        range = try ReportRange(arguments)
        compares = arguments.has("compare")
        dimension = try arguments.parsed("by", as: DimensionChoice.init)
        moment = try ReportMoment(arguments)
        guard !compares || dimension == nil else { throw UsageError("Give either --compare or --by.") }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let reported = try moment.books(in: session)
        let report = try reported.books.trialBalance(range.days)
        let days = report.from...report.to
        if let dimension {
            let shares = try reported.books.shares(of: dimension, in: days)
            reported.show(try DimensionBalanceSheet(days: days, shares: shares, names: report.names), in: session)
            return .success
        }
        let compared = compares ? try reported.books.trialBalance(days.aYearEarlier).rows : nil
        let sheet = try TrialBalanceSheet(
            from: report.from, to: report.to, rows: report.rows, earlierResults: report.earlierResults,
            names: report.names,
            compared: compared)
        reported.show(sheet, in: session)
        return .success
    }
}

/// A trial balance split by a dimension.
private struct DimensionBalanceSheet: Sheet {
    private let days: ClosedRange<CalendarDate>
    private let names: [AccountNumber: String]
    private let groups: [Group]

    private struct Group {
        let share: DimensionShare
        var rows: [Row] = []
        var total = Row(account: nil)
    }

    private struct Row {
        let account: AccountNumber?
        var opening = Money.zero
        var debit = Money.zero
        var credit = Money.zero
        var closing = Money.zero

        var cells: [ReportTable.Cell] { [.money(opening), .money(debit), .money(credit), .money(closing)] }
    }

    init(
        days: ClosedRange<CalendarDate>, shares: [DimensionShare], names: [AccountNumber: String]
    ) throws(MoneyOverflow) {
        self.days = days
        self.names = names
        var groups: [Group] = []
        for share in shares {
            var group = Group(share: share)
            for (account, movement) in share.accounts.sorted(by: { $0.key < $1.key }) {
                let closing = try movement.closing()
                group.rows.append(
                    Row(
                        account: account, opening: movement.opening, debit: movement.debit, credit: movement.credit,
                        closing: closing))
                try group.total.opening += movement.opening
                try group.total.debit += movement.debit
                try group.total.credit += movement.credit
                try group.total.closing += closing
            }
            groups.append(group)
        }
        self.groups = groups
    }

    func text(in language: Language) -> String {
        let type = groups.first.map { visibleText($0.share.type) } ?? ""
        let title = Phrase(en: "Trial balance (saldobalanse) by \(type)", nb: "Saldobalanse per \(type)")
        return "\(title.text(in: language)), \(days.lowerBound) – \(days.upperBound)\n\n" + table.text(in: language)
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("value", Phrase(en: "Value", nb: "Verdi"), widest: 36),
            .init("account", Phrase(en: "Account", nb: "Konto")), .init("name", Phrase(en: "Name", nb: "Navn")),
            .init("opening", Phrase(en: "Opening", nb: "Inngående"), .right),
            .init("debit", Phrase(en: "Debit", nb: "Debet"), .right),
            .init("credit", Phrase(en: "Credit", nb: "Kredit"), .right),
            .init("closing", Phrase(en: "Closing", nb: "Utgående"), .right),
        ])
        for group in groups where !group.rows.isEmpty {
            for row in group.rows {
                let account = row.account?.text ?? ""
                let name = row.account.flatMap { names[$0] } ?? ""
                table.add([.phrase(group.share.heading), .text(account), .text(name)] + row.cells)
            }
            table.addTotal([.phrase(group.share.heading), .empty, .empty] + group.total.cells)
        }
        return table
    }

    var json: JSON {
        [
            "from": .string(days.lowerBound.description), "to": .string(days.upperBound.description),
            "values": .array(
                groups.map { group in
                    [
                        "type": .string(group.share.type), "value": group.share.value.map { .string($0) } ?? .null,
                        "name": group.share.name.map { .string($0) } ?? .null,
                        "accounts": .array(
                            group.rows.map { row in
                                [
                                    "account": row.account.map { .string($0.text) } ?? .null,
                                    "openingOre": .integer(row.opening.ore), "debitOre": .integer(row.debit.ore),
                                    "creditOre": .integer(row.credit.ore), "closingOre": .integer(row.closing.ore),
                                ]
                            }),
                    ]
                }),
        ]
    }
}
