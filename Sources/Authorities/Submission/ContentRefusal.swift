import Formats

/// What the app says when it refuses the content of a draft (409): a JSON string from `Valideringsfeil:`, a problem
/// document, or the validation result as XML, alone or inside the text.
struct ContentRefusal {
    let message: String
    let findings: [ValidationFinding]

    /// Nil when the body says nothing.
    init?(_ body: [UInt8]) {
        let text = (try? JSON(parsing: body))?.string ?? String(decoding: body, as: UTF8.self)
        guard text.contains(where: { !$0.isWhitespace }) else { return nil }
        guard let start = text.firstIndex(of: "<"), let end = text.lastIndex(of: ">"), start < end,
            let root = try? XMLElement(parsing: Array(text[start...end].utf8)), root.name == "valideringsresultat"
        else {
            message = serverText(body, limit: 2000)
            findings = []
            return
        }
        let result = ValidationResult(reading: Array(text[start...end].utf8))
        let before = serverText(Array(text[..<start].utf8))
        message = before.isEmpty ? "the return is refused: \(result.verdict.text)" : before
        findings = result.findings
    }
}
