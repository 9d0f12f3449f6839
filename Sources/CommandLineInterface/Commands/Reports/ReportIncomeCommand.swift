import Application
import Reports
import Values

struct ReportIncomeCommand: Command {
    static let description = CommandDescription(
        "report", "income", summary: "Show the income statement (resultatregnskap, regnskapsloven § 6-1).",
        discussion: """
            Accounts stand on the lines of the Act by the first four digits of their numbers (NS 4102). Income is positive
            as credit, costs as debit, as in annual accounts. The exit status is 1 when an account belongs to no line; such
            accounts are listed. --csv gives one row per account; lines and sums are in text and JSON.
            """,
        options: ReportRange.options(otherwise: "Else the year of the last posting.") + [
            .flag("compare", "Adds the same days a year before."),
            .value("by", "DIMENSION", "Adds a column per value, as in department; department=10 for one value alone."),
            .flag("accounts", "Lists the accounts behind each line."), ReportMoment.option,
        ],
        formats: [.json, .csv], example: "bilag report income --period 2026 --compare")

    private let range: ReportRange
    private let options: StatementOptions
    private let showsAccounts: Bool
    private let moment: ReportMoment

    init(_ arguments: Arguments) throws {
        range = try ReportRange(arguments)
        options = StatementOptions(
            comparesLastYear: arguments.has("compare"),
            dimension: try arguments.parsed("by", as: DimensionChoice.init))
        showsAccounts = arguments.has("accounts")
        moment = try ReportMoment(arguments)
    }

    func run(in session: Session) async throws -> ExitStatus {
        let reported = try moment.books(in: session)
        let report = try reported.books.incomeStatement(range.days, options)
        let sheet = try StatementSheet(
            report.statement, from: report.from, to: report.to, names: report.names, showsAccounts: showsAccounts)
        reported.show(sheet, in: session)
        return sheet.isWhole ? .success : .findings
    }
}
