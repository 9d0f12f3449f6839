/// A moment in UTC, to the millisecond. Written `2026-03-20T08:15:00.000Z`.
public struct Timestamp: Hashable, Comparable, Sendable {
    public let millisecondsSince1970: Int64

    /// Kept inside the years 1 to 9999.
    public init(millisecondsSince1970: Int64) {
        self.millisecondsSince1970 = min(max(millisecondsSince1970, -62_135_596_800_000), 253_402_300_799_999)
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }

    public func adding(seconds: Int64) -> Timestamp {
        let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, overflow2) = millisecondsSince1970.addingReportingOverflow(milliseconds)
        return Timestamp(millisecondsSince1970: overflow || overflow2 ? (seconds > 0 ? .max : .min) : sum)
    }

    /// Whole seconds since 1970, rounded down.
    public var secondsSince1970: Int64 { floorDivide(millisecondsSince1970, by: 1000) }

    /// Reads RFC 3339 with `Z` or an offset, with or without a fraction: `2026-03-20T09:15:00.000+01:00`.
    public init(_ text: String) throws(InvalidInput) {
        guard let moment = Timestamp(rfc3339: Array(text.utf8)) else {
            throw InvalidInput(text, "a time is written as in 2026-03-20T08:15:00Z or 2026-03-20T09:15:00+01:00")
        }
        self = moment
    }

    private init?(rfc3339 bytes: [UInt8]) {
        guard bytes.count >= 20, let date = CalendarDate(iso: bytes[0..<10]), bytes[10] == UInt8(ascii: "T"),
            let hour = twoDigits(bytes, 11), hour < 24, bytes[13] == UInt8(ascii: ":"),
            let minute = twoDigits(bytes, 14), minute < 60, bytes[16] == UInt8(ascii: ":"),
            let second = twoDigits(bytes, 17), second < 61
        else { return nil }
        var index = 19
        var milliseconds = 0
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            var weight = 100
            let start = index
            while index < bytes.count, let digit = digitValue(bytes[index]) {
                milliseconds += digit * weight
                weight /= 10
                index += 1
            }
            guard index > start else { return nil }
        }
        guard index < bytes.count else { return nil }
        var offsetMinutes = 0
        if bytes[index] == UInt8(ascii: "Z") {
            guard index + 1 == bytes.count else { return nil }
        } else {
            guard bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-"), index + 6 == bytes.count,
                let hours = twoDigits(bytes, index + 1), hours < 24, bytes[index + 3] == UInt8(ascii: ":"),
                let minutes = twoDigits(bytes, index + 4), minutes < 60
            else { return nil }
            offsetMinutes = (bytes[index] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
        }
        let seconds = date.daysSince1970 * 86_400 + hour * 3_600 + (minute - offsetMinutes) * 60 + second
        self.init(millisecondsSince1970: Int64(seconds) * 1000 + Int64(milliseconds))
    }

    /// The day in Norway at this moment: deadlines and voucher dates follow it.
    public var dateInNorway: CalendarDate { shifted(byMinutes: norwegianOffsetMinutes).dateUTC }

    /// With the Norwegian offset, as official documents want it: `2026-03-20T09:15:00.000+01:00`.
    public var norwegianText: String {
        let offset = norwegianOffsetMinutes
        return shifted(byMinutes: offset).text(suffix: "+\(padded(offset / 60, to: 2)):00")
    }

    /// 120 from the last Sunday of March to the last Sunday of October, 01:00 UTC, else 60
    /// (forskrift om sommertid 2001-12-28 nr. 1543; Directive 2000/84/EC).
    private var norwegianOffsetMinutes: Int {
        let year = dateUTC.year
        return self >= changeOfClocks(year, month: 3) && self < changeOfClocks(year, month: 10) ? 120 : 60
    }

    private func changeOfClocks(_ year: Int, month: Int) -> Timestamp {
        guard let last = CalendarDate(year: year, month: month, day: 31) else { return self }
        let sunday = last.daysSince1970 - last.weekday % 7
        return Timestamp(millisecondsSince1970: (Int64(sunday) * 86_400 + 3_600) * 1000)
    }

    private func shifted(byMinutes minutes: Int) -> Timestamp { adding(seconds: Int64(minutes) * 60) }

    private var dateUTC: CalendarDate {
        let days = Int(floorDivide(millisecondsSince1970, by: 86_400_000))
        guard let date = CalendarDate(daysSince1970: days) else {
            preconditionFailure("a timestamp lies in years 1–9999")
        }
        return date
    }

    private func text(suffix: String) -> String {
        let inDay = Int(millisecondsSince1970 - floorDivide(millisecondsSince1970, by: 86_400_000) * 86_400_000)
        let (hour, minute) = (inDay / 3_600_000, inDay / 60_000 % 60)
        let (second, milliseconds) = (inDay / 1000 % 60, inDay % 1000)
        return "\(dateUTC)T\(padded(hour, to: 2)):\(padded(minute, to: 2)):\(padded(second, to: 2))."
            + padded(milliseconds, to: 3) + suffix
    }
}

extension Timestamp: CustomStringConvertible {
    /// UTC with milliseconds, always 24 characters: `2026-03-20T08:15:00.000Z`.
    public var description: String { text(suffix: "Z") }
}

private func floorDivide(_ number: Int64, by divisor: Int64) -> Int64 {
    number / divisor - (number % divisor < 0 ? 1 : 0)
}

private func digitValue(_ byte: UInt8) -> Int? {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
}

private func twoDigits(_ bytes: [UInt8], _ index: Int) -> Int? {
    guard index + 1 < bytes.count, let tens = digitValue(bytes[index]), let ones = digitValue(bytes[index + 1]) else {
        return nil
    }
    return tens * 10 + ones
}
