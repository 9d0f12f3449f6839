import LegalTables
import Values

/// What a validation of a VAT return came to.
public struct VATCheck: Sendable {
    /// The return as read; nil when the bytes are no VAT return at all.
    public let document: VATReturnDocument?
    /// What does not hold, in the order of the rule table.
    public let findings: [VATFinding]
    /// The rules that could not be evaluated here, and why. The authority evaluates them.
    public let notEvaluated: [VATUnevaluatedRule]

    public var verdict: VATVerdict {
        switch findings.map(\.severity).max() {
        case .invalid: .invalid
        case .deviating: .deviating
        case nil: .noDeviation
        }
    }
}

/// Something in a VAT return that a validation rule does not accept.
public struct VATFinding: Hashable, Sendable {
    /// As in `R018`.
    public let rule: String
    public let severity: VATSeverity
    /// What must hold, and how it does not.
    public let message: Phrase
    /// The place in the document: `mvaMeldingDto/skattegrunnlagOgBeregnetSkatt/mvaSpesifikasjonslinje[2]`.
    public let path: String
    /// The line of the file, from 1.
    public let line: Int?
    /// The line of the return, from 1; nil when the finding is about the whole.
    public let returnLine: Int?
    public let code: VATCode?
    /// The figures that do not fit, as in `53202 ≠ 53203`.
    public let figure: String?
    public let nextStep: Phrase
    public let source: String
}

public struct VATUnevaluatedRule: Hashable, Sendable {
    public let rule: String
    public let severity: VATSeverity
    public let requirement: Phrase
    /// What is not known, as a clause.
    public let reason: Phrase
}

/// The outcome of a validation (avvikVedMeldingslevering); raw values are the official ones.
public enum VATVerdict: String, Sendable, CaseIterable {
    case noDeviation = "ingen avvik"
    case deviating = "avvikende skattemelding"
    /// In the schema, but no rule gives it.
    case incomplete = "mangelfull skattemelding"
    case invalid = "ugyldig skattemelding"
}
