import Application
import Filing
import Reports
import Values

struct FilingReadyCommand: Command {
    static let description = CommandDescription(
        "filing", "ready", summary: "Say that a draft is ready for review.",
        discussion: """
            Refused while a rule objects that makes the return count as not delivered, and when postings came since the draft
            that change it: the lines that differ and the vouchers are listed then. Refused too when another return counts the
            same postings, since the books do not say which of a company's returns a posting belongs to.
            """,
        parameters: [.filing],
        options: [.flag("accept-shared", "Go on although another return counts the same postings.")],
        example: "bilag filing ready vat-2026-T1-1")

    private let id: FilingID
    private let acceptsShared: Bool

    init(_ arguments: Arguments) throws {
        id = try arguments.filing()
        acceptsShared = arguments.has("accept-shared")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        try books.markReady(id, acceptingShared: acceptsShared)
        let hash = try books.filing(id).current.event.hashes.document
        session.console.output(
            Phrase(
                en: "\(id) is ready for review. SHA-256: \(hash)", nb: "\(id) er klar til gjennomgang. SHA-256: \(hash)"
            ))
        return .success
    }
}
