import LegalTables
import Values

// Rules about the registers: what the filer is registered for, and what has become of it.
extension VATRules {
    static let registrationConditions: [String: @Sendable (VATRuleInput) -> VATRuleOutcome] = [
        "R047": categoryIsRegistered, "R048": categoryIsRegistered, "R049": periodKindIsRegistered,
        "R050": periodKindIsRegistered, "R072": periodIsInRegistration, "R073": periodIsInRegistration,
        "R051": reportingEntityFiles, "R131": entityExists, "R125": entityExists,
        "R126": { formIsNot("UDEF", $0) }, "R094": formIsAllowed, "R128": formIsAllowed, "R129": formIsAllowed,
        "R130": formIsAllowed, "R121": noObligation, "R123": noPartialObligation,
    ]

    private static func categoryIsRegistered(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let registered = input.context.registeredCategories, let category = input.document.category else {
            return .registrationIsUnknown
        }
        return input.whole("meldingskategori", holds: registered.contains(category))
    }

    private static func periodKindIsRegistered(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let kind = input.context.registeredPeriodKind else {
            return .periodKindIsUnknown
        }
        return input.whole("periode", holds: input.document.periodKind == kind)
    }

    private static func periodIsInRegistration(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let from = input.context.registrationFrom else {
            return .registrationDatesAreUnknown
        }
        guard let first = input.document.period?.firstDay else { return .periodIsUnreadable }
        let isInside = from <= first && (input.context.registrationTo.map { first <= $0 } ?? true)
        return input.whole("periode", holds: isInside, figure: "\(first)")
    }

    private static func reportingEntityFiles(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let role = input.context.jointRegistration else {
            return .jointRegistrationIsUnknown
        }
        return input.whole("mvaMeldingDto", holds: role != .otherMember)
    }

    private static func entityExists(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let first = input.document.period?.firstDay else { return .periodIsUnreadable }
        switch input.context.deletion {
        case .unknown: return .deletionIsUnknown
        case .none: return .holds
        case .on(let day): return input.whole("periode", holds: day >= first, figure: "\(day)")
        }
    }

    private static func formIsAllowed(_ input: VATRuleInput) -> VATRuleOutcome {
        formIsNot(input.rule.organisationForm ?? "", input)
    }

    private static func formIsNot(_ form: String, _ input: VATRuleInput) -> VATRuleOutcome {
        guard let known = input.context.organisationForm else {
            return .formIsUnknown
        }
        return input.whole("mvaMeldingDto", holds: known != form)
    }

    private static func noObligation(_ input: VATRuleInput) -> VATRuleOutcome {
        obligation(input) { $0 != .wholePeriod }
    }

    private static func noPartialObligation(_ input: VATRuleInput) -> VATRuleOutcome {
        obligation(input) { $0 != .partOfPeriod }
    }

    private static func obligation(
        _ input: VATRuleInput, _ holds: (VATRuleContext.OrdinaryObligation) -> Bool
    ) -> VATRuleOutcome {
        guard let obligation = input.context.ordinaryObligation else {
            return .obligationIsUnknown
        }
        return input.whole("mvaMeldingDto", holds: holds(obligation))
    }
}
