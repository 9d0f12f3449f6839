import Application
import Authorities
import Filing
import Formats
import Reports
import VATReturn
import Values

/// How a submission fares, as the log tells it.
struct SubmissionReport {
    let record: FilingRecord
    let environment: BooksEnvironment
    let standing: ApprovalStanding
    private let steps: [SubmissionStep]
    /// The `betalingsinformasjon` that was kept last, which may have come after the verdict.
    private let keptPayment: PaymentInformation?
    /// What the return determines, in kroner; negative when the company gets money back.
    private let determinedVAT: Int64?

    private struct Completion {
        let result: ValidationResult
        let payment: PaymentInformation?
    }

    init(_ record: FilingRecord, in books: OpenBooks) throws {
        self.record = record
        environment = try books.company().environment
        standing = try books.approvalStanding(of: record)
        steps = try record.submissionSteps()
        let payments = steps.compactMap { step in
            if case .feedbackReceived(let document) = step, document.kind == "betalingsinformasjon" {
                document.sha256
            } else {
                nil
            }
        }
        keptPayment = try payments.last.flatMap { try books.log.content($0) }.flatMap { .init(reading: $0.bytes) }
        determinedVAT = VATReturnDocument(validBytes: try books.document(of: record).bytes)?.total?.kroner
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

    private var isAccepted: Bool { completion?.result.verdict.isAccepted ?? false }

    private var isRefund: Bool { (determinedVAT ?? 0) < 0 }

    /// What comes with a return that counts as not delivered is not to be paid, nor what comes with a refund.
    private var payment: PaymentInformation? {
        isAccepted && !isRefund ? completion?.payment ?? keptPayment : nil
    }

    /// What the authority owes the company.
    private var refund: Money? {
        guard isAccepted, isRefund, let kroner = determinedVAT else { return nil }
        let (ore, overflows) = kroner.multipliedReportingOverflow(by: -100)
        return overflows ? nil : Money(ore: ore)
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
            "refundOre": refund.map { .integer($0.ore) } ?? .null,
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
        if let refund {
            add("To be repaid", "Til gode", "\(refund) kr")
            add(
                "Repaid", "Utbetales",
                Phrase(
                    en:
                        "within three weeks of the return, unless it is set off or held back (skattebetalingsloven § 10-60)",
                    nb:
                        "innen tre uker etter meldingen, om det ikke motregnes eller holdes tilbake (skattebetalingsloven § 10-60)"
                ).text(in: language))
        }
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
            if report.record.mayLieAtAuthority {
                console.warning(
                    Phrase(
                        en:
                            "Its draft may still lie in Altinn, where a person could sign it. Run 'bilag filing submit \(id)' "
                            + "again: it deletes the draft, or finds that it was sent.",
                        nb:
                            "Utkastet kan fortsatt ligge i Altinn, der en person kan signere det. Kjør 'bilag filing submit "
                            + "\(id)' igjen: den sletter utkastet, eller finner at det ble sendt."
                    ).text(in: console.language))
            }
        case .draftDeleted:
            console.note(
                Phrase(
                    en:
                        "Not filed: the draft was deleted in Altinn. 'bilag filing submit \(id)' makes another one, 'bilag "
                        + "filing withdraw \(id)' ends the submission.",
                    nb:
                        "Ikke levert: utkastet ble slettet i Altinn. 'bilag filing submit \(id)' lager et nytt, 'bilag filing "
                        + "withdraw \(id)' avslutter innsendingen."))
        case .otherContentSent(let instance, let files):
            console.error(
                Phrase(
                    en:
                        "What was sent in instance \(instance) is not what was approved. Somebody changed it in Altinn, or "
                        + "these books are older than what was sent. \(id) counts as not delivered: draft the period again, "
                        + "and file what is right.",
                    nb:
                        "Det som ble sendt i instans \(instance), er ikke det som ble godkjent. Noen endret det i Altinn, eller "
                        + "dette regnskapet er eldre enn det som ble sendt. \(id) regnes som ikke levert: lag et nytt utkast for "
                        + "perioden, og lever det som er riktig."
                ).text(in: console.language))
            for file in files { console.note("  \(visibleText(file.name)) \(file.sha256)") }
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
        case .heldBack, .refused, .rejected, .otherContentSent: .findings
        case .notSent, .awaitingSignature, .waitingForFeedback, .draftDeleted: .tryLater
        }
    }
}
