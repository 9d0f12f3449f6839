import Formats

/// What the tax authority found in a return (`valideringsresultat`), before it was sent or as feedback afterwards.
public struct ValidationResult: Hashable, Sendable {
    public let verdict: ValidationVerdict
    public let findings: [ValidationFinding]

    public init(verdict: ValidationVerdict, findings: [ValidationFinding]) {
        self.verdict = verdict
        self.findings = findings
    }

    /// Reads both published shapes by local name: `avvikVedMeldingslevering` with `avvik` (namespace
    /// `…:valideringsresultat:v1`), and the older `status` with `valideringsfeil`. Bytes that are neither have an
    /// unknown verdict, which counts as invalid: nothing is accepted that was not understood.
    public init(reading bytes: [UInt8]) {
        guard let root = try? XMLElement(parsing: bytes) else {
            self.init(verdict: .unknown("unreadable"), findings: [])
            return
        }
        let outer = root.child("valideringsresultat") ?? root
        let verdict = outer.child("avvikVedMeldingslevering") ?? outer.child("status")
        self.init(
            verdict: ValidationVerdict(verdict?.trimmedText ?? "missing"),
            findings: outer.children.flatMap(ValidationFinding.findings))
    }
}

/// How a return was received.
public enum ValidationVerdict: Hashable, Sendable {
    /// `ingen avvik`: accepted.
    case noDeviation
    /// `avvikende skattemelding`: accepted, and flagged.
    case deviating
    /// `mangelfull skattemelding`: in the schema, but no published rule gives it. Not taken for accepted.
    case deficient
    /// `ugyldig skattemelding`: counts as not delivered.
    case invalid
    /// Anything else; treated as invalid.
    case unknown(String)

    /// Reads either shape's words: `ugyldig skattemelding`, `UGYLDIG_SKATTEMELDING`.
    public init(_ text: String) {
        let words = text.lowercased().split { $0 == "_" || $0.isWhitespace }.joined(separator: " ")
        switch words {
        case "ingen avvik": self = .noDeviation
        case "avvikende skattemelding": self = .deviating
        case "mangelfull skattemelding": self = .deficient
        case "ugyldig skattemelding": self = .invalid
        default: self = .unknown(String(words.prefix(100)))
        }
    }

    /// The official words.
    public var text: String {
        switch self {
        case .noDeviation: "ingen avvik"
        case .deviating: "avvikende skattemelding"
        case .deficient: "mangelfull skattemelding"
        case .invalid: "ugyldig skattemelding"
        case .unknown(let text): text
        }
    }

    /// True when the return counts as delivered.
    public var isAccepted: Bool { self == .noDeviation || self == .deviating }

    /// The larger, the worse.
    var gravity: Int {
        switch self {
        case .noDeviation: 0
        case .deviating: 1
        case .deficient: 2
        case .unknown: 3
        case .invalid: 4
        }
    }
}

/// One deviation the authority points at.
public struct ValidationFinding: Hashable, Sendable {
    /// The path in the return (`stiTilAvvik`).
    public let path: String
    /// The standard VAT code of the line, where the finding is about one.
    public let vatCode: String?
    /// The message to the user, in Norwegian.
    public let message: String
    public let verdict: ValidationVerdict
    /// The rule's identifier (`avvikKode`).
    public let code: String
    /// The rule's definition, in practice its R-number.
    public let rule: String?
    public let details: String?

    public init(
        path: String, vatCode: String?, message: String, verdict: ValidationVerdict, code: String, rule: String?,
        details: String?
    ) {
        (self.path, self.vatCode, self.message, self.verdict) = (path, vatCode, message, verdict)
        (self.code, self.rule, self.details) = (code, rule, details)
    }

    static func findings(_ place: XMLElement) -> [ValidationFinding] {
        switch place.name {
        case "avvik", "valideringsfeil":
            let details = place.children.filter { ["avviksinformasjon", "valideringsDetaljer"].contains($0.name) }
            return (details.isEmpty ? [place] : details).map { ValidationFinding(at: place, $0) }
        // In the older sample the details may stand beside the place instead of in it.
        case "valideringsDetaljer": return [ValidationFinding(at: place, place)]
        default: return place.children.flatMap(findings)
        }
    }

    private init(at place: XMLElement, _ information: XMLElement) {
        func text(_ element: XMLElement, _ names: String...) -> String? {
            names.lazy.compactMap { element.child($0)?.trimmedText }.first { !$0.isEmpty }
        }
        self.init(
            path: text(place, "stiTilAvvik", "stiTilFeil") ?? "", vatCode: text(place, "mvaKode"),
            message: text(information, "begrunnelse", "feilmelding") ?? "",
            verdict: ValidationVerdict(text(information, "avvikstype", "alvorlighetsgrad") ?? "missing"),
            code: text(information, "avvikKode") ?? "", rule: text(information, "regelDefinisjon"),
            details: text(information, "detaljer", "informasjon"))
    }
}
