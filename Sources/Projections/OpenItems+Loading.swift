import EventLog
import Ledger
import Values

extension OpenItems {
    /// The open items after a day, from the vouchers dated on it or before among the first entries: from what is saved of
    /// an earlier month and the vouchers after it.
    ///
    /// - Throws: `MoneyOverflow`; what reading the log throws.
    public static func load(from log: any EventLog, size: UInt64, through day: CalendarDate) throws -> OpenItems {
        try MonthDetails.reading(log, size: size) { details in
            try OpenItems.load(&details, through: day)
        }
    }

    private static func load(_ details: inout MonthDetails, through day: CalendarDate) throws -> OpenItems {
        let months = details.index.months(through: day)
        let last = Int32(truncatingIfNeeded: day.daysSince1970)
        // Of months that the day cuts in two nothing is saved that would do.
        let whole = months.prefix { details.index.months[$0].map { $0.span.last <= last } ?? false }
        var (items, next, folded) = try base(whole, details) ?? (OpenItems(), 0, 0)
        var view = PartyLines()
        var isIndexed = true
        for (place, month) in months.enumerated().dropFirst(next) {
            let rest = try details.index.indexed(month, after: place == next ? folded : 0)
            try details.index.log.read(rest) { try items.apply($0, &view, through: day) }
            let later = details.index.months[month]?.later ?? []
            isIndexed = isIndexed && later.isEmpty
            if isIndexed, place < whole.count, !rest.isEmpty, isKept(month, of: months) {
                try keep(items, month, &details)
            }
            try details.index.log.read(later) { try items.apply($0, &view, through: day) }
        }
        return items
    }

    mutating func apply(_ entry: StoredEntry, _ view: inout PartyLines, through day: CalendarDate? = nil) throws {
        guard entry.mentions(.party), try view.read(entry) else { return }
        if let day, view.date > day { return }
        try apply(view)
    }

    /// What is saved of the last of some months that nothing was posted to since, or not before it: the items, the place
    /// of the month, and the last voucher in them.
    private static func base(
        _ months: ArraySlice<CalendarMonth>, _ details: MonthDetails
    ) throws -> (items: OpenItems, place: Int, folded: UInt64)? {
        // How many months there are before the first that has vouchers outside the index.
        let known = months.prefix { details.index.months[$0]?.later.isEmpty == true }.count
        var lasts: [UInt64] = []
        for month in months.prefix(known + 1) {
            lasts.append(max(lasts.last ?? 0, try details.index.lastIndexed(month)))
        }
        for place in lasts.indices.reversed() {
            guard let snapshot = details.snapshot(.openItems, months[place]),
                place == 0 || lasts[place - 1] <= snapshot.size, snapshot.size <= lasts[place],
                let items = try? read(snapshot)
            else { continue }
            return (items, place, snapshot.size)
        }
        return nil
    }

    private static func read(_ snapshot: Snapshot) throws -> OpenItems {
        try SavedReader.reading(snapshot.bytes) { reader in
            guard try reader.number() == snapshot.size else { throw SavedReader.Damaged() }
            return try OpenItems(&reader)
        }
    }

    /// The last year's months, and the last of each year: whoever asks about others waits for some months' vouchers.
    private static func isKept(_ month: CalendarMonth, of months: [CalendarMonth]) -> Bool {
        guard let last = months.last else { return false }
        return month.number % 12 == 11 || last.number - month.number < 12
    }

    private static func keep(_ items: OpenItems, _ month: CalendarMonth, _ details: inout MonthDetails) throws {
        var size: UInt64 = 0
        for known in details.index.months.keys where known <= month {
            size = max(size, try details.index.lastIndexed(known))
        }
        details.keep(snapshot(of: items, size: size), as: DetailKind.openItems.name(month))
    }

    static func snapshot(of items: OpenItems, size: UInt64) -> Snapshot {
        var saved = SavedBytes()
        saved.write(size)
        items.write(to: &saved)
        return Snapshot(version: DetailKind.version, size: size, bytes: saved.bytes)
    }
}
