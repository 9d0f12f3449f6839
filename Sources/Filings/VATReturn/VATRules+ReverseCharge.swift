import LegalTables
import Values

// Rules of the reverse-charge return only, beside those about codes and specifications.
extension VATRules {
    static let reverseChargeConditions: [String: @Sendable (VATRuleInput) -> VATRuleOutcome] = [
        "R106": { $0.whole("periode", holds: $0.document.periodKind == .quarter) },
        "R117": purchasesReachFloor, "R119": zeroReturnHasNoVAT,
    ]

    private static func purchasesReachFloor(_ input: VATRuleInput) -> VATRuleOutcome {
        let base = input.lines.compactMap(\.grunnlag).sum
        let floor = input.rule.limit ?? 0
        if base >= XMLDecimal(kroner: floor) || base.sign <= 0 { return .holds }
        guard let earlier = earlierThisYear(input) else { return .historyIsUnknown }
        let isExcused = earlier.contains { ($0.totalBase ?? 0) > 0 && ($0.totalBase ?? 0) < Int64(floor) }
        return input.whole("fastsattMerverdiavgift", holds: isExcused, figure: "\(base) < \(floor)")
    }

    private static func zeroReturnHasNoVAT(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let total = input.document.total, total == .zero else { return .holds }
        guard let predecessors = predecessors(input) else { return .historyIsUnknown }
        guard predecessors.isEmpty else { return .holds }
        return input.each(input.lines, "merverdiavgift") { line in
            guard let base = line.grunnlag, let rate = line.sats else { return false }
            return base.vat(rate).cutToKroner != .zero
        }
    }
}
