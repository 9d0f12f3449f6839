/// A day in the Gregorian calendar, without time or zone.
public struct CalendarDate: Hashable, Comparable, Sendable {
    public let year: Int
    public let month: Int
    public let day: Int

    /// Nil for a day that does not exist. Years 1 to 9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CalendarDate.daysIn(month: month, of: year)
        else { return nil }
        self.init(unchecked: year, month, day)
    }

    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `2026-03-04`.
    public init(_ text: String) throws(InvalidInput) {
        guard let date = CalendarDate(iso: text.utf8) else {
            throw InvalidInput(text, "a date is written year-month-day, as in 2026-03-04, and must exist")
        }
        self = date
    }

    /// Reads exactly ten ASCII bytes `YYYY-MM-DD`; nil for anything else. The fast path of the readers.
    public init?(iso bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = CalendarDate.number(bytes, 0, 4), let month = CalendarDate.number(bytes, 5, 7),
            let day = CalendarDate.number(bytes, 8, 10)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    public init?(iso bytes: some Collection<UInt8>) {
        guard let date = Array(bytes).withUnsafeBytes({ CalendarDate(iso: $0) }) else { return nil }
        self = date
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int? {
        var number = 0
        for index in start..<end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }

    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    public static func daysIn(month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    public static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    /// Days since 1970-01-01 (negative before). The era arithmetic is Howard Hinnant's `days_from_civil`.
    public var daysSince1970: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// Nil outside the years 1 to 9999.
    public init?(daysSince1970 days: Int) {
        guard (-719_162...2_932_896).contains(days) else { return nil }
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(
            unchecked: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Stops at the first and last day of the calendar instead of failing.
    public func adding(days: Int) -> CalendarDate {
        let (sum, overflow) = daysSince1970.addingReportingOverflow(days)
        let last = CalendarDate(unchecked: 9999, 12, 31)
        let first = CalendarDate(unchecked: 1, 1, 1)
        return overflow ? (days > 0 ? last : first) : CalendarDate(daysSince1970: sum) ?? (days > 0 ? last : first)
    }

    /// 1 = Monday … 7 = Sunday.
    public var weekday: Int { (daysSince1970 + 3) %% 7 + 1 }
}

infix operator %% : MultiplicationPrecedence

/// The remainder that is never negative.
private func %% (dividend: Int, divisor: Int) -> Int { (dividend % divisor + divisor) % divisor }

extension CalendarDate: CustomStringConvertible {
    /// `2026-03-04`.
    public var description: String {
        // Written for each voucher and many a line, so without the detour over three strings.
        String(unsafeUninitializedCapacity: 10) { text in
            func write(_ number: Int, _ digits: Int, endingAt end: Int) {
                var rest = number
                for place in (end - digits..<end).reversed() {
                    text[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
            }
            write(year, 4, endingAt: 4)
            text[4] = UInt8(ascii: "-")
            write(month, 2, endingAt: 7)
            text[7] = UInt8(ascii: "-")
            write(day, 2, endingAt: 10)
            return 10
        }
    }
}

/// The number with leading zeros.
func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
