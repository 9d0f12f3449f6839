import Application
import Filing

struct FilingShowCommand: Command {
    static let description = CommandDescription(
        "filing", "show", summary: "Show a filing's figures, its hash, and what changed since the last draft.",
        parameters: [.filing], formats: [.json, .csv], example: "bilag filing show vat-2026-T1-1")

    private let id: FilingID

    init(_ arguments: Arguments) throws { id = try arguments.filing() }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        session.show(try session.sheet(of: try books.filing(id), in: books))
        return .success
    }
}
