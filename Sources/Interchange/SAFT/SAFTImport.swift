import Cryptography
import Formats
import Ledger
import Values

/// A file to import, by the name that messages give it.
public struct ImportFile {
    public let name: String
    /// Opens the file at its start; called once for each pass over it.
    public let open: () throws -> any ByteSource & PositionedBytes

    public init(name: String, open: @escaping () throws -> any ByteSource & PositionedBytes) {
        self.name = name
        self.open = open
    }

    /// The file at a path, named by its last part.
    public init(path: String) {
        self.init(name: path.split(separator: "/").last.map(String.init) ?? path) { try FileBytes(path: path) }
    }
}

/// What the user decides about an import of SAF-T Financial files, and what the books say that the transaction cannot.
public struct SAFTImportOptions {
    /// Standard codes for the ledger's VAT codes; they go before the file's own table, and are recorded in the books.
    public var mapping = VATMappingFile()
    /// Codes of notices that would refuse the import, and shall not.
    public var allowed: Set<String> = []
    /// Where opening balances that do not sum to zero put their difference. Nil: an account of its own, opened for it.
    public var openingDifferenceAccount: AccountNumber?
    /// Only the closing balances are taken over, as one opening voucher on the day after.
    public var balancesOnly = false
    /// Files that call themselves UTF-8 and are not are read as Windows-1252; set when a first reading found one.
    public var readsUndeclaredWindows1252 = false
    /// Nothing is kept; the report says what would be.
    public var isDryRun = false
    /// Balances of the books at the end of a day. Nil: opening balances of later files are not compared with them.
    public var balances: ((CalendarDate) throws -> [AccountNumber: Money])?
    /// Visits the imported vouchers of the books that are dated within the days. Nil: vouchers that vanished from the
    /// other system, and exports that were numbered anew, are not noticed.
    public var importedVouchers: ((ClosedRange<CalendarDate>, (Voucher) throws -> Void) throws -> Void)?
    /// Told the bytes read so far and in all, now and then.
    public var progress: ((_ read: Int64, _ total: Int64) -> Void)?

    public init() {}
}

/// Imports SAF-T Financial files, versions 1.0 to 1.40, as one import: all of it enters the books or nothing.
///
/// The files are streamed: memory holds the master files and a few bytes for each voucher, whatever their size.
public struct SAFTImport {
    private let options: SAFTImportOptions

    public init(options: SAFTImportOptions = SAFTImportOptions()) { self.options = options }

    /// Reads, checks and posts. Call it inside the log's transaction, and let what it throws end that transaction.
    ///
    /// - Throws: `ImportRollback` with the report when the import is rejected or a dry run; `ImportRestart` when it must
    ///   be run again with `readsUndeclaredWindows1252`; else only what the log throws. What is wrong with the files is in the report.
    public func run(_ files: [ImportFile], into transaction: LedgerTransaction) throws -> ImportReport {
        let run = SAFTImportRun(options, transaction)
        let report = try run.run(files)
        if try !options.readsUndeclaredWindows1252 && run.holdsUndeclaredWindows1252() {
            throw ImportRestart(reason: .undeclaredWindows1252)
        }
        if report.outcome == .rejected || (options.isDryRun && report.outcome != .alreadyImported) {
            throw ImportRollback(report: report)
        }
        return report
    }
}
