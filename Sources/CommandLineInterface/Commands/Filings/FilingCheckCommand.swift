import Application
import Filing
import Formats
import Reports
import VATReturn
import Values

struct FilingCheckCommand: Command {
    static let description = CommandDescription(
        "filing", "check", summary: "Check a filing against every validation rule that can be evaluated here.",
        discussion: """
            ugyldig means that the return would count as not delivered, avvikende that it is accepted and flagged. Rules
            that only the authority can evaluate are listed as such with --all. Postings that another return counts too are
            told of, since no rule sees them. The exit status is 1 when there is anything to look at.
            """,
        parameters: [.filing], options: [.flag("all", "Also list the rules that only the authority can evaluate.")],
        formats: [.json], example: "bilag filing check vat-2026-T1-1")

    private let id: FilingID
    private let showsAll: Bool

    init(_ arguments: Arguments) throws {
        id = try arguments.filing()
        showsAll = arguments.has("all")
    }

    func run(in session: Session) async throws -> ExitStatus {
        let books = try session.openBooks()
        let record = try books.filing(id)
        let check = try books.check(id)
        let findings = FindingList(check: check, shared: try books.sharedPostings(of: id))
        if session.console.wantsJSON {
            session.console.output([
                "filing": .string(id.description), "hash": .string(record.current.event.hashes.document.hex),
                "verdict": .string(check.verdict.rawValue), "findings": findings.json,
                "sharedPostings": findings.sharedJSON,
                "notEvaluated": .array(
                    check.notEvaluated.map {
                        [
                            "rule": .string($0.rule), "severity": .string($0.severity.rawValue),
                            "requirement": .string($0.requirement.text(in: .english)),
                            "reason": .string($0.reason.text(in: .english)),
                        ]
                    }),
            ])
        } else {
            session.console.output("\(id): \(check.verdict.rawValue)")
            session.console.output(findings.text(in: session.console.language))
            let count = check.notEvaluated.count
            session.console.output(
                Phrase(
                    en: "\(count) rules can only be evaluated by the authority"
                        + (showsAll ? ":" : " (--all lists them)."),
                    nb: "\(count) regler kan bare vurderes av myndigheten" + (showsAll ? ":" : " (--all viser dem).")))
            if showsAll {
                let language = session.console.language
                for rule in check.notEvaluated {
                    let (requirement, reason) = (rule.requirement.text(in: language), rule.reason.text(in: language))
                    session.console.output("\(rule.rule) \(rule.severity.rawValue): \(requirement) (\(reason))")
                }
            }
        }
        return findings.isEmpty ? .success : .findings
    }
}
