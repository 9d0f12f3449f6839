import Application
import Reports
import Values

struct PeriodCloseCommand: Command {
    static let description = CommandDescription(
        "period", "close", summary: "Close a period: no voucher can be posted to it any more.",
        discussion: "A filing can only be approved when its period is closed.",
        parameters: [CommandParameter("PERIOD", PeriodHelp.forms)], example: "bilag period close 2026-T1")

    private let period: ReportingPeriod

    init(_ arguments: Arguments) throws {
        period = try arguments.requiredParsed("PERIOD", as: ReportingPeriod.init)
    }

    func run(in session: Session) async throws -> ExitStatus {
        try session.openBooks().close(period)
        let days = "\(period.firstDay) – \(period.lastDay)"
        session.console.output(Phrase(en: "Closed \(period) (\(days)).", nb: "\(period) (\(days)) er lukket."))
        return .success
    }
}

/// How periods are written, for help.
enum PeriodHelp {
    static let forms = "As in 2026-T1 (two months), 2026-Q1, 2026-M01, 2026-M01a, 2026-W01, 2026-H1 or 2026."
}
