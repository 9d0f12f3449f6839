import Application
import Cryptography
import EventLog
import Formats

struct LogCheckpointCommand: Command {
    static let description = CommandDescription(
        "log", "checkpoint", summary: "Write size and root of the log in the C2SP tlog-checkpoint form.",
        discussion: """
            Keep a checkpoint somewhere else, and nobody can rewrite the books unnoticed: a later log must hold the same
            entries up to that size, which 'bilag log verify --against' checks.

            When there is a key, from --key or the setting log.keyFile, the checkpoint is signed with it as a C2SP signed
            note. 'bilag log key' makes one.
            """,
        options: [.logKey], formats: [.json], example: "bilag log checkpoint")

    private let keyFile: String?

    init(_ arguments: Arguments) throws { keyFile = arguments.value("key") }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let signed = try books.checkpoint(signedBy: session.logKey(keyFile, books.company().environment))
        if session.console.wantsJSON {
            session.console.output(signed.json)
        } else {
            session.console.output(bytes: Array(signed.encoded.utf8))
        }
        return .success
    }
}

extension CommandOption {
    static let logKey = CommandOption.value(
        "key", "FILE", "The key to sign with; else the one that the setting log.keyFile names.")
}

extension SignedCheckpoint {
    var json: JSON {
        [
            "origin": .string(checkpoint.origin), "size": .integer(Int64(clamping: checkpoint.head.size)),
            "root": .string(checkpoint.head.root.hex), "note": .string(encoded),
        ]
    }
}
