import Application
import Filing
import Reports
import Values

struct FilingApproveCommand: Command {
    static let description = CommandDescription(
        "filing", "approve", summary: "Approve exactly the bytes whose hash you give.",
        discussion: """
            The filing must be ready, its period closed, and the draft what the books give now. Who approves and when is
            recorded. The hash is that of the document as 'bilag filing show' prints it; the approval binds the envelope
            and the attachments too.

            Without more, the name and account on this machine count as the approver. --signature hands in a signature
            over what 'bilag filing statement' prints, made with an SSH key that 'bilag books approver' knows; the key
            itself never comes near. --login asks for a login with ID-porten that is bound to the same statement, in a
            browser; --id-token-fd hands in the ID token of one that was made elsewhere, with the nonce that 'bilag filing
            statement --nonce' prints. 'bilag books policy' says what the books ask for.
            """,
        parameters: [.filing],
        options: [
            .value("hash", "HEX", "The document's SHA-256, at least 12 digits of it.", isRequired: true),
            .value("signature", "FILE", "What 'ssh-keygen -Y sign -n bilag-approval' wrote over the statement."),
            .flag("login", "Log in with ID-porten, in a browser."),
            .flag("no-browser", "With --login: print the address instead of opening a browser."),
            .value(
                "id-token-fd", "N",
                "Read the ID token of a login from file descriptor N, as in --id-token-fd 3 3< file."),
        ],
        example: "bilag filing approve vat-2026-T1-1 --hash 3f2a9c0d1e4b")

    private let id: FilingID
    private let hash: String
    private let signature: String?
    private let tokenDescriptor: Int32?
    private let logsIn: Bool
    private let opensBrowser: Bool

    init(_ arguments: Arguments) throws {
        id = try arguments.filing()
        hash = try arguments.required("hash")
        signature = arguments.value("signature")
        tokenDescriptor = try arguments.descriptor("id-token-fd")
        logsIn = arguments.has("login")
        opensBrowser = !arguments.has("no-browser")
        guard [signature != nil, tokenDescriptor != nil, logsIn].filter({ $0 }).count <= 1 else {
            throw UsageError("--signature, --login and --id-token-fd exclude each other. Choose one.")
        }
        guard logsIn || opensBrowser else { throw UsageError("--no-browser goes with --login.") }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let record = try books.approve(id, hash: hash, proof: try await proof(books, session))
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

    private func proof(_ books: OpenBooks, _ session: Session) async throws -> ApprovalProof {
        if let signature { return .signature(try session.read(signature)) }
        guard logsIn || tokenDescriptor != nil else { return .none }
        let access = try session.authorityAccess(try books.company().environment)
        if let tokenDescriptor {
            let token = try session.token(from: tokenDescriptor, option: "id-token-fd", "ID token")
            return try await books.loginProof(token, through: access)
        }
        // A session that lives says nothing about this approval: the person is asked anew.
        let identity = try await session.browserLogin(
            access, nonce: try books.statement(of: id).nonce, promptsAnew: true, opensBrowser: opensBrowser
        ).identity
        return try await books.loginProof(identity.text, through: access)
    }
}
