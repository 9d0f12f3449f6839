import Testing
import Values

@Suite("Reporting periods")
struct ReportingPeriodTests {
    @Test(
        "each way of writing gives the first and last day",
        arguments: [
            ("2026-T1", "2026-01-01", "2026-02-28"), ("2024-T1", "2024-01-01", "2024-02-29"),
            ("2026-T6", "2026-11-01", "2026-12-31"), ("2026-Q2", "2026-04-01", "2026-06-30"),
            ("2026-M09", "2026-09-01", "2026-09-30"), ("2026-M02a", "2026-02-01", "2026-02-15"),
            ("2026-M02b", "2026-02-16", "2026-02-28"), ("2026-H2", "2026-07-01", "2026-12-31"),
            ("2026", "2026-01-01", "2026-12-31"), ("2022-W01", "2022-01-03", "2022-01-09"),
            ("2020-W53", "2020-12-28", "2021-01-03"), ("2026-W53", "2026-12-28", "2027-01-03"),
        ])
    func days(text: String, first: String, last: String) throws {
        let period = try ReportingPeriod(text)
        #expect(period.firstDay.description == first)
        #expect(period.lastDay.description == last)
        #expect(period.description == text)
        #expect(ReportingPeriod.containing(period.firstDay, kind: period.kind) == period)
        #expect(ReportingPeriod.containing(period.lastDay, kind: period.kind) == period)
    }

    @Test(
        "periods that do not exist are refused",
        arguments: [
            "", "2026-T0", "2026-T7", "2026-Q5", "2026-M13", "2026-M00a", "2026-M1", "2026-M01c", "2025-W53",
            "2026-W00",
            "2026-X1", "26-T1", "2026-", "2026-T1 ", "2026-t1", "1969-T1", "٢٠٢٦",
        ])
    func refused(text: String) {
        #expect(throws: InvalidInput.self) { try ReportingPeriod(text) }
    }
}

@Suite("Calendar dates and moments")
struct CalendarDateTests {
    @Test("days since 1970 and back, over four centuries")
    func roundTrip() throws {
        var date = try CalendarDate("1899-12-31")
        for _ in 0..<150_000 {
            let next = date.adding(days: 1)
            #expect(next.daysSince1970 == date.daysSince1970 + 1)
            #expect(next > date)
            date = next
        }
        #expect(date.description == "2310-09-08")
    }

    @Test("known weekdays", arguments: [("2026-11-20", 5), ("1970-01-01", 4), ("2024-02-29", 4), ("1969-12-28", 7)])
    func weekdays(text: String, weekday: Int) throws {
        #expect(try CalendarDate(text).weekday == weekday)
    }

    @Test(
        "days that do not exist are refused",
        arguments: ["2026-02-29", "2026-13-01", "2026-1-1", "2026-00-10", "x", ""])
    func refused(text: String) {
        #expect(throws: InvalidInput.self) { try CalendarDate(text) }
    }

    @Test(
        "moments in UTC, and as Norway writes them in winter and summer",
        arguments: [
            ("2026-03-20T08:15:00Z", "2026-03-20T08:15:00.000Z", "2026-03-20T09:15:00.000+01:00"),
            ("2026-03-29T00:59:59.999Z", "2026-03-29T00:59:59.999Z", "2026-03-29T01:59:59.999+01:00"),
            ("2026-03-29T01:00:00Z", "2026-03-29T01:00:00.000Z", "2026-03-29T03:00:00.000+02:00"),
            ("2026-10-25T00:59:59Z", "2026-10-25T00:59:59.000Z", "2026-10-25T02:59:59.000+02:00"),
            ("2026-10-25T01:00:00Z", "2026-10-25T01:00:00.000Z", "2026-10-25T02:00:00.000+01:00"),
            ("2026-12-31T23:30:00-02:30", "2027-01-01T02:00:00.000Z", "2027-01-01T03:00:00.000+01:00"),
            ("2017-05-15T08:41:13.1234567+01:00", "2017-05-15T07:41:13.123Z", "2017-05-15T09:41:13.123+02:00"),
        ])
    func moments(text: String, utc: String, norwegian: String) throws {
        let moment = try Timestamp(text)
        #expect(moment.description == utc)
        #expect(moment.norwegianText == norwegian)
        #expect(moment.dateInNorway.description == norwegian.prefix(10))
    }

    @Test(
        "texts that are no moments are refused",
        arguments: ["2026-03-20", "2026-03-20T25:00:00Z", "2026-03-20T08:15:00", "2026-03-20T08:15:00+1"])
    func noMoments(text: String) {
        #expect(throws: InvalidInput.self) { try Timestamp(text) }
    }
}
