import Values

/// When other reports than the VAT return are due: those that Bilag does not file, so that nobody forgets them.
public struct FilingDeadlineTable: Sendable {
    static let embedded = FilingDeadlineTable()

    public struct Row: Sendable {
        /// The report's official short name: `årsregnskap`.
        public let report: String
        public let norwegianName: String
        public let englishName: String
        /// What one report is for.
        public let every: ReportingPeriod.Kind
        let monthsAfter: Int
        let day: Int
        let movesToWorkingDay: Bool
        /// The legal form it applies to, as Enhetsregisteret writes it; nil for all.
        public let appliesTo: String?
        /// It is due for periods in which one of these accounts has postings, by their first four digits; nil: always.
        public let whenAccounts: ClosedRange<Int>?
        public let from: CalendarDate?
        public let source: String

        /// The last day for the report of a period; nil for periods before the row holds.
        public func deadline(_ period: ReportingPeriod) -> CalendarDate? {
            guard period.kind == every, from.map({ $0 <= period.firstDay }) ?? true else { return nil }
            let months = period.lastDay.month - 1 + monthsAfter
            let (year, month) = (period.lastDay.year + months / 12, months % 12 + 1)
            let last = min(day, CalendarDate.daysIn(month: month, of: year))
            guard let date = CalendarDate(year: year, month: month, day: last) else { return nil }
            return movesToWorkingDay ? PublicHolidayTable.embedded.workingDay(onOrAfter: date) : date
        }
    }

    public let rows: [Row] = LegalTableFile("filing_deadlines", PackageResources.filing_deadlines_json).map { row in
        let accounts = row.json["whenAccounts"]
        let first = accounts?["first"]?.integer.flatMap { Int(exactly: $0) }
        let last = accounts?["last"]?.integer.flatMap { Int(exactly: $0) }
        return Row(
            report: try row.text("report"), norwegianName: try row.text("nb"), englishName: try row.text("en"),
            every: try row.value("every"), monthsAfter: try row.integer("monthsAfter"), day: try row.integer("day"),
            movesToWorkingDay: row.flag("movesToWorkingDay"), appliesTo: row.optionalText("appliesTo"),
            whenAccounts: first.flatMap { first in last.flatMap { first <= $0 ? first...$0 : nil } }, from: row.from,
            source: row.source)
    }
}
