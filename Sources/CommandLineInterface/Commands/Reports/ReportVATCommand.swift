import Application
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
            """,
        options: [
            .value("period", "PERIOD", PeriodHelp.forms, isRequired: true),
            .value("category", "C", "The kind of return; else the one the company is registered for."),
            .value("trace", "LINE", "List the postings behind that line instead, by its number in the report."),
        ],
        formats: [.json, .csv],
        example: "bilag report vat --period 2026-T1\nbilag report vat --period 2026-T1 --trace 1")

    private let period: ReportingPeriod
    private let category: VATCategory?
    private let traced: Int?

    init(_ arguments: Arguments) throws {
        period = try arguments.requiredParsed("period", as: ReportingPeriod.init)
        category = try arguments.parsed("category", as: VATCategory.init)
        traced = try arguments.parsed("trace") { text throws(InvalidInput) in
            guard let number = Int(text), number >= 1 else {
                throw InvalidInput(text, "a line is given by its number in the report, as in 1")
            }
            return number
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let report = try books.vatReport(period, category: category)
        if let traced { return try trace(traced, of: report.specification, books, session) }
        let registered = try books.company().vatCategory
        let sheet = try VATSheet(
            report.specification, logSize: report.head.size, root: report.head.root.hex,
            comparesAccounts: registered == nil || registered == report.specification.category)
        session.show(sheet)
        return sheet.isReconciled && report.specification.unmapped.isEmpty ? .success : .findings
    }

    private func trace(
        _ number: Int, of specification: VATSpecification, _ books: OpenBooks, _ session: Session
    ) throws -> ExitStatus {
        guard specification.lines.indices.contains(number - 1) else {
            throw UsageError(
                "\(period) has \(specification.lines.count) lines; there is no line \(number).",
                help: "bilag report vat --help")
        }
        let line = specification.lines[number - 1]
        let rows = try books.trace(line, of: specification).map(PostingRow.init)
        let title = "mvaKode \(line.code)" + (line.ledgerCode.map { " (\(visibleText($0)))" } ?? "")
        session.show(
            try JournalSheet(
                title: Phrase(en: "Behind line \(number), \(title)", nb: "Bak linje \(number), \(title)"),
                from: period.firstDay, to: period.lastDay, rows: rows, accounts: try books.books().accounts))
        return .success
    }
}
