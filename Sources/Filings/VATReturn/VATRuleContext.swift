import LegalTables
import Values

/// What is known beside the document itself. Everything may be unknown: a rule that needs it is then listed as one
/// that only the authority can evaluate.
public struct VATRuleContext: Sendable {
    public var tables: LegalTables = .current
    /// The day of submission in Norway.
    public var today: CalendarDate?
    /// What the filer is registered for.
    public var registeredCategories: Set<VATCategory>?
    /// The kind of period registered for the document's category.
    public var registeredPeriodKind: ReportingPeriod.Kind?
    public var registrationFrom: CalendarDate?
    /// The last day of the registration; nil while it lasts, or when unknown.
    public var registrationTo: CalendarDate?
    /// Engangsregistrering.
    public var isOneOffRegistration: Bool?
    public var jointRegistration: JointRegistration?
    /// Whether the filer is VAT-registered in the period (for claimants of compensation).
    public var isVATRegisteredInPeriod: Bool?
    /// How much of the period the filer has an ordinary obligation to file (for reverse-charge returns).
    public var ordinaryObligation: OrdinaryObligation?
    /// Why a return may come before its period is over.
    public var groundsForEarlyFiling: Set<EarlyFilingGround>?
    /// Returns delivered before this one, of all periods and categories, refused ones left out; nil when unknown.
    public var earlierReturns: [EarlierVATReturn]?
    /// Earlier periods of the category whose return is missing; nil when unknown.
    public var missingPeriods: [ReportingPeriod]?
    /// The bank account registered with the authority for refunds.
    public var refundAccount: RefundAccount = .unknown
    /// As in `AS`, `ENK`, `KF` (Enhetsregisteret).
    public var organisationForm: String?
    public var deletion: Deletion = .unknown
    /// Whether the compensation law of 2026 applies; its first day is not published, so it is told from outside.
    public var compensationLaw: CompensationLaw2026?

    /// Nothing known but the tables.
    public init() {}

    public enum JointRegistration: Sendable { case none, reportingEntity, otherMember }
    public enum OrdinaryObligation: Sendable { case none, partOfPeriod, wholePeriod }
    public enum EarlyFilingGround: Sendable {
        case cessationReported, bankruptcy, bankruptcyEstate, deceasedsEstate, deletedFromRegister
    }
    public enum RefundAccount: Sendable, Hashable {
        case unknown, none
        /// - Parameter number: eleven digits, when known.
        case registered(number: String?)
    }
    /// Deletion from Enhetsregisteret.
    public enum Deletion: Sendable, Hashable {
        case unknown, none
        case on(CalendarDate)
    }
}

/// A return that the authority already has.
public struct EarlierVATReturn: Hashable, Sendable {
    public let category: VATCategory
    public let period: ReportingPeriod
    /// fastsattMerverdiavgift in whole kroner.
    public let total: Int64
    /// The sum of its lines' bases in whole kroner; nil when unknown.
    public let totalBase: Int64?
    /// The day it was submitted, in Norway.
    public let submitted: CalendarDate

    public init(
        category: VATCategory, period: ReportingPeriod, total: Int64, totalBase: Int64? = nil, submitted: CalendarDate
    ) {
        self.category = category
        self.period = period
        self.total = total
        self.totalBase = totalBase
        self.submitted = submitted
    }
}
