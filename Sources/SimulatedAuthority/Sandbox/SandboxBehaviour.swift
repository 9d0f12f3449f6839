import Formats
import HTTP
import Values

/// How the simulated services act where real ones differ, are slow, or decide on grounds of their own.
public struct SandboxBehaviour: Sendable {
    /// How many looks at a submitted instance find no feedback yet. A look is a GET of its `feedback/status`, its
    /// `process` or itself.
    public var looksBeforeFeedback = 1
    /// How many further looks after the verdict find no receipt yet (`kvittering`).
    public var looksBeforeReceipt = 0
    /// How many looks after the sending find no payment information yet (`betalingsinformasjon`); it may come after the
    /// verdict.
    public var looksBeforePayment = 0
    /// False: only a person may confirm. A system user gets 403 at the confirmation, and sees beforehand that it would.
    public var machineMayConfirm = true
    /// Findings of the final control that the check before sending could not make (register and history rules). One of
    /// them `ugyldig` means the return is refused.
    public var findingsAfterSubmission: [SimulatedFinding] = []
    /// How long a new instance stays out of storage's list.
    public var secondsBeforeListed: Int64 = 0
    /// False: the app throws the client's `dataValues` away.
    public var keepsDataValues = true
    /// Maskinporten's tokens live so long; the tax authority's usually 120 seconds.
    public var maskinportenTokenSeconds: Int64 = 120
    /// Nil: every valid organisation number is somebody. Otherwise all others give "Cannot lookup party".
    public var knownOrganisations: Set<OrganisationNumber>?

    public init() {}
}

extension SandboxBehaviour {
    /// Changes what the object names: `looksBeforeFeedback`, `looksBeforeReceipt`, `looksBeforePayment`, `machineMayConfirm`, `findingsAfterSubmission` (a list of
    /// `{"rule", "severity", "message", "path"}`), `secondsBeforeListed`, `keepsDataValues`, `maskinportenTokenSeconds`.
    mutating func change(_ json: JSON) throws(InvalidInput) {
        for member in json.object?.members ?? [] {
            switch (member.name, member.value) {
            case ("looksBeforeFeedback", .integer(let number)): looksBeforeFeedback = Int(max(0, number))
            case ("looksBeforeReceipt", .integer(let number)): looksBeforeReceipt = Int(max(0, number))
            case ("looksBeforePayment", .integer(let number)): looksBeforePayment = Int(max(0, number))
            case ("machineMayConfirm", .bool(let value)): machineMayConfirm = value
            case ("secondsBeforeListed", .integer(let number)): secondsBeforeListed = max(0, number)
            case ("keepsDataValues", .bool(let value)): keepsDataValues = value
            case ("maskinportenTokenSeconds", .integer(let number)):
                maskinportenTokenSeconds = min(max(1, number), 86_400)
            case ("findingsAfterSubmission", .array(let list)):
                var findings: [SimulatedFinding] = []
                for item in list { findings.append(try SimulatedFinding(item)) }
                findingsAfterSubmission = findings
            default: throw InvalidInput(member.name, "the sandbox has no such setting, or another kind of value for it")
            }
        }
    }
}

/// One deviation that a control found in a return.
public struct SimulatedFinding: Hashable, Sendable {
    public enum Severity: String, Sendable {
        /// Invalid: the return counts as not delivered.
        case ugyldig
        /// Deviating: accepted and flagged.
        case avvikende
    }

    /// The rule's number: `R018`.
    public let rule: String
    public let severity: Severity
    public let message: String
    /// Where in the return.
    public let path: String

    public init(rule: String, severity: Severity, message: String, path: String = "mvaMeldingDto") {
        self.rule = rule
        self.severity = severity
        self.message = message
        self.path = path
    }

    init(_ json: JSON) throws(InvalidInput) {
        guard let rule = json["rule"]?.string, let severity = Severity(rawValue: json["severity"]?.string ?? "") else {
            throw InvalidInput("findingsAfterSubmission", "a finding has a rule, and a severity ugyldig or avvikende")
        }
        self.init(
            rule: rule, severity: severity, message: json["message"]?.string ?? rule,
            path: json["path"]?.string ?? "mvaMeldingDto")
    }
}

/// A request as the sandbox saw it. Neither token nor body is kept.
public struct SeenRequest: Hashable, Sendable {
    public let time: Timestamp
    public let method: HTTPMethod
    /// From the first slash, without query.
    public let path: String
    /// The status answered; nil when the connection was dropped.
    public let status: Int?
}
