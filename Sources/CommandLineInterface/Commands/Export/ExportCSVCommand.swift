import Application

struct ExportCSVCommand: Command {
    static let description = CommandDescription(
        "export", "csv", summary: "Write vouchers as CSV, one row for each posting, as 'import csv' reads them back.",
        discussion: """
            UTF-8, semicolons, decimal comma, ISO dates. Amounts are unsigned, in debet or kredit; mvabeløp and mvagrunnlag
            are on the side of their row, VAT on the other side in a row of 0 beside it. A text that a spreadsheet would run
            as a formula has an apostrophe in front, which the import takes away again. Balances carried into the books are
            rows like all others.
            """,
        options: TextExport.options, example: "bilag export csv --period 2026-T1 -o bilag.csv")

    private let export: TextExport

    init(_ arguments: Arguments) throws { export = try TextExport(arguments) }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        return try export.run(in: session) { try books.exportCSV($0, to: $1) }
    }
}
