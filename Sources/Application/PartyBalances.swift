import EventLog
import Ledger
import Projections
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
    /// What no payment or credit note has settled; of the same sign.
    public let open: Money
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
    /// Items with something left, oldest first; empty where they were not asked for.
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
    ///   - hasItems: whether the open items are listed too, for which their vouchers are read.
    /// - Throws: `MoneyOverflow`; what reading the log throws.
    public func partyBalances(
        _ day: CalendarDate? = nil, role: PartyReference.Role? = nil, hasItems: Bool = true
    ) throws -> PartyReport {
        let day = try day ?? max(now.dateInNorway, figures(.months).trialBalance.days?.upperBound ?? now.dateInNorway)
        let figures = try figures(.days(day...day))
        let books = try books(at: figures.size)
        let found = try OpenItems.load(from: log, size: figures.size, through: day)
        let known = found.parties.filter { role == nil || $0.key.role == role }
        let sheets = try known.map { party, items in try PartySums(party, items.open(), on: day) }
            .filter { !$0.items.isEmpty }.sorted { $0.party.sortKey < $1.party.sortKey }
        let vouchers = hasItems ? try itemVouchers(sheets) : [:]
        return PartyReport(
            day: day,
            parties: try sheets.map { sums in
                PartyBalance(
                    party: sums.party, name: books.parties[sums.party]?.name, balance: sums.balance,
                    ageing: sums.ageing, openItems: hasItems ? try sums.openItems(vouchers) : [])
            }, checks: try partyChecks(found, role, figures, books, day), head: try head(at: figures.size))
    }

    /// The accounts that carry parties, against the general ledger.
    private func partyChecks(
        _ found: OpenItems, _ role: PartyReference.Role?, _ figures: Figures, _ books: Books, _ day: CalendarDate
    ) throws -> [PartyAccountCheck] {
        let balances = try figures.trialBalance.balances(at: day)
        var accounts: [AccountNumber: (role: PartyReference.Role, sum: Money)] = [:]
        for (control, ore) in found.controls.sorted(by: { $0.key < $1.key }) where role == nil || control.role == role {
            let known = accounts[control.account] ?? (control.role, .zero)
            accounts[control.account] = (known.role, try known.sum + Money(ore: ore))
        }
        return accounts.sorted { $0.key < $1.key }.map { account, known in
            PartyAccountCheck(
                account: account, name: books.accounts[account]?.name ?? "", role: known.role,
                ledger: balances[account] ?? .zero, parties: known.sum)
        }
    }

    /// The vouchers of open items, by their entries.
    private func itemVouchers(_ sheets: [PartySums]) throws -> [UInt64: PartyLines] {
        var vouchers: [UInt64: PartyLines] = [:]
        let sequences = Set(sheets.flatMap { $0.items.map(\.sequence) }).sorted()
        var view = PartyLines()
        try log.read(sequences) { entry in
            if try view.read(entry) { vouchers[entry.sequence] = view }
        }
        return vouchers
    }

    /// The postings of one party in some days, with its balance before and after them.
    ///
    /// - Throws: `PartyError.unknown` when no posting names it; `MoneyOverflow`.
    public func partyLedger(
        _ party: PartyReference, _ range: ClosedRange<CalendarDate>?
    ) throws -> (opening: Money, lines: [LedgerLine], closing: Money, days: ClosedRange<CalendarDate>) {
        let figures = try figures(.months)
        let days = range ?? figures.trialBalance.days ?? now.dateInNorway...now.dateInNorway
        var isKnown = try books(at: figures.size).parties[party] != nil
        var opening = Money.zero
        var found: [LedgerLine] = []
        try PartyVoucherFinder(log, size: figures.size).visit(party, through: days.upperBound) { entry in
            guard let posted = try PostedVoucher(reading: entry), posted.voucher.date <= days.upperBound else { return }
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
