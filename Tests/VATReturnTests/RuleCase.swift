import LegalTables
import Testing
import Values

@testable import VATReturn

/// A rule with a return that keeps it and one that breaks it.
struct RuleCase: Sendable, CustomTestStringConvertible {
    let rule: String
    let good: RawReturn
    let bad: RawReturn
    var goodContext = VATRuleContext()
    var badContext = VATRuleContext()

    init(_ rule: String, good: RawReturn, bad: RawReturn) {
        self.rule = rule
        self.good = good
        self.bad = bad
    }

    /// The same return, told apart by what is known beside it.
    init(
        _ rule: String, _ document: RawReturn, good: (inout VATRuleContext) -> Void,
        bad: (inout VATRuleContext) -> Void
    ) {
        self.init(rule, good: document, bad: document)
        good(&goodContext)
        bad(&badContext)
    }

    var testDescription: String { rule }

    static let tb = "tilbakeføringAvInngåendeMerverdiavgift"
    static let kr = "kompensasjonsrett"
    static let jk = "justeringMerverdiavgiftskompensasjonFastEiendom"
    static let sale = RawReturn.ordinary(.out(3, "1000", "25", "250"))
    static let claim = RawReturn.compensation(.out(1, "-100000", "25", "-25000"))
    static let smallClaim = RawReturn.compensation(.out(1, "-4000", "25", "-1000"))
    static let reverse = RawReturn.reverse(.out(87, "4000", "25", "1000"))

    static func day(_ text: String) -> CalendarDate? { try? CalendarDate(text) }

    static func earlier(
        _ category: VATCategory, _ period: String, _ total: Int64, base: Int64? = nil
    ) -> [EarlierVATReturn] {
        guard let period = try? ReportingPeriod(period), let day = day("2026-03-01") else { return [] }
        return [
            EarlierVATReturn(category: category, period: period, total: total, totalBase: base, submitted: day)
        ]
    }
}
