import Application

struct LogExportCommand: Command {
    static let description = CommandDescription(
        "log", "export", summary: "Write the log as JSON Lines: the exact bytes of each entry, one a line.",
        discussion:
            "Whoever has these lines and a checkpoint can verify the log without this program; see docs/log-format.md.",
        options: [.value("from", "N", "The first entry to write; else 1.")],
        example: "bilag log export > bakeri.jsonl")

    private let first: UInt64

    init(_ arguments: Arguments) throws {
        first =
            try arguments.parsed("from") { text in
                guard let number = UInt64(text), number >= 1 else {
                    throw UsageError("'\(text)' is no entry: entries are numbered from 1.")
                }
                return number
            } ?? 1
    }

    func run(in session: Session) async throws -> ExitStatus {
        do {
            try session.openBooks().export(from: first) { bytes in
                guard session.console.output(bytes: bytes + [0x0A]) else { throw ReaderLeft() }
            }
        } catch is ReaderLeft {
            // `bilag log export | head` has what it wanted.
        }
        return .success
    }

    private struct ReaderLeft: Error {}
}
