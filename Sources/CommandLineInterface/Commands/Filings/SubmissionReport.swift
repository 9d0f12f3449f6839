import Application
import Authorities
import Filing
import Formats
import Reports
import Values

/// How a submission fares, as the log tells it.
struct SubmissionReport {
    let record: FilingRecord
    let environment: BooksEnvironment
    let standing: ApprovalStanding
    private let steps: [SubmissionStep]

    private struct Completion {
        let result: ValidationResult
        let payment: PaymentInformation?
    }

    init(_ record: FilingRecord, in books: OpenBooks) throws {
        self.record = record
        environment = try books.company().environment
        standing = try books.approvalStanding(of: record)
        steps = try record.submissionSteps()
    }

    var instance: InstanceID? {
        steps.compactMap { step in if case .instanceCreated(let id, _, _) = step { id } else { nil } }.last
    }

    private var receipt: FeedbackDocument? {
        steps.compactMap { step in
            if case .feedbackReceived(let document) = step, document.kind == "kvittering" { document } else { nil }
        }.last
    }

    private var completion: Completion? {
        steps.compactMap { step in
            if case .completed(let result, let payment) = step {
                Completion(result: result, payment: payment)
            } else {
                nil
            }
        }.last
    }

    /// What comes with a return that counts as not delivered is not to be paid.
    private var payment: PaymentInformation? {
        completion.flatMap { $0.result.verdict.isAccepted ? $0.payment : nil }
    }

    /// `filing status --json`: the first seven members are the contract.
    var json: JSON { submission.adding(ApprovalLines.members(record, standing)) }

    private var submission: JSON {
        [
            "filing": .string(record.id.description), "state": .string(record.state.rawValue),
            "hash": .string(record.current.event.hashes.document.hex),
            "environment": .string(environment.rawValue),
            "instance": instance.map { .string($0.description) } ?? .null,
            "submitted": record.submittedAt.map { .string($0.description) } ?? .null,
            "receipt": receipt.map { .string($0.sha256.hex) } ?? .null,
            "verdict": completion.map { .string($0.result.verdict.text) } ?? .null,
            "findings": .array((completion?.result.findings ?? []).map(SubmissionReport.json)),
            "payment": payment.map(SubmissionReport.json) ?? .null,
        ]
    }

    func text(in language: Language) -> String {
        var table = ReportTable([.init("what", Phrase(record.id.description)), .init("value", Phrase(""), widest: 120)])
        func add(_ english: String, _ norwegian: String, _ value: Phrase) {
            table.add([.phrase(Phrase(en: english, nb: norwegian)), .phrase(value)])
        }
        func add(_ english: String, _ norwegian: String, _ value: String?) {
            if let value { add(english, norwegian, Phrase(value)) }
        }
        add("State", "Tilstand", record.state.words)
        add("SHA-256", "SHA-256", record.current.event.hashes.document.hex)
        for given in record.approvals {
            add("Approved", "Godkjent", ApprovalLines.given(given))
        }
        if record.state == .readyForReview {
            add(
                "Still needed", "Mangler",
                "\(standing.missing) (\(standing.counted.count)/\(standing.requirement.approvers)), \(standing.requirement.method)"
            )
        }
        add("Environment", "Miljø", environment.rawValue)
        add("Instance in Altinn", "Instans i Altinn", instance?.description)
        add("Submitted", "Sendt", record.submittedAt?.description)
        add("Verdict", "Resultat", completion?.result.verdict.text ?? record.verdict?.note.reason)
        add("Receipt (kvittering), SHA-256", "Kvittering, SHA-256", receipt?.sha256.hex)
        if let payment {
            add("To pay", "Å betale", "\(payment.amount) kr")
            add("Payee", "Mottaker", payment.payee)
            add("Account", "Kontonummer", payment.accountNumber)
            add("KID", "KID", payment.paymentReference)
            add("Due", "Forfall", payment.dueDate.description)
        }
        let findings = (completion?.result.findings ?? []).map { finding in
            "\(finding.rule ?? finding.code) \(finding.verdict.text): \(visibleText(finding.message))"
        }
        return ([table.text(in: language)] + findings).joined(separator: "\n")
    }

    static func json(_ finding: ValidationFinding) -> JSON {
        [
            "rule": .string(finding.rule ?? finding.code), "severity": .string(finding.verdict.text),
            "message": .string(finding.message), "path": .string(finding.path),
        ]
    }

    private static func json(_ payment: PaymentInformation) -> JSON {
        [
            "kid": .string(payment.paymentReference), "amountOre": .integer(payment.amount.ore),
            "payee": .string(payment.payee), "account": .string(payment.accountNumber),
            "due": .string(payment.dueDate.description),
        ]
    }
}

extension Session {
    /// Tells what came of a run of a submission, and gives the status to end with.
    func report(_ outcome: SubmissionOutcome, of id: FilingID, in books: OpenBooks) throws -> ExitStatus {
        let report = try SubmissionReport(try books.filing(id), in: books)
        switch outcome {
        case .heldBack(let result):
            console.note(
                Phrase(
                    en: "Nothing was sent: the validation service found deviations. To send it all the same, add "
                        + "--accept-deviations.",
                    nb:
                        "Ingenting er sendt: valideringstjenesten fant avvik. Legg til --accept-deviations for å sende likevel."
                ))
            for finding in result.findings { console.note("  \(finding.rule ?? finding.code): \(finding.message)") }
        case .refused(let message, let findings):
            console.error(message)
            for finding in findings { console.note("  \(finding.rule ?? finding.code): \(finding.message)") }
        case .notSent(let task):
            console.note(
                Phrase(
                    en: "Not sent: the process in Altinn stands in '\(task)'. 'bilag filing submit \(id)' goes on.",
                    nb: "Ikke sendt: prosessen i Altinn står i '\(task)'. 'bilag filing submit \(id)' fortsetter."))
        case .awaitingSignature(_, let link):
            console.note(
                Phrase(
                    en: "Not filed yet: a person must finish it in Altinn, at \(link)",
                    nb: "Ikke levert ennå: en person må fullføre i Altinn, på \(link)"))
        case .waitingForFeedback:
            console.note(
                Phrase(
                    en: "Sent; the authority has not answered yet. 'bilag filing await \(id)' waits for it.",
                    nb: "Sendt; myndigheten har ikke svart ennå. 'bilag filing await \(id)' venter på svaret."))
        case .accepted, .rejected: break
        }
        if console.wantsJSON { console.output(report.json) } else { console.output(report.text(in: console.language)) }
        return switch outcome {
        case .accepted: .success
        case .heldBack, .refused, .rejected: .findings
        case .notSent, .awaitingSignature, .waitingForFeedback: .tryLater
        }
    }
}
