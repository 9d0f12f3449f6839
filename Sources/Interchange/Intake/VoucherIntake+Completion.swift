import Ledger
import Values

/// The end of an import: checks over all that came, and the event that says what it brought.
extension VoucherIntake {
    func checkGaps(in file: String?) {
        for (name, series) in series.sorted(by: { $0.key < $1.key }) {
            var numbers = series.numbers
            numbers.settle()
            let runs = numbers.runs
            let gaps = runs.count - 1
            let count = runs.reduce(0) { $0 + Int(clamping: $1.upperBound - $1.lowerBound) + 1 }
            let missing = zip(runs, runs.dropFirst()).prefix(10).map { run, next in
                let (first, last) = (run.upperBound + 1, next.lowerBound - 1)
                return first == last ? "\(first)" : "\(first)–\(last)"
            }
            // Every number of a random kind "misses" its neighbours: nothing was numbered in sequence.
            guard gaps > 0, gaps * 2 < count else { continue }
            findings.warning(
                ImportNotice(
                    code: "voucher-number-gaps", file: file, line: nil, path: nil,
                    message: "series \(name) lacks \(missing.joined(separator: ", "))"
                        + (gaps > 10 ? " and \(gaps - 10) more" : "") + "."))
        }
    }

    /// What earlier imports brought and this one does not have, and vouchers that the books have under other numbers.
    ///
    /// - Parameters:
    ///   - statesDays: the file says that it covers the days. Of one that does not, that is known only when it has
    ///     vouchers that came before.
    ///   - visit: visits the vouchers that the books had before the import and that are dated within the days.
    func checkAgainstBooks(
        _ days: ClosedRange<CalendarDate>, statesDays: Bool, file: String?,
        _ visit: (ClosedRange<CalendarDate>, (Voucher) throws -> Void) throws -> Void
    ) throws {
        guard comparesEssences, firstDate != nil else { return }
        var vanished: [String] = []
        var isInBooks: Set<VoucherEssence> = []
        try visit(days) { voucher in
            guard voucher.kind == .ordinary else { return }
            let essence = VoucherEssence(voucher)
            if newEssences.contains(essence) { isInBooks.insert(essence) }
            guard hasEarlierImports, voucher.source?.system == system, !seen.contains(voucher.number) else { return }
            vanished.append(voucher.number.description)
        }
        if alreadyKnown == 0, !isInBooks.isEmpty, statesAll || isInBooks.count * 2 >= newEssences.count {
            return findings.choice(
                ImportNotice(
                    code: "export-renumbered", file: file, line: nil, path: nil,
                    message:
                        "\(isInBooks.count) of \(newEssences.count) vouchers have the day, accounts and amounts of "
                        + "vouchers that are in the books under other numbers. Either the file holds what the books had "
                        + "already, and would count it twice, or these are others that happen to be alike."))
        }
        guard !vanished.isEmpty, statesDays || alreadyKnown > 0 else { return }
        findings.warning(
            ImportNotice(
                code: "voucher-vanished", file: file, line: nil, path: nil,
                message: "\(vanished.count) vouchers of the period are in the books but not in the file: "
                    + listedShort(vanished) + ". Ask why they are gone, and reverse them if they should be."))
    }

    /// Records what the import brought, unless it is rejected.
    func complete(
        _ files: [ImportRecord.File], profile: String? = nil, from: CalendarDate?, to: CalendarDate?
    ) throws {
        guard !findings.hasErrors else { return }
        let record = ImportRecord(
            format: format, profile: profile, files: files, system: system, from: from ?? firstDate,
            to: to ?? lastDate, vouchers: vouchers, postings: postings, alreadyKnown: alreadyKnown,
            warnings: findings.warningCounts, vatMapping: mapping, accountMapping: accountsUsed)
        try ledger.record(.importCompleted(record))
    }

    var mapping: [VATMappingUsed] {
        mappingUsed.sorted {
            ($0.ledgerCode, $0.from?.description ?? "", $0.code?.number ?? -1)
                < ($1.ledgerCode, $1.from?.description ?? "", $1.code?.number ?? -1)
        }
    }

    var report: ImportReport {
        let outcome: ImportReport.Outcome =
            findings.hasErrors ? .rejected : findings.warningCounts.isEmpty ? .accepted : .acceptedWithWarnings
        let isRejected = outcome == .rejected
        return ImportReport(
            outcome: outcome, vouchers: isRejected ? 0 : vouchers, postings: isRejected ? 0 : postings,
            alreadyKnown: isRejected ? 0 : alreadyKnown, warnings: findings.warnings, errors: findings.errors,
            unlistedWarnings: findings.unlistedWarnings, unlistedErrors: findings.unlistedErrors, mapping: mapping,
            accountMapping: accountsUsed, days: firstDate.flatMap { first in lastDate.map { first...$0 } },
            debits: isRejected ? .zero : Int64(exactly: debits).map { Money(ore: $0) })
    }
}
