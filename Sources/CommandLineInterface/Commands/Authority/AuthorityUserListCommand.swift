import Application
import Authorities
import Formats
import Reports
import Values

struct AuthorityUserListCommand: Command {
    static let description = CommandDescription(
        "authority", "user list",
        summary: "List the system users that companies have approved for the system, and the requests that wait.",
        discussion: """
            Read from the vendor's lists in Altinn, page by page. Altinn's list of requests leaves out one request at each
            further page: to be sure of one, ask by its reference with 'bilag authority user status'.
            """, options: [.environment],
        formats: [.json, .csv], example: "bilag authority user list --environment test")

    private let environment: EnvironmentChoice

    init(_ arguments: Arguments) throws { environment = try EnvironmentChoice(arguments) }

    func run(in session: Session) async throws -> ExitStatus {
        let access = try session.authorityAccess(try session.environment(environment))
        let system = try access.record.systemIdentity().id
        let lists = try access.systemUserRequests()
        let users = try await lists.systemUsers(system: system)
        let (requests, mayLack) = try await lists.requests(system: system)
        session.show(SystemUserSheet(users: users, requests: requests))
        if mayLack {
            session.console.note(
                Phrase(
                    en: "Altinn leaves out a request at each further page of its list. Ask for one by its reference: "
                        + "'bilag authority user status --external-ref REF'.",
                    nb: "Altinn utelater en forespørsel for hver ny side i listen. Spør etter én med referansen: "
                        + "'bilag authority user status --external-ref REF'."))
        }
        return .success
    }
}

/// System users and the requests none came of yet, one to a row.
private struct SystemUserSheet: Sheet {
    private struct Row {
        let id: String
        let company: String
        let reference: String
        let title: String
        let status: Phrase
        let packages: [String]
    }

    private let rows: [Row]

    init(users: [SystemUser], requests: [SystemUserRequest]) {
        let living = Set(users.map(\.id))
        let open = requests.filter { !living.contains($0.id) }
        rows =
            users.map {
                Row(
                    id: $0.id, company: $0.party, reference: $0.externalReference, title: $0.title,
                    status: Phrase(en: "Approved", nb: "godkjent"),
                    packages: $0.accessPackages)
            }
            + open.map {
                Row(
                    id: $0.id, company: $0.party.digits, reference: $0.externalReference, title: $0.title,
                    // The request stays accepted when the company takes the rights back.
                    status: $0.status == .accepted ? Phrase(en: "Removed", nb: "fjernet") : $0.status.words,
                    packages: $0.accessPackages)
            }
    }

    func text(in language: Language) -> String {
        rows.isEmpty
            ? Phrase(
                en: "No company has approved a system user, and no request waits.",
                nb: "Ingen virksomhet har godkjent en systembruker, og ingen forespørsel venter."
            ).text(in: language) : table.text(in: language)
    }

    var json: JSON {
        .array(
            rows.map {
                [
                    "id": .string($0.id), "company": .string($0.company), "externalRef": .string($0.reference),
                    "title": .string($0.title), "status": .string($0.status.text(in: .english)),
                    "accessPackages": .array($0.packages.map(JSON.string)),
                ]
            })
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("company", Phrase(en: "Company", nb: "Virksomhet")),
            .init("externalRef", Phrase(en: "Reference", nb: "Referanse")),
            .init("status", Phrase(en: "Status", nb: "Status")),
            .init("systemUser", Phrase(en: "System user", nb: "Systembruker")),
            .init("accessPackages", Phrase(en: "Access packages", nb: "Tilgangspakker"), widest: 90),
        ])
        for row in rows {
            table.add([
                .text(row.company), .text(visibleText(row.reference)), .phrase(row.status),
                .text(visibleText(row.id)), .text(visibleText(row.packages.joined(separator: ", "))),
            ])
        }
        return table
    }
}
