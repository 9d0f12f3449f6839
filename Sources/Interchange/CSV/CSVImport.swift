import Ledger
import Values

/// What the user decides about an import of a CSV file.
public struct CSVImportOptions {
    public var shared = ImportOptions()
    public var profile = CSVProfile.own
    /// Names the product that the vouchers come from, where the profile does not.
    public var system: String?
    /// `.` or `,` where the file's numbers do not tell.
    public var decimalMark: Character?
    /// Dates with slashes are day/month/year.
    public var dayFirst = false
    /// The number and date of the one voucher in a file that has no columns for them.
    public var voucher: String?
    public var date: CalendarDate?
    /// Rows of one voucher do not stand together; set when a first reading found it.
    public var rowsAreScattered = false

    public init() {}
}

/// Imports vouchers from a CSV file (reference section 11), as one change of the books or none.
///
/// The file is streamed: memory holds some bytes for each voucher, and the rows of those that do not stand together.
public struct CSVImport {
    private let options: CSVImportOptions

    public init(options: CSVImportOptions = CSVImportOptions()) { self.options = options }

    /// Reads, checks and posts. Call it inside the log's transaction, and let what it throws end that transaction.
    ///
    /// - Throws: `ImportRollback` when the import is rejected or a dry run; `ImportRestart` when it must be run again
    ///   with `rowsAreScattered`; else only what the log throws.
    public func run(_ file: ImportFile, into transaction: LedgerTransaction) throws -> ImportReport {
        let report = try CSVImportRun(options, transaction, file).run()
        if report.outcome == .rejected || (options.shared.isDryRun && report.outcome != .alreadyImported) {
            throw ImportRollback(report: report)
        }
        return report
    }
}
