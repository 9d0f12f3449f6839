/// The kind of VAT return (meldingskategori). Raw values are the official ones.
public enum VATCategory: String, Sendable, CaseIterable, CustomStringConvertible {
    /// The ordinary return.
    case alminnelig
    /// Primary industry (primærnæring); the XML value has no special letters.
    case primaernaering
    /// Reverse charge, for buyers without ordinary registration.
    case omvendtAvgiftsplikt
    /// VAT compensation for municipalities and others.
    case kompensasjon

    public init(_ text: String) throws(InvalidInput) {
        guard let category = VATCategory(rawValue: text) else {
            let known = VATCategory.allCases.map(\.rawValue).joined(separator: ", ")
            throw InvalidInput(text, "a VAT category is one of \(known)")
        }
        self = category
    }

    public var description: String { rawValue }

    /// True for the two returns of VAT-registered companies, which the rule listings treat alike.
    public var isOrdinary: Bool { self == .alminnelig || self == .primaernaering }
}
