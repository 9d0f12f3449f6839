import Application
import Filing
import Reports

struct FilingStatementCommand: Command {
    static let description = CommandDescription(
        "filing", "statement", summary: "Print what an approver of a filing signs, byte for byte.",
        discussion: """
            The statement names the books, the filing, the review and the SHA-256 of everything that goes out. It changes
            when the filing is withdrawn or drafted anew, so that no signature can be used twice. Look at the figures
            first: 'bilag filing show' prints the document's hash, and 'bilag filing xml' the document itself.
            """,
        parameters: [.filing],
        options: [
            .flag("nonce", "Print the nonce of a login that approves it: its SHA-256 in base64url."),
            .value("signature-of", "NAME", "Print the signature that NAME's approval was given with."),
        ],
        example: "bilag filing statement vat-2026-T1-1 | ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n bilag-approval")

    private let id: FilingID
    private let wantsNonce: Bool
    private let signer: String?

    init(_ arguments: Arguments) throws {
        id = try arguments.filing()
        wantsNonce = arguments.has("nonce")
        signer = arguments.value("signature-of")
        if wantsNonce, signer != nil { throw UsageError("--nonce and --signature-of exclude each other. Choose one.") }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        if let signer {
            session.console.output(bytes: try books.signature(of: id, by: signer))
            return .success
        }
        let statement = try books.statement(of: id)
        session.console.output(bytes: wantsNonce ? Array((statement.nonce + "\n").utf8) : statement.bytes)
        return .success
    }
}
