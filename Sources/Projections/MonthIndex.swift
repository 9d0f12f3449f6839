import EventLog
import Ledger
import Values

/// The vouchers of each month among the first entries of a log: from the saved index, and from the entries after it.
struct MonthIndex {
    struct Month {
        /// The days that may have a posting.
        var span: DaySpan
        /// The entries after the saved index, in order.
        var later: [UInt64] = []
    }

    let log: any EventLog
    let size: UInt64
    /// Nil where nothing usable is saved: all entries are later ones then.
    let saved: SavedFigures?
    private(set) var months: [CalendarMonth: Month] = [:]

    /// Asks `body`, and once more without what is saved where that is damaged. All reads are of one state of the log.
    static func reading<Result>(
        _ log: any EventLog, size: UInt64, _ body: (MonthIndex) throws -> Result
    ) throws -> Result {
        try log.readingOneState {
            do {
                return try body(try MonthIndex(log, size: size, saved: try SavedFigures(log)))
            } catch is SavedReader.Damaged {
                // A damaged cache costs time, not figures.
                return try body(try MonthIndex(log, size: size, saved: nil))
            }
        }
    }

    private init(_ log: any EventLog, size: UInt64, saved: SavedFigures?) throws {
        (self.log, self.size, self.saved) = (log, size, saved)
        for (month, known) in saved?.head.months ?? [:] { months[month] = Month(span: known.span) }
        let covered = saved?.head.size ?? 0
        guard covered < size else { return }
        var view = VoucherView()
        try log.read((covered + 1)...size) { entry in
            guard try view.read(entry) else { return }
            let day = DaySpan(Int32(truncatingIfNeeded: view.date.daysSince1970))
            var month = months[CalendarMonth(view.date)] ?? Month(span: day)
            month.span.widen(to: day)
            month.later.append(entry.sequence)
            months[CalendarMonth(view.date)] = month
        }
    }

    /// In order, those up to a day.
    func months(through day: CalendarDate) -> [CalendarMonth] {
        let day = Int32(truncatingIfNeeded: day.daysSince1970)
        return months.filter { $0.value.span.first <= day }.keys.sorted()
    }

    /// The month's vouchers after an entry that the saved index knows, in order.
    func indexed(_ month: CalendarMonth, after start: UInt64 = 0) throws -> [UInt64] {
        guard let saved, let last = saved.head.months[month]?.lastSequence, last > start else { return [] }
        return try saved.vouchers(of: month).numbers(upTo: size).filter { $0 > start }
    }

    /// The month's last voucher that the saved index knows; 0 where it knows none.
    func lastIndexed(_ month: CalendarMonth) throws -> UInt64 {
        guard let last = saved?.head.months[month]?.lastSequence else { return 0 }
        return last <= size ? last : try indexed(month).last ?? 0
    }
}
