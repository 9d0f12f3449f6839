import Formats
import Values

/// The law as data: dated rows with their sources, embedded in the binary and decoded when first asked for.
///
/// A value of this type stands for "the tables this program was built with", so that whatever depends on them can
/// take them as an argument.
public struct LegalTables: Sendable {
    /// The tables this program was built with.
    public static let current = LegalTables()

    private init() {}

    public var vatCodes: VATCodeTable { .embedded }
    public var vatRates: VATRateTable { .embedded }
    public var vatSpecifications: VATSpecificationTable { .embedded }
    public var vatSpecificationAccounts: VATSpecificationAccountTable { .embedded }
    public var vatRemarks: VATRemarkTable { .embedded }
    public var vatRemarkMapping: VATRemarkMapping { .embedded }
    public var vatPeriods: VATPeriodTable { .embedded }
    public var vatDeadlines: VATDeadlineTable { .embedded }
    public var vatAccounts: VATAccountTable { .embedded }
    public var vatRules: VATRuleTable { .embedded }
    public var saftVersions: SAFTVersionTable { .embedded }
    public var saftGroupings: SAFTGroupingTable { .embedded }
    public var publicHolidays: PublicHolidayTable { .embedded }
    public var currencyAccounts: CurrencyAccountTable { .embedded }
    public var filingDeadlines: FilingDeadlineTable { .embedded }
    public var identityNumbers: IdentityNumberTable { .embedded }
    public var statementAccounts: StatementAccountTable { .embedded }
    public var statementLines: StatementLineTable { .embedded }

    /// Every embedded table, for listing and for the test that reads them all.
    public static let files: [LegalTableFile] = [
        LegalTableFile("currency_accounts", PackageResources.currency_accounts_json),
        LegalTableFile("filing_deadlines", PackageResources.filing_deadlines_json),
        LegalTableFile("identity_numbers", PackageResources.identity_numbers_json),
        LegalTableFile("public_holidays", PackageResources.public_holidays_json),
        LegalTableFile("saft_groupings", PackageResources.saft_groupings_json),
        LegalTableFile("saft_versions", PackageResources.saft_versions_json),
        LegalTableFile("statement_accounts", PackageResources.statement_accounts_json),
        LegalTableFile("statement_lines", PackageResources.statement_lines_json),
        LegalTableFile("vat_accounts", PackageResources.vat_accounts_json),
        LegalTableFile("vat_codes", PackageResources.vat_codes_json),
        LegalTableFile("vat_deadlines", PackageResources.vat_deadlines_json),
        LegalTableFile("vat_periods", PackageResources.vat_periods_json),
        LegalTableFile("vat_rates", PackageResources.vat_rates_json),
        LegalTableFile("vat_remark_mapping", PackageResources.vat_remark_mapping_json),
        LegalTableFile("vat_remarks", PackageResources.vat_remarks_json),
        LegalTableFile("vat_rules", PackageResources.vat_rules_json),
        LegalTableFile("vat_specification_accounts", PackageResources.vat_specification_accounts_json),
        LegalTableFile("vat_specifications", PackageResources.vat_specifications_json),
        LegalTableFile("vat_themes", PackageResources.vat_themes_json),
    ]

    /// The rate of a code on a day: the code's class looked up among the dated rates. Nil for codes without VAT
    /// treatment and for days before the table begins: an unknown rate is never guessed.
    public func rate(for code: VATCode, on day: CalendarDate) -> VATRate? {
        vatCodes.code(code)?.rateClass.flatMap { vatRates.rate($0, on: day) }
    }

    /// The rates a code may have somewhere in a period; two where the rate changed inside it.
    public func rates(for code: VATCode, in period: ReportingPeriod) -> [VATRate] {
        vatCodes.code(code)?.rateClass.map {
            vatRates.rates($0, from: period.firstDay, to: period.lastDay)
        } ?? []
    }
}
