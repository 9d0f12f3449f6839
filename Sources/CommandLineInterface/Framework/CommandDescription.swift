/// All that help, documentation and the argument reader know about a command. Written once, beside the command.
public struct CommandDescription: Sendable {
    public let noun: String
    public let verb: String
    /// One line, ending with a full stop.
    public let summary: String
    /// What a reader should know beyond the summary; paragraphs are parted by an empty line.
    public let discussion: String
    public let parameters: [CommandParameter]
    public let options: [CommandOption]
    /// Whether `--json` and `--csv` are understood.
    public let formats: Set<OutputFormat>
    /// A command line that works as it stands in a set of books that fits it.
    public let example: String

    public init(
        _ noun: String, _ verb: String, summary: String, discussion: String = "",
        parameters: [CommandParameter] = [], options: [CommandOption] = [], formats: Set<OutputFormat> = [],
        example: String
    ) {
        self.noun = noun
        self.verb = verb
        self.summary = summary
        self.discussion = discussion
        self.parameters = parameters
        self.options = options
        self.formats = formats
        self.example = example
    }

    /// `report vat`.
    public var name: String { "\(noun) \(verb)" }

    /// What its documentation page and transcript are called: `report-vat`.
    public var pageName: String { name.replacing(" ", with: "-") }

    /// `bilag report vat --period PERIOD [--trace LINE] [--json | --csv]`.
    public var usage: String {
        var parts = ["bilag", noun, verb]
        parts += parameters.map(\.usage)
        parts += options.map(\.usage)
        let formats = OutputFormat.allCases.filter { self.formats.contains($0) }.compactMap(\.option)
        if !formats.isEmpty { parts.append("[\(formats.joined(separator: " | "))]") }
        return parts.joined(separator: " ")
    }
}

/// A value that stands by its place: `FILE` in `bilag voucher post FILE`.
public struct CommandParameter: Hashable, Sendable {
    public let name: String
    public let summary: String
    public let isRequired: Bool
    /// The last parameter may take all that is left.
    public let repeats: Bool

    public init(_ name: String, _ summary: String, isRequired: Bool = true, repeats: Bool = false) {
        self.name = name
        self.summary = summary
        self.isRequired = isRequired
        self.repeats = repeats
    }

    var usage: String {
        let written = name + (repeats ? "…" : "")
        return isRequired ? written : "[\(written)]"
    }
}

/// A value that stands by its name, `--period P`, or a flag, `--dry-run`.
public struct CommandOption: Hashable, Sendable {
    /// Without the dashes.
    public let name: String
    /// A letter that may stand for the name, after one dash.
    public let letter: Character?
    /// How help writes the value; nil for a flag.
    public let placeholder: String?
    public let summary: String
    public let isRequired: Bool
    public let repeats: Bool

    public static func flag(_ name: String, _ summary: String) -> CommandOption {
        CommandOption(
            name: name, letter: nil, placeholder: nil, summary: summary, isRequired: false, repeats: false)
    }

    public static func value(
        _ name: String, _ placeholder: String, _ summary: String, letter: Character? = nil, isRequired: Bool = false,
        repeats: Bool = false
    ) -> CommandOption {
        CommandOption(
            name: name, letter: letter, placeholder: placeholder, summary: summary, isRequired: isRequired,
            repeats: repeats)
    }

    /// `--period P`, or `-o FILE` where there is a letter.
    var written: String { (letter.map { "-\($0)" } ?? "--" + name) + (placeholder.map { " \($0)" } ?? "") }

    var usage: String {
        let text = written + (repeats ? " …" : "")
        return isRequired ? text : "[\(text)]"
    }
}
