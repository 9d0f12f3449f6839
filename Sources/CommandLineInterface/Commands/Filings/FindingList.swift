import Formats
import LegalTables
import Reports
import VATReturn
import Values

/// The findings of a check, for people and programs.
struct FindingList {
    let check: VATCheck

    func text(in language: Language) -> String {
        guard !check.findings.isEmpty else {
            return Phrase(
                en: "No rule that can be checked here objects.", nb: "Ingen regel som kan sjekkes her, har merknader."
            )
            .text(in: language)
        }
        return check.findings.map { finding in
            let line =
                finding.returnLine.map { ", " + Phrase(en: "line", nb: "linje").text(in: language) + " \($0)" } ?? ""
            let figure = finding.figure.map { " (\($0))" } ?? ""
            return
                "\(finding.rule) \(finding.severity.rawValue)\(line): \(visibleText(finding.message.text(in: language)))\(figure)\n"
                + "  → \(visibleText(finding.nextStep.text(in: language)))"
        }.joined(separator: "\n")
    }

    /// Rule, severity and message are the contract, in English whatever the language; the rest tells where.
    var json: JSON {
        .array(
            check.findings.map { finding in
                [
                    "rule": .string(finding.rule), "severity": .string(finding.severity.rawValue),
                    "message": .string(finding.message.text(in: .english)), "path": .string(finding.path),
                    "line": finding.returnLine.map { .integer(Int64($0)) } ?? .null,
                    "figure": finding.figure.map { .string($0) } ?? .null,
                    "nextStep": .string(finding.nextStep.text(in: .english)),
                    "source": .string(finding.source),
                ]
            })
    }
}
