import LegalTables
import Values

// Rules about specifications.
extension VATRules {
    static let specificationConditions: [String: @Sendable (VATRuleInput) -> VATRuleOutcome] = [
        "R069": specificationIsKnown, "R038": specificationStandsOnCodes, "R039": specificationStandsOnCodes,
        "R040": specificationStandsOnCodes, "R041": specificationStandsOnCodes, "R114": specificationStandsOnCodes,
        "R087": specificationStandsOnCodes, "R111": specificationStandsOnCodes,
        "R116": specificationStandsOnCodesWithBase, "R091": specificationIsNotUsed, "R110": specificationIsNotUsed,
        "R124": codesCarrySpecification, "R115": amountStandsOnce, "R112": codeStandsOneWay,
    ]

    private static func specificationIsKnown(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.lines, "spesifikasjon") { line in
            guard line.hasSpecification else { return false }
            guard let row = line.specification.flatMap({ input.tables.vatSpecifications.row($0) }) else { return true }
            return input.document.category.map { !row.categories.contains($0) } ?? false
        }
    }

    private static func specificationStandsOnCodes(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.lines, "spesifikasjon") { line in
            input.names(line) && !(line.code.map { input.rule.codes.contains($0) } ?? false)
        }
    }

    private static func specificationStandsOnCodesWithBase(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.lines, "spesifikasjon") { line in
            guard input.names(line) else { return false }
            let isOnCode = line.code.map { input.rule.codes.contains($0) } ?? false
            return !isOnCode || line.grunnlag == nil || line.satsText == nil
        }
    }

    private static func specificationIsNotUsed(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.lines, "spesifikasjon") { input.names($0) }
    }

    private static func codesCarrySpecification(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.linesOfCodes) { !input.names($0) }
    }

    /// The listing's pre-condition can be read in two ways; it is tested code by code.
    private static func amountStandsOnce(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.linesOfCodes, "merverdiavgift") { line in
            line.hasSpecification
                && input.lines.contains {
                    $0.code == line.code && !$0.hasSpecification && $0.merverdiavgift == line.merverdiavgift
                }
        } figure: {
            "\($0.merverdiavgift)"
        }
    }

    private static func codeStandsOneWay(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.lines, "spesifikasjon") { line in
            line.hasSpecification && input.lines.contains { $0.codeText == line.codeText && !$0.hasSpecification }
        }
    }
}
