import Application
import Filing

struct FilingStatusCommand: Command {
    static let description = CommandDescription(
        "filing", "status", summary: "Show where a filing stands, with instance, receipt and payment, from the log.",
        discussion: "Nobody is asked: 'bilag filing await' looks at the authority.", parameters: [.filing],
        formats: [.json], example: "bilag filing status vat-2026-T1-1")

    private let id: FilingID

    init(_ arguments: Arguments) throws { id = try arguments.filing() }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let report = try SubmissionReport(try books.filing(id), in: books)
        if session.console.wantsJSON {
            session.console.output(report.json)
        } else {
            session.console.output(report.text(in: session.console.language))
        }
        return .success
    }
}
