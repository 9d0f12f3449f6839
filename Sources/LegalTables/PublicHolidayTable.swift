import Values

/// The Norwegian public holidays, and the working days between them.
public struct PublicHolidayTable: Sendable {
    static let embedded = PublicHolidayTable()

    public struct Row: Sendable {
        public let norwegianName: String
        public let englishName: String
        let day: Day
        public let from: CalendarDate?
        public let source: String
    }

    enum Day: Sendable {
        case fixed(month: Int, day: Int)
        case afterEaster(days: Int)
    }

    public let rows: [Row] = LegalTableFile("public_holidays", PackageResources.public_holidays_json).map { row in
        Row(
            norwegianName: try row.text("nb"), englishName: try row.text("en"),
            day: try PublicHolidayTable.day(of: row),
            from: row.from, source: row.source)
    }

    /// The holiday on a day, if it is one.
    public func holiday(on date: CalendarDate) -> Row? {
        rows.first { row in
            guard row.from.map({ $0 <= date }) ?? true else { return false }
            switch row.day {
            case .fixed(let month, let day): return date.month == month && date.day == day
            case .afterEaster(let days):
                return PublicHolidayTable.easterSunday(of: date.year)?.adding(days: days) == date
            }
        }
    }

    /// False on Saturdays, Sundays and public holidays.
    public func isWorkingDay(_ date: CalendarDate) -> Bool { date.weekday < 6 && holiday(on: date) == nil }

    /// The day itself if it is a working day, else the next that is.
    public func workingDay(onOrAfter date: CalendarDate) -> CalendarDate {
        var day = date
        while !isWorkingDay(day) {
            let next = day.adding(days: 1)
            if next == day { break }
            day = next
        }
        return day
    }

    /// Easter Sunday in the Gregorian calendar (the algorithm of Meeus, Jones and Butcher, Nature 1876).
    public static func easterSunday(of year: Int) -> CalendarDate? {
        let golden = year % 19
        let (century, yearOfCentury) = (year / 100, year % 100)
        let correction = (century - (century + 8) / 25 + 1) / 3
        let epact = (19 * golden + century - century / 4 - correction + 15) % 30
        let weekday = (32 + 2 * (century % 4) + 2 * (yearOfCentury / 4) - epact - yearOfCentury % 4) % 7
        let shift = (golden + 11 * epact + 22 * weekday) / 451
        let day = epact + weekday - 7 * shift + 114
        return CalendarDate(year: year, month: day / 31, day: day % 31 + 1)
    }

    // Kept apart: inlined, its typed throws make the optimiser of Swift 6.3.1 stop on a broken module.
    @inline(never)
    private static func day(of row: LegalTableRow) throws -> Day {
        if let days = row.optionalInteger("daysAfterEaster") { return .afterEaster(days: days) }
        let date = try row.need(CalendarDate(iso: ("2000-" + row.text("day")).utf8), "day")
        return .fixed(month: date.month, day: date.day)
    }
}
