import Application
import Formats
import Ledger
import Reports
import Values

struct BooksPolicyCommand: Command {
    static let description = CommandDescription(
        "books", "policy", summary: "Show or set who may approve a filing, and how.",
        discussion: """
            What is set holds for approvals from then on; approvals that were given keep the policy of their time, and
            'bilag filing submit' holds them to it. What is not named stays as it is.
            """,
        options: [
            .value("two-persons", "yes|no", "yes: another person than the one who drafted must approve."),
            .value(
                "method", "local|ssh|idporten",
                "How approvers must be known. local takes every method; ssh a signature; idporten a login."),
            .value(
                "two-approvers-above", "KRONER|never",
                "Two different persons must approve where more than so much is to be paid or repaid."),
        ],
        formats: [.json], example: "bilag books policy --two-persons yes --two-approvers-above 100000")

    private var change = ApprovalPolicyChange()

    init(_ arguments: Arguments) throws {
        change.approverIsNotPreparer = try arguments.parsed("two-persons") { text in
            switch text {
            case "yes": true
            case "no": false
            default: throw UsageError("--two-persons '\(text)': write yes or no.")
            }
        }
        change.method = try arguments.parsed("method", as: ApprovalMethod.init)
        change.twoApprovers = try arguments.parsed("two-approvers-above") { text in
            if text == "never" { return .never }
            guard let kroner = Int64(text), kroner >= 0 else {
                throw UsageError("--two-approvers-above '\(text)': write whole kroner, as in 100000, or never.")
            }
            return .above(kroner: kroner)
        }
    }

    private var changesNothing: Bool {
        change.approverIsNotPreparer == nil && change.method == nil && change.twoApprovers == nil
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let policy = try changesNothing ? books.approvalPolicy() : books.changeApprovalPolicy(change)
        if session.console.wantsJSON {
            session.console.output(json(policy))
        } else {
            for phrase in phrases(policy) { session.console.output(phrase) }
        }
        return .success
    }

    private func phrases(_ policy: ApprovalPolicy) -> [Phrase] {
        let method =
            switch policy.method {
            case .local: Phrase(en: "Approvals by every method count.", nb: "Godkjenning på alle måter teller.")
            case .ssh:
                Phrase(
                    en: "Only approvals signed with an SSH key count.",
                    nb: "Bare godkjenning signert med en SSH-nøkkel teller.")
            case .idPorten:
                Phrase(
                    en: "Only approvals by a login with ID-porten count.",
                    nb: "Bare godkjenning med innlogging i ID-porten teller.")
            }
        let persons =
            policy.approverIsNotPreparer
            ? Phrase(
                en: "Another person than the one who drafted must approve.",
                nb: "En annen enn den som laget utkastet, må godkjenne.")
            : Phrase(en: "The person who drafts may approve.", nb: "Den som lager utkastet, kan godkjenne.")
        let two = policy.twoApproversAboveKroner.map {
            Phrase(
                en: "Above \($0) kroner two different persons must approve.",
                nb: "Over \($0) kroner må to forskjellige personer godkjenne.")
        }
        return [persons, method] + (two.map { [$0] } ?? [])
    }

    private func json(_ policy: ApprovalPolicy) -> JSON {
        [
            "approverIsNotPreparer": .bool(policy.approverIsNotPreparer), "method": .string(policy.method.rawValue),
            "twoApproversAboveKroner": policy.twoApproversAboveKroner.map { .integer($0) } ?? .null,
        ]
    }
}
