import LegalTables
import Testing
import Values

@Suite("Periods, deadlines and holidays") struct VATDeadlineTests {
    let tables = LegalTables.current

    @Test(
        "a return is due on the day of the regulation, moved to a working day",
        arguments: [
            (VATCategory.alminnelig, "2026-T1", "2026-04-10"), (.alminnelig, "2026-T2", "2026-06-10"),
            (.kompensasjon, "2026-T3", "2026-08-31"), (.alminnelig, "2026-T4", "2026-10-12"),
            (.primaernaering, "2026-T5", "2026-12-10"), (.alminnelig, "2026-T6", "2027-02-10"),
            (.omvendtAvgiftsplikt, "2026-Q1", "2026-05-11"), (.omvendtAvgiftsplikt, "2026-Q2", "2026-08-31"),
            (.omvendtAvgiftsplikt, "2026-Q3", "2026-11-10"), (.omvendtAvgiftsplikt, "2026-Q4", "2027-02-10"),
            (.alminnelig, "2025", "2026-03-10"), (.primaernaering, "2025", "2026-04-10"),
            (.primaernaering, "2026", "2027-04-12"), (.alminnelig, "2026-M02", "2026-04-10"),
            (.alminnelig, "2026-M12", "2027-02-10"), (.alminnelig, "2026-M01a", "2026-02-25"),
            (.alminnelig, "2022-W01", "2022-02-21"),
        ])
    func deadline(category: VATCategory, period: String, day: String) throws {
        let deadline = try tables.vatDeadlines.deadline(category, ReportingPeriod(period))
        #expect(deadline?.day.description == day)
    }

    @Test("sources disagree on the second reverse-charge quarter, so a warning comes from the earlier day")
    func warning() throws {
        let quarters = try ["2026-Q1", "2026-Q2"].map { try ReportingPeriod($0) }
        let warnings = quarters.map { tables.vatDeadlines.deadline(.omvendtAvgiftsplikt, $0)?.warnFrom?.description }
        #expect(warnings == [nil, "2026-08-10"])
    }

    @Test("no deadline is made up for a period the regulation does not name")
    func noDeadline() throws {
        #expect(try tables.vatDeadlines.deadline(.alminnelig, ReportingPeriod("2026-H1")) == nil)
        #expect(try tables.vatDeadlines.deadline(.omvendtAvgiftsplikt, ReportingPeriod("2026-T1")) == nil)
    }

    @Test(
        "Easter falls where the almanac says",
        arguments: [
            "2000-04-23", "2008-03-23", "2011-04-24", "2022-04-17", "2024-03-31", "2025-04-20", "2026-04-05",
            "2027-03-28", "2038-04-25",
        ])
    func easter(day: String) throws {
        let date = try CalendarDate(day)
        #expect(PublicHolidayTable.easterSunday(of: date.year) == date)
    }

    @Test(
        "public holidays of 2026",
        arguments: [
            "2026-01-01", "2026-04-02", "2026-04-03", "2026-04-05", "2026-04-06", "2026-05-01", "2026-05-14",
            "2026-05-17", "2026-05-24", "2026-05-25", "2026-12-25", "2026-12-26",
        ])
    func holidays(day: String) throws { #expect(try tables.publicHolidays.holiday(on: CalendarDate(day)) != nil) }

    @Test("2026 has twelve public holidays and no more")
    func holidayCount() throws {
        let first = try CalendarDate("2026-01-01")
        #expect((0..<365).count { tables.publicHolidays.holiday(on: first.adding(days: $0)) != nil } == 12)
    }

    @Test("every period has an element and a value, and comes back from them")
    func periodNames() throws {
        for kind in ReportingPeriod.Kind.allCases {
            for index in 1...ReportingPeriod.count(of: kind, in: 2026) {
                let period = try #require(ReportingPeriod(kind, index, of: 2026))
                let name = try #require(tables.vatPeriods.name(of: period))
                #expect(
                    tables.vatPeriods.period(element: name.element, value: name.value, year: 2026) == period)
            }
        }
    }

    @Test(
        "a period is written as the schema does",
        arguments: [
            ("2026-T1", "skattleggingsperiodeToMaaneder", "januar-februar"),
            ("2025", "skattleggingsperiodeAar", "aarlig"),
            ("2026-Q4", "skattleggingsperiodeTreMaaneder", "oktober-desember"),
            ("2026-M03", "skattleggingsperiodeMaaned", "mars"),
            ("2026-M01a", "skattleggingsperiodeHalvMaaned", "foerste halvdel januar"),
            ("2026-M12b", "skattleggingsperiodeHalvMaaned", "andre halvdel desember"),
            ("2026-W53", "skattleggingsperiodeUke", "uke 53"),
            ("2026-H2", "skattleggingsperiodeSeksMaaneder", "juli-desember"),
        ])
    func periodName(period: String, element: String, value: String) throws {
        let name = try #require(tables.vatPeriods.name(of: ReportingPeriod(period)))
        #expect(name.element == element)
        #expect(name.value == value)
    }

    @Test("week 53 of a year with 52 weeks is no period")
    func noWeek53() {
        #expect(tables.vatPeriods.period(element: "skattleggingsperiodeUke", value: "uke 53", year: 2025) == nil)
    }
}
