import LegalTables
import Values

/// The validation rules of the VAT return: rows in the legal tables, conditions in this folder, joined by number.
public enum VATRules {
    /// Validates a document as it stands in a file.
    public static func check(bytes: [UInt8], context: VATRuleContext = VATRuleContext()) -> VATCheck {
        let (document, problems) = VATReturnDocument.read(bytes)
        let structure = context.tables.vatRules.rule("R001").map { rule in
            problems.map { VATFinding(rule, $0) }
        }
        guard let document else {
            return VATCheck(document: nil, findings: structure ?? [], notEvaluated: [])
        }
        var findings = structure ?? []
        var notEvaluated: [VATUnevaluatedRule] = []
        for rule in context.tables.vatRules.rows where applies(rule, to: document) {
            switch outcome(VATRuleInput(rule: rule, document: document, context: context)) {
            case .holds: break
            case .broken(let breaches): findings += breaches.map { VATFinding(rule, $0, document) }
            case .unknown(let reason):
                notEvaluated.append(
                    VATUnevaluatedRule(
                        rule: rule.number, severity: rule.severity, requirement: rule.requirement, reason: reason))
            }
        }
        return VATCheck(document: document, findings: findings, notEvaluated: notEvaluated)
    }

    /// Validates a return before it is sent.
    public static func check(_ vatReturn: VATReturn, context: VATRuleContext = VATRuleContext()) -> VATCheck {
        check(bytes: vatReturn.xml, context: context)
    }

    /// The numbers that have a condition. R001 has none: it is the schema check itself.
    static let conditions: [String: @Sendable (VATRuleInput) -> VATRuleOutcome] = [
        amountConditions, codeConditions, specificationConditions, remarkConditions, twoLineConditions,
        registrationConditions, timeConditions, historyConditions, compensationConditions, reverseChargeConditions,
    ].reduce(into: [:]) { all, some in all.merge(some) { first, _ in first } }

    /// A document without a category is only held against the rules of all categories.
    private static func applies(_ rule: VATRule, to document: VATReturnDocument) -> Bool {
        guard rule.number != "R001" else { return false }
        return document.category.map { rule.categories.contains($0) }
            ?? (rule.categories.count == VATCategory.allCases.count)
    }

    private static func outcome(_ input: VATRuleInput) -> VATRuleOutcome {
        if let law = input.rule.compensationLaw {
            // Sending after the period is right under either law, so that rule holds while the law is unknown.
            guard let known = input.context.compensationLaw ?? (input.rule.number == "R089" ? law : nil) else {
                return .compensationLawIsUnknown
            }
            if known != law { return .holds }
        }
        return conditions[input.rule.number]?(input) ?? .authorityOnly
    }
}

extension VATRule {
    /// What must hold, and how it does not.
    fileprivate func message(_ detail: Phrase) -> Phrase {
        Phrase(
            en: requirement.text(in: .english) + " Here \(detail.text(in: .english)).",
            nb: requirement.text(in: .bokmal) + " Her \(detail.text(in: .bokmal)).")
    }
}

extension VATFinding {
    fileprivate init(_ rule: VATRule, _ problem: SchemaProblem) {
        self.init(
            rule: rule.number, severity: rule.severity, message: rule.message(problem.reason),
            path: problem.path, line: problem.line, returnLine: nil, code: nil, figure: nil, nextStep: rule.nextStep,
            source: rule.source)
    }

    fileprivate init(_ rule: VATRule, _ breach: VATBreach, _ document: VATReturnDocument) {
        self.init(
            rule: rule.number, severity: rule.severity,
            message: breach.detail.map(rule.message) ?? rule.requirement,
            path: breach.path, line: breach.line?.xmlLine ?? breach.element.flatMap { document.places[$0] },
            returnLine: breach.line?.number, code: breach.line?.code, figure: breach.figure, nextStep: rule.nextStep,
            source: rule.source)
    }
}
