import Application
import Ledger
import Reports

struct VoucherShowCommand: Command {
    static let description = CommandDescription(
        "voucher", "show", summary: "Show a voucher with its lines, source, documentation and entry in the log.",
        parameters: [CommandParameter("NUMBER", "The voucher, as in 1001, or 2026-KJOP/2001 with its series.")],
        formats: [.json, .csv], example: "bilag voucher show 2026-KJOP/2001")

    private let number: VoucherNumber

    init(_ arguments: Arguments) throws {
        number = try arguments.requiredParsed("NUMBER", as: VoucherNumber.init(written:))
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let posted = try books.voucher(number)
        session.show(
            VoucherSheet(
                posted, accounts: try books.books().accounts, reversedBy: try books.reversal(of: posted.sequence),
                files: try books.files(of: posted.sequence)))
        return .success
    }
}
