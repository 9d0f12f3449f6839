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
        parameters: JournalArguments.parameters,
        options: JournalArguments.options + [
            .value(
                "allow-plugin", "NAME", "A plug-in that only checks, and may be named; may be repeated.", repeats: true)
        ] + ImportArguments.options, formats: [.json],
        example: "bilag import beancount 2026.beancount --dry-run")

    private var journal: JournalArguments

    init(_ arguments: Arguments) throws {
        journal = try JournalArguments(arguments)
        journal.options.allowedPlugins = Set(arguments.values("allow-plugin"))
    }

    func run(in session: Session) async throws -> ExitStatus {
        try journal.run(.beancount, in: session)
    }
}
