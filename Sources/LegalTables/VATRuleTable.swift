import Values

/// How bad it is when a validation rule does not hold. Raw values are the official ones.
public enum VATSeverity: String, Sendable, Comparable, CaseIterable {
    /// The return is accepted and flagged.
    case deviating = "avvikende"
    /// The return counts as not delivered.
    case invalid = "ugyldig"

    public static func < (left: VATSeverity, right: VATSeverity) -> Bool {
        left == .deviating && right == .invalid
    }
}

/// What a validation rule must know to be evaluated. Raw values are those of the rule listing.
public enum VATRuleData: String, Sendable {
    case message = "M"
    case codeLists = "C"
    case registers = "R"
    case history = "H"
    case clock = "T"
}

/// Whether a rule of compensation returns belongs to the law before or from the change of 2026.
public enum CompensationLaw2026: String, Sendable {
    case before, from
}

/// A validation rule of the VAT return. Its condition is code; its numbers, codes and limits are here.
public struct VATRule: Sendable {
    /// As in `R018`.
    public let number: String
    public let severity: VATSeverity
    public let categories: [VATCategory]
    public let data: [VATRuleData]
    /// What must hold.
    public let requirement: Phrase
    /// What to do when it does not.
    public let nextStep: Phrase
    /// The codes the rule is about, where it names some.
    public let codes: [VATCode]
    public let specifications: [VATSpecificationKind]
    /// The rule's number: kroner, a year, or a count of years.
    public let limit: Int?
    public let day: CalendarDate?
    public let organisationForm: String?
    public let compensationLaw: CompensationLaw2026?
    public let source: String
}

/// The validation rules of the VAT return.
public struct VATRuleTable: Sendable {
    static let embedded = VATRuleTable()

    public let rows: [VATRule] = LegalTableFile("vat_rules", PackageResources.vat_rules_json).map(VATRule.init)

    public func rule(_ number: String) -> VATRule? { rows.first { $0.number == number } }
}

extension VATRule {
    /// - Throws: when a column is missing; a rule must be told in both languages.
    init(_ row: LegalTableRow) throws {
        number = try row.text("number")
        severity = try row.value("severity")
        categories = try row.values("categories")
        data = try row.values("data")
        requirement = try row.phrase("must")
        nextStep = try row.phrase("next")
        codes = try row.codes("codes")
        specifications = try row.values("specifications")
        limit = row.optionalInteger("limit")
        day = try row.optionalDay("day")
        organisationForm = row.optionalText("organisationForm")
        compensationLaw = try row.optionalValue("compensationLaw2026")
        source = row.source
    }
}
