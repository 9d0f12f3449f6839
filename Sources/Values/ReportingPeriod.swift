/// A period that figures are reported for: a year or a part of one.
///
/// Written `2026-T1` (two months), `2026-Q1`, `2026-M01`, `2026-M01a`/`b` (half month), `2026-W01` (ISO week),
/// `2026-H1` (half year) and `2026`; `2026-01` is read as `2026-M01`.
public struct ReportingPeriod: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case year, halfYear, quarter, twoMonths, month, halfMonth, week
    }

    public let kind: Kind
    /// The calendar year; for weeks the ISO week-numbering year.
    public let year: Int
    /// 1-based position within the year: 1 for the year, 1–2, 1–4, 1–6, 1–12, 1–24, 1–53.
    public let index: Int

    /// Nil when there is no such period, as week 53 of a year with 52. Years 1970 to 9998.
    public init?(_ kind: Kind, _ index: Int, of year: Int) {
        guard (1970...9998).contains(year), index >= 1, index <= ReportingPeriod.count(of: kind, in: year) else {
            return nil
        }
        self.kind = kind
        self.year = year
        self.index = index
    }

    /// How many periods of the kind the year has.
    public static func count(of kind: Kind, in year: Int) -> Int {
        switch kind {
        case .year: 1
        case .halfYear: 2
        case .quarter: 4
        case .twoMonths: 6
        case .month: 12
        case .halfMonth: 24
        case .week: (mondayOfWeek1(of: year + 1) - mondayOfWeek1(of: year)) / 7
        }
    }

    public init(_ text: String) throws(InvalidInput) {
        guard let period = ReportingPeriod(parsing: text) else {
            throw InvalidInput(
                text,
                "a period is written 2026-T1 (two months), 2026-Q1, 2026-M01, 2026-M01a or b (half month), 2026-W01, "
                    + "2026-H1 or 2026, and must exist")
        }
        self = period
    }

    private init?(parsing text: String) {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Array($0.utf8) }
        guard let first = parts.first, first.count == 4, let year = number(first[...]) else { return nil }
        guard parts.count == 2, let letter = parts[1].first else {
            if parts.count == 1 { self.init(.year, 1, of: year) } else { return nil }
            return
        }
        // `2026-03` is how people write a month.
        if parts[1].count == 2, let month = number(parts[1][...]) {
            self.init(.month, month, of: year)
            return
        }
        let rest = parts[1].dropFirst()
        switch (letter, rest.count) {
        case (UInt8(ascii: "T"), 1): self.init(.twoMonths, number(rest) ?? 0, of: year)
        case (UInt8(ascii: "Q"), 1): self.init(.quarter, number(rest) ?? 0, of: year)
        case (UInt8(ascii: "H"), 1): self.init(.halfYear, number(rest) ?? 0, of: year)
        case (UInt8(ascii: "M"), 2): self.init(.month, number(rest) ?? 0, of: year)
        case (UInt8(ascii: "W"), 2): self.init(.week, number(rest) ?? 0, of: year)
        case (UInt8(ascii: "M"), 3):
            guard let month = number(rest.dropLast()), month >= 1, let half = rest.last,
                half == UInt8(ascii: "a") || half == UInt8(ascii: "b")
            else { return nil }
            self.init(.halfMonth, month * 2 - (half == UInt8(ascii: "a") ? 1 : 0), of: year)
        default: return nil
        }
    }

    public var firstDay: CalendarDate {
        switch kind {
        case .week: day(ReportingPeriod.mondayOfWeek1(of: year) + (index - 1) * 7)
        case .halfMonth: date((index + 1) / 2, index.isMultiple(of: 2) ? 16 : 1)
        default: date((index - 1) * monthsEach + 1, 1)
        }
    }

    public var lastDay: CalendarDate {
        switch kind {
        case .week: firstDay.adding(days: 6)
        case .halfMonth where !index.isMultiple(of: 2): date((index + 1) / 2, 15)
        case .halfMonth: date(index / 2, CalendarDate.daysIn(month: index / 2, of: year))
        default: date(index * monthsEach, CalendarDate.daysIn(month: index * monthsEach, of: year))
        }
    }

    public func contains(_ date: CalendarDate) -> Bool { firstDay <= date && date <= lastDay }

    /// The period of the kind that the day lies in. Nil for days before 1970.
    public static func containing(_ date: CalendarDate, kind: Kind) -> ReportingPeriod? {
        switch kind {
        case .year: return ReportingPeriod(.year, 1, of: date.year)
        case .halfMonth: return ReportingPeriod(.halfMonth, date.month * 2 - (date.day <= 15 ? 1 : 0), of: date.year)
        case .week:
            // The Thursday of a week decides its year (ISO 8601).
            let year = date.adding(days: 4 - date.weekday).year
            return ReportingPeriod(.week, (date.daysSince1970 - mondayOfWeek1(of: year)) / 7 + 1, of: year)
        default:
            return ReportingPeriod(kind, (date.month - 1) / months(each: kind) + 1, of: date.year)
        }
    }

    private var monthsEach: Int { ReportingPeriod.months(each: kind) }

    private static func months(each kind: Kind) -> Int {
        switch kind {
        case .year: 12
        case .halfYear: 6
        case .quarter: 3
        case .twoMonths: 2
        case .month, .halfMonth, .week: 1
        }
    }

    /// Week 1 holds 4 January (ISO 8601). Days since 1970.
    private static func mondayOfWeek1(of year: Int) -> Int {
        guard let fourth = CalendarDate(year: year, month: 1, day: 4) else { return 0 }
        return fourth.daysSince1970 - (fourth.weekday - 1)
    }

    private func date(_ month: Int, _ day: Int) -> CalendarDate {
        guard let date = CalendarDate(year: year, month: month, day: day) else {
            preconditionFailure("the initialiser checked the period")
        }
        return date
    }

    private func day(_ days: Int) -> CalendarDate {
        guard let date = CalendarDate(daysSince1970: days) else {
            preconditionFailure("the initialiser checked the period")
        }
        return date
    }
}

extension ReportingPeriod: CustomStringConvertible {
    public var description: String {
        switch kind {
        case .year: "\(year)"
        case .halfYear: "\(year)-H\(index)"
        case .quarter: "\(year)-Q\(index)"
        case .twoMonths: "\(year)-T\(index)"
        case .month: "\(year)-M\(padded(index, to: 2))"
        case .halfMonth: "\(year)-M\(padded((index + 1) / 2, to: 2))\(index.isMultiple(of: 2) ? "b" : "a")"
        case .week: "\(year)-W\(padded(index, to: 2))"
        }
    }
}

private func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
        return nil
    }
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
}
