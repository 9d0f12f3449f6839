import Formats
import Ledger
import LegalTables
import Projections
import Values

/// What the charts show, counted while the vouchers pass: movements by month and account, and by day of what is in the
/// bank.
struct SiteFigures {
    /// The months of the days, in order.
    let months: [(year: Int, month: Int)]
    /// Øre by month and the account's index, which is quicker than by its number.
    private var packed: [[Int64]]
    private var liquidByDay: [Int32: Money] = [:]
    private(set) var vouchers = 0
    /// The latest date of a voucher.
    private(set) var lastDay: CalendarDate?
    /// Whether each account, by its index, is cash or bank.
    private var areLiquid: [Bool] = []

    private let place: SiteContents.Place

    init(_ days: ClosedRange<CalendarDate>, place: @escaping SiteContents.Place) {
        self.place = place
        var months: [(Int, Int)] = []
        var (year, month) = (days.lowerBound.year, days.lowerBound.month)
        while (year, month) <= (days.upperBound.year, days.upperBound.month) {
            months.append((year, month))
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
        }
        self.months = months
        packed = Array(repeating: [], count: months.count)
    }

    mutating func count(_ day: CalendarDate) {
        vouchers += 1
        lastDay = max(lastDay ?? day, day)
    }

    /// The months up to the last one with a voucher: what comes after it is not known yet.
    var knownMonths: Int {
        guard let lastDay else { return 0 }
        return (months.lastIndex { ($0.year, $0.month) <= (lastDay.year, lastDay.month) } ?? -1) + 1
    }

    /// - Throws: `MoneyOverflow`.
    mutating func add(_ ore: Int64, account: Int32, _ accounts: SiteAccounts, on date: CalendarDate) throws {
        guard let first = months.first else { return }
        let month = (date.year - first.year) * 12 + date.month - first.month
        guard packed.indices.contains(month) else { return }
        let index = Int(account)
        while packed[month].count <= index { packed[month].append(0) }
        packed[month][index] = try (Money(ore: packed[month][index]) + Money(ore: ore)).ore
        while areLiquid.count <= index {
            areLiquid.append(isLiquid(accounts.known[areLiquid.count].number))
        }
        if areLiquid[index] {
            let day = Int32(truncatingIfNeeded: date.daysSince1970)
            liquidByDay[day] = try (liquidByDay[day] ?? .zero) + Money(ore: ore)
        }
    }

    /// The line of the balance sheet that cash and bank stand on (regnskapsloven § 6-2).
    static let liquidLine = "bankinnskuddKontanter"

    func isLiquid(_ account: AccountNumber) -> Bool { place(account)?.line == SiteFigures.liquidLine }

    /// What each account moved in each month, debit positive.
    func movements(_ accounts: SiteAccounts) -> [[AccountNumber: Money]] {
        packed.map { month in
            var amounts: [AccountNumber: Money] = [:]
            for (index, ore) in month.enumerated() where ore != 0 {
                amounts[accounts.known[index].number] = Money(ore: ore)
            }
            return amounts
        }
    }

    /// The balance of cash and bank at the end of each day on which it moved, by date.
    ///
    /// - Throws: `MoneyOverflow`.
    func liquidity(opening: Money) throws -> [(day: CalendarDate, balance: Money)] {
        var balance = opening
        var balances: [(CalendarDate, Money)] = []
        for (number, moved) in liquidByDay.sorted(by: { $0.key < $1.key }) {
            try balance += moved
            guard let day = CalendarDate(daysSince1970: Int(number)) else { continue }
            balances.append((day, balance))
        }
        return balances
    }
}
