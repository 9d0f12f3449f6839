import Cryptography
import Ledger
import Values

/// Checks over everything once it is read: control totals, balances, numbers, periods.
extension SAFTImportRun {
    func entriesEnded(_ stream: SAFTStream) {
        let totals = stream.totals
        let count = totals.statedCount
        if count.map({ $0.number != totals.count }) ?? true {
            stream.report(
                .error, "number-of-entries",
                "NumberOfEntries is \(count.map { "\($0.number)" } ?? "missing"), but the file has \(totals.count) "
                    + "vouchers. It may be incomplete: export it again.",
                at: (count?.line ?? stream.place.line, 1), element: "NumberOfEntries")
        }
        guard !totals.isIncomplete else { return }
        check(totals.statedDebit, totals.debit, "TotalDebit", "total-debit", stream)
        check(totals.statedCredit, totals.credit, "TotalCredit", "total-credit", stream)
    }

    private func check(
        _ stated: (ore: Int64, line: Int)?, _ sum: Int128, _ element: String, _ code: String, _ stream: SAFTStream
    ) {
        guard stated.map({ Int128($0.ore) != sum }) ?? true else { return }
        stream.report(
            .error, code,
            "\(element) is \(stated.map { kroner(Int128($0.ore)) } ?? "missing"), but the lines sum to \(kroner(sum)). "
                + "The file may be incomplete: export it again.",
            at: (stated?.line ?? stream.place.line, 1), element: element)
    }

    func finish(_ files: [ImportFile], _ hashes: [Int: SHA256Digest]) throws {
        checkForms()
        proposeCodes()
        checkClosings()
        checkParties()
        checkPeriods()
        intake.checkGaps(in: headers.first?.file)
        try checkBooks()
        try postOpening()
        // Balances alone say what the books begin with, and nothing of the days before.
        let taken = options.balancesOnly ? openingDay.map { $0...$0 } : selection
        try intake.complete(
            files.enumerated().map { index, file in
                ImportRecord.File(name: file.name, sha256: hashes[index]?.hex ?? "")
            }, from: taken?.lowerBound, to: taken?.upperBound)
    }

    /// Opening + movement = stated closing, per account.
    private func checkClosings() {
        // Without entries there is no movement to compare with.
        guard firstDate != nil else { return }
        for entry in chart.entries {
            guard let stated = entry.stated, let closing = stated.closing else { continue }
            let expected = Int128(stated.opening ?? 0) + entry.movement
            guard expected != Int128(closing) else { continue }
            warning(
                "closing-differs", file: entry.file, line: stated.line,
                path: "MasterFiles/GeneralLedgerAccounts/Account[\(entry.number)]",
                "account \(entry.number) opens with \(kroner(Int128(stated.opening ?? 0))) and moves by "
                    + "\(kroner(entry.movement)), which gives \(kroner(expected)), but is stated to close with "
                    + "\(kroner(Int128(closing))): \(kroner(Int128(closing) - expected)) off.")
        }
    }

    private func checkParties() {
        var sums: [String: (opening: Int128, closing: Int128)] = [:]
        for party in parties {
            for balance in party.balances {
                guard let account = balance.account else { continue }
                sums[account, default: (0, 0)].opening += Int128(balance.opening ?? 0)
                sums[account, default: (0, 0)].closing += Int128(balance.closing ?? 0)
            }
        }
        for (account, sum) in sums.sorted(by: { $0.key < $1.key }) {
            guard let position = chart.position(account), let stated = chart[position].stated else { continue }
            let pairs = [
                ("opening", sum.opening, stated.opening ?? 0), ("closing", sum.closing, stated.closing ?? 0),
            ]
            for (name, sum, own) in pairs where sum != Int128(own) {
                warning(
                    "party-balances-differ", file: chart[position].file, line: stated.line,
                    path: "MasterFiles/GeneralLedgerAccounts/Account[\(account)]",
                    "the \(name) balances of the parties on account \(account) sum to \(kroner(sum)), but the account "
                        + "has \(kroner(Int128(own))).")
            }
        }
        for entry in chart.entries where entry.linesWithoutParty > 0 {
            warning(
                "party-missing", file: entry.firstLineWithoutParty?.file, line: entry.firstLineWithoutParty?.line,
                path: nil,
                "\(entry.linesWithoutParty) lines on account \(entry.number) name no customer or supplier; they were "
                    + "imported on the account alone.")
        }
    }

    private func checkPeriods() {
        let usual = periods.usual
        if usual != 0 {
            warning(
                "fiscal-year-differs", file: headers.first?.file,
                "the periods are \(usual) months from the calendar's, as in a fiscal year of the company's own. VAT "
                    + "terms follow the dates.")
        }
        for (_, shift) in periods.shifts.filter({ $0.key != usual }).sorted(by: { $0.key < $1.key }) {
            warning(
                "period-differs", file: shift.file, line: shift.line, path: shift.path,
                "Period and PeriodYear do not fit the date in \(shift.count) vouchers, of which this is the first; the "
                    + "date decides.")
        }
    }
}
