import LegalTables
import Values

// Rules about amounts that hold in all categories, or in all but compensation (vat-return rule listing, all categories).
extension VATRules {
    static let amountConditions: [String: @Sendable (VATRuleInput) -> VATRuleOutcome] = [
        "R003": rateIsValid, "R018": linesSumToTotal, "R019": vatFollowsFromBase, "R079": kidIsValid,
        "R080": refundHasAccount, "R082": amountsAreWhole, "R085": baseIsBelievable, "R104": categoryIsAccepted,
        "R122": baseExceedsVAT, "R127": baseGivesVAT,
        "R084": amountHasLines, "R100": amountHasLines, "R107": amountHasLines,
        "R052": annualTurnoverIsSmall,
    ]

    private static func rateIsValid(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let period = input.document.period else { return .periodIsUnreadable }
        return input.each(input.lines, "sats") { line in
            guard line.satsText != nil, let code = line.code, input.tables.vatCodes.code(code)?.isReported == true
            else { return false }
            let valid = input.tables.rates(for: code, in: period)
            return line.sats.map { !valid.contains($0) } ?? true
        } figure: { line in
            line.code.map { code in
                let valid = input.tables.rates(for: code, in: period).map(\.officialText)
                return "mvaKode \(code): \(valid.isEmpty ? "–" : valid.joined(separator: " / "))"
            }
        }
    }

    private static func linesSumToTotal(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let total = input.document.total else { return .totalIsUnreadable }
        let sum = input.lines.map(\.merverdiavgift).sum
        return input.whole(
            "fastsattMerverdiavgift", holds: sum == total,
            Phrase(
                en: "the lines sum to \(sum), and the total is \(total)",
                nb: "er summen av linjene \(sum) og totalen \(total)"),
            figure: "\(sum) ≠ \(total)")
    }

    /// The tolerance is for the return as a whole: one krone for each line, at least ten. Lines that may not have a base
    /// at all (rule R065) are left to that rule: their sign would be wrong whatever base they had.
    private static func vatFollowsFromBase(_ input: VATRuleInput) -> VATRuleOutcome {
        let off = input.lines.compactMap { line -> (line: VATReturnDocument.Line, by: XMLDecimal, of: XMLDecimal)? in
            guard let base = line.grunnlag, let rate = line.sats, mayHaveBase(line, input) else { return nil }
            let computed = base.vat(rate).cutToKroner
            let difference = (computed - line.merverdiavgift).magnitude
            return difference == .zero ? nil : (line, difference, computed)
        }
        let tolerance = XMLDecimal(kroner: max(input.lines.count, input.rule.limit ?? 0))
        guard off.map(\.by).sum > tolerance else { return .holds }
        return VATRuleOutcome(
            off.map {
                VATBreach(
                    line: $0.line, element: "merverdiavgift",
                    detail: Phrase(
                        en: "base times rate gives \($0.of)", nb: "gir grunnlag ganger sats \($0.of)"),
                    figure: "\($0.of) ≠ \($0.line.merverdiavgift)")
            })
    }

    private static func mayHaveBase(_ line: VATReturnDocument.Line, _ input: VATRuleInput) -> Bool {
        guard let code = line.code, let category = input.document.category else { return true }
        return input.tables.vatCodes.code(code)?.shape(in: category) != .deduction
    }

    private static func kidIsValid(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let kid = input.document.refundKID else { return .holds }
        if let fault = KIDNumber.fault(in: kid) {
            return input.whole("kundeIdentifikasjonsnummer", holds: false, fault)
        }
        if case .registered(let number?) = input.context.refundAccount {
            return input.whole(
                "kundeIdentifikasjonsnummer", holds: number.filter(\.isNumber) != kid,
                Phrase(en: "it is the bank account", nb: "er den kontonummeret"))
        }
        return .holds
    }

    private static func refundHasAccount(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let total = input.document.total, total.sign < 0 else { return .holds }
        switch input.context.refundAccount {
        case .unknown: return .refundAccountIsUnknown
        case .registered: return .holds
        case .none: return input.whole("fastsattMerverdiavgift", holds: false, figure: "\(total)")
        }
    }

    private static func amountsAreWhole(_ input: VATRuleInput) -> VATRuleOutcome {
        var breaches: [VATBreach] = []
        if let total = input.document.total, !total.isWhole {
            breaches.append(VATBreach(element: "fastsattMerverdiavgift", figure: "\(total)"))
        }
        for line in input.lines {
            if let base = line.grunnlag, !base.isWhole {
                breaches.append(VATBreach(line: line, element: "grunnlag", figure: "\(base)"))
            }
            if !line.merverdiavgift.isWhole {
                breaches.append(VATBreach(line: line, element: "merverdiavgift", figure: "\(line.merverdiavgift)"))
            }
        }
        return VATRuleOutcome(breaches)
    }

    /// The authority's maximum is not published; only what no books can hold is refused here.
    private static func baseIsBelievable(_ input: VATRuleInput) -> VATRuleOutcome {
        let breaches = input.lines.filter { $0.grunnlag?.isBeyondRange == true }.map {
            VATBreach(line: $0, element: "grunnlag")
        }
        return breaches.isEmpty ? .highestAmountIsUnpublished : .broken(breaches)
    }

    private static func categoryIsAccepted(_ input: VATRuleInput) -> VATRuleOutcome {
        input.whole("meldingskategori", holds: input.document.category != nil)
    }

    private static func baseExceedsVAT(_ input: VATRuleInput) -> VATRuleOutcome {
        input.each(input.lines, "grunnlag") { line in
            line.grunnlag.map { $0.sign > 0 && $0 <= line.merverdiavgift } ?? false
        } figure: {
            "\($0.grunnlag ?? .zero) ≤ \($0.merverdiavgift)"
        }
    }

    private static func baseGivesVAT(_ input: VATRuleInput) -> VATRuleOutcome {
        let least = XMLDecimal(kroner: input.rule.limit ?? 1)
        return input.each(input.lines, "merverdiavgift") { line in
            guard let base = line.grunnlag, let rate = line.sats else { return false }
            return base.vat(rate) >= least && line.merverdiavgift == .zero
        } figure: {
            "\($0.grunnlag ?? .zero) · \($0.satsText ?? "") % → 0"
        }
    }

    private static func amountHasLines(_ input: VATRuleInput) -> VATRuleOutcome {
        guard let total = input.document.total else { return .totalIsUnreadable }
        return input.whole(
            "fastsattMerverdiavgift", holds: total == .zero || !input.lines.isEmpty, figure: "\(total)")
    }

    /// Turnover is not defined in the listing; the sales codes are taken.
    private static func annualTurnoverIsSmall(_ input: VATRuleInput) -> VATRuleOutcome {
        guard input.document.periodKind == .year else { return .holds }
        let turnover = input.linesOfCodes.compactMap(\.grunnlag).sum
        return input.whole(
            "periode", holds: turnover < XMLDecimal(kroner: input.rule.limit ?? 0),
            Phrase(en: "turnover is \(turnover)", nb: "er omsetningen \(turnover)"),
            figure: "\(turnover)")
    }
}
