import Application
import Formats
import LegalTables
import Reports
import VATReturn
import Values

/// The findings of a check, for people and programs.
struct FindingList {
    let check: VATCheck
    let shared: [SharedPostings]

    var isEmpty: Bool { check.findings.isEmpty && shared.isEmpty }

    func text(in language: Language) -> String {
        ([ruleText(in: language)] + shared.map { FindingList.text($0).text(in: language) }).joined(separator: "\n")
    }

    private static func text(_ shared: SharedPostings) -> Phrase {
        let other = shared.filing.map { "\($0)" }
        let (postings, vouchers) = (shared.postings, shared.vouchers)
        return Phrase(
            en: "Counted twice: \(shared.text).\n"
                + "  → The books do not say which return they belong to. Keep books of their own for each registration; 'bilag "
                + "filing ready' refuses to go on without --accept-shared.",
            nb:
                "Regnet med to ganger: \(postings) \(postings == 1 ? "postering" : "posteringer") i \(vouchers) bilag er også "
                + "med i \(other ?? "selskapets egen melding") (\(shared.category)).\n"
                + "  → Regnskapet sier ikke hvilken melding de hører til. Før et eget regnskap for hver registrering; 'bilag "
                + "filing ready' går ikke videre uten --accept-shared.")
    }

    private func ruleText(in language: Language) -> String {
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

    var sharedJSON: JSON {
        .array(
            shared.map {
                [
                    "category": .string($0.category.rawValue), "filing": $0.filing.map { .string("\($0)") } ?? .null,
                    "vouchers": .integer(Int64($0.vouchers)), "postings": .integer(Int64($0.postings)),
                ]
            })
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
