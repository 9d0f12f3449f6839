import Application
import Interchange
import Reports
import Values

struct ImportJournalCommand: Command {
    static let description = CommandDescription(
        "import", "journal", summary: "Import vouchers from a journal of hledger or Ledger, or none of them.",
        discussion: """
            Reads the journal with all that it includes from its own folder. An entry's code is the voucher's number; tags say \
            the rest: bilag, bilagsart, mva, mvagrunnlag, mvabelop, mvaspesifikasjon, merknad, kunde, leverandor, avdeling, \
            prosjekt, faktura, kid and forfall. An account's number is the start of the last part of its name \
            (eiendeler:bank:1920), the tag konto of its declaration, or what --accounts says. Balance assertions are checked. \
            Each entry sums to zero to the øre, costs in NOK. Rules, lots, expressions and virtual postings are refused. \
            Importing again skips what the books have. Errors say file:line. The exit status is 1 when the journal is \
            rejected; nothing is imported then.
            """,
        parameters: [CommandParameter("FILE", "The journal; what it includes lies beside or below it.")],
        options: [
            .value("accounts", "FILE", "Accounts for names without a number, as JSON: {\"eiendeler:bank\":\"1920\"}."),
            .value("system", "NAME", "The product that the vouchers come from."),
            .flag("split-gross", "Split postings marked 'brutto' into base and VAT."),
            .flag("bare-amounts-are-nok", "Amounts without a currency are in NOK."),
            .flag("drop-virtual", "Leave out virtual postings, which are refused otherwise."),
        ] + ImportArguments.options, formats: [.json],
        example: "bilag import journal 2026.journal --dry-run")

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
        options.bareAmountsAreNOK = arguments.has("bare-amounts-are-nok")
        options.dropsVirtual = arguments.has("drop-virtual")
    }

    func run(in session: Session) async throws -> ExitStatus {
        try session.importJournal(file, .journal, options, mapping: mapping, accounts: accounts)
    }
}
