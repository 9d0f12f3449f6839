import Formats
import Ledger
import Values

/// Debits and credits per account and day: everything a trial balance (saldobalanse) of any period needs. Months that
/// no report cuts in two may stand there by their sums alone.
public struct TrialBalance: Equatable, Sendable {
    struct Movement: Equatable, Sendable {
        var debitOre: Int64 = 0
        /// Positive.
        var creditOre: Int64 = 0

        mutating func add(_ ore: Int64) throws(MoneyOverflow) {
            if ore >= 0 {
                debitOre = try sum(debitOre, ore)
            } else {
                guard ore != .min else { throw MoneyOverflow() }
                creditOre = try sum(creditOre, -ore)
            }
        }

        mutating func add(_ other: Movement) throws(MoneyOverflow) {
            debitOre = try sum(debitOre, other.debitOre)
            creditOre = try sum(creditOre, other.creditOre)
        }
    }

    /// The accounts in the order in which they first came.
    private(set) var accounts = TextTable()
    /// By account, day and whether it is an opening balance: balances carried into the books are part of the opening
    /// balance of any period they fall in, and no movement.
    private var movements = NumberTable<Movement>()
    /// By account, month and whether it is an opening balance, for months of which the days are not here.
    private var totals = NumberTable<Movement>()
    /// The days that the totals of a month stand for.
    private var totalSpans: [CalendarMonth: DaySpan] = [:]
    /// The days with a posting.
    private var span: DaySpan?

    public init() {}

    /// The accounts of a voucher's lines as numbers of `accounts`.
    mutating func number(_ lines: [VoucherView.Line], into numbers: inout [Int]) {
        numbers.removeAll(keepingCapacity: true)
        for index in lines.indices {
            let account = lines[index].account
            numbers.append(
                account.hasEscapes ? accounts.index(of: account.string) : accounts.index(of: account.bytes))
        }
    }

    /// - Parameter numbers: what `number` gave for the lines.
    mutating func apply(_ voucher: VoucherView, numbers: [Int]) throws(MoneyOverflow) {
        let day = Int32(truncatingIfNeeded: voucher.date.daysSince1970)
        note(DaySpan(day))
        for line in numbers.indices {
            let ore = voucher.lines[line].amountOre
            let key = TrialBalance.key(numbers[line], day, isOpening: voucher.kind == .opening)
            let index = movements.index(of: key, making: Movement())
            try movements.change(at: index) { movement throws(MoneyOverflow) in try movement.add(ore) }
        }
    }

    private mutating func note(_ other: DaySpan) {
        guard var span else {
            self.span = other
            return
        }
        span.widen(to: other)
        self.span = span
    }

    /// - Parameter day: or month.
    private static func key(_ account: Int, _ day: Int32, isOpening: Bool) -> UInt64 {
        UInt64(UInt32(truncatingIfNeeded: account)) << 32
            | UInt64(UInt32(bitPattern: day) << 1) | (isOpening ? 1 : 0)
    }

    private static func parts(of key: UInt64) -> (account: Int, day: Int32, isOpening: Bool) {
        let low = UInt32(truncatingIfNeeded: key)
        // The top bit of the day went out on the left; the next one says the same.
        return (Int(key >> 32), Int32(bitPattern: low) >> 1, low & 1 == 1)
    }

    /// One account over some days.
    public struct Row: Hashable, Sendable {
        public let account: AccountNumber
        /// Balance before the first day, with balances carried into the books until the last; debit positive.
        public let opening: Money
        public let debit: Money
        /// Positive.
        public let credit: Money
        public let closing: Money
    }

    /// The rows of a report, in which income and cost accounts begin each year at zero.
    public struct YearRows: Sendable {
        public let rows: [Row]
        /// What those accounts came to before the year, as far as nobody took it to equity; debit positive. With it the rows
        /// sum to zero.
        public let earlierResults: Money
    }

    /// All accounts that had a posting up to the last day, in order of number; those of the income statement only where it
    /// lies in the year of the first day or later.
    ///
    /// - Throws: as `rows`.
    public func rowsOfYear(from first: CalendarDate, to last: CalendarDate) throws -> YearRows {
        let sums = try sums(from: first, to: last, newYear: CalendarDate(year: first.year, month: 1, day: 1))
        return YearRows(rows: try sums.rows(accounts), earlierResults: Money(ore: sums.earlierResults))
    }

