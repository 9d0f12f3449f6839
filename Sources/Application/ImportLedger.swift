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
                return try changeAndFold { ledger in
                    try keepingFilings(as: ledger) { try body(ledger, restarts) }
                }
            } catch let rollback as ImportRollback {
                return rollback.report
            } catch let restart as ImportRestart where restarts.insert(restart.reason).inserted {
                continue
            }
        }
    }

    /// A change that may add very many entries: they are folded as they are stored, and the saved figures brought up to
    /// date when all is durable, which the next reader would have to do otherwise.
    func changeAndFold<Result>(_ body: (LedgerTransaction) throws -> Result) throws -> Result {
        try FiguresFold.bringUpToDate(log, size: log.size())
        let watch = FoldWatch(after: try log.size())
        let result = try change { ledger, writer in
            writer.watch(watch.see)
            return try body(ledger)
        }
        // A cache that cannot be saved must not make the change look as if it failed.
        try? watch.fold?.save(in: log)
        return result
    }

    /// Records which standard codes the ledger's VAT codes stand for. Rows that hold already are not stated again.
    ///
    /// - Returns: the rows that were new.
    /// - Throws: `BooksError.mappingMovesFiling` when it would change the return of a filing that is on its way.
    public func map(_ mapping: VATMappingFile) throws -> [VATCodeMapping] {
        try change { ledger, _ in
            try keepingFilings(as: ledger) { try OpenBooks.record(mapping, in: ledger) }
        }
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
        let rows = try Figures.load(from: log, size: size, .days(day...day)).trialBalance.rows(from: day, to: day)
        return Dictionary(rows.map { ($0.account, $0.closing) }, uniquingKeysWith: { first, _ in first })
    }

    private func visitImported(
        _ days: ClosedRange<CalendarDate>, upTo size: UInt64, _ visit: (Voucher) throws -> Void
    ) throws {
        var view = VoucherView()
        try VoucherFinder(log, size: size).visit(in: days) { entry in
            guard try view.read(entry), days.contains(view.date), let posted = try PostedVoucher(reading: entry) else {
                return
            }
            try visit(posted.voucher)
        }
    }
}

/// Folds the entries of a transaction while they are stored.
private final class FoldWatch {
    /// Nil when the log moved on before the transaction began.
    private(set) var fold: FiguresFold?
    private var view = VoucherView()

    init(after size: UInt64) { fold = FiguresFold(after: size) }

    func see(_ entry: StoredEntry) throws {
        guard fold?.figures.size == entry.sequence - 1 else {
            fold = nil
            return
        }
        try fold?.apply(entry, &view)
    }
}
