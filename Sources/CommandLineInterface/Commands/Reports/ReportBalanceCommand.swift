import Application
import Reports
import Values

struct ReportBalanceCommand: Command {
    static let description = CommandDescription(
        "report", "balance", summary: "Show the balance sheet (balanse, regnskapsloven § 6-2) at the end of a day.",
        discussion: """
            Accounts stand on the lines of the Act by the first four digits of their numbers (NS 4102). Some change sides with
            their balance: an overdrawn bank account is short-term debt, VAT to be repaid a receivable. What income and cost
            accounts come to stands in equity as the result not yet distributed, until it is posted there. The exit status is
            1 when assets differ from equity and debt, or when an account belongs to no line.
            """,
        options: [
            .value("on", "D", "The day, as in 2026-12-31; else the last day with a posting."),
            .value("period", "PERIOD", "The last day of a period. " + PeriodHelp.forms),
            .flag("compare", "Adds the same day a year before."),
            .flag("accounts", "Lists the accounts behind each line."), ReportMoment.option,
        ],
        formats: [.json, .csv], example: "bilag report balance --on 2026-02-28 --accounts")

    private let day: CalendarDate?
    private let compares: Bool
    private let showsAccounts: Bool
    private let moment: ReportMoment

    init(_ arguments: Arguments) throws {
        let on = try arguments.parsed("on") { text throws(InvalidInput) in try CalendarDate(text) }
        let period = try arguments.parsed("period", as: ReportingPeriod.init)
        guard on == nil || period == nil else { throw UsageError("Give either --on or --period.") }
        day = on ?? period?.lastDay
        compares = arguments.has("compare")
        showsAccounts = arguments.has("accounts")
        moment = try ReportMoment(arguments)
    }

    func run(in session: Session) async throws -> ExitStatus {
        let reported = try moment.books(in: session)
        let report = try reported.books.balanceSheet(day, comparesLastYear: compares)
        let sheet = try StatementSheet(
            report.statement, from: nil, to: report.to, names: report.names, showsAccounts: showsAccounts)
        reported.show(sheet, in: session)
        return sheet.isWhole ? .success : .findings
    }
}
