import Application
import Authorities
import Cryptography
import Formats
import Reports
import Values

struct AuthorityTokenCommand: Command {
    static let description = CommandDescription(
        "authority", "token", summary: "Ask Maskinporten for a token, and show what it says. For diagnosis.",
        discussion: """
            Scopes are literal, and one that is missing refuses them all: ask for them one by one to find which. The
            token itself is printed with --reveal only; whoever has it can use it until it expires.
            """,
        options: [
            .value("scope", "SCOPE", "A scope to ask for.", isRequired: true, repeats: true),
            .value("system-user", "ORGNR", "Ask as the system user of this organisation."),
            .value("external-ref", "REF", "The system user's reference, where it has one of its own."),
            .flag("reveal", "Print the token, and nothing else."), .environment,
        ],
        example: "bilag authority token --environment test --scope altinn:instances.read")

    private let scopes: [String]
    private let organisation: OrganisationNumber?
    private let reference: String?
    private let isRevealed: Bool
    private let environment: EnvironmentChoice

    init(_ arguments: Arguments) throws {
        scopes = arguments.values("scope").flatMap { $0.split(separator: " ").map(String.init) }
        organisation = try arguments.parsed("system-user", as: { try OrganisationNumber(written: $0) })
        reference = arguments.value("external-ref")
        isRevealed = arguments.has("reveal")
        environment = try EnvironmentChoice(arguments)
        guard reference == nil || organisation != nil else {
            throw UsageError("--external-ref goes with --system-user.")
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let access = try session.authorityAccess(try session.environment(environment))
        let user = organisation.map {
            SystemUserReference(
                organisation: $0, externalReference: reference ?? access.record.systemUser.externalReference)
        }
        let token = try await access.maskinporten().token(scopes: scopes, systemUser: user)
        if isRevealed {
            session.console.output(token.secret)
        } else if let parsed = try? JSONWebToken(parsing: token.secret) {
            session.console.output(bytes: Array(parsed.claims.indentedText.utf8))
        } else {
            session.console.note(
                Phrase(
                    en: "The token is no JWT; it says nothing to us.",
                    nb: "Tokenet er ikke et JWT, og sier oss ingenting."))
        }
        return .success
    }
}
