import Values

/// The rates by class and day.
public struct VATRateTable: Sendable {
    static let embedded = VATRateTable()

    public struct Row: Sendable {
        public let rateClass: VATRateClass
        public let rate: VATRate
        /// Nil where the list gives no first day: always.
        public let from: CalendarDate?
        public let to: CalendarDate?
        public let source: String
    }

    public let rows: [Row] = LegalTableFile("vat_rates", PackageResources.vat_rates_json).map { row in
        let rate = try row.need(VATRate(officialText: row.text("rate")), "rate")
        guard try rate.basisPoints == row.integer("basisPoints") else { throw LegalTableError("rate \(rate)") }
        return Row(rateClass: try row.value("rateClass"), rate: rate, from: row.from, to: row.to, source: row.source)
    }

    /// The rate of a class on a day; nil before the table begins.
    public func rate(_ rateClass: VATRateClass, on day: CalendarDate) -> VATRate? {
        rows.first {
            $0.rateClass == rateClass && ($0.from.map { $0 <= day } ?? true) && ($0.to.map { $0 >= day } ?? true)
        }?.rate
    }

    /// The rates a class has on any day from `first` to `last`, oldest first.
    public func rates(_ rateClass: VATRateClass, from first: CalendarDate, to last: CalendarDate) -> [VATRate] {
        rows.filter {
            $0.rateClass == rateClass && ($0.from.map { $0 <= last } ?? true) && ($0.to.map { $0 >= first } ?? true)
        }.map(\.rate)
    }
}
