import LegalTables
import Values

// Rules about the codes that give an output line and a deduction line: 81, 83, 86, 88 and 91.
extension VATRules {
    static let twoLineConditions: [String: @Sendable (VATRuleInput) -> VATRuleOutcome] = [
        "R023": deductionIsCovered, "R024": deductionIsCovered, "R025": deductionIsCovered,
        "R026": deductionIsCovered, "R027": deductionIsCovered,
        "R028": linesAreCovered, "R029": linesAreCovered, "R030": linesAreCovered, "R031": linesAreCovered,
        "R032": linesAreCovered,
        "R033": outputIsDeducted, "R034": outputIsDeducted, "R035": outputIsDeducted, "R036": outputIsDeducted,
        "R037": outputIsDeducted,
    ]

    private static func deductionIsCovered(_ input: VATRuleInput) -> VATRuleOutcome {
        let (outputs, deductions) = split(input)
        guard let first = deductions.first else { return .holds }
        let calculated = outputs.map(\.merverdiavgift).sum.magnitude
        let deducted = deductions.map(\.merverdiavgift).sum.magnitude
        return VATRuleOutcome(
            calculated >= deducted
                ? [] : [VATBreach(line: first, element: "merverdiavgift", figure: "\(deducted) > \(calculated)")])
    }

    private static func linesAreCovered(_ input: VATRuleInput) -> VATRuleOutcome {
        let (outputs, deductions) = split(input)
        guard let first = deductions.first(where: { !$0.hasSpecification }) else { return .holds }
        return VATRuleOutcome(
            outputs.count >= deductions.count
                ? [] : [VATBreach(line: first, figure: "\(outputs.count) < \(deductions.count)")])
    }

    private static func outputIsDeducted(_ input: VATRuleInput) -> VATRuleOutcome {
        let (outputs, deductions) = split(input)
        guard let first = outputs.first(where: { !$0.hasSpecification }) else { return .holds }
        return VATRuleOutcome(deductions.contains { !$0.hasSpecification } ? [] : [VATBreach(line: first)])
    }

    private static func split(
        _ input: VATRuleInput
    ) -> (outputs: [VATReturnDocument.Line], deductions: [VATReturnDocument.Line]) {
        let lines = input.linesOfCodes
        return (lines.filter(\.isOutput), lines.filter { !$0.isOutput })
    }
}
