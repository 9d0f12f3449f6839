import Values

/// What a filing is called: its kind, its period, and which attempt at that period it is: `vat-2026-T1-1`.
public struct FilingID: Hashable, Sendable, CustomStringConvertible {
    public let kind: FilingKind
    public let period: ReportingPeriod
    /// 1 for the first filing of the period.
    public let attempt: Int

    public init(_ kind: FilingKind, _ period: ReportingPeriod, attempt: Int) {
        self.kind = kind
        self.period = period
        self.attempt = attempt
    }

    public init(_ text: String) throws(InvalidInput) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, let kind = FilingKind(rawValue: String(parts[0])), let last = parts.last,
            let attempt = Int(last), attempt >= 1, String(attempt) == last,
            let period = try? ReportingPeriod(parts[1..<parts.count - 1].joined(separator: "-"))
        else { throw InvalidInput(text, "a filing is called as in vat-2026-T1-1; 'bilag filing list' shows them all") }
        self.init(kind, period, attempt: attempt)
    }

    public var description: String { "\(kind.rawValue)-\(period)-\(attempt)" }
}

/// The kinds of filing. A name alone does not tell the category of a return: its draft does.
public enum FilingKind: String, Sendable, CaseIterable {
    /// The VAT return of the category that the company is registered for. In older logs also an ordinary return beside
    /// another category, and any return of a company without registration.
    case vat
    /// An ordinary return beside another category.
    case vatOrdinary = "vatordinary"
    /// A compensation return beside another category (kompensasjonsmelding).
    case vatCompensation = "vatcompensation"
    /// A reverse-charge return beside another category.
    case vatReverseCharge = "vatreversecharge"
    /// A primary-industry return beside another category.
    case vatPrimary = "vatprimary"
}