    /// All accounts that had a posting up to the last day, in order of number, with all that came before the first.
    ///
    /// - Throws: `MoneyOverflow`; `UnloadedFigures` when a day inside a month is asked for that was not loaded.
    public func rows(from first: CalendarDate, to last: CalendarDate) throws -> [Row] {
        try sums(from: first, to: last, newYear: nil).rows(accounts)
    }

    private func sums(from first: CalendarDate, to last: CalendarDate, newYear: CalendarDate?) throws -> RowSums {
        let (first, last) = (
            Int32(truncatingIfNeeded: first.daysSince1970), Int32(truncatingIfNeeded: last.daysSince1970)
        )
        var sums = RowSums(accounts, newYear: newYear.map { Int32(truncatingIfNeeded: $0.daysSince1970) })
        for index in movements.indices {
            let (account, day, isOpening) = TrialBalance.parts(of: movements.keys[index])
            guard day <= last else { continue }
            try sums.add(movements.values[index], to: account, on: day, isOpening: isOpening || day < first)
        }
        for index in totals.indices {
            let (account, number, isOpening) = TrialBalance.parts(of: totals.keys[index])
            guard let month = CalendarMonth(number: Int64(number)), let span = totalSpans[month] else { continue }
            let isBefore = span.last < first
            guard isBefore || span.first <= last else { continue }
            guard isBefore || (span.first >= first && span.last <= last) else { throw UnloadedFigures() }
            try sums.add(totals.values[index], to: account, on: span.first, isOpening: isOpening || isBefore)
        }
        return sums
    }

    /// The first and last day with a posting.
    public var days: ClosedRange<CalendarDate>? {
        guard let span, let first = CalendarDate(daysSince1970: Int(span.first)),
            let last = CalendarDate(daysSince1970: Int(span.last))
        else { return nil }
        return first...last
    }

    /// Balances are equal when they say the same of each day, in whatever order it came to them.
    public static func == (left: TrialBalance, right: TrialBalance) -> Bool {
        left.savedDays() == right.savedDays() && left.totalSpans == right.totalSpans
    }
}

/// What the rows of a trial balance are summed in.
private struct RowSums {
    private var openings: [Int64]
    private var inside: [TrialBalance.Movement]
    private var isThere: [Bool]
    /// Before this day, the accounts whose numbers are marked go to `earlierResults`.
    private let newYear: Int32
    private let isOfResult: [Bool]
    private(set) var earlierResults: Int64 = 0

    /// - Parameter newYear: nil where no account begins anew.
    init(_ accounts: TextTable, newYear: Int32?) {
        let count = accounts.texts.count
        self.newYear = newYear ?? .min
        isOfResult =
            newYear == nil ? [] : accounts.texts.map { (try? AccountNumber($0))?.isOfResult ?? false }
        openings = Array(repeating: 0, count: count)
        inside = Array(repeating: TrialBalance.Movement(), count: count)
        isThere = Array(repeating: false, count: count)
    }

    mutating func add(
        _ movement: TrialBalance.Movement, to account: Int, on day: Int32, isOpening: Bool
    ) throws(MoneyOverflow) {
        if day < newYear, isOfResult[account] {
            earlierResults = try sum(earlierResults, try sum(movement.debitOre, -movement.creditOre))
            return
        }
        isThere[account] = true
        if isOpening {
            openings[account] = try sum(openings[account], try sum(movement.debitOre, -movement.creditOre))
        } else {
            try inside[account].add(movement)
        }
    }

    func rows(_ accounts: TextTable) throws -> [TrialBalance.Row] {
        try isThere.indices.filter { isThere[$0] }.map { account in
            let (opening, total) = (openings[account], inside[account])
            let net = try sum(total.debitOre, -total.creditOre)
            return TrialBalance.Row(
                account: try AccountNumber(accounts.texts[account]), opening: Money(ore: opening),
                debit: Money(ore: total.debitOre), credit: Money(ore: total.creditOre),
                closing: Money(ore: try sum(opening, net)))
        }.sorted { $0.account < $1.account }
    }
}

/// Somebody asked figures that were loaded for some days about others: a mistake of the program.
public struct UnloadedFigures: Error, CustomStringConvertible {
    public var description: String { "Figures of other days were asked for than were loaded." }
}

// MARK: - Saved form

extension TrialBalance {
    private struct DayRow {
        let account: Int
        let day: Int32
        let isOpening: Bool
        let movement: Movement
    }

