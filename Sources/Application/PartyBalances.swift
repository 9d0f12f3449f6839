import EventLog
import Ledger
import Values

/// An amount that a party owes or is owed, and what is left of it.
public struct OpenItem: Sendable {
    public let sequence: UInt64
    public let voucher: VoucherNumber
    public let date: CalendarDate
    public let text: String
    public let reference: String?
    /// The day it falls due: the posting's own, else the voucher's.
    public let due: CalendarDate
    /// Debit positive.
    public let amount: Money
    /// What no payment or credit note has settled; of the same sign, or zero.
    public internal(set) var open: Money
}

/// How old the open items of a party are on a day, counted from the day they fall due.
public struct Ageing: Hashable, Sendable {
    /// The last day of each bucket in days overdue; what is older stands in the last.
    public static let limits = [0, 30, 60, 90]
    /// Not due, 1–30, 31–60, 61–90 and more than 90 days overdue; debit positive.
    public internal(set) var buckets = Array(repeating: Money.zero, count: limits.count + 1)
    /// Payments and credit notes that nothing was left to settle with, with the opposite sign of what is owed.
    public internal(set) var unapplied = Money.zero

    public init() {}
}

/// What stands between the company and one customer or supplier on a day.
public struct PartyBalance: Sendable {
    public let party: PartyReference
    public let name: String?
    /// Debit positive: customers who owe are positive, suppliers who are owed negative.
    public let balance: Money
    public let ageing: Ageing
    /// Items with something left, oldest first.
    public let openItems: [OpenItem]
}

/// A ledger account that carries parties, against the sum of their balances.
public struct PartyAccountCheck: Sendable {
    public let account: AccountNumber
    public let name: String
    public let role: PartyReference.Role
    /// Of the account in the general ledger.
    public let ledger: Money
    public let parties: Money
    /// What postings without a party make of it.
    ///
    /// - Throws: `MoneyOverflow`.
    public func difference() throws(MoneyOverflow) -> Money { try ledger - parties }
}

/// Open balances of customers and suppliers on a day (bokføringsforskriften § 3-1, kunde- og leverandørspesifikasjon).
public struct PartyReport: Sendable {
    public let day: CalendarDate
    /// Those with a balance or an open item, by role and number.
    public let parties: [PartyBalance]
    public let checks: [PartyAccountCheck]
    public let head: TreeHead
}

public enum PartyError: Error, Equatable, CustomStringConvertible {
    case unknown(PartyReference)

    public var description: String {
        switch self {
        case .unknown(let party):
            "No posting names \(party.role.rawValue)/\(party.id). 'bilag report parties' lists those with a balance."
        }
    }
}

extension OpenBooks {
    /// Open balances per customer and supplier at the end of a day, with ageing.
    ///
    /// Payments settle the items that name the same reference, KID or matching, and then the oldest.
    ///
    /// - Parameters:
    ///   - day: where nil, today or the last day with a posting, whichever is later.
    ///   - role: nil for both.
    /// - Throws: `MoneyOverflow`; what reading the log throws.
    public func partyBalances(_ day: CalendarDate? = nil, role: PartyReference.Role? = nil) throws -> PartyReport {
        let figures = try figures()
        let books = try books(at: figures.size)
        let day = day ?? max(now.dateInNorway, figures.trialBalance.days?.upperBound ?? now.dateInNorway)
        var ledgers: [PartyReference: PartyItems] = [:]
        var accounts: [String: (role: PartyReference.Role, sum: Money)] = [:]
        var view = PartyLines()
        if let entries = entries(upTo: figures.size) {
            try log.read(entries) { entry in
                guard try view.read(entry), view.date <= day else { return }
                for line in view.lines where role == nil || line.party.role == role {
                    try ledgers[line.party, default: PartyItems(line.party.role)].add(line, of: view)
                    let sum = accounts[line.account]?.sum ?? .zero
                    accounts[line.account] = (line.party.role, try sum + Money(ore: line.amountOre))
                }
            }
        }
        let balances = try figures.trialBalance.balances(at: day)
        let parties = try ledgers.compactMap { party, items -> PartyBalance? in
            let balance = try items.balance(of: party, name: books.parties[party]?.name, on: day)
            return balance.balance == .zero && balance.openItems.isEmpty ? nil : balance
        }
        return PartyReport(
            day: day, parties: parties.sorted { $0.party.sortKey < $1.party.sortKey },
            checks: try accounts.sorted { $0.key < $1.key }.map { number, known in
                let account = try AccountNumber(number)
                return PartyAccountCheck(
                    account: account, name: books.accounts[account]?.name ?? "", role: known.role,
                    ledger: balances[account] ?? .zero, parties: known.sum)
            }, head: try head(at: figures.size))
    }

    /// The postings of one party in some days, with its balance before and after them.
    ///
    /// - Throws: `PartyError.unknown` when no posting names it; `MoneyOverflow`.
    public func partyLedger(
        _ party: PartyReference, _ range: ClosedRange<CalendarDate>?
    ) throws -> (opening: Money, lines: [LedgerLine], closing: Money, days: ClosedRange<CalendarDate>) {
        let figures = try figures()
        let days = range ?? figures.trialBalance.days ?? now.dateInNorway...now.dateInNorway
        var isKnown = try books(at: figures.size).parties[party] != nil
        var opening = Money.zero
        var found: [LedgerLine] = []
        let isInTime = { (view: VoucherView) in view.date <= days.upperBound }
        try vouchers(in: entries(upTo: figures.size), where: isInTime) { posted, _ in
            for (index, posting) in posted.voucher.postings.enumerated() where posting.party == party {
                isKnown = true
                if posted.voucher.date < days.lowerBound {
                    try opening += posting.amount
                } else {
                    found.append(LedgerLine(of: posted, line: index))
                }
            }
        }
        guard isKnown else { throw PartyError.unknown(party) }
        var balance = opening
        let lines = try found.sorted { ($0.date, $0.sequence, $0.line) < ($1.date, $1.sequence, $1.line) }.map { line in
            try balance += line.posting.amount
            return line.with(balance: balance)
        }
        return (opening, lines, balance, days)
    }
}

extension PartyReference {
    /// Customers before suppliers, numbers by size and then by text.
    fileprivate var sortKey: (Int, Int, String) { (role == .customer ? 0 : 1, Int(id) ?? .max, id) }
}

extension LedgerLine {
    func with(balance: Money) -> LedgerLine {
        LedgerLine(
            sequence: sequence, voucher: voucher, date: date, text: text, line: line, posting: posting,
            isOpening: isOpening, balance: balance)
    }
}
