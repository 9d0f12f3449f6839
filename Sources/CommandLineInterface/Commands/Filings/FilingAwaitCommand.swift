import Application
import Filing

struct FilingAwaitCommand: Command {
    static let description = CommandDescription(
        "filing", "await", summary: "Wait for the authority's answer to a filing that was sent, and fetch the receipt.",
        discussion: """
            Takes no step: only 'submit' does. The exit status is 5 when there is still no answer. After an answer it fetches
            what came later, such as the receipt.
            """,
        parameters: [.filing], options: [.tokenDescriptor], formats: [.json],
        example: "bilag filing await vat-2026-T1-1")

    private let id: FilingID
    private let tokenDescriptor: Int32?

    init(_ arguments: Arguments) throws {
        id = try arguments.filing()
        tokenDescriptor = try arguments.tokenDescriptor()
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let access = try session.authorityAccess(
            try books.company().environment, tokenDescriptor: tokenDescriptor)
        return try session.report(try await books.follow(id, through: access), of: id, in: books)
    }
}
