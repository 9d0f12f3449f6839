/// Reads the words of a command line against the commands there are.
struct ArgumentReader {
    /// What a command line asks for.
    enum Request {
        case version
        case overview
        case nounHelp(String)
        case commandHelp(any Command.Type)
        case run(any Command.Type, Arguments, GlobalOptions)
    }

    let registry: CommandRegistry

    func read(_ words: [String]) throws(UsageError) -> Request {
        if let help = try helpRequest(words) { return help }
        if words.first == "--version" { return .version }
        let (command, rest) = try findCommand(words)
        do {
            let arguments = try sort(rest, for: command.description)
            return .run(command, arguments, try GlobalOptions(arguments))
        } catch {
            throw error.pointing(to: "bilag \(command.description.name) --help")
        }
    }

    /// `--help` anywhere before `--` wins over every mistake beside it; so does the word `help` in front.
    private func helpRequest(_ words: [String]) throws(UsageError) -> Request? {
        let before = words.prefix { $0 != "--" }
        let asksForHelp = before.contains { $0 == "--help" || $0 == "-h" }
        guard asksForHelp || words.first == "help" || words.isEmpty else { return nil }
        let path = namesOnly(before.drop { $0 == "help" })
        guard let noun = path.first else { return .overview }
        let names = Array(path)
        guard names.count > 1, !registry.isGroup(names) else {
            _ = try registry.verbs(of: noun)
            return .nounHelp(noun)
        }
        let verb = registry.isGroup(Array(names.prefix(2))) ? "\(names[1]) \(names[2])" : names[1]
        return .commandHelp(try registry.command(noun, verb))
    }

    /// The words that are neither options nor values of general options, which may stand before noun and verb.
    private func namesOnly(_ words: some Sequence<String>) -> [String] {
        var isValue = false
        return words.filter { word in
            defer { isValue = word.hasPrefix("-") && ((try? globalOption(word))?.takesNextWord(after: word) ?? false) }
            return !isValue && !word.hasPrefix("-")
        }
    }

    /// Takes noun and verb out of the words; global options may stand before them. A verb may be two words, as in
    /// `authority keys create`.
    private func findCommand(_ words: [String]) throws(UsageError) -> (any Command.Type, rest: [String]) {
        var names: [String] = []
        var rest: [String] = []
        var index = words.startIndex
        while index < words.endIndex, names.count < 2 || registry.isGroup(names) {
            let word = words[index]
            index += 1
            guard word.hasPrefix("-"), word != "-" else {
                names.append(word)
                continue
            }
            rest.append(word)
            let option = try globalOption(word)
            if option.takesNextWord(after: word), index < words.endIndex {
                rest.append(words[index])
                index += 1
            }
        }
        guard let noun = names.first else { throw UsageError("A command is missing.", help: "bilag --help") }
        guard names.count >= 2, !registry.isGroup(names) else {
            let start = names.dropFirst().map { $0 + " " }.joined()
            let verbs = try registry.verbs(of: noun).map { $0.description.verb }.filter { $0.hasPrefix(start) }
                .map { String($0.dropFirst(start.count)) }.joined(separator: ", ")
            throw UsageError(
                "'\(names.joined(separator: " "))' needs a verb after it: \(verbs).", help: "bilag \(noun) --help")
        }
        return (try registry.command(noun, names.dropFirst().joined(separator: " ")), rest + words[index...])
    }

    private func globalOption(_ word: String) throws(UsageError) -> CommandOption {
        let name = String(word.drop { $0 == "-" }.prefix { $0 != "=" })
        let known = GlobalOptions.options + GlobalOptions.formatOptions.values
        guard word.hasPrefix("--"), let option = known.first(where: { $0.name == name }) else {
            let suggestion = NearMiss.best(for: name, among: known.map(\.name) + ["version"]).map { "--\($0)" }
            throw UsageError(
                "'\(word)' stands before the command and is no general option.", suggestion: suggestion,
                help: "bilag --help")
        }
        return option
    }

    private func sort(_ words: [String], for command: CommandDescription) throws(UsageError) -> Arguments {
        var sorter = ArgumentSorter(command)
        var index = words.startIndex
        while index < words.endIndex {
            let word = words[index]
            index += 1
            if word == "--" {
                for rest in words[index...] { try sorter.place(rest) }
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                try sorter.place(word)
                continue
            }
            let next = index < words.endIndex ? words[index] : nil
            if try sorter.option(word, next: next) { index += 1 }
        }
        return try sorter.finish()
    }
}

/// Sorts words into the parameters and options of one command.
private struct ArgumentSorter {
    private let command: CommandDescription
    private let options: [CommandOption]
    private var arguments: Arguments
    private var placed = 0

    init(_ command: CommandDescription) {
        self.command = command
        options =
            command.options + GlobalOptions.options
            + GlobalOptions.formatOptions.filter { command.formats.contains($0.key) }.map(\.value)
        arguments = Arguments(for: command.name)
    }

    mutating func place(_ word: String) throws(UsageError) {
        if placed < command.parameters.count {
            let parameter = command.parameters[placed]
            arguments.add(word, to: parameter.name)
            if !parameter.repeats { placed += 1 }
            return
        }
        throw UsageError("'\(word)' is one word too many for 'bilag \(command.name)'. Usage: \(command.usage)")
    }

    /// True when the next word was taken as the value.
    mutating func option(_ word: String, next: String?) throws(UsageError) -> Bool {
        let written = String(word.drop { $0 == "-" }.prefix { $0 != "=" })
        let found = options.first { word.hasPrefix("--") ? $0.name == written : $0.letter.map { "-\($0)" } == word }
        guard let option = found else { throw unknown(word, written) }
        let name = option.name
        guard option.repeats || !arguments.isGiven(name) else { throw UsageError("--\(name) stands twice.") }
        let inline = word.firstIndex(of: "=").map { String(word[word.index(after: $0)...]) }
        guard let placeholder = option.placeholder else {
            guard inline == nil else { throw UsageError("--\(name) is a flag and takes no value.") }
            arguments.raise(name)
            return false
        }
        if let inline {
            arguments.add(inline, to: name)
            return false
        }
        guard let next, !next.hasPrefix("--") else {
            throw UsageError("--\(name) needs a value after it: --\(name) \(placeholder).")
        }
        arguments.add(next, to: name)
        return true
    }

    private func unknown(_ word: String, _ name: String) -> UsageError {
        if OutputFormat.allCases.contains(where: { $0.option == word }) {
            return UsageError("'bilag \(command.name)' has no \(word).")
        }
        let suggestion = NearMiss.best(for: name, among: options.map(\.name)).map { "--\($0)" }
        return UsageError("'bilag \(command.name)' has no option \(word).", suggestion: suggestion)
    }

    func finish() throws(UsageError) -> Arguments {
        for parameter in command.parameters where parameter.isRequired && !arguments.isGiven(parameter.name) {
            throw UsageError("\(parameter.name) is missing. Usage: \(command.usage)")
        }
        for option in command.options where option.isRequired && !arguments.isGiven(option.name) {
            throw UsageError("\(option.written) is missing. \(option.summary)")
        }
        return arguments
    }
}

extension CommandOption {
    /// Whether the value is the next word, and not written as in `--name=value`.
    fileprivate func takesNextWord(after word: String) -> Bool { placeholder != nil && !word.contains("=") }
}
