import Formats
import Reports
import Values

/// Where a script goes.
private struct CompletionScript {
    static let options: [CommandOption] = [
        .value("output", "FILE", "The file to write; else standard output.", letter: "o")
    ]

    private let file: String?

    init(_ arguments: Arguments) { file = arguments.value("output") }

    func write(_ script: String, in session: Session) throws -> ExitStatus {
        guard let file, file != "-" else {
            session.console.output(bytes: Array(script.utf8))
            return .success
        }
        try OutputFile.write(Array(script.utf8), to: session.path(file), .replacing)
        session.console.output(Phrase(en: "Wrote the script to \(file).", nb: "Skrev skriptet til \(file)."))
        return .success
    }
}

struct CompletionBashCommand: Command {
    static let description = CommandDescription(
        "completion", "bash", summary: "Write the script that completes bilag's words in bash.",
        discussion: """
            Nouns, verbs, options and their values are completed, files where a file is wanted, and the accounts and filings
            of the books that --books or BILAG_BOOKS names. For good: write it to
            ~/.local/share/bash-completion/completions/bilag.
            """,
        options: CompletionScript.options, example: "source <(bilag completion bash)")

    private let script: CompletionScript

    init(_ arguments: Arguments) throws { script = CompletionScript(arguments) }

    func run(in session: Session) async throws -> ExitStatus {
        try script.write(BashCompletion(words: CompletionWords(registry: .bilag)).script, in: session)
    }
}

struct CompletionZshCommand: Command {
    static let description = CommandDescription(
        "completion", "zsh", summary: "Write the script that completes bilag's words in zsh.",
        discussion: """
            Nouns, verbs and options are completed with what they mean, values where they can be known, and the accounts and
            filings of the books that --books or BILAG_BOOKS names. For good: write it to a file _bilag in a folder of
            fpath.
            """,
        options: CompletionScript.options, example: "source <(bilag completion zsh)")

    private let script: CompletionScript

    init(_ arguments: Arguments) throws { script = CompletionScript(arguments) }

    func run(in session: Session) async throws -> ExitStatus {
        try script.write(ZshCompletion(words: CompletionWords(registry: .bilag)).script, in: session)
    }
}

struct CompletionFishCommand: Command {
    static let description = CommandDescription(
        "completion", "fish", summary: "Write the script that completes bilag's words in fish.",
        discussion: """
            Nouns, verbs and options are completed with what they mean, values where they can be known, and the accounts and
            filings of the books that --books or BILAG_BOOKS names.
            """,
        options: CompletionScript.options, example: "bilag completion fish -o ~/.config/fish/completions/bilag.fish")

    private let script: CompletionScript

    init(_ arguments: Arguments) throws { script = CompletionScript(arguments) }

    func run(in session: Session) async throws -> ExitStatus {
        try script.write(FishCompletion(words: CompletionWords(registry: .bilag)).script, in: session)
    }
}
