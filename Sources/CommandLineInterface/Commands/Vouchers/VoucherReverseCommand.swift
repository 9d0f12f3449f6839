import Application
import Ledger
import Reports
import Values

struct VoucherReverseCommand: Command {
    static let description = CommandDescription(
        "voucher", "reverse", summary: "Take a voucher back, whole, by one with opposite signs.",
        discussion: """
            Vouchers are never edited or deleted (bokføringsloven § 9): reverse the wrong one, then post a right one. An
            imported voucher is named with its series, as in 2026-KJOP/2001.
            """,
        parameters: [CommandParameter("NUMBER", "The voucher to take back.")],
        options: [
            .value("number", "N", "The number of the new voucher; else the old one's followed by -R."),
            .value("date", "D", "The date of the new voucher, as in 2026-03-04; else the old one's."),
            .value("text", "S", "The text of the new voucher."),
        ],
        formats: [.json], example: "bilag voucher reverse 1001 --date 2026-03-31 --text 'Feil konto'")

    private let original: VoucherNumber
    private let number: VoucherNumber?
    private let date: CalendarDate?
    private let text: String?

    init(_ arguments: Arguments) throws {
        original = try arguments.requiredParsed("NUMBER", as: VoucherNumber.init(written:))
        number = try arguments.parsed("number", as: VoucherNumber.init(written:))
        date = try arguments.parsed("date") { text throws(InvalidInput) in try CalendarDate(text) }
        text = arguments.value("text")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let usual = Phrase(en: "Reversal of voucher \(original)", nb: "Tilbakeføring av bilag \(original)")
        let reversal = try books.reverse(
            original, number: number, date: date, text: text ?? usual.text(in: session.console.language))
        session.show(VoucherSheet(reversal, accounts: try books.books().accounts))
        return .success
    }
}

extension VoucherNumber {
    /// `1001`, or `2026-KJOP/1001` with a series: what stands behind the last slash is the number.
    init(written text: String) throws(InvalidInput) {
        guard let slash = text.lastIndex(of: "/") else {
            try self.init(number: text)
            return
        }
        try self.init(series: String(text[..<slash]), number: String(text[text.index(after: slash)...]))
    }
}
