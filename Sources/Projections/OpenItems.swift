import Ledger
import Values

/// What customers and suppliers owe and are owed, item by item: a fold over the postings that name them, month by month
/// of the vouchers' dates, and within a month in the order of the log.
///
/// A payment or credit note settles the claims that share a matching, reference or KID with it, whichever came first, and
/// the oldest of them before others. What is left of it settles the oldest claims of all. It does so for good when the
/// party has a posting in a later month; where it names something that has not come, in one after the next. What is
/// settled for good is left out, so that only what is open is kept.
public struct OpenItems: Sendable {
    public struct Item: Sendable {
        public let sequence: UInt64
        /// The line of the voucher, from 0.
        public let line: Int
        /// Days since 1970.
        public let day: Int32
        public let dueDay: Int32
        /// Debit positive.
        public let amountOre: Int64
        public internal(set) var openOre: Int64
        /// What says that a payment belongs to an invoice: their matching, reference and KID.
        let names: [String]
    }

    /// An account that carries parties of a role.
    public struct Control: Hashable, Sendable {
        public let account: AccountNumber
        public let role: PartyReference.Role
    }

    /// The parties with something open.
    public private(set) var parties: [PartyReference: PartyItems] = [:]
    /// What postings that name a party moved, debit positive.
    public private(set) var controls: [Control: Int64] = [:]

    public init() {}

    /// Folds the lines of a voucher.
    ///
    /// - Throws: `MoneyOverflow`; `InvalidInput` for an account that is none.
    mutating func apply(_ voucher: PartyLines) throws {
        let day = Int32(truncatingIfNeeded: voucher.date.daysSince1970)
        for line in voucher.lines {
            let control = Control(account: try AccountNumber(line.account), role: line.party.role)
            controls[control] = try sum(controls[control] ?? 0, line.amountOre)
            guard line.amountOre != 0 else { continue }
            let names = [("m", line.matching), ("r", line.reference), ("k", line.kid)].compactMap { kind, text in
                text.map { kind + $0 }
            }
            let item = Item(
                sequence: voucher.sequence, line: line.index, day: day,
                dueDay: line.dueDate.map { Int32(truncatingIfNeeded: $0.daysSince1970) } ?? day,
                amountOre: line.amountOre, openOre: line.amountOre, names: names)
            parties[line.party, default: PartyItems(line.party.role)].add(item, in: CalendarMonth(voucher.date))
        }
    }

    // MARK: Saved form

    init(_ reader: inout SavedReader) throws {
        for _ in 0..<(try reader.count()) {
            let control = Control(
                account: try reader.account(), role: try reader.number(below: 2) == 0 ? .customer : .supplier)
            controls[control] = try reader.signed()
        }
        for _ in 0..<(try reader.count()) {
            let party = try reader.party()
            parties[party] = try PartyItems(party.role, &reader)
        }
    }

    func write(to saved: inout SavedBytes) {
        saved.write(controls.count)
        for (control, ore) in controls.sorted(by: { $0.key < $1.key }) {
            saved.write(control.account.text)
            saved.write(control.role == .customer ? 0 : 1)
            saved.write(signed: ore)
        }
        let open = parties.filter { !$0.value.isSettled }
        saved.write(open.count)
        for (party, items) in open.sorted(by: { $0.key.savedBefore($1.key) }) {
            saved.write(party)
            items.write(to: &saved)
        }
    }
}

extension OpenItems.Control: Comparable {
    public static func < (left: Self, right: Self) -> Bool {
        (left.account.text, left.role.rawValue) < (right.account.text, right.role.rawValue)
    }
}
