import Application
import Reports
import Values

struct ReportLedgerCommand: Command {
    static let description = CommandDescription(
        "report", "ledger", summary: "List the postings of one account with running balance (kontospesifikasjon).",
        options: [.value("account", "N", "The account's number.", isRequired: true)] + ReportRange.options,
        formats: [.json, .csv], example: "bilag report ledger --account 1500 --period 2026-T1")

    private let account: AccountNumber
    private let range: ReportRange

    init(_ arguments: Arguments) throws {
        account = try arguments.requiredParsed("account", as: AccountNumber.init)
        range = try ReportRange(arguments)
    }

    func run(in session: Session) async throws -> ExitStatus {
        let report = try session.openBooks().account(account, range.days)
        session.show(
            LedgerSheet(
                report.account, from: report.from, to: report.to, opening: report.opening, closing: report.closing,
                rows: report.lines.map(PostingRow.init)))
        return .success
    }
}

extension PostingRow {
    init(_ line: LedgerLine) {
        self.init(
            sequence: line.sequence, voucher: line.voucher, date: line.date, voucherText: line.text, line: line.line,
            posting: line.posting, balance: line.balance)
    }
}
