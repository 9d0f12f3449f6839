import LegalTables
import Values

// Rules about returns delivered before.
extension VATRules {
    static let historyConditions: [String: @Sendable (VATRuleInput) -> VATRuleOutcome] = [
        "R061": { earlierPeriodsAreDelivered($0) { $0.sign > 0 } },
        "R062": { earlierPeriodsAreDelivered($0) { $0.sign < 0 } },
        "R132": changeIsInTime, "R133": changeIsNotTooLate, "R098": firstReturnHasAmount, "R118": firstReturnHasAmount,
    ]

    /// Earlier returns of the same period and category; nil when history or period is unknown.
    static func predecessors(_ input: VATRuleInput) -> [EarlierVATReturn]? {
        guard let earlier = input.context.earlierReturns, let period = input.document.period else { return nil }
        return earlier.filter { $0.period == period && $0.category == input.document.category }
    }

    /// Earlier returns of the same category and year, of other periods.
    static func earlierThisYear(_ input: VATRuleInput) -> [EarlierVATReturn]? {
        guard let earlier = input.context.earlierReturns, let period = input.document.period else { return nil }
        return earlier.filter {
            $0.period.year == period.year && $0.period != period && $0.category == input.document.category
        }
    }

    private static func earlierPeriodsAreDelivered(
        _ input: VATRuleInput, when isMeant: (XMLDecimal) -> Bool
    ) -> VATRuleOutcome {
        guard let total = input.document.total, isMeant(total) else { return .holds }
        guard let missing = input.context.missingPeriods else { return .historyIsUnknown }
        let list = missing.map(\.description).joined(separator: ", ")
        return input.whole(
            "periode", holds: missing.isEmpty,
            Phrase(en: "returns are missing for \(list)", nb: "mangler meldinger for \(list)"),
            figure: list)
    }

    static func firstReturnHasAmount(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let total = input.document.total, total == .zero else { return .holds }
        guard let predecessors = predecessors(input) else { return .historyIsUnknown }
        return input.whole("fastsattMerverdiavgift", holds: !predecessors.isEmpty)
    }

    private static func changeIsInTime(_ input: VATRuleInput) -> VATRuleOutcome {
        change(input) { today, limits in today <= limits.own || today > limits.any }
    }

    private static func changeIsNotTooLate(_ input: VATRuleInput) -> VATRuleOutcome {
        change(input) { today, limits in today <= limits.any }
    }

    /// The last days for a change of one's own, and for a request.
    private static func change(
        _ input: VATRuleInput, holds: (CalendarDate, (own: CalendarDate, any: CalendarDate)) -> Bool
    ) -> VATRuleOutcome {
        guard let predecessors = predecessors(input) else { return .historyIsUnknown }
        guard !predecessors.isEmpty else { return .holds }
        guard let today = input.context.today else { return .dayIsUnknown }
        let rules = input.tables.vatRules
        guard let period = input.document.period, let category = input.document.category,
            let own = rules.rule("R132")?.limit, let any = rules.rule("R133")?.limit,
            let deadline = input.tables.vatDeadlines.deadline(category, period)
        else { return .deadlineIsUnknown }
        let limits = (own: deadline.day.adding(years: own), any: period.lastDay.adding(years: any))
        return input.whole("periode", holds: holds(today, limits), figure: "\(today)")
    }
}

extension CalendarDate {
    /// The same day so many years later; 29 February becomes the 28th.
    func adding(years: Int) -> CalendarDate {
        let last = CalendarDate.daysIn(month: month, of: year + years)
        return CalendarDate(year: year + years, month: month, day: min(day, last)) ?? self
    }
}
