import Values

/// When VAT returns are due (skatteforvaltningsforskriften § 8-3-10).
public struct VATDeadlineTable: Sendable {
    static let embedded = VATDeadlineTable()

    public struct Row: Sendable {
        public let categories: [VATCategory]
        public let periodKind: ReportingPeriod.Kind
        let rule: Rule
        let warnFrom: [DayOfYear?]
        public let from: CalendarDate?
        public let source: String
    }

    enum Rule: Sendable {
        /// One day per period of the year.
        case days([DayOfYear])
        case after(months: Int, days: Int)
    }

    struct DayOfYear: Sendable {
        let isInNextYear: Bool
        let month: Int
        let day: Int

        /// Reads `04-10`, or `+02-10` for the year after the period.
        init(_ text: String) throws {
            isInNextYear = text.hasPrefix("+")
            let date = try CalendarDate("2000-" + (isInNextYear ? String(text.dropFirst()) : text))
            (month, day) = (date.month, date.day)
        }

        func date(in year: Int) -> CalendarDate? {
            CalendarDate(year: year + (isInNextYear ? 1 : 0), month: month, day: day)
        }
    }

    /// A deadline and what it rests on.
    public struct Deadline: Sendable {
        /// The last day, moved to a working day.
        public let day: CalendarDate
        /// A day before it that a careful filer keeps, where official sources disagree.
        public let warnFrom: CalendarDate?
        public let source: String
    }

    public let rows: [Row] = LegalTableFile("vat_deadlines", PackageResources.vat_deadlines_json).map { row in
        let days = try row.texts("days").map(DayOfYear.init)
        return Row(
            categories: try row.values("categories"), periodKind: try row.value("periodKind"),
            rule: days.isEmpty
                ? .after(months: try row.integer("monthsAfter"), days: try row.integer("daysAfter")) : .days(days),
            warnFrom: try row.optionalTexts("warnFrom").map { try $0.map(DayOfYear.init) }, from: row.from,
            source: row.source)
    }

    /// The deadline of a return; nil where the regulation gives none for that kind of period and category.
    public func deadline(_ category: VATCategory, _ period: ReportingPeriod) -> Deadline? {
        let row = rows.last {
            $0.categories.contains(category) && $0.periodKind == period.kind
                && ($0.from.map { $0 <= period.firstDay } ?? true)
        }
        guard let row, let day = lastDay(row.rule, period) else { return nil }
        let warning = row.warnFrom.indices.contains(period.index - 1) ? row.warnFrom[period.index - 1] : nil
        return Deadline(
            day: PublicHolidayTable.embedded.workingDay(onOrAfter: day), warnFrom: warning?.date(in: period.year),
            source: row.source)
    }

    private func lastDay(_ rule: Rule, _ period: ReportingPeriod) -> CalendarDate? {
        switch rule {
        case .days(let days):
            return days.indices.contains(period.index - 1) ? days[period.index - 1].date(in: period.year) : nil
        case .after(let months, let days):
            // Counted from the day after the period, so that a month and ten days after February end on 10 April.
            let next = period.lastDay.adding(days: 1)
            let (year, month) = (next.year + (next.month - 1 + months) / 12, (next.month - 1 + months) % 12 + 1)
            let day = min(next.day, CalendarDate.daysIn(month: month, of: year))
            return CalendarDate(year: year, month: month, day: day)?.adding(days: days - 1)
        }
    }
}
