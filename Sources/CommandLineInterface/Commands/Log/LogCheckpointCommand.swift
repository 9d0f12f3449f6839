import Application
import Formats

struct LogCheckpointCommand: Command {
    static let description = CommandDescription(
        "log", "checkpoint", summary: "Write size and root of the log in the C2SP tlog-checkpoint form.",
        discussion: """
            Keep a checkpoint somewhere else, and nobody can rewrite the books unnoticed: a later log must hold the same
            entries up to that size.
            """,
        formats: [.json], example: "bilag log checkpoint")

    init(_ arguments: Arguments) throws {}

    func run(in session: Session) async throws -> ExitStatus {
        let checkpoint = try session.openBooks().checkpoint()
        if session.console.wantsJSON {
            session.console.output([
                "origin": .string(checkpoint.origin), "size": .integer(Int64(clamping: checkpoint.head.size)),
                "root": .string(checkpoint.head.root.hex),
            ])
        } else {
            session.console.output(bytes: Array(checkpoint.text.utf8))
        }
        return .success
    }
}
