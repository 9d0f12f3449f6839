import LegalTables
import Values

/// What a rule's condition is given.
struct VATRuleInput: Sendable {
    let rule: VATRule
    let document: VATReturnDocument
    let context: VATRuleContext

    var lines: [VATReturnDocument.Line] { document.lines }
    var tables: LegalTables { context.tables }

    /// The lines whose code is one of the rule's.
    var linesOfCodes: [VATReturnDocument.Line] {
        lines.filter { line in line.code.map { rule.codes.contains($0) } ?? false }
    }

    func names(_ line: VATReturnDocument.Line) -> Bool {
        line.specification.map { rule.specifications.contains($0) } ?? false
    }

    /// Broken at each line that fails; holds when none does.
    func each(
        _ lines: [VATReturnDocument.Line], _ element: String? = nil,
        fails: (VATReturnDocument.Line) -> Bool, figure: (VATReturnDocument.Line) -> String? = { _ in nil }
    ) -> VATRuleOutcome {
        VATRuleOutcome(lines.filter(fails).map { VATBreach(line: $0, element: element, figure: figure($0)) })
    }

    /// Broken at an element of the document outside the lines, unless the condition holds.
    func whole(
        _ element: String, holds: Bool, _ detail: Phrase? = nil, figure: String? = nil
    ) -> VATRuleOutcome {
        holds ? .holds : .broken([VATBreach(line: nil, element: element, detail: detail, figure: figure)])
    }
}

enum VATRuleOutcome {
    case holds
    case broken([VATBreach])
    /// What is not known, as a clause.
    case unknown(Phrase)

    init(_ breaches: [VATBreach]) { self = breaches.isEmpty ? .holds : .broken(breaches) }
}

/// One place where a rule does not hold.
struct VATBreach {
    var line: VATReturnDocument.Line?
    /// The element meant, inside the line or the document.
    var element: String?
    /// How the rule does not hold, as a clause, in Norwegian one that follows "her".
    var detail: Phrase?
    var figure: String?

    var path: String {
        if let line { return element.map { "\(line.path)/\($0)" } ?? line.path }
        switch element {
        case "fastsattMerverdiavgift": return "mvaMeldingDto/skattegrunnlagOgBeregnetSkatt/fastsattMerverdiavgift"
        case "aar", "periode":
            return "mvaMeldingDto/skattegrunnlagOgBeregnetSkatt/skattleggingsperiode/\(element ?? "")"
        case "kundeIdentifikasjonsnummer": return "mvaMeldingDto/betalingsinformasjon/kundeIdentifikasjonsnummer"
        case nil, "mvaMeldingDto": return "mvaMeldingDto"
        case .some(let element): return "mvaMeldingDto/\(element)"
        }
    }
}

extension VATReturnDocument.Line {
    /// A line with base is an output line (OUT in the rule listing); one without is a deduction line (IN).
    var isOutput: Bool { grunnlag != nil }
    var hasRemark: Bool { remark?.isGiven ?? false }
    var hasSpecification: Bool { specificationText != nil }
}

extension XMLDecimal {
    static func + (left: XMLDecimal, right: XMLDecimal) -> XMLDecimal {
        XMLDecimal(millionths: left.millionths + right.millionths)
    }
    static func - (left: XMLDecimal, right: XMLDecimal) -> XMLDecimal {
        XMLDecimal(millionths: left.millionths - right.millionths)
    }
    var magnitude: XMLDecimal { XMLDecimal(millionths: millionths < 0 ? -millionths : millionths) }
    var sign: Int { millionths.signum() == 0 ? 0 : millionths < 0 ? -1 : 1 }

    init(kroner: Int) { self.init(millionths: Int128(kroner) * XMLDecimal.one) }

    /// The VAT on this base, exact to a millionth.
    func vat(_ rate: VATRate) -> XMLDecimal { XMLDecimal(millionths: millionths * Int128(rate.basisPoints) / 10_000) }

    /// The øre cut off toward zero.
    var cutToKroner: XMLDecimal { XMLDecimal(millionths: millionths / XMLDecimal.one * XMLDecimal.one) }
}

extension Sequence where Element == XMLDecimal {
    /// Cannot overflow: each number is below 10^24 millionths, and a document has fewer than 10^9 lines.
    var sum: XMLDecimal { reduce(.zero, +) }
}
