import LegalTables
import Values

// Rules about which codes a return holds, and which of base and rate their lines have.
extension VATRules {
    static let codeConditions: [String: @Sendable (VATRuleInput) -> VATRuleOutcome] = [
        "R002": codeIsListed, "R066": codesHaveBaseAndRate, "R109": codesHaveBaseAndRate,
        "R065": codesHaveNeitherBaseNorRate, "R081": codesHaveBothOrNeither,
        "R053": registeredCodesOnly, "R054": registeredCodesOnly, "R088": codesOnly, "R113": codesOnly,
        "R093": everyLineHasBaseAndRate, "R083": noOrdinaryDeductions, "R101": noImportLines,
    ]

    private static func codeIsListed(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.lines, "mvaKode") { line in
            line.code.flatMap { input.tables.vatCodes.code($0) }.map { !$0.isReported } ?? true
        }
    }

    private static func codesHaveBaseAndRate(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.linesOfCodes) { $0.grunnlag == nil || $0.satsText == nil }
    }

    private static func everyLineHasBaseAndRate(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.lines) { $0.grunnlag == nil || $0.satsText == nil }
    }

    private static func codesHaveNeitherBaseNorRate(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.linesOfCodes) { $0.grunnlag != nil || $0.satsText != nil }
    }

    private static func codesHaveBothOrNeither(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.linesOfCodes) { ($0.grunnlag == nil) != ($0.satsText == nil) }
    }

    private static func codesOnly(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.lines, "mvaKode") { line in line.code.map { !input.rule.codes.contains($0) } ?? true }
    }

    private static func registeredCodesOnly(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let registered = input.context.registeredCategories, let category = input.document.category else {
            return .registrationIsUnknown
        }
        return registered.contains(category) ? codesOnly(input) : .holds
    }

    private static func noOrdinaryDeductions(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let isOneOff = input.context.isOneOffRegistration else {
            return .oneOffRegistrationIsUnknown
        }
        return isOneOff ? input.each(input.linesOfCodes, "mvaKode") { _ in true } : .holds
    }

    private static func noImportLines(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let isRegistered = input.context.isVATRegisteredInPeriod else {
            return .registrationInPeriodIsUnknown
        }
        return isRegistered ? .holds : input.each(input.linesOfCodes, "mvaKode") { _ in true }
    }
}
