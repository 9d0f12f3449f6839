import Formats
import Values

/// Steps as events keep them: a stable name and a JSON object. Names and members are never changed, only added to.
extension SubmissionStep {
    /// The step's stable name, as in `instance-created`.
    public var name: String {
        switch self {
        case .started: "started"
        case .prevalidated: "prevalidated"
        case .instanceRequested: "instance-requested"
        case .instanceCreated: "instance-created"
        case .instanceDeletionRequested: "instance-deletion-requested"
        case .instanceDeleted: "instance-deleted"
        case .nothingFound: "nothing-found"
        case .uploadRequested: "upload-requested"
        case .uploaded: "uploaded"
        case .copyRemovalRequested: "copy-removal-requested"
        case .processAdvanceRequested: "process-advance-requested"
        case .processAdvanced: "process-advanced"
        case .submitted: "submitted"
        case .otherContentSent: "other-content-sent"
        case .awaitingSignature: "awaiting-signature"
        case .feedbackReceived: "feedback-received"
        case .completed: "completed"
        case .refused: "refused"
        case .stopped: "stopped"
        }
    }

    /// Every name there is.
    public static let names = [
        "started", "prevalidated", "instance-requested", "instance-created", "instance-deletion-requested",
        "instance-deleted", "nothing-found", "upload-requested", "uploaded", "copy-removal-requested",
        "process-advance-requested", "process-advanced", "submitted", "other-content-sent", "awaiting-signature",
        "feedback-received", "completed", "refused", "stopped",
    ]

    /// The step's body: text, integers and lists of them; hashes in hexadecimal, moments in UTC, absent values null.
    public var body: JSON {
        switch self {
        case .started(let reference, let environment, let app, let party, let documents, let at):
            .object([
                "reference": .string(reference), "environment": .string(environment.rawValue), "app": .string(app),
                "party": .string(party), "documents": .array(documents.map(\.json)), "at": .string("\(at)"),
            ])
        case .prevalidated(let result, let answer, let isAccepted):
            .object(["result": result.json, "answerSHA256": .string(answer.hex), "isAccepted": .bool(isAccepted)])
        case .instanceRequested(let at), .submitted(let at), .nothingFound(let at): .object(["at": .string("\(at)")])
        case .otherContentSent(let id, let files, let vatReturn):
            .object([
                "instance": .string("\(id)"), "files": .array(files.map(\.json)),
                "returnSHA256": vatReturn.map { .string($0.hex) } ?? .null,
            ])
        case .instanceCreated(let id, let elements, let finding):
            .object([
                "instance": .string("\(id)"), "foundBy": .string(finding.rawValue),
                "elements": .array(
                    elements.map { .object(["id": .string($0.id), "dataType": .string($0.dataType)]) }),
            ])
        case .instanceDeletionRequested(let id), .instanceDeleted(let id): .object(["instance": .string("\(id)")])
        case .uploadRequested(let part): part.json
        case .uploaded(let part, let element):
            .object([
                "name": .string(part.name), "sha256": .string(part.sha256.hex), "element": .string(element),
            ])
        case .copyRemovalRequested(let name, let element):
            .object(["name": .string(name), "element": .string(element)])
        case .processAdvanceRequested(let from, let at):
            .object(["from": .string(from), "at": .string("\(at)")])
        case .processAdvanced(let from, let to): .object(["from": .string(from), "to": .string(to)])
        case .awaitingSignature(let link, let reason):
            .object(["link": .string(link), "reason": .string(reason)])
        case .feedbackReceived(let document): document.json
        case .completed(let result, let payment):
            .object(["result": result.json, "payment": payment?.json ?? .null])
        case .refused(let message, let findings, let answer):
            .object([
                "message": .string(message), "findings": .array(findings.map(\.json)),
                "answerSHA256": .string(answer.hex),
            ])
        case .stopped(let reason): .object(["reason": .string(reason)])
        }
    }

    /// Reads a step back.
    /// - Throws: `InvalidInput` naming the step and the member that is missing or odd.
    public init(name: String, body: JSON) throws(InvalidInput) {
        let reader = StepReader(step: name, body: body)
        switch name {
        case "started": self = try reader.started()
        case "prevalidated":
            self = .prevalidated(
                try reader.result("result"), answer: try reader.digest("answerSHA256"),
                isAccepted: try reader.flag("isAccepted"))
        case "instance-requested": self = .instanceRequested(at: try reader.moment("at"))
        case "instance-created":
            self = .instanceCreated(
                try reader.instance("instance"), elements: try reader.elements("elements"),
                foundBy: try reader.finding("foundBy"))
        case "instance-deletion-requested": self = .instanceDeletionRequested(try reader.instance("instance"))
        case "instance-deleted": self = .instanceDeleted(try reader.instance("instance"))
        case "nothing-found": self = .nothingFound(at: try reader.moment("at"))
        case "upload-requested": self = .uploadRequested(try reader.part())
        case "uploaded": self = .uploaded(try reader.part(), element: try reader.text("element"))
        case "copy-removal-requested":
            self = .copyRemovalRequested(name: try reader.text("name"), element: try reader.text("element"))
        case "process-advance-requested":
            self = .processAdvanceRequested(from: try reader.text("from"), at: try reader.moment("at"))
        case "process-advanced": self = .processAdvanced(from: try reader.text("from"), to: try reader.text("to"))
        case "submitted": self = .submitted(at: try reader.moment("at"))
        case "other-content-sent":
            self = .otherContentSent(
                try reader.instance("instance"), files: try reader.parts("files"),
                vatReturn: try reader.optionalDigest("returnSHA256"))
        case "awaiting-signature":
            self = .awaitingSignature(link: try reader.text("link"), reason: try reader.text("reason"))
        case "feedback-received": self = .feedbackReceived(try reader.feedback())
        case "completed": self = .completed(try reader.result("result"), try reader.payment("payment"))
        case "refused":
            self = .refused(
                message: try reader.text("message"), findings: try reader.findings("findings"),
                answer: try reader.digest("answerSHA256"))
        case "stopped": self = .stopped(reason: try reader.text("reason"))
        default: throw InvalidInput(name, "no step of a submission has this name; a newer Bilag may have written it")
        }
    }
}

extension DocumentDigest {
    var json: JSON { .object(["name": .string(name), "sha256": .string(sha256.hex)]) }
}

extension FeedbackDocument {
    public var json: JSON {
        .object([
            "kind": .string(kind), "element": .string(element), "contentType": .string(contentType),
            "sha256": .string(sha256.hex),
        ])
    }
}

extension ValidationResult {
    public var json: JSON {
        .object(["verdict": .string(verdict.text), "findings": .array(findings.map(\.json))])
    }
}

extension ValidationFinding {
    public var json: JSON {
        .object([
            "path": .string(path), "vatCode": JSON(vatCode), "message": .string(message),
            "verdict": .string(verdict.text), "code": .string(code), "rule": JSON(rule), "details": JSON(details),
        ])
    }
}

extension PaymentInformation {
    public var json: JSON {
        .object([
            "paymentReference": .string(paymentReference), "amountOre": .integer(amount.ore), "payee": .string(payee),
            "dueDate": .string("\(dueDate)"), "accountNumber": .string(accountNumber), "iban": JSON(iban),
            "bic": JSON(bic), "information": JSON(information),
        ])
    }
}

extension JSON {
    fileprivate init(_ text: String?) { self = text.map(JSON.string) ?? .null }
}
