/// A script for fish: `bilag completion fish > ~/.config/fish/completions/bilag.fish`.
struct FishCompletion {
    let words: CompletionWords

    var script: String {
        let lines = nouns + followers + words.commands.flatMap(lines) + GlobalOptions.options.map { line($0, nil) }
        return """
            # Completion of bilag for fish, made by 'bilag completion fish'.

            # The words so far that are neither options nor their values.
            function __bilag_words
                set -l skip 0
                for word in (commandline -opc)[2..-1]
                    if test $skip = 1
                        set skip 0
                        continue
                    end
                    switch $word
                        case \(words.valueOptions.joined(separator: " "))
                            set skip 1
                        case '-*'
                        case '*'
                            echo $word
                    end
                end
            end

            # Whether exactly these words stand there, and nothing more.
            function __bilag_at
                test (string join ' ' -- (__bilag_words) | string collect --allow-empty) = "$argv"
            end

            # Whether the command stands there, whatever follows.
            function __bilag_in
                string match -q -- "$argv *" (string join ' ' -- (__bilag_words) '')
            end

            # First column of a list of the books that the command line names.
            function __bilag_list
                set -l tokens (commandline -opc)
                set -l books
                for i in (seq 2 (count $tokens))
                    if test "$tokens[$i]" = --books; and test $i -lt (count $tokens)
                        set books --books $tokens[(math $i + 1)]
                    end
                end
                command bilag $argv[1] list --csv $books 2>/dev/null | tail -n +2 | cut -d ';' -f 1
            end

            complete -c bilag -f
            \(lines.joined(separator: "\n"))

            """
    }

    private var nouns: [String] {
        words.nouns.map { "complete -c bilag -n '__bilag_at' -a \($0.word) -d \(quoted($0.summary))" }
            + ["complete -c bilag -n '__bilag_at' -l version -d 'Show the version.'"]
    }

    private var followers: [String] {
        words.followers.flatMap { path, items in
            items.map { "complete -c bilag -n '__bilag_at \(path)' -a \($0.word) -d \(quoted($0.summary))" }
        }
    }

    private func lines(_ command: CommandDescription) -> [String] {
        let own =
            command.options
            + OutputFormat.allCases.filter(command.formats.contains).compactMap { GlobalOptions.formatOptions[$0] }
        return own.map { line($0, command) }
            + command.parameters.compactMap { parameter in
                values(CompletionValues(parameter.name, in: command)).map {
                    "complete -c bilag -n '__bilag_in \(command.name)' \($0)"
                }
            }
    }

    private func line(_ option: CommandOption, _ command: CommandDescription?) -> String {
        var parts = ["complete -c bilag"]
        if let command { parts.append("-n '__bilag_in \(command.name)'") }
        parts.append("-l \(option.name)" + (option.letter.map { " -s \($0)" } ?? ""))
        if let taken = CompletionValues(of: option, in: command) {
            parts.append("-r")
            if let values = values(taken) { parts.append(values) }
        }
        parts.append("-d \(quoted(option.summary))")
        return parts.joined(separator: " ")
    }

    private func values(_ values: CompletionValues) -> String? {
        switch values {
        case .choices(let choices): "-a '\(choices.joined(separator: " "))'"
        case .files: "-F"
        case .folders: "-a '(__fish_complete_directories)'"
        case .accounts: "-a '(__bilag_list account)'"
        case .filings: "-a '(__bilag_list filing)'"
        case .unknown: nil
        }
    }

    private func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
