import EventLog
import Ledger
import Values

/// What of the books goes out: the vouchers of some days, as the log had them at a size.
public struct ExportRange {
    public let log: any EventLog
    public let size: UInt64
    public let books: Books
    public let days: ClosedRange<CalendarDate>

    public init(log: any EventLog, size: UInt64, books: Books, days: ClosedRange<CalendarDate>) {
        self.log = log
        self.size = size
        self.books = books
        self.days = days
    }

    /// Visits every voucher up to the last day, in order of the log.
    func visitAll(_ visit: (PostedVoucher) throws -> Void) throws {
        guard size > 0 else { return }
        var view = VoucherView()
        try log.read(1...size) { entry in
            guard try view.read(entry), view.date <= days.upperBound, let posted = try PostedVoucher(reading: entry)
            else { return }
            try visit(posted)
        }
    }

    /// The voucher in an entry.
    func voucher(_ sequence: UInt64) throws -> PostedVoucher? {
        var found: PostedVoucher?
        try log.read(sequence...sequence) { found = try PostedVoucher(reading: $0) }
        return found
    }
}

/// What an account, or a party's account, comes to over the days of an export, in øre, debit positive.
struct ExportBalance {
    var opening: Int128 = 0
    var movement: Int128 = 0

    /// Something was posted, though it may come to nothing.
    var hasMovement = false

    var closing: Int128 { opening + movement }
    var isIdle: Bool { opening == 0 && !hasMovement }
}

/// The balances of an export. Income and cost begin each calendar year at zero, so that only what was posted in the year
/// of the first day is in their opening balance; what earlier years left undisposed stands nowhere then.
struct ExportBalances {
    let days: ClosedRange<CalendarDate>
    private(set) var accounts: [AccountNumber: ExportBalance] = [:]
    private(set) var parties: [PartyReference: [AccountNumber: ExportBalance]] = [:]

    init(days: ClosedRange<CalendarDate>) { self.days = days }

    /// Balances carried into the books are part of the opening, whenever in the days they are dated.
    mutating func add(_ voucher: Voucher) {
        let isOpening = voucher.kind == .opening || voucher.date < days.lowerBound
        let isEarlierYear = voucher.date < days.lowerBound && voucher.date.year < days.lowerBound.year
        for posting in voucher.postings {
            if isEarlierYear, posting.account.isOfResult { continue }
            let ore = Int128(posting.amount.ore)
            ExportBalances.add(ore, isOpening, to: &accounts[posting.account, default: ExportBalance()])
            if let party = posting.party {
                ExportBalances.add(
                    ore, isOpening, to: &parties[party, default: [:]][posting.account, default: ExportBalance()])
            }
        }
    }

    private static func add(_ ore: Int128, _ isOpening: Bool, to balance: inout ExportBalance) {
        if isOpening {
            balance.opening += ore
        } else {
            balance.movement += ore
            balance.hasMovement = true
        }
    }
}

/// Why books could not go out.
public enum ExportError: Error, Equatable, CustomStringConvertible {
    /// More than SAF-T can write: 16 digits before the decimals.
    case amountTooLarge(String)
    case noPostings(ClosedRange<CalendarDate>)
    case moreThanAYear(ClosedRange<CalendarDate>)
    case fileTooLarge(String)
    case numberTooLong(String)
    /// A single file was named for so many.
    case severalParts(Int)
    /// What reading the file back did not find as the books have it.
    case differsFromBooks([String])

    public var description: String {
        switch self {
        case .amountTooLarge(let place):
            "\(place) is larger than the 9 999 999 999 999 999.99 kroner that SAF-T can write. Look for an amount that "
                + "cannot be right."
        case .noPostings(let days):
            "There are no postings from \(days.lowerBound) to \(days.upperBound). 'bilag report trial-balance' shows "
                + "which days have some."
        case .moreThanAYear(let days):
            "\(days.lowerBound) to \(days.upperBound) is more than a year, and a SAF-T file covers at most one fiscal "
                + "year. Export each year by itself."
        case .fileTooLarge(let name):
            "\(name) would be larger than the 2 GB that the authority takes in one file. Export fewer days, or with "
                + "--split."
        case .numberTooLong(let number):
            "The number of voucher \(number) has more than the 70 characters that SAF-T takes, and cut it would no longer "
                + "tell which voucher is meant. Export the days before and after it."
        case .severalParts(let count):
            "The export has \(count) parts, and -o names one XML file. Let its name end in .zip, or give --dir DIR."
        case .differsFromBooks(let differences):
            "The export was read back and is not what the books hold; nothing was written. "
                + differences.joined(separator: " ")
        }
    }
}
