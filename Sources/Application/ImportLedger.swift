import EventLog
import Interchange
import Ledger
import Projections
import Values

extension OpenBooks {
    /// Imports SAF-T Financial files as one change of the books, or none, and brings the saved figures up to date.
    ///
    /// - Returns: what was imported, or what is wrong with the files; a rejected import and a dry run leave the books as
    ///   they were.
    public func importSAFT(_ files: [ImportFile], options: SAFTImportOptions) throws -> ImportReport {
        var options = options
        let size = try log.size()
        options.balances = { day in try self.balances(at: day, size: size) }
        options.importedVouchers = { days, visit in try self.visitImported(days, upTo: size, visit) }
        let report: ImportReport
        do {
            report = try change { ledger, _ in
                let report = try SAFTImport(options: options).run(files, into: ledger)
                if report.outcome == .alreadyImported, !options.isDryRun {
                    try OpenBooks.record(options.mapping, in: ledger)
                }
                return report
            }
        } catch let rollback as ImportRollback {
            return rollback.report
        }
        // The next reader would do it otherwise.
        if report.outcome != .alreadyImported { _ = try figures() }
        return report
    }

    /// Records which standard codes the ledger's VAT codes stand for. Rows that hold already are not stated again.
    ///
    /// - Returns: the rows that were new.
    public func map(_ mapping: VATMappingFile) throws -> [VATCodeMapping] {
        try change { ledger, _ in try OpenBooks.record(mapping, in: ledger) }
    }

    @discardableResult
    private static func record(_ mapping: VATMappingFile, in ledger: LedgerTransaction) throws -> [VATCodeMapping] {
        let rows = mapping.rows.map {
            VATCodeMapping(ledgerCode: $0.ledgerCode, from: $0.from, to: $0.to, code: $0.code, origin: .person)
        }
        let new = rows.filter { !ledger.books.holds($0) }
        for row in new { try ledger.record(.vatCodeMapped(row)) }
        return new
    }

    private func balances(at day: CalendarDate, size: UInt64) throws -> [AccountNumber: Money] {
        let rows = try Figures.load(from: log, size: size).trialBalance.rows(from: day, to: day)
        return Dictionary(rows.map { ($0.account, $0.closing) }, uniquingKeysWith: { first, _ in first })
    }

    private func visitImported(
        _ days: ClosedRange<CalendarDate>, upTo size: UInt64, _ visit: (Voucher) throws -> Void
    ) throws {
        guard size > 0 else { return }
        var view = VoucherView()
        try log.read(1...size) { entry in
            guard try view.read(entry), days.contains(view.date), let posted = try PostedVoucher(entry.decoded()) else {
                return
            }
            try visit(posted.voucher)
        }
    }
}
