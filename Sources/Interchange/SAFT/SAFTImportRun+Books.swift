import Ledger
import Values

/// Agreement of a later file with what the books hold.
extension SAFTImportRun {
    /// Opening = what the books closed with; income starts each year at zero, and its result may have gone to equity.
    func checkOpenings() throws {
        guard let start = selection?.lowerBound, let read = options.balances else { return }
        let before = try balances(before: start, read)
        let priorYears = try resultsOfPriorYears(to: start.year, read)
        let lastYears = start.month == 1 && start.day == 1 ? before : try read(yearEnd(before: start.year))
        var differences: [String] = []
        var equity: Int128 = 0
        for entry in chart.entries {
            guard let opening = entry.stated?.opening else {
                // Equity that the file no longer has went to another account of it.
                if SAFTImportRun.isEquity(entry.number) { equity -= Int128(before[entry.number]?.ore ?? 0) }
                continue
            }
            let all = Int128(before[entry.number]?.ore ?? 0)
            let books = entry.isResult ? all - Int128(lastYears[entry.number]?.ore ?? 0) : all
            let difference = Int128(opening) - books
            if SAFTImportRun.isEquity(entry.number) {
                equity += difference
            } else if difference != 0 {
                differences.append("\(entry.number) has \(kroner(books)) in the books and \(kroner(Int128(opening)))")
            }
        }
        let undisposed = differenceAccounts.reduce(Int128(0)) { $0 - Int128(before[$1]?.ore ?? 0) }
        let explained = priorYears.contains { $0 == equity || $0 + undisposed == equity }
        if !explained { differences.append("equity differs by \(kroner(equity)), which is no year's result") }
        guard !differences.isEmpty else { return }
        choice(
            "opening-differs-from-books", file: headers.first?.file, path: "MasterFiles/GeneralLedgerAccounts",
            "opening balances are not those the books had before \(start): " + listedShort(differences)
                + " in the file. Import what changed in the earlier period first.")
    }

    /// Equity proper, and the accounts of class 8 that results are disposed on.
    private static func isEquity(_ number: AccountNumber) -> Bool {
        number.text.hasPrefix("20") || number.text.hasPrefix("88") || number.text.hasPrefix("89")
    }

    /// The opening voucher of the first import stands on the first day itself.
    private func balances(
        before start: CalendarDate, _ read: (CalendarDate) throws -> [AccountNumber: Money]
    ) throws -> [AccountNumber: Money] {
        let number = try VoucherNumber(series: "opening", number: start.description)
        guard let opening = try ledger.voucher(number)?.voucher else { return try read(start.adding(days: -1)) }
        var balances: [AccountNumber: Money] = [:]
        for posting in opening.postings {
            balances[posting.account] = try balances[posting.account, default: .zero] + posting.amount
        }
        return balances
    }

    /// What the results up to the end of each earlier year sum to, and zero: how much of them may be in equity.
    private func resultsOfPriorYears(
        to year: Int, _ read: (CalendarDate) throws -> [AccountNumber: Money]
    ) throws -> [Int128] {
        var sums: [Int128] = [0]
        let first = ledger.books.imports.compactMap { $0.from?.year }.min() ?? year
        guard first < year, year - first < 100 else { return sums }
        for next in first + 1...year {
            let balances = try read(yearEnd(before: next))
            sums.append(
                balances.filter { $0.key.isOfResult }
                    .reduce(Int128(0)) { $0 + Int128($1.value.ore) })
        }
        return sums
    }

    private func yearEnd(before year: Int) throws -> CalendarDate { try CalendarDate("\(padded(year - 1))-12-31") }

    private func padded(_ year: Int) -> String { String("0000\(year)".suffix(4)) }

    private var differenceAccounts: [AccountNumber] {
        ledger.books.accounts.values.filter { $0.name == SAFTImportRun.differenceAccountName }.map(\.number)
            + [options.openingDifferenceAccount].compactMap { $0 }
    }

    func checkBooks() throws {
        guard let visit = options.importedVouchers, let selection else { return }
        try intake.checkAgainstBooks(selection, statesDays: true, file: headers.first?.file, visit)
    }
}
