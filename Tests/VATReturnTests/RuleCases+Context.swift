import LegalTables
import Values

@testable import VATReturn

// Rules that also need a day, earlier returns, or what a register says.
extension RuleCase {
    static let ofTime: [RuleCase] = [
        RuleCase("R000", sale, good: { $0.today = day("2022-01-01") }, bad: { $0.today = day("2021-12-31") }),
        RuleCase("R090", claim, good: { $0.today = day("2023-01-01") }, bad: { $0.today = day("2022-12-31") }),
        RuleCase("R105", reverse, good: { $0.today = day("2023-02-01") }, bad: { $0.today = day("2023-01-31") }),
        RuleCase("R059", sale, good: { $0.today = day("2026-03-01") }, bad: { $0.today = day("2026-02-28") }),
        RuleCase(
            "R059", sale,
            good: {
                $0.today = day("2026-02-01")
                $0.groundsForEarlyFiling = [.bankruptcy]
            },
            bad: {
                $0.today = day("2025-12-31")
                $0.groundsForEarlyFiling = [.bankruptcy]
            }),
        primaryIndustryLostShip,
        RuleCase("R120", reverse, good: { $0.today = day("2026-04-01") }, bad: { $0.today = day("2026-03-31") }),
        RuleCase("R089", claim, good: { $0.today = day("2026-03-01") }, bad: { $0.today = day("2026-02-28") }),
        RuleCase(
            "R135", claim,
            good: {
                ($0.today, $0.compensationLaw) = (day("2026-02-01"), .from)
                $0.deletion = day("2026-01-15").map { .on($0) } ?? .unknown
            },
            bad: {
                ($0.today, $0.compensationLaw) = (day("2026-02-01"), .from)
                $0.deletion = day("2025-12-15").map { .on($0) } ?? .unknown
            }),
    ]

    private static var primaryIndustryLostShip: RuleCase {
        let fishing = RawReturn.ordinary(.out(32, "100", "11,11", "11")).with {
            ($0.category, $0.period) = ("primaernaering", RawReturn.year)
        }
        var lost = RuleCase("R060", good: fishing.with { $0.remark = "forlis" }, bad: fishing)
        lost.goodContext.today = day("2026-06-01")
        lost.badContext.today = day("2026-06-01")
        return lost
    }

    static let ofHistory: [RuleCase] = [
        RuleCase(
            "R061", sale, good: { $0.missingPeriods = [] },
            bad: { $0.missingPeriods = [try? ReportingPeriod("2025-T6")].compactMap { $0 } }),
        RuleCase(
            "R062", .ordinary(.amount(1, "-5")), good: { $0.missingPeriods = [] },
            bad: { $0.missingPeriods = [try? ReportingPeriod("2025-T6")].compactMap { $0 } }),
        // Due 10 April 2026: a change within three years, one later, one after the period's five years.
        RuleCase(
            "R132", sale,
            good: { ($0.today, $0.earlierReturns) = (day("2029-04-10"), earlier(.alminnelig, "2026-T1", 5)) },
            bad: { ($0.today, $0.earlierReturns) = (day("2029-04-11"), earlier(.alminnelig, "2026-T1", 5)) }),
        RuleCase(
            "R132", sale,
            good: { ($0.today, $0.earlierReturns) = (day("2031-03-01"), earlier(.alminnelig, "2026-T1", 5)) },
            bad: { ($0.today, $0.earlierReturns) = (day("2031-02-28"), earlier(.alminnelig, "2026-T1", 5)) }),
        RuleCase(
            "R133", sale,
            good: { ($0.today, $0.earlierReturns) = (day("2031-02-28"), earlier(.alminnelig, "2026-T1", 5)) },
            bad: { ($0.today, $0.earlierReturns) = (day("2031-03-01"), earlier(.alminnelig, "2026-T1", 5)) }),
        RuleCase(
            "R098", .compensation(), good: { $0.earlierReturns = earlier(.kompensasjon, "2026-T1", -30000) },
            bad: { $0.earlierReturns = [] }),
        RuleCase(
            "R118", .reverse(), good: { $0.earlierReturns = earlier(.omvendtAvgiftsplikt, "2026-Q1", 500) },
            bad: { $0.earlierReturns = [] }),
        RuleCase(
            "R119", .reverse(.out(87, "400", "25", "100"), .out(87, "-400", "25", "-100", text: "x")),
            good: { $0.earlierReturns = earlier(.omvendtAvgiftsplikt, "2026-Q1", 500) }, bad: { $0.earlierReturns = [] }
        ),
        RuleCase(
            "R117", .reverse(.out(87, "1999", "25", "499")),
            good: { $0.earlierReturns = earlier(.omvendtAvgiftsplikt, "2026-Q2", 250, base: 1000) },
            bad: { $0.earlierReturns = [] }),
        RuleCase(
            "R096", claim,
            good: { ($0.today, $0.earlierReturns, $0.compensationLaw) = (day("2026-04-10"), [], .before) },
            bad: { ($0.today, $0.earlierReturns, $0.compensationLaw) = (day("2026-04-11"), [], .before) }),
        RuleCase(
            "R097", claim,
            good: {
                $0.today = day("2026-05-01")
                ($0.earlierReturns, $0.compensationLaw) = (earlier(.kompensasjon, "2026-T1", -25000), .before)
            },
            bad: {
                $0.today = day("2026-05-01")
                ($0.earlierReturns, $0.compensationLaw) = (earlier(.kompensasjon, "2026-T1", -24999), .before)
            }),
        RuleCase(
            "R099", smallClaim,
            good: {
                $0.today = day("2026-03-05")
                ($0.earlierReturns, $0.compensationLaw) = (earlier(.kompensasjon, "2026-T2", -25000), .before)
            },
            bad: { ($0.today, $0.earlierReturns, $0.compensationLaw) = (day("2026-03-05"), [], .before) }),
        // From the new law: the next period, March and April, has opened by May.
        RuleCase(
            "R134", smallClaim,
            good: { ($0.today, $0.earlierReturns, $0.compensationLaw) = (day("2026-05-01"), [], .from) },
            bad: { ($0.today, $0.earlierReturns, $0.compensationLaw) = (day("2026-04-30"), [], .from) }),
        RuleCase(
            "R134", smallClaim,
            good: {
                $0.today = day("2026-03-05")
                ($0.earlierReturns, $0.compensationLaw) = (earlier(.kompensasjon, "2026-T2", -20000), .from)
            },
            bad: { ($0.today, $0.earlierReturns, $0.compensationLaw) = (day("2026-03-05"), [], .from) }),
    ]

