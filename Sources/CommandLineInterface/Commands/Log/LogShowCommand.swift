import Application
import Formats

struct LogShowCommand: Command {
    static let description = CommandDescription(
        "log", "show", summary: "Show one entry of the log, indented; with --json its exact bytes.",
        parameters: [CommandParameter("N", "The entry's number; the first is 1.")], formats: [.json],
        example: "bilag log show 1")

    private let sequence: UInt64

    init(_ arguments: Arguments) throws {
        sequence = try arguments.requiredParsed("N") { text in
            guard let number = UInt64(text), number >= 1 else {
                throw UsageError("'\(text)' is no entry: entries are numbered from 1.")
            }
            return number
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let bytes = try session.openBooks().entry(sequence)
        if session.console.wantsJSON {
            session.console.output(bytes: bytes + [0x0A])
        } else {
            session.console.output(bytes: Array(try JSON(parsing: bytes).indentedText.utf8))
        }
        return .success
    }
}
