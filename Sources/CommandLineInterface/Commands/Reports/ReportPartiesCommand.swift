import Application
import Formats
import Ledger
import Reports
import Values

struct ReportPartiesCommand: Command {
    static let description = CommandDescription(
        "report", "parties", summary: "Show what customers owe and suppliers are owed, with ageing.",
        discussion: """
            Balances are of the end of the day, debit positive. Payments settle the invoices that name the same reference, KID
            or matching, and then the oldest; ageing counts from the due date, or from the voucher's date where there is none.
            Below stands each account that carries parties against the general ledger; the exit status is 1 when postings
            without a party make a difference. --party lists the postings of one party with running balance instead.
            """,
        options: [
            .value("on", "D", "The day, as in 2026-12-31; else today, or the last day with a posting."),
            .value("role", "ROLE", "customer or supplier; else both."),
            .value("party", "PARTY", "One party's postings, as in customer/10001."),
            .value("period", "PERIOD", "With --party: the days. " + PeriodHelp.forms),
            .flag("items", "Lists the open items too."), ReportMoment.option,
        ],
        formats: [.json, .csv], example: "bilag report parties --on 2026-02-28 --items")

    private let day: CalendarDate?
    private let role: PartyReference.Role?
    private let party: PartyReference?
    private let period: ReportingPeriod?
    private let showsItems: Bool
    private let moment: ReportMoment

    init(_ arguments: Arguments) throws {
        day = try arguments.parsed("on") { text throws(InvalidInput) in try CalendarDate(text) }
        role = try arguments.parsed("role") { text throws(InvalidInput) in
            guard let role = PartyReference.Role(rawValue: text) else {
                throw InvalidInput(text, "a role is customer or supplier")
            }
            return role
        }
        party = try arguments.parsed("party", as: PartyReference.init(written:))
        period = try arguments.parsed("period", as: ReportingPeriod.init)
        showsItems = arguments.has("items")
        moment = try ReportMoment(arguments)
        guard period == nil || party != nil else {
            throw UsageError("--period goes with --party. Give --on for a day.")
        }
        guard party == nil || (day == nil && role == nil && !showsItems) else {
            throw UsageError("--party stands alone, or with --period and --as-of.")
        }
    }

    func run(in session: Session) async throws -> ExitStatus {
        let reported = try moment.books(in: session)
        guard let party else {
            // JSON always lists the items.
            let hasItems = showsItems || session.console.format == .json
            let report = try reported.books.partyBalances(day, role: role, hasItems: hasItems)
            let sheet = try PartySheet(report, showsItems: showsItems)
            reported.show(sheet, in: session)
            return sheet.isReconciled ? .success : .findings
        }
        let days = period.map { $0.firstDay...$0.lastDay }
        let ledger = try reported.books.partyLedger(party, days)
        let name = try reported.books.books().parties[party]?.name
        reported.show(
            LedgerSheet(
                title: Phrase(
                    en: "Ledger of \(PartySheet.text(party))" + (name.map { " " + visibleText($0) } ?? ""),
                    nb: "Kontospesifikasjon for \(PartySheet.text(party))" + (name.map { " " + visibleText($0) } ?? "")),
                members: ["party": .string(PartySheet.text(party)), "name": name.map { .string($0) } ?? .null],
                from: ledger.days.lowerBound, to: ledger.days.upperBound, opening: ledger.opening,
                closing: ledger.closing, rows: ledger.lines.map(PostingRow.init)), in: session)
        return .success
    }
}

extension PartyReference {
    /// Reads `customer/10001`.
    init(written text: String) throws(InvalidInput) {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let role = Role(rawValue: parts[0]) else {
            throw InvalidInput(text, "a party is written customer/10001 or supplier/20001")
        }
        self.init(role, parts[1])
    }
}
