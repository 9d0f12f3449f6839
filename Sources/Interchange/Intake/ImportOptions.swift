import Ledger
import Values

/// What the user decides about an import of postings that bring no master files, and what the books say that the
/// transaction cannot.
public struct ImportOptions {
    /// Standard codes for the file's own VAT codes; they are recorded in the books.
    public var mapping = VATMappingFile()
    /// The file's VAT codes are the standard codes themselves, where neither mapping nor books say otherwise.
    public var codesAreStandard = false
    /// Codes of notices that would refuse the import, and shall not.
    public var allowed: Set<String> = []
    /// The VAT accounts on which VAT is posted that lies inside an amount, by standard code.
    public var vatAccounts: [VATCode: AccountNumber] = [:]
    /// Nothing is kept; the report says what would be.
    public var isDryRun = false
    /// Balances of the books at the end of a day.
    public var balances: ((CalendarDate) throws -> [AccountNumber: Money])?
    /// Visits the imported vouchers of the books that are dated within the days.
    public var importedVouchers: ((ClosedRange<CalendarDate>, (Voucher) throws -> Void) throws -> Void)?
    /// Told the bytes read so far and in all, now and then.
    public var progress: ((_ read: Int64, _ total: Int64) -> Void)?

    public init() {}
}

/// Thrown to undo an import that must be read in another way than it looked at first, and started again so.
public struct ImportRestart: Error, Sendable {
    public enum Reason: Hashable, Sendable {
        /// Rows of one voucher do not stand together.
        case scatteredRows
        /// A file that calls itself UTF-8 holds bytes of Windows-1252.
        case undeclaredWindows1252
    }

    public let reason: Reason
}
