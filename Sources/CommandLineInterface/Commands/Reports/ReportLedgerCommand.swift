import Application
import Formats
import Reports
import Values

struct ReportLedgerCommand: Command {
    static let description = CommandDescription(
        "report", "ledger", summary: "List the postings of one account with running balance (kontospesifikasjon).",
        options: [.value("account", "N", "The account's number.", isRequired: true)] + ReportRange.options + [
            .value("by", "DIMENSION", "Lists each value by itself, as in department; department=10 for one alone."),
            ReportMoment.option,
        ],
        formats: [.json, .csv], example: "bilag report ledger --account 1500 --period 2026-T1")

    private let account: AccountNumber
    private let range: ReportRange
    private let dimension: DimensionChoice?
    private let moment: ReportMoment

    init(_ arguments: Arguments) throws {
        account = try arguments.requiredParsed("account", as: AccountNumber.init)
        range = try ReportRange(arguments)
        dimension = try arguments.parsed("by", as: DimensionChoice.init)
        moment = try ReportMoment(arguments)
    }

    func run(in session: Session) async throws -> ExitStatus {
        let reported = try moment.books(in: session)
        let report = try reported.books.account(account, range.days)
        if let dimension {
            let parts = try reported.books.ledger(of: account, by: dimension, in: report.from...report.to)
            let sheet = DimensionLedgerSheet(
                account: account, name: report.account.name, days: report.from...report.to, parts: parts)
            reported.show(sheet, in: session)
            return .success
        }
        reported.show(
            LedgerSheet(
                report.account, from: report.from, to: report.to, opening: report.opening, closing: report.closing,
                rows: report.lines.map(PostingRow.init)), in: session)
        return .success
    }
}

/// The postings of one account by the values of a dimension, each with a balance of its own.
private struct DimensionLedgerSheet: Sheet {
    let account: AccountNumber
    let name: String
    let days: ClosedRange<CalendarDate>
    let parts: [DimensionLedger]

    func text(in language: Language) -> String {
        let type = parts.first.map { visibleText($0.type) } ?? ""
        let title = Phrase(
            en: "Ledger of account (kontospesifikasjon) \(account) \(visibleText(name)) by \(type)",
            nb: "Kontospesifikasjon \(account) \(visibleText(name)) per \(type)")
        return "\(title.text(in: language)), \(days.lowerBound) – \(days.upperBound)\n\n" + shown.text(in: language)
    }

    private static let columns: [ReportTable.Column] = [
        .init("value", Phrase(en: "Value", nb: "Verdi"), widest: 36),
        .init("date", Phrase(en: "Date", nb: "Dato")), .init("voucher", Phrase(en: "Voucher", nb: "Bilag")),
        .init("text", Phrase(en: "Text", nb: "Tekst")), .init("amount", Phrase(en: "Amount", nb: "Beløp"), .right),
        .init("balance", Phrase(en: "Balance", nb: "Saldo"), .right),
    ]

    var table: ReportTable {
        var table = ReportTable(DimensionLedgerSheet.columns)
        for part in parts { add(part, to: &table) }
        return table
    }

    private var shown: ReportTable {
        var table = ReportTable(DimensionLedgerSheet.columns)
        for part in parts where !part.lines.isEmpty || part.opening != .zero {
            let opening = Phrase(en: "Opening balance", nb: "Inngående saldo")
            table.add([
                .phrase(part.heading), .text(days.lowerBound.description), .empty, .phrase(opening), .empty,
                .money(part.opening),
            ])
            add(part, to: &table)
            let closing = Phrase(en: "Closing balance", nb: "Utgående saldo")
            table.addTotal([
                .phrase(part.heading), .text(days.upperBound.description), .empty, .phrase(closing), .empty,
                .money(part.closing),
            ])
        }
        return table
    }

    private func add(_ part: DimensionLedger, to table: inout ReportTable) {
        for line in part.lines {
            table.add([
                .phrase(part.heading), .text(line.line.date.description), .text(line.line.voucher.description),
                .text(line.line.posting.text ?? line.line.text), .money(line.amount), .money(line.balance),
            ])
        }
    }

    var json: JSON {
        [
            "account": .string(account.text), "name": .string(name), "from": .string(days.lowerBound.description),
            "to": .string(days.upperBound.description),
            "values": .array(
                parts.map { part in
                    [
                        "type": .string(part.type), "value": part.value.map { .string($0) } ?? .null,
                        "openingOre": .integer(part.opening.ore), "closingOre": .integer(part.closing.ore),
                        "postings": .array(
                            part.lines.map { line in
                                PostingRow(line.line).json.adding([
                                    "partOre": .integer(line.amount.ore), "balanceOre": .integer(line.balance.ore),
                                ])
                            }),
                    ]
                }),
        ]
    }
}

extension PostingRow {
    init(_ line: LedgerLine) {
        self.init(
            sequence: line.sequence, voucher: line.voucher, date: line.date, voucherText: line.text, line: line.line,
            posting: line.posting, balance: line.balance)
    }
}
