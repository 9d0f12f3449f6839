import Application
import Authorities
import Formats
import Reports
import Values

struct AuthorityCheckCommand: Command {
    static let description = CommandDescription(
        "authority", "check",
        summary: "Walk all that a filing needs at the authorities, and say what to do about the rest.",
        discussion: """
            Key, scopes one by one, system, system user or login, token exchange, and the app with its data types. Nothing
            is changed anywhere. 'bilag filing submit' does the same before it sends. The exit status is 4 when a link does
            not hold, 5 when an authority could not be reached.
            """,
        options: [
            .value("filing", "KIND", "The kind of filing: vat.", isRequired: true),
            .value("token-fd", "N", "Check a person's ID-porten access token read from file descriptor N."),
        ],
        formats: [.json], example: "bilag authority check --filing vat")

    private let kind: String
    private let tokenDescriptor: Int32?

    init(_ arguments: Arguments) throws {
        kind = try arguments.required("filing")
        tokenDescriptor = try arguments.tokenDescriptor()
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let access = try session.authorityAccess(
            try books.company().environment, tokenDescriptor: tokenDescriptor)
        guard let need = try FilingNeed.named([kind], access.record).first else { return .usage }
        session.warnOfSystemUser(access.record)
        let check = try await books.check(need, through: access)
        let sheet = CheckSheet(check: check)
        session.show(sheet)
        for line in sheet.advice { session.console.note(line) }
        return check.holds ? .success : check.mayPass ? .tryLater : .refused
    }
}

/// The links of a check, one to a row.
struct CheckSheet: Sheet {
    let check: AuthorityCheck

    /// What to do, link by link.
    var advice: [String] {
        check.links.compactMap { link in link.nextStep.map { "\(link.name): \($0)" } }
    }

    func text(in language: Language) -> String { table.text(in: language) }

    var json: JSON {
        [
            "holds": .bool(check.holds),
            "links": .array(
                check.links.map {
                    [
                        "link": .string($0.name), "state": .string($0.state.rawValue), "finding": .string($0.finding),
                        "nextStep": $0.nextStep.map(JSON.string) ?? .null,
                    ]
                }),
        ]
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("link", Phrase(en: "Link", nb: "Ledd")), .init("state", Phrase(en: "State", nb: "Tilstand")),
            .init("finding", Phrase(en: "Found", nb: "Funnet"), widest: 150),
        ])
        for link in check.links {
            table.add([.text(link.name), .text(link.state.rawValue), .text(visibleText(link.finding))])
        }
        return table
    }
}
