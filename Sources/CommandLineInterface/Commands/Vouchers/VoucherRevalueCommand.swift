import Application
import Formats
import Ledger
import LegalTables
import Projections
import Reports
import Values

struct VoucherRevalueCommand: Command {
    static let description = CommandDescription(
        "voucher", "revalue",
        summary: "Restate monetary items in foreign currency at the rate of a day, and post the rest.",
        discussion: """
            Balances are taken from postings with a currency amount, by account, currency and party. What is open is
            restated at the rate recorded for the day, else Norges Bank's; the difference is unrealised, and taken back on
            the following day unless --no-reversal. Where a party's balance, or an invoice's by its reference, is zero in
            the currency but not in NOK, what is left is realised. Gains go to 8060, losses to 8160 (NS 4102), not set off
            against each other; amounts are rounded to whole øre, halves away from zero. Without --accounts the monetary
            items of the chart count (regnskapsloven § 5-9): 132, 134, 136–139, 15, 19, 22–24 and 29 but for 290.

            It is shown first, and posted with --yes or after a yes at the terminal. The exit status is 1 while something
            is left to post. A second run finds nothing to do.
            """,
        options: [
            .value("date", "D", "The day, as in 2026-12-31.", isRequired: true),
            .value("accounts", "LIST", "Accounts or their first digits, parted by commas: 1500,192,24."),
            .value("gain-account", "N", "Where gains go; else 8060."),
            .value("loss-account", "N", "Where losses go; else 8160."),
            .value("series", "S", "The vouchers' series, after the year; else VALUTA."),
            .flag("no-reversal", "Leave unrealised differences standing on the following day."),
            .flag("yes", "Post without asking."),
        ],
        formats: [.json, .csv], example: "bilag voucher revalue --date 2026-12-31")

    private let request: RevaluationRequest
    private let isAgreed: Bool

    init(_ arguments: Arguments) throws {
        let usual = LegalTables.current.currencyAccounts
        func account(_ name: String, _ role: CurrencyAccountRole) throws -> AccountNumber {
            try arguments.parsed(name) { try AccountNumber($0) }
                ?? AccountNumber(usual.usualAccount(for: role)?.prefix ?? "")
        }
        let prefixes = arguments.value("accounts").map { $0.split(separator: ",").map(String.init) }
        if let prefixes, prefixes.isEmpty { throw UsageError("--accounts is empty: write numbers, as in 1500,192,24.") }
        request = RevaluationRequest(
            date: try arguments.requiredParsed("date") { try CalendarDate($0) }, accountPrefixes: prefixes,
            exchangeAccounts: ExchangeAccounts(
                gain: try account("gain-account", .gain), loss: try account("loss-account", .loss)),
            reverses: !arguments.has("no-reversal"),
            series: try arguments.parsed("series") { text in
                _ = try VoucherNumber(series: text, number: "1")
                return text
            } ?? "VALUTA")
        isAgreed = arguments.has("yes")
    }

    func run(in session: Session) async throws -> ExitStatus {
        guard request.date <= session.workplace.now().dateInNorway else {
            throw UsageError("--date \(request.date) is still to come, and nobody knows its rates.")
        }
        var request = request
        request.language = session.console.language
        let books = try session.openBooks()
        let plan = try await books.planRevaluation(request) {
            try session.authorityAccess(try books.company().environment)
        }
        for account in plan.openedInKroner {
            session.console.warning(
                Phrase(
                    en:
                        "account \(account) has opening balances without currency amounts; those kroner are not restated.",
                    nb: "konto \(account) har inngående saldo uten valutabeløp; de kronene omregnes ikke."
                ).text(in: session.console.language))
        }
        let accounts = try books.books().accounts
        guard !plan.revaluation.differences.isEmpty else {
            session.show(try RevaluationSheet(plan.revaluation, accounts: accounts, posted: []))
            session.console.note(Phrase(en: "Nothing to post.", nb: "Ingenting å bokføre."))
            return .success
        }
        return try post(plan, in: books, accounts, session)
    }

    private func post(
        _ plan: PlannedRevaluation, in books: OpenBooks, _ accounts: [AccountNumber: Account], _ session: Session
    ) throws -> ExitStatus {
        // A program gets one answer, with what was posted in it; a person sees the figures before the question.
        let showsFirst = session.console.format == .text
        if showsFirst || !isAgreed {
            session.show(try RevaluationSheet(plan.revaluation, accounts: accounts, posted: []))
        }
        guard isAgreed || (showsFirst && session.isAgreed(Phrase(en: "Post this?", nb: "Bokføre dette?"))) else {
            session.console.note(
                Phrase(
                    en: "Nothing was posted. Add --yes to post it.",
                    nb: "Ingenting er bokført. Legg til --yes for å bokføre."))
            return .findings
        }
        let posted = try books.post(plan)
        if showsFirst {
            for voucher in posted { session.console.output(VoucherRevalueCommand.line(voucher)) }
        } else {
            session.show(try RevaluationSheet(plan.revaluation, accounts: accounts, posted: posted))
        }
        return .success
    }

    private static func line(_ posted: PostedVoucher) -> Phrase {
        let (number, date, entry) = (posted.voucher.number, posted.voucher.date, posted.sequence)
        guard let original = posted.reverses else {
            return Phrase(
                en: "Posted voucher \(number) of \(date) as entry \(entry).",
                nb: "Bilag \(number) datert \(date) er bokført som post \(entry).")
        }
        return Phrase(
            en: "Posted voucher \(number) of \(date) as entry \(entry), which reverses \(original).",
            nb: "Bilag \(number) datert \(date) er bokført som post \(entry) og tilbakefører \(original).")
    }
}
