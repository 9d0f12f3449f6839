import Application

struct ExportJournalCommand: Command {
    static let description = CommandDescription(
        "export", "journal", summary: "Write vouchers as a journal that hledger reads.",
        discussion: """
            Each voucher is an entry with its number as code and every amount written out; series, VAT, customers, suppliers
            and dimensions are tags, as 'import journal' reads them back. What the accounts had before the first day
            is an entry of its own, and the last posting of each account states its balance, so that 'hledger check'
            finds a journal that was changed. Amounts in other currencies are written with what they cost in kroner:
            'hledger balance --cost' shows them in kroner.
            """,
        options: TextExport.options, example: "bilag export journal --period 2026 -o 2026.journal")

    private let export: TextExport

    init(_ arguments: Arguments) throws { export = try TextExport(arguments) }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        return try export.run(in: session) { try books.exportJournal($0, to: $1) }
    }
}
