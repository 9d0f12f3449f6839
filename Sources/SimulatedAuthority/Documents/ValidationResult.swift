import Formats

/// The outcome of a control (valideringsresultat), as the validation service answers and the feedback holds.
struct ValidationResult {
    let findings: [SimulatedFinding]

    static let namespace = "no:skatteetaten:fastsetting:avgift:mva:valideringsresultat:v1"

    /// Invalid means not delivered (vat-return 5.6).
    var isInvalid: Bool { findings.contains { $0.severity == .ugyldig } }

    var verdict: String {
        if isInvalid { return "ugyldig skattemelding" }
        return findings.isEmpty ? "ingen avvik" : "avvikende skattemelding"
    }

    /// One `avvik` for each place, with all its findings.
    func document() throws(XMLWritingError) -> [UInt8] {
        var writer = XMLWriter()
        try writer.start("valideringsresultat", attributes: [("xmlns", ValidationResult.namespace)])
        try writer.element("avvikVedMeldingslevering", verdict)
        var places: [String] = []
        for finding in findings where !places.contains(finding.path) { places.append(finding.path) }
        for place in places {
            try writer.start("avvik")
            try writer.element("stiTilAvvik", place)
            for finding in findings where finding.path == place { try write(finding, to: &writer) }
            try writer.end()
        }
        try writer.end()
        return try writer.finish()
    }

    private func write(_ finding: SimulatedFinding, to writer: inout XMLWriter) throws(XMLWritingError) {
        try writer.start("avviksinformasjon")
        try writer.element("begrunnelse", finding.message)
        try writer.element(
            "avvikstype", finding.severity == .ugyldig ? "ugyldig skattemelding" : "avvikende skattemelding")
        try writer.element("avvikKode", finding.rule)
        try writer.element("regelDefinisjon", finding.rule)
        try writer.end()
    }
}

extension SimulatedAuthority {
    /// The control of a return: structure and order first (R001), then the rules.
    /// - Throws: `XMLError` when the bytes are not XML at all.
    func control(_ document: [UInt8]) throws(XMLError) -> ValidationResult {
        let root = try XMLElement(parsing: document)
        if let fault = DocumentType.vatReturn.fault(in: root) {
            return ValidationResult(findings: [
                SimulatedFinding(
                    rule: "R001", severity: .ugyldig, message: "line \(fault.line): \(fault.reason)", path: fault.path)
            ])
        }
        return ValidationResult(findings: rules(document))
    }
}
