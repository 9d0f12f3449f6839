import Ledger
import Values

/// The items of one party as they are gathered from the log, and what settles what.
struct PartyItems {
    private let role: PartyReference.Role
    private var items: [Item] = []

    private struct Item {
        var item: OpenItem
        /// What says that a payment belongs to an invoice: their matching, reference and KID.
        let names: Set<String>
    }

    init(_ role: PartyReference.Role) { self.role = role }

    mutating func add(_ line: PartyLines.Line, of voucher: PartyLines) throws {
        let names = [("m", line.matching), ("r", line.reference), ("k", line.kid)].compactMap { kind, text in
            text.map { kind + $0 }
        }
        let amount = Money(ore: line.amountOre)
        items.append(
            Item(
                item: OpenItem(
                    sequence: voucher.sequence,
                    voucher: try VoucherNumber(series: voucher.series, number: voucher.number), date: voucher.date,
                    text: line.text ?? voucher.text, reference: line.reference, due: line.dueDate ?? voucher.date,
                    amount: amount, open: amount), names: Set(names)))
    }

    /// Customers owe by debit, suppliers are owed by credit.
    private func isClaim(_ item: Item) -> Bool {
        role == .customer ? item.item.amount > .zero : item.item.amount < .zero
    }

    func balance(of party: PartyReference, name: String?, on day: CalendarDate) throws -> PartyBalance {
        var settled = items.sorted {
            ($0.item.due, $0.item.date, $0.item.sequence) < ($1.item.due, $1.item.date, $1.item.sequence)
        }
        try settleNamed(&settled)
        try settleOldest(&settled)
        var ageing = Ageing()
        var balance = Money.zero
        for item in settled {
            try balance += item.item.amount
            guard isClaim(item) else {
                try ageing.unapplied += item.item.open
                continue
            }
            let overdue = day.daysSince1970 - item.item.due.daysSince1970
            let bucket = Ageing.limits.firstIndex { overdue <= $0 } ?? Ageing.limits.count
            try ageing.buckets[bucket] += item.item.open
        }
        return PartyBalance(
            party: party, name: name, balance: balance, ageing: ageing,
            openItems: settled.map(\.item).filter { $0.open != .zero })
    }

    /// Lets payments and credit notes, oldest first, settle the oldest claims that share a name with them.
    private func settleNamed(_ items: inout [Item]) throws(MoneyOverflow) {
        var queues: [String: Queue] = [:]
        for index in items.indices where isClaim(items[index]) {
            for name in items[index].names { queues[name, default: Queue()].claims.append(index) }
        }
        for payment in items.indices where !isClaim(items[payment]) {
            for name in items[payment].names.sorted() where queues[name] != nil {
                try settle(payment, &items, &queues[name, default: Queue()])
            }
        }
    }

    /// Lets what is left of payments and credit notes, oldest first, settle the oldest claims.
    private func settleOldest(_ items: inout [Item]) throws(MoneyOverflow) {
        var queue = Queue(claims: items.indices.filter { isClaim(items[$0]) })
        for payment in items.indices where !isClaim(items[payment]) { try settle(payment, &items, &queue) }
    }

    /// Claims in the order they are settled; those before `first` are settled for good.
    private struct Queue {
        var claims: [Int] = []
        var first = 0
    }

    private func settle(_ payment: Int, _ items: inout [Item], _ queue: inout Queue) throws(MoneyOverflow) {
        while items[payment].item.open != .zero, queue.first < queue.claims.count {
            let claim = queue.claims[queue.first]
            let (open, left) = (items[claim].item.open, items[payment].item.open)
            let part = Money(ore: min(open.ore.magnitude, left.ore.magnitude).signed(as: open))
            items[claim].item.open = try open - part
            items[payment].item.open = try left + part
            if items[claim].item.open == .zero { queue.first += 1 }
        }
    }
}

extension UInt64 {
    /// With the sign of an amount that is at least as large.
    fileprivate func signed(as amount: Money) -> Int64 {
        amount.ore < 0 ? -Int64(clamping: self) : Int64(clamping: self)
    }
}
