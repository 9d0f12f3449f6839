import LegalTables
import Values

// Rules of the compensation return only, beside those about codes and specifications.
extension VATRules {
    static let compensationConditions: [String: @Sendable (VATRuleInput) -> VATRuleOutcome] = [
        "R095": { $0.whole("periode", holds: $0.document.periodKind == .twoMonths) },
        "R096": firstClaimIsInTime, "R097": lateChangeIsNoLarger, "R099": claimIsLargeEnoughInTime,
        "R134": claimIsLargeEnough,
    ]

    private static func firstClaimIsInTime(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let predecessors = predecessors(input) else { return .historyIsUnknown }
        guard predecessors.isEmpty else { return .holds }
        guard let days = days(input) else { return .dayOrDeadlineIsUnknown }
        return input.whole(
            "periode", holds: days.today <= days.deadline,
            Phrase(en: "the deadline was \(days.deadline)", nb: "var fristen \(days.deadline)"),
            figure: "\(days.today) > \(days.deadline)")
    }

    private static func lateChangeIsNoLarger(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let predecessors = predecessors(input) else { return .historyIsUnknown }
        guard let last = predecessors.last, let total = input.document.total else { return .holds }
        guard let days = days(input) else { return .dayOrDeadlineIsUnknown }
        let earlier = XMLDecimal(millionths: Int128(last.total) * XMLDecimal.one)
        return input.whole(
            "fastsattMerverdiavgift", holds: days.today <= days.deadline || total >= earlier,
            figure: "\(total) < \(earlier)")
    }

    private static func claimIsLargeEnoughInTime(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let total = input.document.total, total.sign < 0 else { return .holds }
        guard let days = days(input) else { return .dayOrDeadlineIsUnknown }
        guard days.today <= days.deadline else { return .holds }
        return reachesFloor(input, total)
    }

    private static func claimIsLargeEnough(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let predecessors = predecessors(input) else { return .historyIsUnknown }
        guard predecessors.isEmpty, let total = input.document.total else { return .holds }
        guard let today = input.context.today, let period = input.document.period else {
            return .dayOrDeadlineIsUnknown
        }
        // The next period is taken to open for submission when it is over, as under the older law.
        if let next = ReportingPeriod.containing(period.lastDay.adding(days: 1), kind: period.kind),
            today > next.lastDay
        {
            return .holds
        }
        return reachesFloor(input, total)
    }

    /// Holds when this claim, or an earlier one of the year, reaches the year's floor.
    private static func reachesFloor(_ input: VATRuleInput, _ total: XMLDecimal) -> VATRuleOutcome {
        guard let earlier = earlierThisYear(input) else { return .historyIsUnknown }
        let floor = input.rule.limit ?? 0
        if earlier.contains(where: { $0.total <= -Int64(floor) }) { return .holds }
        return input.whole(
            "fastsattMerverdiavgift", holds: total <= XMLDecimal(kroner: -floor), figure: "\(total) > -\(floor)")
    }

    private static func days(_ input: VATRuleInput) -> (today: CalendarDate, deadline: CalendarDate)? {
        guard let today = input.context.today, let period = input.document.period,
            let category = input.document.category,
            let deadline = input.tables.vatDeadlines.deadline(category, period)
        else { return nil }
        return (today, deadline.day)
    }
}
