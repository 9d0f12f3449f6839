import Application
import Filing
import Reports
import Values

struct FilingWithdrawCommand: Command {
    static let description = CommandDescription(
        "filing", "withdraw", summary: "Take an approval, or the mark of readiness, back.",
        discussion: "Refused once the submission has begun: what the authority has must be found out first.",
        parameters: [.filing], options: [.value("reason", "S", "Why, for whoever reads the log later.")],
        example: "bilag filing withdraw vat-2026-T1-1 --reason 'Mangler en faktura'")

    private let id: FilingID
    private let reason: String?

    init(_ arguments: Arguments) throws {
        id = try arguments.filing()
        reason = arguments.value("reason")
    }

    func run(in session: Session) async throws -> ExitStatus {
        try session.openBooks().withdraw(id, reason: reason)
        session.console.output(Phrase(en: "\(id) is a draft again.", nb: "\(id) er et utkast igjen."))
        return .success
    }
}
