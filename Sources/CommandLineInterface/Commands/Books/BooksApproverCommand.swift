import Application
import Filing
import Formats
import Ledger
import Reports
import Values

struct BooksApproverCommand: Command {
    static let description = CommandDescription(
        "books", "approver", summary: "Register, list or remove the SSH keys that approve filings.",
        discussion: """
            'add NAME --key FILE' registers a public key (Ed25519, ECDSA P-256, or RSA from 2048 bits) as NAME's, 'remove
            NAME' takes NAME's keys away, and 'list' shows all. Register people under the names they work under, so that
            who drafted and who approved can be told apart. Approvals that were given with a key stand when it is removed.
            """,
        parameters: [
            CommandParameter("ACTION", "add, list or remove."),
            CommandParameter("NAME", "The approver, for add and remove.", isRequired: false),
        ],
        options: [
            .value(
                "key", "FILE", "add: the file of the public key, as in ~/.ssh/id_ed25519.pub; - reads standard input."),
            .value("fingerprint", "SHA256:…", "remove: only the key whose fingerprint begins so."),
            .flag("allowed-signers", "list: as a file of allowed signers, for 'ssh-keygen -Y verify -f'."),
        ],
        formats: [.json], example: "bilag books approver add 'Ola Nordmann' --key ola.pub")

    private enum Action {
        case add(name: String, file: String)
        case list(asAllowedSigners: Bool)
        case remove(name: String, fingerprint: String?)
    }

    private let action: Action

    init(_ arguments: Arguments) throws {
        let word = try arguments.required("ACTION")
        try BooksApproverCommand.refuseStrange(arguments, to: word)
        switch word {
        case "add":
            action = .add(name: try arguments.required("NAME"), file: try arguments.required("key"))
        case "list": action = .list(asAllowedSigners: arguments.has("allowed-signers"))
        case "remove":
            action = .remove(name: try arguments.required("NAME"), fingerprint: arguments.value("fingerprint"))
        default: throw UsageError("'\(word)' is nothing to do with approvers: write add, list or remove.")
        }
    }

    private static func refuseStrange(_ arguments: Arguments, to action: String) throws(UsageError) {
        for (option, owner) in [("key", "add"), ("fingerprint", "remove"), ("allowed-signers", "list")]
        where action != owner && arguments.isGiven(option) {
            throw UsageError("--\(option) goes with '\(owner)', not with '\(action)'.")
        }
        if action == "list", let name = arguments.value("NAME") {
            throw UsageError("'list' shows all approvers; leave '\(visibleText(name))' out.")
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        switch action {
        case .add(let name, let file):
            let line = String(decoding: try session.read(file).prefix(16_384), as: UTF8.self)
            let approver = try books.registerApprover(name, key: line)
            session.console.output(
                Phrase(
                    en: "\(visibleText(name)) approves with the key \(approver.key.fingerprint).",
                    nb: "\(visibleText(name)) godkjenner med nøkkelen \(approver.key.fingerprint)."))
        case .list(let asAllowedSigners): list(try books.approvers(), asAllowedSigners, in: session)
        case .remove(let name, let fingerprint): try remove(name, fingerprint, books, session)
        }
        return .success
    }

    private func list(_ approvers: [ApproverKey], _ asAllowedSigners: Bool, in session: Session) {
        if asAllowedSigners {
            for approver in approvers {
                session.console.output(approver.allowedSigner(namespace: ApprovalStatement.namespace))
            }
        } else if session.console.wantsJSON {
            session.console.output(
                JSON.array(
                    approvers.map {
                        [
                            "name": .string($0.name), "fingerprint": .string($0.key.fingerprint),
                            "key": .string($0.key.line),
                        ]
                    }))
        } else {
            var table = ReportTable([
                .init("name", Phrase(en: "Approver", nb: "Godkjenner")),
                .init("kind", Phrase(en: "Kind", nb: "Type")),
                .init("fingerprint", Phrase(en: "Fingerprint", nb: "Fingeravtrykk"), widest: 60),
            ])
            for approver in approvers {
                table.add([
                    .text(visibleText(approver.name)), .text(approver.key.algorithm), .text(approver.key.fingerprint),
                ])
            }
            session.console.output(table.text(in: session.console.language))
        }
    }

    private func remove(_ name: String, _ fingerprint: String?, _ books: OpenBooks, _ session: Session) throws {
        let (removed, resting) = try books.removeApprover(name, fingerprint: fingerprint)
        for approver in removed {
            session.console.output(
                Phrase(
                    en: "The key \(approver.key.fingerprint) of \(visibleText(name)) approves no more.",
                    nb: "Nøkkelen \(approver.key.fingerprint) til \(visibleText(name)) godkjenner ikke lenger."))
        }
        for filing in resting {
            session.console.note(
                Phrase(
                    en:
                        "An approval of \(filing) was given with it, and stands. To end it: 'bilag filing withdraw \(filing)'.",
                    nb:
                        "En godkjenning av \(filing) er gitt med den, og står. For å trekke den: 'bilag filing withdraw \(filing)'."
                ))
        }
    }
}
