import Formats
import Ledger
import Values

/// A value folded from the vouchers in the order of the log, without I/O or clock. Its saved form is a cache.
public protocol Projection: Equatable, Sendable {
    static var name: String { get }
    /// The shape of the saved form. A saved form of another version is ignored.
    static var version: Int { get }

    init()

    /// - Throws: `MoneyOverflow`.
    mutating func apply(_ voucher: VoucherView) throws

    /// The saved form: canonical JSON, the same bytes for the same value.
    var savedBytes: [UInt8] { get }

    /// - Throws: `JSONError` when the bytes are not a saved form.
    init(savedBytes: [UInt8]) throws
}

/// Int64 sums that detect overflow, for folds that count øre.
func sum(_ left: Int64, _ right: Int64) throws(MoneyOverflow) -> Int64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    if overflow { throw MoneyOverflow() }
    return sum
}
