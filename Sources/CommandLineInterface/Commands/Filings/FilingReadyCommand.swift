import Application
import Filing
import Reports
import Values

struct FilingReadyCommand: Command {
    static let description = CommandDescription(
        "filing", "ready", summary: "Say that a draft is ready for review.",
        discussion: """
            Refused while a rule objects that makes the return count as not delivered, and when postings came since the draft
            that change it: the lines that differ and the vouchers are listed then.
            """,
        parameters: [.filing], example: "bilag filing ready vat-2026-T1-1")

    private let id: FilingID

    init(_ arguments: Arguments) throws { id = try arguments.filing() }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        try books.markReady(id)
        let hash = try books.filing(id).current.event.hashes.document
        session.console.output(
            Phrase(
                en: "\(id) is ready for review. SHA-256: \(hash)", nb: "\(id) er klar til gjennomgang. SHA-256: \(hash)"
            ))
        return .success
    }
}
