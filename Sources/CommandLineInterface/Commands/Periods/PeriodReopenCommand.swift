import Application
import Reports
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
        session.console.output(Phrase(en: "Reopened \(period).", nb: "\(period) er åpen igjen."))
        for filing in withdrawn {
            session.console.note(
                Phrase(
                    en: "The approval of \(filing) is withdrawn.", nb: "Godkjenningen av \(filing) er trukket tilbake.")
            )
        }
        return .success
    }
}
