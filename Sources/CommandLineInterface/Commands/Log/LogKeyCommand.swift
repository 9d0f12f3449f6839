import Application
import Cryptography
import Formats
import Reports
import Values

struct LogKeyCommand: Command {
    static let description = CommandDescription(
        "log", "key", summary: "Make the key that checkpoints are signed with, or show its public half.",
        discussion: """
            create writes a new Ed25519 key to a file that only you can read (PEM, mode 0600), and never over another one.
            Both then write the public half as C2SP signed notes name it: name, key id and key, in one word. Give that
            word to whoever is to check your checkpoints, by a way they trust; it is no secret. The name is that of the
            log, so one file may serve several books, each with a word of its own.

            The file is the one in --key, else the one that the setting log.keyFile names.
            """,
        parameters: [CommandParameter("ACTION", "create or show.")], options: [.logKey], formats: [.json],
        example: "bilag log key create --key log-key.pem")

    private enum Action: String {
        case create, show
    }

    private let action: Action
    private let keyFile: String?

    init(_ arguments: Arguments) throws {
        action = try arguments.requiredParsed("ACTION") { text in
            guard let action = Action(rawValue: text) else {
                throw UsageError("'\(text)' is nothing to do with a key: say create or show.")
            }
            return action
        }
        keyFile = arguments.value("key")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let environment = try books.company().environment
        guard let file = try session.logKeyFile(keyFile, environment) else {
            throw UsageError("Which file? Give --key FILE, or set \(environment).log.keyFile in the configuration.")
        }
        if action == .create {
            try Ed25519KeyFile.create(file, Ed25519PrivateKey(seed: session.workplace.randomBytes(32)))
            session.console.note(
                Phrase(
                    en: "Made the key in \(file). Keep a copy where only you can get at it.",
                    nb: "Laget nøkkelen i \(file). Ha en kopi der bare du kommer til."))
        }
        let verifier = try NoteVerifier(name: books.origin(), publicKey: Ed25519KeyFile.load(file).publicKey)
        if session.console.wantsJSON {
            session.console.output([
                "name": .string(verifier.name), "keyId": .string(hexadecimal(verifier.keyID)),
                "publicKey": .string(Base64.standard.encode(verifier.publicKey.bytes)),
                "verifierKey": .string(verifier.description),
            ])
        } else {
            session.console.output(verifier.description)
        }
        return .success
    }
}
