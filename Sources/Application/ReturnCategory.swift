import Filing
import VATReturn
import Values

extension FilingRecord {
    /// The kind of VAT return that its current draft is (meldingskategori).
    ///
    /// - Throws: `InvalidInput` when the draft does not say.
    public var category: VATCategory {
        get throws(InvalidInput) { try VATReturnInputs(current.event.inputs).category }
    }
}

extension Filings {
    /// Filings of one kind of return and period, in the order they were begun. A later one takes the place of an earlier
    /// one; returns of other categories stand beside them.
    func of(_ category: VATCategory, _ period: ReportingPeriod) -> [FilingRecord] {
        records.filter { record in record.id.period == period && (try? record.category) == category }
    }

    /// Filings of the same return as another, that one among them.
    func ofReturn(_ record: FilingRecord) -> [FilingRecord] {
        guard let category = try? record.category else { return [record] }
        return of(category, record.id.period)
    }

    /// What a new filing is called: kinds count their filings of a period each for themselves.
    func nextID(_ kind: FilingKind, _ period: ReportingPeriod) -> FilingID {
        let used = records.filter { $0.id.kind == kind && $0.id.period == period }.map(\.id.attempt)
        return FilingID(kind, period, attempt: (used.max() ?? 0) + 1)
    }
}

extension FilingKind {
    /// A category beside the registered one is a filing of its own.
    init(_ category: VATCategory, registered: VATCategory?) {
        if category == registered {
            self = .vat
            return
        }
        switch category {
        case .alminnelig: self = registered == nil ? .vat : .vatOrdinary
        case .primaernaering: self = .vatPrimary
        case .omvendtAvgiftsplikt: self = .vatReverseCharge
        case .kompensasjon: self = .vatCompensation
        }
    }
}
