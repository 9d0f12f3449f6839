import Application
import Interchange
import Reports
import Values

/// What the imports of journals are told alike.
struct JournalArguments {
    static let parameters = [CommandParameter("FILE", "The journal; what it includes lies beside or below it.")]
    static let options: [CommandOption] = [
        .value("accounts", "FILE", "Accounts for names without a number, as JSON: {\"eiendeler:bank\":\"1920\"}."),
        .value("system", "NAME", "The product that the vouchers come from."),
        .flag("split-gross", "Split postings marked 'brutto' into base and VAT."),
    ]

    private let file: String
    private let mapping: String?
    private let accounts: String?
    var options = JournalImportOptions()

    init(_ arguments: Arguments) throws {
        file = try arguments.required("FILE")
        mapping = arguments.value("map")
        accounts = arguments.value("accounts")
        options.shared = try ImportArguments.read(arguments, codesAreStandard: true)
        options.system = arguments.value("system")
        options.splitsGross = arguments.has("split-gross")
    }

    /// Imports the journal with the mappings that files give.
    func run(_ syntax: JournalImport.Syntax, in session: Session) throws -> ExitStatus {
        var options = options
        if let mapping { options.shared.mapping = try session.mapping(mapping) }
        if let accounts {
            let bytes = try session.read(accounts)
            do { options.accounts = try JournalImportOptions.accounts(parsing: bytes) } catch {
                throw UsageError("'\(accounts)': \(error).")
            }
        }
        let progress = ProgressLine(on: session.console, now: session.workplace.now)
        options.shared.progress = { progress.show($0, of: $1) }
        let report = try session.openBooks().importJournal(session.path(file), syntax, options: options)
        progress.end()
        return session.console.show(report, isDryRun: options.shared.isDryRun)
    }
}
