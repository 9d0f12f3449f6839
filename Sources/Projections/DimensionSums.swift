import EventLog
import Ledger
import Values

/// What postings that carry dimensions move, by dimension, value, account and day or month. Postings without any are in
/// the trial balance alone.
struct DimensionSums: Sendable {
    /// What a sum is of.
    enum Share: Hashable, Comparable, Sendable {
        /// All of the postings that carry the dimension.
        case whole
        /// What they leave to no value.
        case rest
        case value(String)
    }

    struct Key: Hashable, Sendable {
        let type: String
        let share: Share
        let account: AccountNumber
        /// Days since the month's first; 0 in sums of whole months.
        let day: Int
        let isOpening: Bool
    }

    private(set) var sums: [Key: TrialBalance.Movement] = [:]

    /// - Throws: `MoneyOverflow`; what reading the entry throws.
    mutating func apply(_ entry: StoredEntry, day: (CalendarDate) -> Int) throws {
        guard entry.mentions(.dimensions), let voucher = try PostedVoucher(reading: entry)?.voucher else { return }
        for posting in voucher.postings {
            for type in Set(posting.dimensions.map(\.type)) {
                func add(_ share: Share, _ amount: Money) throws(MoneyOverflow) {
                    let key = Key(
                        type: type, share: share, account: posting.account, day: day(voucher.date),
                        isOpening: voucher.kind == .opening)
                    var sum = sums[key] ?? TrialBalance.Movement()
                    try sum.add(amount.ore)
                    sums[key] = sum
                }
                try add(.whole, posting.amount)
                for (value, amount) in try posting.split(by: type) {
                    try add(value.map { .value($0) } ?? .rest, amount)
                }
            }
        }
    }

    init() {}

    init(_ reader: inout SavedReader) throws {
        for _ in 0..<(try reader.count()) {
            let type = try reader.text()
            for _ in 0..<(try reader.count()) {
                let share: Share =
                    switch try reader.number(below: 3) {
                    case 0: .whole
                    case 1: .rest
                    default: .value(try reader.text())
                    }
                for _ in 0..<(try reader.count()) {
                    let account = try reader.account()
                    for _ in 0..<(try reader.count()) {
                        let tag = try reader.number(below: 64)
                        let key = Key(
                            type: type, share: share, account: account, day: tag >> 1, isOpening: tag & 1 == 1)
                        sums[key] = TrialBalance.Movement(
                            debitOre: try reader.amount(), creditOre: try reader.amount())
                    }
                }
            }
        }
    }

    /// By dimension, share and account, each in order.
    func write(to saved: inout SavedBytes) {
        let types = Dictionary(grouping: sums) { $0.key.type }
        saved.write(types.count)
        for (type, rows) in types.sorted(by: { DimensionSums.precedes($0.key, $1.key) }) {
            saved.write(type)
            let shares = Dictionary(grouping: rows) { $0.key.share }
            saved.write(shares.count)
            for (share, rows) in shares.sorted(by: { $0.key < $1.key }) {
                saved.write(share)
                let accounts = Dictionary(grouping: rows) { $0.key.account.text }
                saved.write(accounts.count)
                for (account, rows) in accounts.sorted(by: { DimensionSums.precedes($0.key, $1.key) }) {
                    saved.write(account)
                    saved.write(rows.count)
                    for (tag, sum) in rows.map({ ($0.key.tag, $0.value) }).sorted(by: { $0.0 < $1.0 }) {
                        saved.write(tag)
                        saved.write(UInt64(bitPattern: sum.debitOre))
                        saved.write(UInt64(bitPattern: sum.creditOre))
                    }
                }
            }
        }
    }

    fileprivate static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}

extension DimensionSums.Key {
    fileprivate var tag: Int { day << 1 | (isOpening ? 1 : 0) }
}

extension DimensionSums.Share {
    static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.value(let left), .value(let right)): DimensionSums.precedes(left, right)
        default: left.rank < right.rank
        }
    }

    fileprivate var rank: Int {
        switch self {
        case .whole: 0
        case .rest: 1
        case .value: 2
        }
    }
}

extension SavedBytes {
    fileprivate mutating func write(_ share: DimensionSums.Share) {
        write(share.rank)
        if case .value(let value) = share { write(value) }
    }
}

/// By day, for months that a report cuts in two.
struct DimensionDays: MonthDetail {
    static let kind = DetailKind.dimensionDays
    private(set) var sums = DimensionSums()
    private let month: CalendarMonth

    init(of month: CalendarMonth) { self.month = month }

    init(of month: CalendarMonth, _ reader: inout SavedReader) throws {
        self.month = month
        sums = try DimensionSums(&reader)
    }

