import EventLog
import Ledger
import Projections
import Values

/// What the open items of one party come to on a day.
struct PartySums {
    let party: PartyReference
    let items: [OpenItems.Item]
    private(set) var balance = Money.zero
    private(set) var ageing = Ageing()

    /// - Throws: `MoneyOverflow`.
    init(_ party: PartyReference, _ items: [OpenItems.Item], on day: CalendarDate) throws(MoneyOverflow) {
        (self.party, self.items) = (party, items)
        for item in items {
            let open = Money(ore: item.openOre)
            try balance += open
            // Customers owe by debit, suppliers are owed by credit; the rest are payments that found nothing to settle.
            guard (party.role == .customer) == (item.openOre > 0) else {
                try ageing.unapplied += open
                continue
            }
            let overdue = day.daysSince1970 - Int(item.dueDay)
            let bucket = Ageing.limits.firstIndex { overdue <= $0 } ?? Ageing.limits.count
            try ageing.buckets[bucket] += open
        }
    }

    /// The items as reports list them.
    ///
    /// - Throws: `LogError.damagedEntry` for an item whose voucher does not name the party there.
    func openItems(_ vouchers: [UInt64: PartyLines]) throws -> [OpenItem] {
        try items.sorted { $0.isBefore($1) }.map { item in
            guard let voucher = vouchers[item.sequence],
                let line = voucher.lines.first(where: { $0.index == item.line }),
                let date = CalendarDate(daysSince1970: Int(item.day)),
                let due = CalendarDate(daysSince1970: Int(item.dueDay))
            else { throw LogError.damagedEntry(item.sequence, "it has no posting where an open item is said to be") }
            return OpenItem(
                sequence: item.sequence, voucher: try VoucherNumber(series: voucher.series, number: voucher.number),
                date: date, text: line.text ?? voucher.text, reference: line.reference, due: due,
                amount: Money(ore: item.amountOre), open: Money(ore: item.openOre))
        }
    }
}
