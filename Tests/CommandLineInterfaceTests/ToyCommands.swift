import CommandLineInterface
import Values

/// A command that answers with what it was told, so that the framework can be tested without books.
struct EchoCommand: Command {
    static let description = CommandDescription(
        "report", "vat", summary: "Show what was understood.",
        parameters: [CommandParameter("FILE", "Files to name.", isRequired: false, repeats: true)],
        options: [
            .value("period", "PERIOD", "The period.", isRequired: true),
            .value("trace", "LINE", "A line.", repeats: true), .flag("dry-run", "Do nothing."),
        ],
        formats: [.json, .csv], example: "bilag report vat --period 2026-T1")

    let period: ReportingPeriod
    let arguments: Arguments

    init(_ arguments: Arguments) throws {
        period = try arguments.requiredParsed("period", as: ReportingPeriod.init)
        self.arguments = arguments
    }

    func run(in session: Session) async throws -> ExitStatus {
        session.console.output(
            "\(period) \(arguments.values("trace")) \(arguments.values("FILE")) \(arguments.has("dry-run")) "
                + "\(session.options.books ?? "-") \(session.console.format)")
        return .success
    }
}

struct RefusingCommand: Command {
    static let description = CommandDescription(
        "voucher", "post", summary: "Refuse.",
        parameters: [CommandParameter("FILE", "The file.")], example: "bilag voucher post v.json")

    init(_ arguments: Arguments) throws {}

    func run(in session: Session) async throws -> ExitStatus {
        _ = try session.booksPath()
        session.console.note("a name with \u{1B}[31m colour")
        throw InvalidInput("x", "is wrong")
    }
}

let toyRegistry = CommandRegistry([
    CommandRegistry.Noun("report", "Reports.", [EchoCommand.self]),
    CommandRegistry.Noun("voucher", "Vouchers.", [RefusingCommand.self]),
])

/// Runs one command line in a world of its own.
func runToy(
    _ line: String, environment: [String: String] = [:], isTerminal: Bool = false
) async -> (status: ExitStatus, output: String, error: String) {
    let recorded = RecordedConsole()
    let workplace = Workplace(
        environment: environment, workingDirectory: "/nowhere", standardInput: { [] },
        output: recorded.outputStream(isTerminal: isTerminal), error: recorded.errorStream(isTerminal: isTerminal),
        store: TestBooksStore(), transport: NoAuthority(), now: { Timestamp(millisecondsSince1970: 0) },
        pause: { _ in }, randomBytes: { Array(repeating: 7, count: $0) })
    let words = line.split(separator: " ").map(String.init)
    let status = await CommandLineTool(registry: toyRegistry).run(words, in: workplace)
    return (status, recorded.outputText, recorded.errorText)
}
