import Application
import Filing
import Formats
import Projections
import Reports
import Values

/// All VAT terms of a year, reconciled with the VAT accounts.
struct VATYearSheet: Sheet {
    private let report: VATYearReport
    private let rows: [Row]
    private let compared: VATYearReport?

    private struct Row {
        let term: VATTerm
        let difference: Money
        let rounding: Money
        let unexplained: Money
        let isReconciled: Bool
    }

    /// - Parameter compared: the year before, if it is to stand beside.
    init(_ report: VATYearReport, compared: VATYearReport?) throws(MoneyOverflow) {
        self.report = report
        self.compared = compared
        var rows: [Row] = []
        for term in report.terms {
            rows.append(
                Row(
                    term: term, difference: try term.difference(), rounding: try term.rounding(),
                    unexplained: try term.unexplained(), isReconciled: try term.isReconciled()))
        }
        self.rows = rows
    }

    /// Whether every term agrees with the accounts, and with what was filed.
    var isReconciled: Bool {
        rows.allSatisfy { $0.isReconciled && $0.term.specification.unmapped.isEmpty && !VATYearSheet.differs($0.term) }
    }

    /// Whether the books say something else now than the return that was delivered.
    private static func differs(_ term: VATTerm) -> Bool {
        term.filedKroner.map { $0 != term.specification.determinedVAT } ?? false
    }

    func text(in language: Language) -> String {
        var parts = ["Merverdiavgift \(report.year), \(report.category)", "", table.text(in: language)]
        if rows.contains(where: { $0.difference != .zero }) { parts += ["", explanation.text(in: language)] }
        if rows.contains(where: { !$0.term.differences.isEmpty }) { parts += ["", vouchers.text(in: language)] }
        for row in rows where VATYearSheet.differs(row.term) {
            let id = row.term.filing.map { "\($0.id)" } ?? ""
            let phrase = Phrase(
                en: "\(row.term.period): the books say something else now than the return that was filed. "
                    + "See 'bilag filing exceptions \(id)'.",
                nb: "\(row.term.period): regnskapet sier noe annet nå enn meldingen som er sendt. "
                    + "Se 'bilag filing exceptions \(id)'.")
            parts += ["", phrase.text(in: language)]
        }
        if !report.balances.isEmpty { parts += ["", balances.text(in: language)] }
        return parts.joined(separator: "\n")
    }

    var table: ReportTable {
        var columns: [ReportTable.Column] = [
            .init("term", Phrase(en: "Term", nb: "Termin")), .init("due", Phrase(en: "Due", nb: "Frist")),
            .init("filing", Phrase(en: "Filing", nb: "Innsending")),
            .init("state", Phrase(en: "State", nb: "Tilstand")),
            .init("output", Phrase(en: "Output VAT", nb: "Utgående"), .right),
            .init("input", Phrase(en: "Deduction", nb: "Fradrag"), .right),
            .init("fastsattMerverdiavgift", Phrase("fastsattMerverdiavgift"), .right),
            .init("filed", Phrase(en: "Filed", nb: "Sendt"), .right),
            .init("accounts", Phrase(en: "Owed by accounts", nb: "Skyldig i regnskapet"), .right),
            .init("difference", Phrase(en: "Difference", nb: "Differanse"), .right),
        ]
        if let compared { columns.append(.init("compared", Phrase("\(compared.year)"), .right)) }
        var table = ReportTable(columns)
        for row in rows { table.add(cells(row)) }
        table.addTotal(totals)
        return table
    }

    private func cells(_ row: Row) -> [ReportTable.Cell] {
        let term = row.term
        let lines = term.specification.lines
        var cells: [ReportTable.Cell] = [
            .text(term.period.description), .text(term.deadline?.day.description ?? ""),
            .text(term.filing?.id.description ?? ""), term.filing.map { .phrase($0.state.words) } ?? .empty,
            .kroner(VATYearSheet.sum(lines, .output)), .kroner(VATYearSheet.sum(lines, .deduction)),
            .kroner(term.specification.determinedVAT), term.filedKroner.map { .kroner($0) } ?? .empty,
            .money(term.specification.accounts.owed), .money(row.difference),
        ]
        if let compared {
            let before = compared.terms.first { $0.period.index == term.period.index }
            cells.append(before.map { .kroner($0.specification.determinedVAT) } ?? .empty)
        }
        return cells
    }

    /// Sums of terms, each far below what 64 bits hold of kroner.
    private static func sum(_ lines: [VATSpecificationLine], _ side: VATSpecificationLine.Side) -> Int64 {
        lines.filter { $0.side == side }.reduce(0) { $0.addingReportingOverflow($1.merverdiavgift).partialValue }
    }

    private var totals: [ReportTable.Cell] {
        let lines = rows.flatMap { $0.term.specification.lines }
        let determined = rows.reduce(Int64(0)) {
            $0.addingReportingOverflow($1.term.specification.determinedVAT).partialValue
        }
        var cells: [ReportTable.Cell] = [
            .phrase(Phrase(en: "Year", nb: "Året")), .empty, .empty, .empty, .kroner(VATYearSheet.sum(lines, .output)),
            .kroner(VATYearSheet.sum(lines, .deduction)), .kroner(determined),
            .empty, sum(rows.map(\.term.specification.accounts.owed)), sum(rows.map(\.difference)),
        ]
        if let compared {
            cells.append(
                .kroner(
                    compared.terms.reduce(0) { $0.addingReportingOverflow($1.specification.determinedVAT).partialValue }
                ))
        }
        return cells
    }

