import Application
import Interchange
import Reports
import Values

struct ImportBeancountCommand: Command {
    static let description = CommandDescription(
        "import", "beancount", summary: "Import vouchers from a journal of Beancount, or none of them.",
        discussion: """
            Reads the file with all that it includes from its own folder. Metadata says what Beancount has no place for: \
            bilag, bilagsart, mva, mvagrunnlag, mvabelop, mvaspesifikasjon, merknad, kunde, leverandor, avdeling, prosjekt, \
            faktura, kid and forfall. An account's number is the last part of its name (Assets:Bank:1920), konto at its open, \
            or what --accounts says. Balance directives are checked. Each transaction sums to zero to the øre, prices in NOK. \
            Lots, pad, plug-ins and computations are refused. Importing again skips what the books have. Errors say \
            file:line. The exit status is 1 when the file is rejected; nothing is imported then.
            """,
        parameters: [CommandParameter("FILE", "The journal; what it includes lies beside or below it.")],
        options: [
            .value("accounts", "FILE", "Accounts for names without a number, as JSON: {\"eiendeler:bank\":\"1920\"}."),
            .value("system", "NAME", "The product that the vouchers come from."),
            .flag("split-gross", "Split postings marked 'brutto' into base and VAT."),
            .value(
                "allow-plugin", "NAME", "A plug-in that only checks, and may be named; may be repeated.", repeats: true),
        ] + ImportArguments.options, formats: [.json],
        example: "bilag import beancount 2026.beancount --dry-run")

    private let file: String
    private let mapping: String?
    private let accounts: String?
    private var options = JournalImportOptions()

    init(_ arguments: Arguments) throws {
        file = try arguments.required("FILE")
        mapping = arguments.value("map")
        accounts = arguments.value("accounts")
        options.shared = try ImportArguments.read(arguments, codesAreStandard: true)
        options.system = arguments.value("system")
        options.splitsGross = arguments.has("split-gross")
        options.allowedPlugins = Set(arguments.values("allow-plugin"))
    }

    func run(in session: Session) async throws -> ExitStatus {
        try session.importJournal(file, .beancount, options, mapping: mapping, accounts: accounts)
    }
}
