import Cryptography
import Formats
import Values

/// Reads the members of a step's body.
struct StepReader {
    let step: String
    let body: JSON

    func text(_ name: String) throws(InvalidInput) -> String {
        guard let text = body[name]?.string else { throw odd(name) }
        return text
    }

    func optional(_ name: String) throws(InvalidInput) -> String? {
        guard let value = body[name], !value.isNull else { return nil }
        return try text(name)
    }

    func flag(_ name: String) throws(InvalidInput) -> Bool {
        guard let flag = body[name]?.bool else { throw odd(name) }
        return flag
    }

    func digest(_ name: String) throws(InvalidInput) -> SHA256Digest {
        guard let digest = SHA256Digest(hex: try text(name)) else { throw odd(name) }
        return digest
    }

    func optionalDigest(_ name: String) throws(InvalidInput) -> SHA256Digest? {
        guard let value = body[name], !value.isNull else { return nil }
        return try digest(name)
    }

    func parts(_ name: String) throws(InvalidInput) -> [DocumentDigest] {
        try list(name) { reader throws(InvalidInput) in try reader.part() }
    }

    func moment(_ name: String) throws(InvalidInput) -> Timestamp { try Timestamp(try text(name)) }

    func instance(_ name: String) throws(InvalidInput) -> InstanceID { try InstanceID(try text(name)) }

    func part() throws(InvalidInput) -> DocumentDigest {
        DocumentDigest(name: try text("name"), sha256: try digest("sha256"))
    }

    func feedback() throws(InvalidInput) -> FeedbackDocument {
        FeedbackDocument(
            kind: try text("kind"), element: try text("element"), contentType: try text("contentType"),
            sha256: try digest("sha256"))
    }

    func finding(_ name: String) throws(InvalidInput) -> InstanceFinding {
        guard let finding = InstanceFinding(rawValue: try text(name)) else { throw odd(name) }
        return finding
    }

    func elements(_ name: String) throws(InvalidInput) -> [ElementReference] {
        try list(name) { reader throws(InvalidInput) in
            ElementReference(id: try reader.text("id"), dataType: try reader.text("dataType"))
        }
    }

    func started() throws(InvalidInput) -> SubmissionStep {
        .started(
            reference: try text("reference"), environment: try BooksEnvironment(try text("environment")),
            app: try text("app"), party: try text("party"),
            documents: try parts("documents"),
            at: try moment("at"))
    }

    func result(_ name: String) throws(InvalidInput) -> ValidationResult {
        guard let value = body[name] else { throw odd(name) }
        let reader = StepReader(step: step, body: value)
        return ValidationResult(
            verdict: ValidationVerdict(try reader.text("verdict")), findings: try reader.findings("findings"))
    }

    func findings(_ name: String) throws(InvalidInput) -> [ValidationFinding] {
        try list(name) { reader throws(InvalidInput) in
            ValidationFinding(
                path: try reader.text("path"), vatCode: try reader.optional("vatCode"),
                message: try reader.text("message"), verdict: ValidationVerdict(try reader.text("verdict")),
                code: try reader.text("code"), rule: try reader.optional("rule"),
                details: try reader.optional("details"))
        }
    }

    func payment(_ name: String) throws(InvalidInput) -> PaymentInformation? {
        guard let value = body[name], !value.isNull else { return nil }
        let reader = StepReader(step: step, body: value)
        guard let ore = value["amountOre"]?.integer else { throw odd("amountOre") }
        return PaymentInformation(
            paymentReference: try reader.text("paymentReference"), amount: Money(ore: ore),
            payee: try reader.text("payee"), dueDate: try CalendarDate(try reader.text("dueDate")),
            accountNumber: try reader.text("accountNumber"), iban: try reader.optional("iban"),
            bic: try reader.optional("bic"), information: try reader.optional("information"))
    }

    private func list<Element>(
        _ name: String, _ read: (StepReader) throws(InvalidInput) -> Element
    ) throws(InvalidInput) -> [Element] {
        guard let values = body[name]?.array else { throw odd(name) }
        var elements: [Element] = []
        for value in values { elements.append(try read(StepReader(step: step, body: value))) }
        return elements
    }

    private func odd(_ name: String) -> InvalidInput {
        InvalidInput(name, "the step '\(step)' has no such member, or an odd one")
    }
}
