import Application
import Filing
import Reports

struct FilingApproveCommand: Command {
    static let description = CommandDescription(
        "filing", "approve", summary: "Approve exactly the bytes whose hash you give.",
        discussion: """
            The filing must be ready, and its period closed. Who approves and when is recorded. The hash is that of the
            document as 'bilag filing show' prints it; the approval binds the envelope and the attachments too.
            """,
        parameters: [.filing],
        options: [.value("hash", "HEX", "The document's SHA-256, at least 12 digits of it.", isRequired: true)],
        example: "bilag filing approve vat-2026-T1-1 --hash 3f2a9c0d1e4b")

    private let id: FilingID
    private let hash: String

    init(_ arguments: Arguments) throws {
        id = try arguments.filing()
        hash = try arguments.required("hash")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let approval = try session.openBooks().approve(id, hash: hash)
        let document = approval.hashes.document
        session.console.output(
            Phrase(
                en: "\(approval.by) approved \(id), SHA-256 \(document).",
                nb: "\(approval.by) godkjente \(id), SHA-256 \(document)."))
        return .success
    }
}
