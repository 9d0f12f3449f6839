import EventLog
import Ledger
import Values

/// The projections that reports and documents are made from, folded together in one pass over the log: pure folds over
/// the vouchers in the order of the log, without I/O or clock.
public struct Figures: Equatable, Sendable {
    public internal(set) var trialBalance = TrialBalance()
    public internal(set) var vatPostings = VATPostings()
    /// The entries folded so far.
    public internal(set) var size: UInt64 = 0
    /// The accounts of the lines of the voucher that was folded last, as numbers that stay theirs.
    public private(set) var numbers: [Int] = []

    public init() {}

    /// Folds one entry; entries that are no vouchers move no money.
    ///
    /// - Returns: whether it is a voucher, which `view` then shows.
    @discardableResult
    public mutating func apply(_ entry: StoredEntry, _ view: inout VoucherView) throws -> Bool {
        size = entry.sequence
        guard try view.read(entry) else { return false }
        try apply(view)
        return true
    }

    /// Folds a voucher, whether it lies in the log or not.
    public mutating func apply(_ voucher: VoucherView) throws {
        trialBalance.number(voucher.lines, into: &numbers)
        try trialBalance.apply(voucher, numbers: numbers)
        try vatPostings.apply(voucher, numbers: numbers, accounts: trialBalance.accounts)
    }

    public static func == (left: Figures, right: Figures) -> Bool {
        left.size == right.size && left.trialBalance == right.trialBalance && left.vatPostings == right.vatPostings
    }
}

/// Which figures to load. Loading less costs less; what was not loaded throws when it is asked for.
public enum FiguresScope: Sendable {
    case everything
    /// The trial balance of whole months.
    case months
    /// The trial balance and the VAT of some days.
    case days(ClosedRange<CalendarDate>)
}

extension Figures {
    /// The figures after the first `size` entries: from saved ones where there are any, and the entries that came after.
    public static func load(
        from log: any EventLog, size: UInt64, _ scope: FiguresScope = .everything
    ) throws -> Figures {
        try log.readingOneState {
            do {
                if let saved = try SavedFigures(log) { return try saved.figures(at: size, scope) }
            } catch is SavedReader.Damaged {
                // A damaged cache costs time, not figures.
            }
            return try FiguresFold(folding: log, upTo: size).figures
        }
    }
}
