import Ledger
import Values

/// Balances carried into the books (reference 7.4), and their agreement with what the books hold.
extension SAFTImportRun {
    /// The first import brings one opening voucher; later ones are only checked.
    func postOpening() throws {
        guard !hasEarlierImports else { return try checkOpenings() }
        var postings = openingPostings()
        guard !postings.isEmpty else { return }
        guard let day = openingDay else {
            return error(
                "opening-day-unknown", file: headers.first?.file,
                "there are opening balances, but neither the selection nor a voucher tells their day. Have the other system "
                    + "write SelectionStartDate and SelectionEndDate.")
        }
        let sum = postings.reduce(Int128(0)) { $0 + Int128($1.amount.ore) }
        if sum != 0 { try balance(&postings, sum) }
        warnAboutResultAccounts()
        if let period = ledger.books.closedPeriod(containing: day) {
            error(
                "period-closed", file: headers.first?.file,
                "the opening balances are dated \(day), in the closed period \(period). Reopen it with 'bilag period "
                    + "reopen \(period)'.")
        }
        guard !findings.hasErrors else { return }
        let voucher = Voucher(
            number: try VoucherNumber(series: "opening", number: day.description), date: day,
            text: options.balancesOnly ? "Inngående balanse (overtatt utgående saldo)" : "Inngående balanse",
            kind: .opening, postings: postings)
        do { try ledger.post(voucher) } catch let refusal as VoucherError {
            error("voucher-refused", file: headers.first?.file, "\(refusal)")
        } catch is MoneyOverflow {
            error(
                "amount-too-large", file: headers.first?.file,
                "the opening balances hold sums that cannot be right. Look for an amount with too many digits.")
        }
    }

    /// The first day of the selection; with balances only, the day after its last.
    var openingDay: CalendarDate? {
        if options.balancesOnly { return (selection?.upperBound ?? lastDate)?.adding(days: 1) }
        guard let start = selection?.lowerBound else {
            return firstDate.flatMap { CalendarDate(year: $0.year, month: 1, day: 1) }
        }
        // Periods of a fiscal year that deviates from the calendar begin as many months later or earlier.
        let statesDates = headers.contains { $0.header.selectionStart != nil }
        guard !statesDates, periods.usual != 0 else { return start }
        let month = start.year * 12 + start.month - 1 + periods.usual
        return CalendarDate(year: month / 12, month: month % 12 + 1, day: 1)
    }

    /// Each account's balance; on control accounts split by party, the rest without one.
    private func openingPostings() -> [Posting] {
        var byAccount: [String: [(PartyReference, Int64)]] = [:]
        for party in parties {
            let role: PartyReference.Role = party.role == .customer ? .customer : .supplier
            for balance in party.balances {
                let ore = (options.balancesOnly ? balance.closing : balance.opening) ?? 0
                guard let account = balance.account, ore != 0 else { continue }
                byAccount[account, default: []].append((PartyReference(role, party.id), ore))
            }
        }
        var postings: [Posting] = []
        for entry in chart.entries {
            guard let stated = entry.stated else { continue }
            var rest = Int128((options.balancesOnly ? stated.closing : stated.opening) ?? 0)
            for (party, ore) in byAccount[entry.number.text] ?? [] {
                postings.append(Posting(account: entry.number, amount: Money(ore: ore), party: party))
                rest -= Int128(ore)
            }
            if rest != 0 { postings.append(Posting(account: entry.number, amount: Money(ore: Int64(clamping: rest)))) }
        }
        return postings
    }

    /// Puts a difference where everybody sees it. Where no income or cost account has an opening balance, the balance
    /// sheet alone does not sum to zero, which is what a result does that was not carried to equity.
    private func balance(_ postings: inout [Posting], _ sum: Int128) throws {
        let results = chart.entries.filter { $0.isResult && ($0.stated?.opening ?? 0) != 0 }
        let isUndisposedResult = results.isEmpty && !options.balancesOnly
        let account = differenceAccount()
        let message =
            "the \(options.balancesOnly ? "closing" : "opening") balances sum to \(kroner(sum)), not to zero"
            + (isUndisposedResult
                ? "; no income or cost account has an opening balance, so this is what an earlier result not carried "
                    + "to equity leaves (\(sum > 0 ? "a profit" : "a loss")). The difference was posted on account "
                    + "\(account); move it to the right equity account, or name another with "
                    + "--opening-difference-account."
                : ". Export from the first day of the fiscal year. Else the difference is posted on account "
                    + "\(account), and must be explained.")
        if isUndisposedResult {
            warning("opening-imbalance", file: headers.first?.file, path: "MasterFiles/GeneralLedgerAccounts", message)
        } else {
            choice("opening-imbalance", file: headers.first?.file, path: "MasterFiles/GeneralLedgerAccounts", message)
        }
        guard !findings.hasErrors else { return }
        guard let difference = Int64(exactly: -sum) else {
            return error(
                "amount-too-large", file: headers.first?.file,
                "the opening balances hold sums that cannot be right. Look for an amount with too many digits.")
        }
        if ledger.books.accounts[account] == nil {
            try ledger.open(Account(number: account, name: SAFTImportRun.differenceAccountName))
        }
        postings.append(
            Posting(
                account: account, amount: Money(ore: difference),
                text: "Differanse i inngående balanse (\(isUndisposedResult ? "udisponert resultat" : "uforklart"))"))
    }

    static let differenceAccountName = "Differanse i inngående balanse"

    /// The account the user named; else a free one at the end of equity (20), opened for the purpose.
    private func differenceAccount() -> AccountNumber {
        if let named = options.openingDifferenceAccount { return named }
        let candidates = (2090...2099).reversed().map(String.init) + ["IB-DIFFERANSE"]
        let free = candidates.compactMap { try? AccountNumber($0) }.first { number in
            ledger.books.accounts[number].map { $0.name == SAFTImportRun.differenceAccountName } ?? true
                && chart.position(number.text).map { chart[$0].stated?.name == SAFTImportRun.differenceAccountName }
                    ?? true
        }
        guard let account = free ?? chart.entries.first?.number else {
            preconditionFailure("there is a difference only where there are accounts")
        }
        return account
    }

    private func warnAboutResultAccounts() {
        let withOpening = chart.entries.filter { $0.isResult && ($0.stated?.opening ?? 0) != 0 }
        guard !withOpening.isEmpty, !options.balancesOnly else { return }
        warning(
            "opening-income-balances", file: headers.first?.file, path: "MasterFiles/GeneralLedgerAccounts",
            "income and cost accounts have opening balances ("
                + listedShort(withOpening.map(\.number.text))
                + "): the file starts within a year. They were taken over as figures for the year to date, without "
                + "VAT. Export from the first day of the fiscal year to have the vouchers behind them.")
    }
}
