import Application
import Filing
import Reports

struct FilingApproveCommand: Command {
    static let description = CommandDescription(
        "filing", "approve", summary: "Approve exactly the bytes whose hash you give.",
        discussion: """
            The filing must be ready, and its period closed. Who approves and when is recorded. The hash is that of the
            document as 'bilag filing show' prints it; the approval binds the envelope and the attachments too.

            Without more, the name and account on this machine count as the approver. --signature hands in a signature
            over what 'bilag filing statement' prints, made with an SSH key that 'bilag books approver' knows; the key
            itself never comes near. 'bilag books policy' says what the books ask for.
            """,
        parameters: [.filing],
        options: [
            .value("hash", "HEX", "The document's SHA-256, at least 12 digits of it.", isRequired: true),
            .value("signature", "FILE", "What 'ssh-keygen -Y sign -n bilag-approval' wrote over the statement."),
        ],
        example: "bilag filing approve vat-2026-T1-1 --hash 3f2a9c0d1e4b")

    private let id: FilingID
    private let hash: String
    private let signature: String?

    init(_ arguments: Arguments) throws {
        id = try arguments.filing()
        hash = try arguments.required("hash")
        signature = arguments.value("signature")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let proof: ApprovalProof = try signature.map { .signature(try session.read($0)) } ?? .none
        let record = try books.approve(id, hash: hash, proof: proof)
        guard let approval = record.approvals.last?.approval else { throw FilingError.unknown(id) }
        let (by, document) = (visibleText(approval.by), approval.hashes.document)
        session.console.output(
            Phrase(
                en: "\(by) approved \(id), SHA-256 \(document).", nb: "\(by) godkjente \(id), SHA-256 \(document)."))
        if !record.isApproved {
            session.console.note(
                ApprovalLines(try books.approvalStanding(of: record)).missing(
                    .init(en: "Not approved yet", nb: "Ikke godkjent ennå")))
        }
        return .success
    }
}
