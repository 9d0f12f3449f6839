import Application
import Ledger
import Reports
import Values

struct RatesRecordCommand: Command {
    static let description = CommandDescription(
        "rates", "record", summary: "Record a rate that Norges Bank does not publish, with where it comes from.",
        discussion: """
            For discontinued currencies, a bank's own rate or a contract's. Keep the documentation. The rate counts from
            --date until --through for vouchers that leave their rate out, and for 'bilag voucher revalue'. A later one of
            the same day goes before an earlier one.
            """,
        options: [
            .value("currency", "CODE", "The currency, as in RUB.", isRequired: true),
            .value("date", "DATE", "The day of the rate.", isRequired: true),
            .value("through", "DATE", "The last day it counts for; the same day unless said."),
            .value("rate", "NUMBER", "NOK for the units, as in 0.1134.", isRequired: true),
            .value("units", "N", "How many units the rate is for: 1 (default), 10, 100 …"),
            .value("source", "TEXT", "Where it comes from, as in 'DNB, settlement note 4711'.", isRequired: true),
            .acceptChange,
        ],
        example: "bilag rates record --currency RUB --date 2026-12-31 --rate 0.1134 --source 'DNB, account statement'")

    private let currency: CurrencyCode
    private let date: CalendarDate
    private let through: CalendarDate
    private let rate: String
    private let units: Int64
    private let source: String
    private let acceptsChange: Bool

    init(_ arguments: Arguments) throws {
        currency = try arguments.requiredParsed("currency") { try CurrencyCode($0.uppercased()) }
        date = try arguments.requiredParsed("date") { try CalendarDate($0) }
        through = try arguments.parsed("through") { try CalendarDate($0) } ?? date
        rate = try arguments.required("rate")
        source = try arguments.required("source")
        units =
            try arguments.parsed("units") { text in
                guard let units = Int64(text) else { throw UsageError("--units '\(text)': write 1, 10, 100 …") }
                return units
            } ?? 1
        acceptsChange = arguments.has("accept-change")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let rate = try RecordedRate(
            currency: currency, date: date, through: through, rate: rate, units: units, source: source,
            by: books.person)
        session.tell(try books.record([rate], acceptingChanges: acceptsChange))
        return .success
    }
}
