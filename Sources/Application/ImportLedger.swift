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
        return try importing { ledger, restarts in
            options.readsUndeclaredWindows1252 = restarts.contains(.undeclaredWindows1252)
            let report = try SAFTImport(options: options).run(files, into: ledger)
            if report.outcome == .alreadyImported, !options.isDryRun {
                try OpenBooks.record(options.mapping, in: ledger)
            }
            return report
        }
    }

    /// Imports vouchers from a CSV file as one change of the books, or none.
    public func importCSV(_ file: ImportFile, options: CSVImportOptions) throws -> ImportReport {
        var options = options
        options.shared = try connected(options.shared)
        return try importing { ledger, restarts in
            options.rowsAreScattered = restarts.contains(.scatteredRows)
            return try CSVImport(options: options).run(file, into: ledger)
        }
    }

    /// Imports vouchers from a journal of hledger, Ledger or Beancount as one change of the books, or none.
    public func importJournal(
        _ path: String, _ syntax: JournalImport.Syntax, options: JournalImportOptions
    ) throws -> ImportReport {
        var options = options
        options.shared = try connected(options.shared)
        return try importing { ledger, _ in
            try JournalImport(syntax, options: options).run(path: path, into: ledger)
        }
    }

    /// The options with what the books say.
    private func connected(_ options: ImportOptions) throws -> ImportOptions {
        var options = options
        let size = try log.size()
        options.balances = { day in try self.balances(at: day, size: size) }
        options.importedVouchers = { days, visit in try self.visitImported(days, upTo: size, visit) }
        return options
    }

    /// Runs an import as one change, anew where it turns out that the file must be read in another way.
    private func importing(
        _ body: (LedgerTransaction, Set<ImportRestart.Reason>) throws -> ImportReport
    ) throws -> ImportReport {
        var restarts: Set<ImportRestart.Reason> = []
        while true {
            do {
                let report = try change { ledger, _ in try body(ledger, restarts) }
                // The next reader would do it otherwise.
                if report.outcome != .alreadyImported { _ = try figures() }
                return report
            } catch let rollback as ImportRollback {
                return rollback.report
            } catch let restart as ImportRestart where restarts.insert(restart.reason).inserted {
                continue
            }
        }
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
