/// Lines of a `case` of bash or zsh: each says what completes a value that stands where its pattern tells.
struct CaseLines {
    let words: CompletionWords
    /// Between the patterns of a line.
    let separator: String
    /// What completes such values; nil where a shell can offer nothing.
    let action: (CompletionValues) -> String?

    /// For `command option`: values of options.
    var optionValues: [String] {
        let own = words.commands.flatMap { command in
            command.options.compactMap { line($0, "'\(command.name)'", in: command) }
        }
        return own + GlobalOptions.options.compactMap { line($0, "*", in: nil) }
    }

    /// For `command number`: parameters by their place, from 0.
    var parameters: [String] {
        words.commands.flatMap { command in
            command.parameters.enumerated().compactMap { index, parameter in
                action(CompletionValues(parameter.name, in: command)).map { action in
                    "'\(command.name) '" + (parameter.repeats ? "*" : "\(index)") + ") \(action) ;;"
                }
            }
        }
    }

    private func line(_ option: CommandOption, _ command: String, in description: CommandDescription?) -> String? {
        guard let values = CompletionValues(of: option, in: description), let action = action(values) else {
            return nil
        }
        return option.words.map { "\(command)' \($0)'" }.joined(separator: separator) + ") \(action) ;;"
    }

    static func text(_ lines: [String], indent: Int) -> String {
        lines.map { String(repeating: " ", count: indent) + $0 }.joined(separator: "\n")
    }
}