    /// The days of each month, in order of account and day.
    func savedDays() -> [CalendarMonth: [UInt8]] {
        grouped().mapValues { rows in
            TrialBalance.saved(rows, accounts) { row, month in
                UInt64(UInt32(bitPattern: row.day - month.firstDay)) << 1 | (row.isOpening ? 1 : 0)
            }
        }
    }

    /// The sums of each month, in order of account.
    func savedTotals() throws -> [CalendarMonth: [UInt8]] {
        try grouped().mapValues { rows in
            var sums: [DayRow] = []
            for isOpening in [false, true] {
                var table = NumberTable<Movement>()
                for row in rows where row.isOpening == isOpening {
                    let index = table.index(of: UInt64(truncatingIfNeeded: row.account), making: Movement())
                    try table.change(at: index) { movement throws(MoneyOverflow) in try movement.add(row.movement) }
                }
                sums += table.indices.map { index in
                    DayRow(
                        account: Int(truncatingIfNeeded: table.keys[index]), day: rows[0].day, isOpening: isOpening,
                        movement: table.values[index])
                }
            }
            return TrialBalance.saved(sums, accounts) { row, _ in row.isOpening ? 1 : 0 }
        }
    }

    private func grouped() -> [CalendarMonth: [DayRow]] {
        var groups: [CalendarMonth: [DayRow]] = [:]
        for index in movements.indices {
            let (account, day, isOpening) = TrialBalance.parts(of: movements.keys[index])
            guard let month = CalendarMonth(day: day) else { continue }
            groups[month, default: []].append(
                DayRow(account: account, day: day, isOpening: isOpening, movement: movements.values[index]))
        }
        return groups
    }

    /// Each account with its rows: what tells them apart, debit and credit.
    private static func saved(
        _ rows: [DayRow], _ accounts: TextTable, _ tag: (DayRow, CalendarMonth) -> UInt64
    ) -> [UInt8] {
        guard let first = rows.first, let month = CalendarMonth(day: first.day) else { return [] }
        var saved = SavedBytes()
        let groups = Dictionary(grouping: rows) { accounts.texts[$0.account] }
        saved.write(groups.count)
        for (account, rows) in groups.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            saved.write(account)
            saved.write(rows.count)
            for (tag, row) in rows.map({ (tag($0, month), $0) }).sorted(by: { $0.0 < $1.0 }) {
                saved.write(tag)
                saved.write(UInt64(bitPattern: row.movement.debitOre))
                saved.write(UInt64(bitPattern: row.movement.creditOre))
            }
        }
        return saved.bytes
    }

    /// Adds the saved days of a month to what is here.
    mutating func add(savedDays bytes: [UInt8], of month: CalendarMonth) throws {
        try TrialBalance.read(bytes, tagsBelow: 64) { account, tag, movement in
            let account = accounts.index(of: account)
            let day = month.firstDay + Int32(truncatingIfNeeded: tag >> 1)
            note(DaySpan(day))
            let key = TrialBalance.key(account, day, isOpening: tag & 1 == 1)
            let index = movements.index(of: key, making: Movement())
            try movements.change(at: index) { known throws(MoneyOverflow) in try known.add(movement) }
        }
    }

    /// Adds the sums of a month, which stand for its days.
    mutating func add(savedTotals bytes: [UInt8], of month: CalendarMonth, over span: DaySpan) throws {
        totalSpans[month] = span
        note(span)
        try TrialBalance.read(bytes, tagsBelow: 2) { account, tag, movement in
            let account = accounts.index(of: account)
            let key = TrialBalance.key(account, month.number, isOpening: tag == 1)
            let index = totals.index(of: key, making: Movement())
            try totals.change(at: index) { known throws(MoneyOverflow) in try known.add(movement) }
        }
    }

    private static func read(
        _ bytes: [UInt8], tagsBelow bound: Int, _ visit: (UnsafeRawBufferPointer, Int, Movement) throws -> Void
    ) throws {
        try SavedReader.reading(bytes) { reader in
            for _ in 0..<(try reader.count()) {
                let account = try reader.slice()
                for _ in 0..<(try reader.count()) {
                    let tag = try reader.number(below: bound)
                    try visit(account, tag, Movement(debitOre: try reader.amount(), creditOre: try reader.amount()))
                }
            }
        }
    }
}
