import Application
import Values

struct PeriodReopenCommand: Command {
    static let description = CommandDescription(
        "period", "reopen", summary: "Open a closed period again, and withdraw the approvals that rested on it.",
        parameters: [CommandParameter("PERIOD", PeriodHelp.forms)],
        options: [.value("reason", "S", "Why, for whoever reads the log later.")],
        example: "bilag period reopen 2026-T1 --reason 'Faktura kom for sent'")

    private let period: ReportingPeriod
    private let reason: String?

    init(_ arguments: Arguments) throws {
        period = try arguments.requiredParsed("PERIOD", as: ReportingPeriod.init)
        reason = arguments.value("reason")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let withdrawn = try session.openBooks().reopen(period, reason: reason)
        let isNorwegian = session.console.language == .bokmal
        session.console.output(isNorwegian ? "\(period) er åpen igjen." : "Reopened \(period).")
        for filing in withdrawn {
            session.console.note(
                isNorwegian
                    ? "Godkjenningen av \(filing) er trukket tilbake." : "The approval of \(filing) is withdrawn.")
        }
        return .success
    }
}
