import Reports
import Values

/// How the answer is written on standard output.
public enum OutputFormat: Sendable, CaseIterable {
    case text, json, csv

    var option: String? {
        switch self {
        case .text: nil
        case .json: "--json"
        case .csv: "--csv"
        }
    }
}

/// What every command understands.
public struct GlobalOptions: Sendable {
    /// The file of the books, as written; nil leaves it to `BILAG_BOOKS`.
    public var books: String?
    public var configuration: String?
    /// Who is at work; nil leaves it to `BILAG_PERSON` and `USER`.
    public var person: String?
    /// Where calls to the authorities are logged; nil leaves it to `BILAG_LOG`.
    public var callLog: String?
    public var language: Language = .english
    public var format: OutputFormat = .text

    static let options: [CommandOption] = [
        .value("books", "FILE", "The set of books to work on; else the file named by BILAG_BOOKS."),
        .value("config", "FILE", "The configuration; else bilag/config.json in XDG_CONFIG_HOME or ~/.config."),
        .value(
            "language", "nb|en",
            "The language of reports and answers. Official terms stay Norwegian, error messages English."),
        .value("person", "NAME", "Whose name stands in what is recorded; else BILAG_PERSON, else USER."),
        .value("log", "FILE", "Append a line of JSON to FILE for each call to an authority; else BILAG_LOG."),
        .flag("help", "Show help for the command."),
    ]

    static let formatOptions: [OutputFormat: CommandOption] = [
        .json: .flag("json", "Write JSON of a stable shape, with amounts as whole numbers of øre."),
        .csv: .flag("csv", "Write CSV: UTF-8, semicolons, decimal comma, one header row."),
    ]

    init() {}

    init(_ arguments: Arguments) throws(UsageError) {
        books = arguments.value("books")
        configuration = arguments.value("config")
        person = arguments.value("person")
        callLog = arguments.value("log")
        if let language = try arguments.parsed("language", as: Language.init(code:)) { self.language = language }
        if arguments.has("json"), arguments.has("csv") {
            throw UsageError("--json and --csv exclude each other. Choose one.")
        }
        format = arguments.has("json") ? .json : arguments.has("csv") ? .csv : .text
    }
}
