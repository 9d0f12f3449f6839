import Values

/// A month of a year: what saved figures are kept by, so that a report reads the months it is about and no others.
struct CalendarMonth: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Months since the year 0.
    let number: Int32

    init(_ date: CalendarDate) { number = Int32(truncatingIfNeeded: date.year * 12 + date.month - 1) }

    /// Nil outside the calendar.
    init?(number: Int64) {
        guard (12...119_999).contains(number) else { return nil }
        self.number = Int32(truncatingIfNeeded: number)
    }

    /// The month that a day lies in, counted from 1970; nil outside the calendar.
    init?(day: Int32) {
        guard let date = CalendarDate(daysSince1970: Int(day)) else { return nil }
        self.init(date)
    }

    /// Days since 1970.
    var firstDay: Int32 {
        let year = Int(number / 12)
        let month = Int(number % 12) + 1
        guard let date = CalendarDate(year: year, month: month, day: 1) else {
            preconditionFailure("a month of the calendar has a first day")
        }
        return Int32(truncatingIfNeeded: date.daysSince1970)
    }

    static func < (left: CalendarMonth, right: CalendarMonth) -> Bool { left.number < right.number }

    /// `2026-03`.
    var description: String {
        let (year, month) = (number / 12, number % 12 + 1)
        return String("000\(year)".suffix(4)) + (month < 10 ? "-0" : "-") + "\(month)"
    }
}

/// Days since 1970, from the first to the last with a posting.
struct DaySpan: Equatable, Sendable {
    private(set) var first: Int32
    private(set) var last: Int32

    init(_ day: Int32) { (first, last) = (day, day) }

    init(_ days: ClosedRange<CalendarDate>) {
        first = Int32(truncatingIfNeeded: days.lowerBound.daysSince1970)
        last = Int32(truncatingIfNeeded: days.upperBound.daysSince1970)
    }

    /// Nil when the last day lies before the first.
    init?(_ first: Int32, _ last: Int32) {
        guard first <= last else { return nil }
        (self.first, self.last) = (first, last)
    }

    func contains(_ day: Int32) -> Bool { first <= day && day <= last }

    mutating func widen(to day: Int32) {
        first = min(first, day)
        last = max(last, day)
    }

    mutating func widen(to other: DaySpan) {
        first = min(first, other.first)
        last = max(last, other.last)
    }

    func overlaps(_ other: DaySpan) -> Bool { first <= other.last && other.first <= last }
}
