import Application
import Reports
import Values

struct AccountOpenCommand: Command {
    static let description = CommandDescription(
        "account", "open", summary: "Open an account of the general ledger.",
        discussion: """
            No chart of accounts is shipped: the standard lists are protected works. An import opens the accounts its
            source declares.
            """,
        parameters: [
            CommandParameter("NUMBER", "The account's number, as in 3000."),
            CommandParameter("NAME", "The account's name, quoted if it has blanks."),
        ],
        example: "bilag account open 3000 'Salgsinntekt, avgiftspliktig'")

    private let number: AccountNumber
    private let name: String

    init(_ arguments: Arguments) throws {
        number = try arguments.requiredParsed("NUMBER", as: AccountNumber.init)
        name = try arguments.required("NAME")
    }

    func run(in session: Session) async throws -> ExitStatus {
        try session.openBooks().openAccount(number, name: name)
        session.console.output(Phrase(en: "Opened account \(number) \(name).", nb: "Konto \(number) \(name) er åpnet."))
        return .success
    }
}
