import Ledger
import Values

/// The items of one party that may be open, and what settles what.
public struct PartyItems: Sendable {
    typealias Item = OpenItems.Item

    private let role: PartyReference.Role
    private var items: [Item] = []
    /// Of the party's last posting.
    private var month: CalendarMonth?
    /// Items by what they name, claims and payments apart; nil until one is looked for.
    private var named: [String: (claims: Queue, payments: Queue)]?

    /// Places of items of one kind, the oldest first; those before `first` are settled.
    private struct Queue {
        var places: [Int] = []
        var first = 0
    }

    init(_ role: PartyReference.Role) { self.role = role }

    /// Adds an item that comes after all others in the fold.
    mutating func add(_ item: Item, in month: CalendarMonth) {
        if let known = self.month, known < month { settleForGood(before: month) }
        self.month = month
        items.append(item)
        let place = items.count - 1
        guard !item.names.isEmpty else { return }
        var named = self.named ?? allNamed(before: place)
        self.named = nil
        for name in item.names { settle(place, with: &named[name, default: (Queue(), Queue())]) }
        for name in item.names where items[place].openOre != 0 {
            insert(place, into: &named[name, default: (Queue(), Queue())])
        }
        self.named = named
    }

    /// Customers owe by debit, suppliers are owed by credit.
    private func isClaim(_ item: Item) -> Bool { role == .customer ? item.amountOre > 0 : item.amountOre < 0 }

    // MARK: By name

    private func allNamed(before end: Int) -> [String: (claims: Queue, payments: Queue)] {
        var named: [String: (claims: Queue, payments: Queue)] = [:]
        for place in items.indices.prefix(end) where items[place].openOre != 0 {
            for name in items[place].names { insert(place, into: &named[name, default: (Queue(), Queue())]) }
        }
        return named
    }

    private func insert(_ place: Int, into queues: inout (claims: Queue, payments: Queue)) {
        if isClaim(items[place]) { insert(place, into: &queues.claims) } else { insert(place, into: &queues.payments) }
    }

    /// Keeps the order; mostly the new one comes last.
    private func insert(_ place: Int, into queue: inout Queue) {
        var (low, high) = (queue.first, queue.places.count)
        while low < high {
            let middle = (low + high) / 2
            if items[queue.places[middle]].isBefore(items[place]) { low = middle + 1 } else { high = middle }
        }
        queue.places.insert(place, at: low)
    }

    private mutating func settle(_ place: Int, with queues: inout (claims: Queue, payments: Queue)) {
        if isClaim(items[place]) { settle(place, with: &queues.payments) } else { settle(place, with: &queues.claims) }
    }

    private mutating func settle(_ place: Int, with queue: inout Queue) {
        while queue.first < queue.places.count {
            let other = queue.places[queue.first]
            settle(place, with: other)
            if items[other].openOre == 0 { queue.first += 1 }
            if items[place].openOre == 0 { return }
        }
    }

    /// Two items of opposite sign take what they can from each other.
    private mutating func settle(_ left: Int, with right: Int) {
        let part = Int64(clamping: min(items[left].openOre.magnitude, items[right].openOre.magnitude))
        items[left].openOre += items[left].openOre > 0 ? -part : part
        items[right].openOre += items[right].openOre > 0 ? -part : part
    }

    // MARK: By age

    /// Lets payments settle the oldest claims, and forgets what is settled.
    private mutating func settleForGood(before month: CalendarMonth) {
        settleOldest { item in
            guard let dated = CalendarMonth(day: item.day) else { return true }
            return dated.number < month.number - (item.names.isEmpty ? 0 : 1)
        }
        items.removeAll { $0.openOre == 0 }
        named = nil
    }

    private mutating func settleOldest(_ isWanted: (Item) -> Bool) {
        let payments = items.indices.filter { items[$0].openOre != 0 && !isClaim(items[$0]) && isWanted(items[$0]) }
        guard !payments.isEmpty else { return }
        var claims = Queue(places: sorted(items.indices.filter { items[$0].openOre != 0 && isClaim(items[$0]) }))
        for payment in sorted(payments) { settle(payment, with: &claims) }
    }

    private func sorted(_ places: [Int]) -> [Int] { places.sorted { items[$0].isBefore(items[$1]) } }

    // MARK: Answers

    var isSettled: Bool { items.allSatisfy { $0.openOre == 0 } }

    /// What is open when all payments have settled what they can, in no particular order.
    public func open() -> [OpenItems.Item] {
        var settled = self
        settled.settleOldest { _ in true }
        return settled.items.filter { $0.openOre != 0 }
    }

    // MARK: Saved form

    init(_ role: PartyReference.Role, _ reader: inout SavedReader) throws {
        self.role = role
        guard let month = CalendarMonth(number: try reader.amount()) else { throw SavedReader.Damaged() }
        self.month = month
        let count = try reader.count()
        items.reserveCapacity(count)
        var sequence: UInt64 = 0
        for _ in 0..<count {
            let item = try Item(&reader, after: sequence)
            sequence = item.sequence
            items.append(item)
        }
    }

    /// - Note: something is open, so that there was a posting.
    func write(to saved: inout SavedBytes) {
        saved.write(UInt64(truncatingIfNeeded: month?.number ?? 12))
        let open = items.filter { $0.openOre != 0 }
        saved.write(open.count)
        var sequence: UInt64 = 0
        for item in open {
            item.write(to: &saved, after: sequence)
            sequence = item.sequence
        }
    }
}

extension OpenItems.Item {
    /// The order in which items are settled: by the day they fall due.
    public func isBefore(_ other: Self) -> Bool {
        (dueDay, day, sequence, line) < (other.dueDay, other.day, other.sequence, other.line)
    }

    fileprivate init(_ reader: inout SavedReader, after last: UInt64) throws {
        let distance = try reader.signed()
        sequence = last &+ UInt64(bitPattern: distance)
        line = Int(clamping: try reader.amount())
        day = Int32(clamping: try reader.signed())
        dueDay = Int32(clamping: Int64(day) + Int64(Int32(clamping: try reader.signed())))
        (amountOre, openOre) = (try reader.signed(), try reader.signed())
        guard openOre != 0, openOre.magnitude <= amountOre.magnitude, (openOre > 0) == (amountOre > 0) else {
            throw SavedReader.Damaged()
        }
        let count = try reader.count()
        var names: [String] = []
        for _ in 0..<count { names.append(try reader.text()) }
        self.names = names
    }

    fileprivate func write(to saved: inout SavedBytes, after last: UInt64) {
        saved.write(signed: Int64(bitPattern: sequence &- last))
        saved.write(line)
        saved.write(signed: Int64(day))
        saved.write(signed: Int64(dueDay) - Int64(day))
        saved.write(signed: amountOre)
        saved.write(signed: openOre)
        saved.write(names.count)
        for name in names { saved.write(name) }
    }
}