    func write(to saved: inout SavedBytes) { sums.write(to: &saved) }

    mutating func apply(_ entry: StoredEntry) throws {
        let first = Int(month.firstDay)
        try sums.apply(entry) { $0.daysSince1970 - first }
    }
}

/// By month.
struct DimensionMonths: MonthDetail {
    static let kind = DetailKind.dimensionMonths
    private(set) var sums = DimensionSums()

    init(of _: CalendarMonth) {}
    init(of _: CalendarMonth, _ reader: inout SavedReader) throws { sums = try DimensionSums(&reader) }
    func write(to saved: inout SavedBytes) { sums.write(to: &saved) }
    mutating func apply(_ entry: StoredEntry) throws { try sums.apply(entry) { _ in 0 } }
}

/// What the accounts had in some days, by the values of a dimension.
public struct DimensionFigures: Sendable {
    /// What one account had.
    public struct Movement: Hashable, Sendable {
        /// Debit positive.
        public internal(set) var opening = Money.zero
        public internal(set) var debit = Money.zero
        /// Positive.
        public internal(set) var credit = Money.zero

        /// - Throws: `MoneyOverflow`.
        public func closing() throws(MoneyOverflow) -> Money { try opening + (try debit - credit) }

        fileprivate mutating func add(_ sum: TrialBalance.Movement, isBefore: Bool, sign: Int64) throws(MoneyOverflow) {
            let (debit, credit) = (Money(ore: sign * sum.debitOre), Money(ore: sign * sum.creditOre))
            if isBefore {
                try opening += try debit - credit
            } else {
                try self.debit += debit
                try self.credit += credit
            }
        }
    }

    /// By value; nil takes what postings carry no value for.
    public private(set) var shares: [String?: [AccountNumber: Movement]] = [nil: [:]]
    /// The dimensions that any posting up to the last day carries.
    public private(set) var types: Set<String> = []
    /// The accounts with postings that carry the dimension.
    private var divided: Set<AccountNumber> = []

    /// The figures of some days.
    ///
    /// - Throws: `MoneyOverflow`; what reading the log throws.
    public static func load(
        _ type: String, from log: any EventLog, figures: Figures, in days: ClosedRange<CalendarDate>
    ) throws -> DimensionFigures {
        try MonthDetails.reading(log, size: figures.size) { details in
            var found = DimensionFigures()
            for row in try figures.trialBalance.rowsOfYear(from: days.lowerBound, to: days.upperBound).rows {
                found.shares[nil, default: [:]][row.account] = Movement(
                    opening: row.opening, debit: row.debit, credit: row.credit)
            }
            for month in details.index.months(through: days.upperBound) {
                try found.add(month, type, days, &details)
            }
            // What values took all of stands with them alone.
            found.shares[nil] = found.shares[nil]?.filter { $0.value != Movement() || !found.divided.contains($0.key) }
            return found
        }
    }

    private mutating func add(
        _ month: CalendarMonth, _ type: String, _ days: ClosedRange<CalendarDate>, _ details: inout MonthDetails
    ) throws {
        guard let span = details.index.months[month]?.span else { return }
        let wanted = DaySpan(days)
        let newYear =
            CalendarDate(year: days.lowerBound.year, month: 1, day: 1)
            .map { Int32(truncatingIfNeeded: $0.daysSince1970) } ?? .min
        // Sums of the month will do where the days asked for hold all of it, or none.
        let isWhole = span.last < wanted.first || (wanted.contains(span.first) && wanted.contains(span.last))
        let sums =
            try isWhole
            ? details.load(DimensionMonths.self, month).sums : details.load(DimensionDays.self, month).sums
        for (key, sum) in sums.sums {
            let day = isWhole ? span.first : month.firstDay + Int32(truncatingIfNeeded: key.day)
            guard day <= wanted.last else { continue }
            types.insert(key.type)
            guard key.type == type else { continue }
            if key.account.isOfResult, day < newYear { continue }
            let isBefore = key.isOpening || day < wanted.first
            switch key.share {
            // The trial balance holds these postings too: what they give to values is taken from it.
            case .whole:
                divided.insert(key.account)
                try shares[nil, default: [:]][key.account, default: Movement()].add(sum, isBefore: isBefore, sign: -1)
            case .rest:
                try shares[nil, default: [:]][key.account, default: Movement()].add(sum, isBefore: isBefore, sign: 1)
            case .value(let value):
                try shares[value, default: [:]][key.account, default: Movement()].add(sum, isBefore: isBefore, sign: 1)
            }
        }
    }
}