    private func sum(_ amounts: [Money]) -> ReportTable.Cell {
        var total = Money.zero
        for amount in amounts {
            guard let more = try? total + amount else { return .empty }
            total = more
        }
        return .money(total)
    }

    private var explanation: ReportTable {
        var table = ReportTable([
            .init("term", Phrase(en: "Why accounts and return differ", nb: "Hvorfor regnskap og melding er ulike")),
            .init("difference", Phrase(en: "Difference", nb: "Differanse"), .right),
            .init("rounding", Phrase(en: "Øre cut off", nb: "Øre kuttet"), .right),
            .init("vouchers", Phrase(en: "Vouchers below", nb: "Bilag nedenfor"), .right),
            .init("small", Phrase(en: "Øre on vouchers", nb: "Øre på bilag"), .right),
            .init("unexplained", Phrase(en: "Not explained", nb: "Uforklart"), .right),
            .init("ok", Phrase(en: "Within tolerance", nb: "Innen toleranse")),
        ])
        for row in rows where row.difference != .zero {
            table.add([
                .text(row.term.period.description), .money(row.difference), .money(row.rounding),
                sum(row.term.differences.map(\.difference)), .money(row.term.smallDifferences), .money(row.unexplained),
                .phrase(row.isReconciled ? Phrase(en: "yes", nb: "ja") : Phrase(en: "NO", nb: "NEI")),
            ])
        }
        return table
    }

    private var vouchers: ReportTable {
        var table = ReportTable([
            .init("term", Phrase(en: "Term", nb: "Termin")), .init("date", Phrase(en: "Date", nb: "Dato")),
            .init("voucher", Phrase(en: "Voucher", nb: "Bilag")),
            .init("text", Phrase(en: "Text", nb: "Tekst"), widest: 40),
            .init("accounts", Phrase(en: "VAT accounts", nb: "Mva-konti"), .right),
            .init("codes", Phrase(en: "VAT codes", nb: "Mva-koder"), .right),
            .init("difference", Phrase(en: "Difference", nb: "Differanse"), .right),
        ])
        for row in rows {
            for voucher in row.term.differences {
                table.add([
                    .text(row.term.period.description), .text(voucher.date.description),
                    .text(voucher.voucher.description), .text(voucher.text), .money(voucher.accounts),
                    .money(voucher.specification), .money(voucher.difference),
                ])
            }
        }
        return table
    }

    private var balances: ReportTable {
        var table = ReportTable([
            .init("account", Phrase(en: "VAT accounts", nb: "Mva-konti"), widest: 50),
            .init("opening", Phrase(en: "Opening", nb: "Inngående"), .right),
            .init("closing", Phrase(en: "Closing", nb: "Utgående"), .right),
        ])
        for account in report.balances {
            table.add([.text("\(account.account) \(account.name)"), .money(account.opening), .money(account.closing)])
        }
        table.addTotal([
            .phrase(Phrase(en: "Total", nb: "Sum")), sum(report.balances.map(\.opening)),
            sum(report.balances.map(\.closing)),
        ])
        return table
    }

    var json: JSON {
        [
            "year": .integer(Int64(report.year)), "category": .string(report.category.rawValue),
            "ok": .bool(isReconciled),
            "terms": .array(rows.map(json)),
            "accounts": .array(
                report.balances.map { account in
                    [
                        "account": .string(account.account.text), "name": .string(account.name),
                        "openingOre": .integer(account.opening.ore), "closingOre": .integer(account.closing.ore),
                    ]
                }),
            "compared": compared.map { other in
                .array(
                    other.terms.map { term in
                        [
                            "term": .string(term.period.description),
                            "fastsattMerverdiavgift": .integer(term.specification.determinedVAT),
                        ]
                    })
            } ?? .null,
        ]
    }

    private func json(_ row: Row) -> JSON {
        let term = row.term
        return [
            "term": .string(term.period.description), "due": term.deadline.map { .string($0.day.description) } ?? .null,
            "filing": term.filing.map { .string($0.id.description) } ?? .null,
            "state": term.filing.map { .string($0.state.rawValue) } ?? .null,
            "output": .integer(VATYearSheet.sum(term.specification.lines, .output)),
            "deduction": .integer(VATYearSheet.sum(term.specification.lines, .deduction)),
            "fastsattMerverdiavgift": .integer(term.specification.determinedVAT),
            "filed": term.filedKroner.map { .integer($0) } ?? .null,
            "owedOre": .integer(term.specification.accounts.owed.ore), "differenceOre": .integer(row.difference.ore),
            "roundingOre": .integer(row.rounding.ore), "smallDifferencesOre": .integer(term.smallDifferences.ore),
            "unexplainedOre": .integer(row.unexplained.ore), "ok": .bool(row.isReconciled),
            "unmapped": .array(term.specification.unmapped.map { .string($0) }),
            "vouchers": .array(
                term.differences.map { voucher in
                    [
                        "sequence": .integer(Int64(clamping: voucher.sequence)),
                        "voucher": .string(voucher.voucher.description), "date": .string(voucher.date.description),
                        "text": .string(voucher.text), "accountsOre": .integer(voucher.accounts.ore),
                        "codesOre": .integer(voucher.specification.ore),
                        "differenceOre": .integer(voucher.difference.ore),
                    ]
                }),
        ]
    }
}
