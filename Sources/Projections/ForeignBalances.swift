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
        var balances = ForeignBalances()
        guard size > 0 else { return balances }
        try log.read(1...size) { entry in
            // Few vouchers carry a currency; the others are passed over without being decoded.
            guard entry.bytes.contains("\"currency\":{") || entry.bytes.contains("\"kind\":\"opening\""),
                let voucher = try PostedVoucher(entry.decoded())?.voucher, voucher.date <= day
            else { return }
            try balances.add(voucher)
        }
        return balances
    }

    public mutating func add(_ voucher: Voucher) throws {
        for posting in voucher.postings {
            guard let amount = posting.currency, let currency = try? CurrencyCode(amount.code) else {
                if voucher.kind == .opening, posting.currency == nil { openedInKroner.insert(posting.account) }
                continue
            }
            let holding = Holding(account: posting.account, currency: currency, party: posting.party)
            let change: Balance
            do {
                change = Balance(foreign: try amount.exactAmount(), booked: posting.amount)
            } catch {
                throw InvalidInput(amount.amount, "voucher \(voucher.number) has a currency amount that is no number")
            }
            try balances[holding, default: [:]][posting.reference ?? posting.kid, default: Balance()].add(change)
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the text stands anywhere in the bytes.
    fileprivate func contains(_ text: StaticString) -> Bool {
        let first = text.utf8Start.pointee
        var offset = 0
        while offset <= count - text.utf8CodeUnitCount {
            if self[offset] == first, holds(text, at: offset) { return true }
            offset += 1
        }
        return false
    }
}
