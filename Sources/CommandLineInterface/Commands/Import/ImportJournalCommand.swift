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
        parameters: JournalArguments.parameters,
        options: JournalArguments.options + [
            .flag("bare-amounts-are-nok", "Amounts without a currency are in NOK."),
            .flag("drop-virtual", "Leave out virtual postings, which are refused otherwise."),
        ] + ImportArguments.options, formats: [.json],
        example: "bilag import journal 2026.journal --dry-run")

    private var journal: JournalArguments

    init(_ arguments: Arguments) throws {
        journal = try JournalArguments(arguments)
        journal.options.bareAmountsAreNOK = arguments.has("bare-amounts-are-nok")
        journal.options.dropsVirtual = arguments.has("drop-virtual")
    }

    func run(in session: Session) async throws -> ExitStatus {
        try journal.run(.journal, in: session)
    }
}
