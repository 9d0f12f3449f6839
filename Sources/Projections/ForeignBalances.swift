import EventLog
import Formats
import Ledger
import Values

/// What stands in foreign currencies on the accounts: the sums of postings that carry a currency amount, by account,
/// currency, party and reference, in the currency and in NOK. A pure fold over vouchers.
///
/// A posting of the amount 0 in a currency moves only the NOK of that balance, as a restatement does.
public struct ForeignBalances: Equatable, Sendable {
    /// An account's balance in one currency, with one party where postings carry one.
    public struct Holding: Hashable, Comparable, Sendable {
        public let account: AccountNumber
        public let currency: CurrencyCode
        public let party: PartyReference?

        public static func < (left: Holding, right: Holding) -> Bool {
            (left.account, left.currency, left.party?.role.rawValue ?? "", left.party?.id ?? "")
                < (right.account, right.currency, right.party?.role.rawValue ?? "", right.party?.id ?? "")
        }
    }

    public struct Balance: Equatable, Sendable {
        /// In major units of the currency, debit positive.
        public var foreign = ExactDecimal.zero
        /// What the books have for it, debit positive.
        public var booked = Money.zero

        mutating func add(_ other: Balance) throws(MoneyOverflow) {
            foreign = try foreign + other.foreign
            try booked += other.booked
        }
    }

    /// By holding, and in it by the postings' reference: invoice number, else KID; nil where there is neither.
    public private(set) var balances: [Holding: [String?: Balance]] = [:]
    /// Accounts with balances carried into the books without a currency amount: such kroner are in no holding.
    public private(set) var openedInKroner: Set<AccountNumber> = []

    public init() {}

    /// The balances after a day, from all vouchers dated on it or before.
    ///
    /// - Throws: `LogError.damagedEntry`; `MoneyOverflow`; `InvalidInput` for a currency amount that is no number.
    public static func load(from log: any EventLog, size: UInt64, through day: CalendarDate) throws -> ForeignBalances {
        try MonthDetails.reading(log, size: size) { details in
            var balances = ForeignBalances()
            let last = Int32(truncatingIfNeeded: day.daysSince1970)
            for month in details.index.months(through: day) {
                try balances.add(try details.load(ForeignDays.self, month), through: Int(last - month.firstDay))
            }
            return balances
        }
    }

    /// - Parameter last: the days since the first of the month that count.
    private mutating func add(_ days: ForeignDays, through last: Int) throws(MoneyOverflow) {
        for (place, balance) in days.balances where place.day <= last {
            try balances[place.holding, default: [:]][place.reference, default: Balance()].add(balance)
        }
        for (account, day) in days.openedInKroner where day <= last { openedInKroner.insert(account) }
    }

    public mutating func add(_ voucher: Voucher) throws {
        try ForeignBalances.visit(voucher) { account in
            openedInKroner.insert(account)
        } change: { holding, reference, change in
            try balances[holding, default: [:]][reference, default: Balance()].add(change)
        }
    }

    /// Visits what a voucher moves in foreign currencies, and the accounts that it carries kroner into.
    static func visit(
        _ voucher: Voucher, openedInKroner: (AccountNumber) -> Void,
        change visit: (Holding, String?, Balance) throws -> Void
    ) throws {
        for posting in voucher.postings {
            guard let amount = posting.currency, let currency = try? CurrencyCode(amount.code) else {
                if voucher.kind == .opening, posting.currency == nil { openedInKroner(posting.account) }
                continue
            }
            let holding = Holding(account: posting.account, currency: currency, party: posting.party)
            let change: Balance
            do {
                change = Balance(foreign: try amount.exactAmount(), booked: posting.amount)
            } catch {
                throw InvalidInput(amount.amount, "voucher \(voucher.number) has a currency amount that is no number")
            }
            try visit(holding, posting.reference ?? posting.kid, change)
        }
    }
}
