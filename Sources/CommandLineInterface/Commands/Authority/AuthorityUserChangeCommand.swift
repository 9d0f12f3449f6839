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
            update'. Nothing is asked when it has all that its filings need.
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
        let company = try books.company()
        let access = try session.authorityAccess(company.environment)
        let reference = try self.reference ?? books.usualReference(access.record)
        let requests = try access.systemUserRequests()
        let found = try await requests.systemUser(
            system: try access.record.systemIdentity().id, party: company.organisationNumber, reference: reference)
        guard let user = found else {
            session.console.error(
                "No system user with reference \(reference) is approved. 'bilag authority user request' asks for one.")
            return .refused
        }
        let request = try await requests.change(
            systemUser: user.id, correlationID: try session.uuid(), needs: try FilingNeed.named(kinds, access.record),
            redirectURL: redirectURL)
        return session.report(request)
    }
}

struct AuthorityUserListCommand: Command {
    static let description = CommandDescription(
        "authority", "user list", summary: "List the system users that companies have approved for the system.",
        discussion: "Read from the vendor's list in Altinn, page by page.", options: [.environment],
        formats: [.json, .csv], example: "bilag authority user list --environment test")

    private let environment: EnvironmentChoice

    init(_ arguments: Arguments) throws { environment = try EnvironmentChoice(arguments) }

    func run(in session: Session) async throws -> ExitStatus {
        let access = try session.authorityAccess(try session.environment(environment))
        let system = try access.record.systemIdentity().id
        session.show(SystemUserSheet(users: try await access.systemUserRequests().systemUsers(system: system)))
        return .success
    }
}

/// System users, one to a row.
private struct SystemUserSheet: Sheet {
    let users: [SystemUser]

    func text(in language: Language) -> String {
        users.isEmpty
            ? Phrase(en: "No company has approved a system user.", nb: "Ingen virksomhet har godkjent en systembruker.")
                .text(in: language) : table.text(in: language)
    }

    var json: JSON {
        .array(
            users.map {
                [
                    "id": .string($0.id), "company": .string($0.party), "externalRef": .string($0.externalReference),
                    "title": .string($0.title), "accessPackages": .array($0.accessPackages.map(JSON.string)),
                ]
            })
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("company", Phrase(en: "Company", nb: "Virksomhet")),
            .init("externalRef", Phrase(en: "Reference", nb: "Referanse")),
            .init("systemUser", Phrase(en: "System user", nb: "Systembruker")),
            .init("accessPackages", Phrase(en: "Access packages", nb: "Tilgangspakker"), widest: 90),
        ])
        for user in users {
            table.add([
                .text(user.party), .text(visibleText(user.externalReference)), .text(user.id),
                .text(visibleText(user.accessPackages.joined(separator: ", "))),
            ])
        }
        return table
    }
}
