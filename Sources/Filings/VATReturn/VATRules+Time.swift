import LegalTables
import Values

// Rules about years and about when a return may come.
extension VATRules {
    static let timeConditions: [String: @Sendable (VATRuleInput) -> VATRuleOutcome] = [
        "R000": serviceHasOpened, "R090": serviceHasOpened, "R105": serviceHasOpened,
        "R077": yearIsAccepted, "R092": yearIsAccepted, "R103": yearIsAccepted,
        "R059": periodIsOver, "R120": periodIsOver, "R089": periodIsOver,
        "R060": { input in
            let isShipwreck = input.document.remark?.structured.map { $0.lowercased() == "forlis" } ?? false
            return periodIsOver(input, isExcused: isShipwreck)
        },
        "R135": deletedEntityWaits,
    ]

    private static func serviceHasOpened(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let today = input.context.today, let day = input.rule.day else {
            return .dayIsUnknown
        }
        return input.whole("mvaMeldingDto", holds: today >= day, figure: "\(today)")
    }

    private static func yearIsAccepted(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let year = input.document.year, let first = input.rule.limit else {
            return .yearIsUnreadable
        }
        return input.whole("aar", holds: year >= first, figure: "\(year) < \(first)")
    }

    private static func periodIsOver(_ input: VATRuleInput) -> VATRuleOutcome { periodIsOver(input, isExcused: false) }

    /// Without register data nobody is taken to have ended business: the authority may know better.
    private static func periodIsOver(_ input: VATRuleInput, isExcused: Bool) -> VATRuleOutcome {
        guard let today = input.context.today else { return .dayIsUnknown }
        guard let period = input.document.period else { return .periodIsUnreadable }
        if today > period.lastDay { return .holds }
        let mayBeEarly = input.rule.data.contains(.registers)
        let grounds = input.context.groundsForEarlyFiling ?? []
        let isGranted = mayBeEarly && today >= period.firstDay && (isExcused || !grounds.isEmpty)
        return input.whole(
            "periode", holds: isGranted,
            Phrase(en: "the period ends on \(period.lastDay)", nb: "slutter perioden \(period.lastDay)"),
            figure: "\(today) ≤ \(period.lastDay)")
    }

    private static func deletedEntityWaits(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let today = input.context.today else { return .dayIsUnknown }
        guard let period = input.document.period else { return .periodIsUnreadable }
        switch input.context.deletion {
        case .unknown: return .deletionIsUnknown
        case .none: return .holds
        case .on(let day):
            return input.whole(
                "periode", holds: period.contains(day) || today > period.lastDay, figure: "\(today)")
        }
    }
}
