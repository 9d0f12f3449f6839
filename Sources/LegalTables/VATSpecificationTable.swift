import Values

/// What a line is about beyond its code (spesifikasjon). Raw values are the official ones, in NFC.
public enum VATSpecificationKind: String, Sendable, CaseIterable, CustomStringConvertible {
    /// Deduction of output VAT on bad debts.
    case badDebt = "tapPåKrav"
    /// Adjustment of VAT on capital goods.
    case adjustment = "justering"
    /// Reversal of deducted VAT on vehicles and real estate; always needs a remark.
    case reversedDeduction = "tilbakeføringAvInngåendeMerverdiavgift"
    /// Withdrawal from the business.
    case withdrawal = "uttak"
    /// Purchase with right to compensation instead of deduction.
    case rightToCompensation = "kompensasjonsrett"
    /// Adjustment of compensation for real property.
    case compensationAdjustment = "justeringMerverdiavgiftskompensasjonFastEiendom"

    public init(_ text: String) throws(InvalidInput) {
        guard let kind = VATSpecificationKind(rawValue: text) else {
            let known = VATSpecificationKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw InvalidInput(text, "a VAT specification is one of \(known)")
        }
        self = kind
    }

    public var description: String { rawValue }
}

/// The specifications with the codes, categories and sign they go with.
public struct VATSpecificationTable: Sendable {
    static let embedded = VATSpecificationTable()

    public struct Row: Sendable {
        public let kind: VATSpecificationKind
        public let norwegianName: String
        public let englishName: String
        public let categories: [VATCategory]
        /// True when the line has base and rate, false when it has an amount only.
        public let hasBaseAndRate: Bool
        public let expectedSign: VATSign
        /// The numbers of the validation rules that limit it.
        public let rules: String
        public let source: String
        let codes: [VATReturnFamily: [VATCode]]

        /// The codes it goes with in any category, each once.
        public var allCodes: [VATCode] { Set(categories.flatMap { codes(in: $0) }).sorted() }

        public func codes(in category: VATCategory) -> [VATCode] {
            categories.contains(category) ? codes[category.family] ?? [] : []
        }
    }

    public let rows: [Row] = LegalTableFile("vat_specifications", PackageResources.vat_specifications_json).map { row in
        Row(
            kind: try row.value("value"), norwegianName: try row.text("nb"), englishName: try row.text("en"),
            categories: try row.values("categories"), hasBaseAndRate: row.flag("hasBaseAndRate"),
            expectedSign: try row.value("expectedSign"), rules: try row.text("rules"), source: row.source,
            codes: [
                .ordinary: try row.codes("ordinaryCodes"), .compensation: try row.codes("compensationCodes"),
                .reverseCharge: try row.codes("reverseChargeCodes"),
            ])
    }

    public func row(_ kind: VATSpecificationKind) -> Row? { rows.first { $0.kind == kind } }
}
