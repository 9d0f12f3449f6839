import Application
import Formats
import Projections
import Reports
import Values

struct ReportVATCommand: Command {
    static let description = CommandDescription(
        "report", "vat", summary: "Show what the VAT return of a period reports, and how it agrees with the accounts.",
        discussion: """
            The lines are those of the return: grouped by code, specification, own code and rate, in whole kroner with the
            øre cut off. Below them stands the reconciliation against the 27xx accounts. The exit status is 1 when the
            difference is more than rounding explains, or when a code has no standard code.

            --year shows all terms of a year with deadlines, filings and reconciliation: per term what the accounts moved
            against what the return says, and the vouchers that make them differ. --what-if adds the vouchers of a file, as
            'voucher post' reads them, in memory alone and shows the lines with and without them; nothing is written.
            """,
        options: [
            .value("period", "PERIOD", PeriodHelp.forms),
            .value("year", "YEAR", "All terms of a year, as in 2026, instead of one period."),
            .value("category", "C", "The kind of return; else the one the company is registered for."),
            .value("trace", "LINE", "List the postings behind that line instead, by its number in the report."),
            .value("what-if", "FILE", "Vouchers to count as if they were posted; - reads standard input."),
            .flag("compare", "With --year: adds the year before."), ReportMoment.option,
        ],
        formats: [.json, .csv],
        example:
            "bilag report vat --period 2026-T1\nbilag report vat --period 2026-T1 --trace 1\nbilag report vat --year 2026"
    )

    private enum Subject {
        case year(Int, compares: Bool)
        case period(ReportingPeriod)
        case line(ReportingPeriod, Int)
        case whatIf(ReportingPeriod, file: String)
    }

    private let subject: Subject
    private let category: VATCategory?
    private let moment: ReportMoment

    init(_ arguments: Arguments) throws {
        category = try arguments.parsed("category", as: VATCategory.init)
        moment = try ReportMoment(arguments)
        subject = try ReportVATCommand.subject(arguments)
    }

    private static func subject(_ arguments: Arguments) throws -> Subject {
        let year = try arguments.parsed("year") { text throws(InvalidInput) in
            guard let period = try? ReportingPeriod(text), period.kind == .year else {
                throw InvalidInput(text, "a year has four digits, as in 2026")
            }
            return period.year
        }
        let line = try arguments.parsed("trace") { text throws(InvalidInput) in
            guard let number = Int(text), number >= 1 else {
                throw InvalidInput(text, "a line is given by its number in the report, as in 1")
            }
            return number
        }
        let compares = arguments.has("compare")
        if let year {
            let others = ["period", "category", "trace", "what-if"].filter { arguments.value($0) != nil }
            guard others.isEmpty else { throw UsageError("--year stands alone, without --\(others[0]).") }
            return .year(year, compares: compares)
        }
        guard !compares else { throw UsageError("--compare goes with --year.") }
        guard arguments.value("period") != nil else {
            throw UsageError(
                "Give --period PERIOD or --year YEAR. \(PeriodHelp.forms)", help: "bilag report vat --help")
        }
        let period = try arguments.requiredParsed("period", as: ReportingPeriod.init)
        switch (line, arguments.value("what-if")) {
        case (nil, nil): return .period(period)
        case (let line?, nil): return .line(period, line)
        case (nil, let file?): return .whatIf(period, file: file)
        default: throw UsageError("Give either --trace or --what-if.")
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let reported = try moment.books(in: session)
        switch subject {
        case .year(let year, let compares):
            let books = reported.books
            let sheet = try VATYearSheet(books.vatYear(year), compared: compares ? books.vatYear(year - 1) : nil)
            reported.show(sheet, in: session)
            return sheet.isReconciled ? .success : .findings
        case .period(let period): return try show(period, reported, session)
        case .line(let period, let number): return try trace(number, of: period, reported, session)
        case .whatIf(let period, let file): return try whatIf(file, period, reported, session)
        }
    }

    private func show(_ period: ReportingPeriod, _ reported: ReportedBooks, _ session: Session) throws -> ExitStatus {
        let report = try reported.books.vatReport(period, category: category)
        let registered = try reported.books.company().vatCategory
        let sheet = try VATSheet(
            report.specification, logSize: report.head.size, root: report.head.root.hex,
            comparesAccounts: registered == nil || registered == report.specification.category)
        reported.show(sheet, in: session)
        return sheet.isReconciled && report.specification.unmapped.isEmpty ? .success : .findings
    }

    /// Rates that the vouchers leave to Norges Bank are refused: a question must not reach outside.
    private func whatIf(
        _ file: String, _ period: ReportingPeriod, _ reported: ReportedBooks, _ session: Session
    ) throws -> ExitStatus {
        let vouchers = try VoucherInput.read(try session.read(file))
        let before = try reported.books.vatReport(period, category: category).specification
        let asked = try reported.books.whatIf(vouchers)
        let after = try asked.books.vatReport(period, category: category).specification
        reported.show(
            WhatIfSheet(before: before, after: after, vouchers: vouchers.count, closed: asked.closed), in: session)
        return after.unmapped.isEmpty ? .success : .findings
    }

    private func trace(
        _ number: Int, of period: ReportingPeriod, _ reported: ReportedBooks, _ session: Session
    ) throws -> ExitStatus {
        let books = reported.books
        let specification = try books.vatReport(period, category: category).specification
        guard specification.lines.indices.contains(number - 1) else {
            throw UsageError(
                "\(period) has \(specification.lines.count) lines; there is no line \(number).",
                help: "bilag report vat --help")
        }
        let line = specification.lines[number - 1]
        let rows = try books.trace(line, of: specification).map(PostingRow.init)
        let title = "mvaKode \(line.code)" + (line.ledgerCode.map { " (\(visibleText($0)))" } ?? "")
        reported.show(
            try JournalSheet(
                title: Phrase(en: "Behind line \(number), \(title)", nb: "Bak linje \(number), \(title)"),
                from: period.firstDay, to: period.lastDay, rows: rows, accounts: try books.books().accounts),
            in: session)
        return .success
    }
}
