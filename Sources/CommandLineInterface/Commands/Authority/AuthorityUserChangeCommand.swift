import Application
import Authorities
import Formats
import Reports
import Values

struct AuthorityUserChangeCommand: Command {
    static let description = CommandDescription(
        "authority", "user change", summary: "Ask the company for the rights its system user lacks.",
        discussion: """
            For a system user that is approved already, after the system has been given more with 'bilag authority system
            update'. Nothing is asked when it has all that its filings need. Asking again is harmless while the change waits.
            The change enters the log; 'bilag authority user status' tells how it was decided.
            """,
        options: [.filingKind, .externalReference, .value("redirect", "URL", "Where the browser goes afterwards.")],
        formats: [.json], example: "bilag authority user change")

    private let kinds: [String]
    private let reference: ExternalReference?
    private let redirectURL: String?

    init(_ arguments: Arguments) throws {
        kinds = arguments.values("filing")
        reference = try arguments.externalReference()
        redirectURL = arguments.value("redirect")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let access = try session.authorityAccess(try books.company().environment)
        let reference = try self.reference ?? books.usualReference(access.record)
        let request = try await books.changeSystemUser(
            try FilingNeed.named(kinds, access.record), reference: reference, redirectURL: redirectURL, through: access)
        guard let request else {
            session.console.error(
                "No system user with reference \(reference) is approved. 'bilag authority user request' asks for one.")
            return .refused
        }
        return session.report(request)
    }
}