    static let ofRegisters: [RuleCase] = [
        RuleCase(
            "R047", sale, good: { $0.registeredCategories = [.alminnelig] },
            bad: { $0.registeredCategories = [.primaernaering] }),
        RuleCase(
            "R049", sale, good: { $0.registeredPeriodKind = .twoMonths }, bad: { $0.registeredPeriodKind = .year }),
        RuleCase(
            "R072", sale, good: { $0.registrationFrom = day("2026-01-01") },
            bad: { $0.registrationFrom = day("2026-01-02") }),
        RuleCase(
            "R080", .ordinary(.amount(1, "-5")), good: { $0.refundAccount = .registered(number: nil) },
            bad: { $0.refundAccount = .none }),
        RuleCase(
            "R079", sale.with { $0.kid = "86011117947" },
            good: { $0.refundAccount = .registered(number: "12345678903") },
            bad: { $0.refundAccount = .registered(number: "8601 11 17947") }),
        RuleCase("R126", sale, good: { $0.organisationForm = "AS" }, bad: { $0.organisationForm = "UDEF" }),
        RuleCase("R094", claim, good: { $0.organisationForm = "FKF" }, bad: { $0.organisationForm = "KF" }),
        RuleCase("R130", claim, good: { $0.organisationForm = "KOMM" }, bad: { $0.organisationForm = "BEDR" }),
        RuleCase(
            "R131", sale, good: { $0.deletion = .none },
            bad: { $0.deletion = day("2025-12-31").map { .on($0) } ?? .unknown }),
        RuleCase(
            "R051", sale, good: { $0.jointRegistration = .reportingEntity },
            bad: { $0.jointRegistration = .otherMember }),
        RuleCase(
            "R083", .ordinary(.amount(1, "-5")), good: { $0.isOneOffRegistration = false },
            bad: { $0.isOneOffRegistration = true }),
        RuleCase(
            "R101", .compensation(.out(81, "-100", "25", "-25")), good: { $0.isVATRegisteredInPeriod = true },
            bad: { $0.isVATRegisteredInPeriod = false }),
        RuleCase(
            "R121", reverse, good: { $0.ordinaryObligation = .partOfPeriod },
            bad: { $0.ordinaryObligation = .wholePeriod }),
        RuleCase(
            "R123", reverse, good: { $0.ordinaryObligation = VATRuleContext.OrdinaryObligation.none },
            bad: { $0.ordinaryObligation = .partOfPeriod }),
    ]
}
