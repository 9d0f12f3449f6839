/// The whole command: words in, an exit status out.
public struct CommandLineTool: Sendable {
    public static let version = "0.1.0"

    private let registry: CommandRegistry

    public init(registry: CommandRegistry = .bilag) { self.registry = registry }

    public func run(_ words: [String], in workplace: Workplace) async -> ExitStatus {
        let plain = Console(
            output: workplace.output, error: workplace.error, environment: workplace.environment)
        do {
            switch try ArgumentReader(registry: registry).read(words) {
            case .version: plain.output("bilag \(CommandLineTool.version)")
            case .overview: return overview(on: plain, isAsked: !words.isEmpty)
            case .nounHelp(let noun): plain.output(HelpText(registry: registry).noun(noun))
            case .commandHelp(let command): plain.output(HelpText(registry: registry).command(command.description))
            case .run(let command, let arguments, let options):
                return await run(command, arguments, options, in: workplace)
            }
            return .success
        } catch {
            return ErrorReport(error).show(on: plain)
        }
    }

    private func overview(on console: Console, isAsked: Bool) -> ExitStatus {
        let text = HelpText(registry: registry).overview
        if isAsked { console.output(text) } else { console.note(text) }
        return isAsked ? .success : .usage
    }

    private func run(
        _ command: any Command.Type, _ arguments: Arguments, _ options: GlobalOptions, in workplace: Workplace
    ) async -> ExitStatus {
        let console = Console(
            output: workplace.output, error: workplace.error, language: options.language,
            format: options.format, environment: workplace.environment)
        do {
            var session = Session(console: console, options: options, workplace: workplace)
            try session.logCalls()
            return try await command.init(arguments).run(in: session)
        } catch {
            return ErrorReport(error).show(on: console)
        }
    }
}
