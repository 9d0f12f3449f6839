import Application
import Reports

struct BooksPolicyCommand: Command {
    static let description = CommandDescription(
        "books", "policy", summary: "Decide whether the person who drafts a filing may approve it.",
        options: [
            .value(
                "two-persons", "yes|no", "yes: another person than the one who drafted must approve.", isRequired: true)
        ],
        example: "bilag books policy --two-persons yes")

    private let needsTwo: Bool

    init(_ arguments: Arguments) throws {
        switch try arguments.required("two-persons") {
        case "yes": needsTwo = true
        case "no": needsTwo = false
        case let other: throw UsageError("--two-persons '\(other)': write yes or no.")
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        try session.openBooks().setApprovalPolicy(approverIsNotPreparer: needsTwo)
        session.console.output(
            needsTwo
                ? Phrase(
                    en: "From now on another person than the one who drafted must approve.",
                    nb: "Fra nå av må en annen enn den som laget utkastet, godkjenne.")
                : Phrase(
                    en: "From now on the person who drafts may approve.",
                    nb: "Fra nå av kan den som lager utkastet, godkjenne."))
        return .success
    }
}
