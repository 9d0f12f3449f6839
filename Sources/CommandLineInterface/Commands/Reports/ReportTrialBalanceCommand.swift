import Application
import Reports

struct ReportTrialBalanceCommand: Command {
    static let description = CommandDescription(
        "report", "trial-balance", summary: "Show opening, movement and closing of each account (saldobalanse).",
        options: ReportRange.options, formats: [.json, .csv], example: "bilag report trial-balance --period 2026-T1")

    private let range: ReportRange

    init(_ arguments: Arguments) throws { range = try ReportRange(arguments) }

    func run(in session: Session) async throws -> ExitStatus {
        let report = try session.openBooks().trialBalance(range.days)
        let sheet = try TrialBalanceSheet(from: report.from, to: report.to, rows: report.rows, names: report.names)
        session.show(sheet)
        return .success
    }
}
