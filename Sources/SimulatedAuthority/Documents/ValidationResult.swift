import Formats
import VATReturn
import Values

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
        _ = try XMLElement(parsing: document)
        let problems = VATReturnDocument.read(document).problems
        guard problems.isEmpty else {
            return ValidationResult(
                findings: problems.map { problem in
                    SimulatedFinding(
                        rule: "R001", severity: .ugyldig,
                        message: "linje \(problem.line): her \(problem.reason.text(in: .bokmal))",
                        path: problem.path)
                })
        }
        return ValidationResult(findings: rules?(document) ?? standardFindings(document))
    }

    /// The published rules, as far as message and day decide them. What only registers and history could tell is left
    /// out: the real authority skips it as well when it cannot fetch the data (vat-return 5.6).
    private func standardFindings(_ document: [UInt8]) -> [SimulatedFinding] {
        var context = VATRuleContext()
        context.today = clock().dateInNorway
        return VATRules.check(bytes: document, context: context).findings.map { finding in
            SimulatedFinding(
                rule: finding.rule, severity: finding.severity == .invalid ? .ugyldig : .avvikende,
                message: finding.message.text(in: .bokmal), path: finding.path)
        }
    }
}
