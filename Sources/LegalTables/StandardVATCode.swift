import Values

/// A standard VAT code and how each kind of return reports it.
public struct StandardVATCode: Sendable {
    public let code: VATCode
    /// The name shown in the return's code list, in Norwegian (bokmål); for SAF-T-only codes the SAF-T description.
    public let norwegianName: String
    public let englishName: String
    /// The description in the SAF-T list of standard tax codes.
    public let saftNorwegianDescription: String
    public let saftEnglishDescription: String
    /// What the deduction line of a two-line code is called.
    public let norwegianDeductionName: String?
    public let englishDeductionName: String?
    /// Nil for codes without VAT treatment (0, 7, 20).
    public let rateClass: VATRateClass?
    /// The sign of a normal line: for two-line codes that of the output line.
    public let normalSign: VATSign?
    /// The posts of the old form RF-0002 that the code belonged to.
    public let oldPosts: [Int]
    /// The SAF-T flag that the code may be used under the compensation scheme.
    public let mayCarryCompensation: Bool
    /// True for codes of sales and income, whose base is a credit in the ledger; the base of all others is a debit.
    public let isSale: Bool
    /// The first day of the code; nil where the list gives none.
    public let from: CalendarDate?
    public let source: String

    let shapes: [VATReturnFamily: VATLineShape]
    let specifications: [VATReturnFamily: [VATSpecificationKind]]
    let places: [VATReturnFamily: VATDisplayPlace]

    /// False for the codes that exist in SAF-T only: 0, 7, 20, 21 and 22.
    public var isReported: Bool { !shapes.isEmpty }

    /// How the code is reported in a category; nil when it never is.
    public func shape(in category: VATCategory) -> VATLineShape? { shapes[category.family] }

    /// The specifications a line of the code may carry in a category.
    public func specifications(in category: VATCategory) -> [VATSpecificationKind] {
        specifications[category.family] ?? []
    }

    /// Where the code is shown among the others of a category.
    public func displayPlace(in category: VATCategory) -> VATDisplayPlace? { places[category.family] }
}

/// The lines a code gives in a return.
public enum VATLineShape: String, Sendable {
    /// One line with base and rate, positive.
    case output
    /// One line with an amount only, negative.
    case deduction
    /// An output line with base and rate, and a deduction line with an amount only.
    case outputAndDeduction
    /// One line with base and rate, both base and amount negative (compensation returns).
    case claim

    public var hasOutput: Bool { self == .output || self == .outputAndDeduction }
    public var hasDeduction: Bool { self == .deduction || self == .outputAndDeduction }
}

/// The heading and the place under it where a code is shown; sorts as the authority shows them.
public struct VATDisplayPlace: Hashable, Comparable, Sendable {
    public let theme: Int
    public let order: Int

    public static func < (left: VATDisplayPlace, right: VATDisplayPlace) -> Bool {
        (left.theme, left.order) < (right.theme, right.order)
    }
}
