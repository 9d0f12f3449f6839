import Values

/// How the VAT return and its envelope write a period: one of seven elements, each with a fixed list of values.
public struct VATPeriodTable: Sendable {
    static let embedded = VATPeriodTable()

    public struct Row: Sendable {
        public let kind: ReportingPeriod.Kind
        /// The element inside `periode`.
        public let element: String
        /// The values in order: the first stands for the first period of the year.
        public let values: [String]
        public let source: String
    }

    public let rows: [Row] = LegalTableFile("vat_periods", PackageResources.vat_periods_json).map { row in
        Row(
            kind: try row.value("kind"), element: try row.text("element"), values: try row.texts("values"),
            source: row.source)
    }

    /// Element and value of a period. The table covers every period there is; a test sees to it.
    public func name(of period: ReportingPeriod) -> (element: String, value: String)? {
        guard let row = rows.first(where: { $0.kind == period.kind }), row.values.indices.contains(period.index - 1)
        else { return nil }
        return (row.element, row.values[period.index - 1])
    }

    /// The period an element with a value stands for; nil when there is none, as week 53 of a year with 52.
    public func period(element: String, value: String, year: Int) -> ReportingPeriod? {
        guard let row = rows.first(where: { $0.element == element }), let index = row.values.firstIndex(of: value)
        else { return nil }
        return ReportingPeriod(row.kind, index + 1, of: year)
    }

    /// The kind of period an element stands for.
    public func kind(ofElement element: String) -> ReportingPeriod.Kind? {
        rows.first { $0.element == element }?.kind
    }
}
