import LegalTables

/// What may stand where a command wants a value, as far as a shell can offer it.
enum CompletionValues: Equatable {
    case choices([String])
    case files
    case folders
    /// Numbers of the books' accounts.
    case accounts
    /// Ids of the books' filings.
    case filings
    /// Something that nobody can guess.
    case unknown

    /// What an option takes; nil for a flag.
    init?(of option: CommandOption, in command: CommandDescription?) {
        guard let placeholder = option.placeholder else { return nil }
        let isAccount = option.name == "account" || option.name.hasSuffix("-account")
        self = isAccount ? .accounts : CompletionValues(placeholder, in: command)
    }

    /// From how help writes the value: `nb|en`, `FILE`, `ACCOUNT`.
    init(_ placeholder: String, in command: CommandDescription?) {
        let choices = placeholder.split(separator: "|").map(String.init)
        if choices.count > 1 {
            self = .choices(choices)
            return
        }
        switch placeholder {
        case "FILE": self = .files
        case "DIR": self = .folders
        case "ACCOUNT": self = .accounts
        case "SPECIFICATION": self = .choices(VATSpecificationKind.allCases.map(\.rawValue))
        case "ID" where command?.noun == "filing": self = .filings
        default: self = .unknown
        }
    }
}

/// The commands as a shell's completion needs them: words and what follows them.
struct CompletionWords {
    struct Item {
        let word: String
        let summary: String
    }

    let registry: CommandRegistry

    var commands: [CommandDescription] { registry.commands.map { $0.description } }

    var nouns: [Item] { registry.nouns.map { Item(word: $0.name, summary: $0.summary) } }

    /// Noun, and for verbs of two words their first, with the words that may follow.
    var followers: [(path: String, items: [Item])] {
        var paths: [String] = []
        var items: [String: [Item]] = [:]
        func add(_ path: String, _ item: Item) {
            if items[path] == nil { paths.append(path) }
            if items[path]?.contains(where: { $0.word == item.word }) != true { items[path, default: []].append(item) }
        }
        for command in commands {
            let words = command.verb.split(separator: " ").map(String.init)
            guard let first = words.first else { continue }
            add(command.noun, Item(word: first, summary: words.count == 1 ? command.summary : "\(first) …"))
            if words.count > 1 { add("\(command.noun) \(first)", Item(word: words[1], summary: command.summary)) }
        }
        return paths.map { ($0, items[$0] ?? []) }
    }

    /// Own options and those that every command has.
    func options(of command: CommandDescription) -> [CommandOption] {
        command.options
            + OutputFormat.allCases.filter(command.formats.contains).compactMap {
                GlobalOptions.formatOptions[$0]
            } + GlobalOptions.options
    }

    /// How options that take a value are written, each once: the word after one of them is no noun and no verb.
    var valueOptions: [String] {
        var seen: Set<String> = []
        let all = GlobalOptions.options + commands.flatMap(\.options)
        return all.filter { $0.placeholder != nil }.flatMap(\.words).filter { seen.insert($0).inserted }.sorted()
    }
}

extension CommandOption {
    /// `--output`, and `-o` where there is a letter.
    var words: [String] { ["--\(name)"] + (letter.map { ["-\($0)"] } ?? []) }
}
