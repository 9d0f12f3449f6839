import LegalTables
import Values

// Rules about remarks: where one is needed, and which structured remark fits.
extension VATRules {
    static let remarkConditions: [String: @Sendable (VATRuleInput) -> VATRuleOutcome] = [
        "R070": lineRemarkIsKnown, "R071": returnRemarkIsKnown,
        "R074": { remarkFits($0) { $0.specification == nil && $0.delivered == $0.expected } },
        "R075": { remarkFits($0) { $0.specification == nil && $0.delivered != $0.expected } },
        "R076": { remarkFits($0) { $0.specification != nil } },
        "R078": { input in input.each(input.lines) { input.names($0) && !$0.hasRemark } },
        "R020": { input in input.each(input.linesOfCodes) { ($0.grunnlag?.sign ?? 0) < 0 && !$0.hasRemark } },
        "R108": { input in input.each(input.lines) { ($0.grunnlag?.sign ?? 0) < 0 && !$0.hasRemark } },
        "R021": reversedDeductionHasRemark, "R086": repaymentHasRemark,
    ]

    private static func lineRemarkIsKnown(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let category = input.document.category else { return .categoryIsUnreadable }
        return input.each(input.lines, "merknad") { line in
            guard let remark = line.remark?.structured else { return false }
            return input.tables.vatRemarks.remark(remark, on: .line, in: category) == nil
        }
    }

    private static func returnRemarkIsKnown(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let remark = input.document.remark?.structured else { return .holds }
        guard let category = input.document.category else { return .categoryIsUnreadable }
        return input.whole("merknad", holds: input.tables.vatRemarks.remark(remark, on: .return, in: category) != nil)
    }

    private static func remarkFits(
        _ input: VATRuleInput, when isMeant: (VATRemarkMapping.Line) -> Bool
    ) -> VATRuleOutcome {
        guard let category = input.document.category else { return .categoryIsUnreadable }
        return input.each(input.lines, "merknad") { line in
            guard let remark = line.remark?.structured,
                let place = VATRemarkMapping.Line(line, category, input.tables), isMeant(place)
            else { return false }
            return !input.tables.vatRemarkMapping.allows(remark, on: place)
        }
    }

    /// Specifications that turn the sign by their nature are excused; rule R078 still asks for a remark on reversals.
    private static func reversedDeductionHasRemark(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.linesOfCodes) { line in
            guard !line.isOutput, line.merverdiavgift.sign > 0, !line.hasRemark else { return false }
            let excusing: [VATSpecificationKind] = [.reversedDeduction, .badDebt, .adjustment]
            return !isExcused(line, excusing, input)
        }
    }

    private static func repaymentHasRemark(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.linesOfCodes) { line in
            line.merverdiavgift.sign > 0 && !line.hasRemark && !isExcused(line, input.rule.specifications, input)
        }
    }

    /// Whether the line carries one of the specifications, on a code it may stand on.
    private static func isExcused(
        _ line: VATReturnDocument.Line, _ kinds: [VATSpecificationKind], _ input: VATRuleInput
    ) -> Bool {
        guard let kind = line.specification, kinds.contains(kind), let code = line.code,
            let category = input.document.category, let row = input.tables.vatSpecifications.row(kind)
        else { return false }
        return row.codes(in: category).contains(code)
    }
}

extension VATRemarkMapping.Line {
    /// How the mapping sees a line; nil for codes the category does not report, which other rules tell.
    init?(_ line: VATReturnDocument.Line, _ category: VATCategory, _ tables: LegalTables) {
        guard let code = line.code, let shape = tables.vatCodes.code(code)?.shape(in: category) else { return nil }
        let kind = line.specification
        if line.hasSpecification, kind == nil { return nil }
        let isDeduction = shape == .outputAndDeduction && !line.isOutput && kind == nil
        let expected: VATSign =
            kind.flatMap { tables.vatSpecifications.row($0)?.expectedSign }
            ?? (shape == .deduction || shape == .claim || isDeduction ? .negative : .positive)
        // The sign of the VAT, or of the base when there is none; a line of zeros has the sign it should have.
        let sign = line.merverdiavgift.sign != 0 ? line.merverdiavgift.sign : line.grunnlag?.sign ?? 0
        self.init(
            category: category, code: code, delivered: sign == 0 ? expected : sign > 0 ? .positive : .negative,
            expected: expected, specification: kind, isDeductionOfTwoLineCode: isDeduction)
    }
}
