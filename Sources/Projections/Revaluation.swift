import Ledger
import Values

/// What the books have to post so that their monetary items in foreign currency stand at the rates of a day
/// (regnskapsloven § 5-9), and so that nothing is left in NOK of what is settled. A pure function of balances and rates.
public struct Revaluation: Sendable {
    /// One balance, and how far it is from what it should be.
    public struct Item: Hashable, Sendable {
        public enum Kind: String, Sendable {
            /// Open at the day: its NOK are restated at the day's rate.
            case unrealised
            /// Settled in the currency; what is left in NOK is gain or loss for good.
            case realised
        }

        public let kind: Kind
        public let holding: ForeignBalances.Holding
        /// The invoice that is settled; nil for all that is open, and where postings carry none.
        public let reference: String?
        /// In major units of the currency, debit positive; zero for what is settled.
        public let foreign: ExactDecimal
        public let booked: Money
        /// Nil for what is settled.
        public let rate: RecordedRate?
        /// What the books should have.
        public let restated: Money
        /// Debit positive: to be posted on the account, a gain where positive.
        public let difference: Money
    }

    public let date: CalendarDate
    /// Every open balance, also those that need nothing, and what is settled and not cleared; in order of account.
    public let items: [Item]

    /// What is to be posted.
    public var differences: [Item] { items.filter { $0.difference != .zero } }

    public func differences(_ kind: Item.Kind) -> [Item] { differences.filter { $0.kind == kind } }

    /// - Parameter rates: of `needs(_:)`, each for the day.
    /// - Throws: `MoneyOverflow`; `RevaluationError.noRate`.
    public init(_ balances: ForeignBalances, on date: CalendarDate, accounts: MonetaryAccounts, rates: RatesByCurrency)
        throws
    {
        self.date = date
        var items: [Item] = []
        for (holding, parts) in balances.balances.sorted(by: { $0.key < $1.key })
        where accounts.contain(holding.account) {
            items += try Revaluation.items(holding, parts, rates)
        }
        self.items = items
    }

    public typealias RatesByCurrency = [CurrencyCode: RecordedRate]

    /// The currencies that something is open in.
    public static func needs(
        _ balances: ForeignBalances, accounts: MonetaryAccounts
    ) throws(MoneyOverflow) -> Set<CurrencyCode> {
        var needs: Set<CurrencyCode> = []
        for (holding, parts) in balances.balances where accounts.contain(holding.account) {
            if try !total(parts).foreign.isZero { needs.insert(holding.currency) }
        }
        return needs
    }

    private static func items(
        _ holding: ForeignBalances.Holding, _ parts: [String?: ForeignBalances.Balance], _ rates: RatesByCurrency
    ) throws -> [Item] {
        var open = try total(parts)
        if open.foreign.isZero { return open.booked == .zero ? [] : [try settled(holding, nil, open)] }
        // Part payments stay with what is open: gain and loss of both go to the same accounts in the same year.
        var items: [Item] = []
        for (reference, part) in parts.sorted(by: { ($0.key ?? "") < ($1.key ?? "") })
        where reference != nil && part.foreign.isZero && part.booked != .zero {
            items.append(try settled(holding, reference, part))
            open.booked = try open.booked - part.booked
        }
        guard let rate = rates[holding.currency] else { throw RevaluationError.noRate(holding.currency) }
        let restated = try open.foreign.converted(at: rate.perUnit)
        items.append(
            Item(
                kind: .unrealised, holding: holding, reference: nil, foreign: open.foreign, booked: open.booked,
                rate: rate, restated: restated, difference: try restated - open.booked))
        return items
    }

    private static func settled(
        _ holding: ForeignBalances.Holding, _ reference: String?, _ left: ForeignBalances.Balance
    ) throws(MoneyOverflow) -> Item {
        Item(
            kind: .realised, holding: holding, reference: reference, foreign: .zero, booked: left.booked, rate: nil,
            restated: .zero, difference: try left.booked.negated())
    }

    private static func total(
        _ parts: [String?: ForeignBalances.Balance]
    ) throws(MoneyOverflow) -> ForeignBalances.Balance {
        var total = ForeignBalances.Balance()
        for part in parts.values { try total.add(part) }
        return total
    }
}

/// Which accounts hold items that are restated.
public struct MonetaryAccounts: Sendable {
    private let isMonetary: @Sendable (AccountNumber) -> Bool

    public init(_ isMonetary: @escaping @Sendable (AccountNumber) -> Bool) { self.isMonetary = isMonetary }

    /// The accounts whose numbers begin so.
    public init(prefixes: [String]) { self.init { account in prefixes.contains { account.text.hasPrefix($0) } } }

    public func contain(_ account: AccountNumber) -> Bool { isMonetary(account) }
}

public enum RevaluationError: Error, Equatable, CustomStringConvertible {
    case noRate(CurrencyCode)

    public var description: String {
        switch self {
        case .noRate(let currency):
            "There is no rate for \(currency). Record one with 'bilag rates record --currency \(currency) …'."
        }
    }
}
