import Cryptography
import Values

/// What the journal's steps add up to.
struct SubmissionProgress {
    private(set) var started: Started?
    private(set) var hasPassedValidation = false
    /// Asked for, and not answered: an instance may exist.
    private(set) var openInstanceRequest = false
    /// How many times an instance was asked for with an effect that is not excluded.
    private(set) var possibleInstances = 0
    private(set) var instance: InstanceID?
    /// The instance was found again in storage, so there may be others.
    private(set) var wasFoundAgain = false
    private(set) var uploaded: [String: (sha256: SHA256Digest, element: String)] = [:]
    /// Asked to end this task at this moment, and not seen to have ended.
    private(set) var openAdvance: (from: String, at: Timestamp)?
    private(set) var lastTask: String?
    private(set) var isSubmitted = false
    private(set) var awaitedSignature: String?
    private(set) var feedback: [FeedbackDocument] = []
    private(set) var completion: (result: ValidationResult, payment: PaymentInformation?)?
    private(set) var refusal: (message: String, findings: [ValidationFinding])?
    /// What was sent in our instance is not what this submission began with.
    private(set) var otherContent: (instance: InstanceID, files: [DocumentDigest])?

    struct Started {
        let party: String
        let reference: String
        let destination: String
        let documents: [DocumentDigest]
        let at: Timestamp
    }

    init(_ steps: [SubmissionStep]) { for step in steps { apply(step) } }

    static func destination(_ environment: BooksEnvironment, _ app: String, _ party: String) -> String {
        "\(environment) \(app) for \(party)"
    }

    mutating func apply(_ step: SubmissionStep) {
        switch step {
        case .started(let reference, let environment, let app, let party, let documents, let at):
            started = Started(
                party: party, reference: reference,
                destination: SubmissionProgress.destination(environment, app, party),
                documents: documents, at: at)
        case .prevalidated(_, _, let isAccepted): hasPassedValidation = isAccepted
        case .instanceRequested:
            openInstanceRequest = true
            possibleInstances += 1
        case .instanceCreated(let id, _, let finding):
            instance = id
            wasFoundAgain = finding != .answer
            openInstanceRequest = false
        case .instanceDeletionRequested, .copyRemovalRequested: break
        case .instanceDeleted(let id): if id == instance { forgetInstance() }
        case .nothingFound: openInstanceRequest = false
        case .uploadRequested(let part): uploaded[part.name] = nil
        case .uploaded(let part, let element): uploaded[part.name] = (part.sha256, element)
        case .processAdvanceRequested(let from, let at): openAdvance = (from, at)
        case .processAdvanced(_, let to):
            openAdvance = nil
            lastTask = to
        case .submitted: isSubmitted = true
        case .otherContentSent(let id, let files, _): otherContent = (id, files)
        case .awaitingSignature(let link, _): awaitedSignature = link
        case .feedbackReceived(let document):
            feedback.removeAll { $0.element == document.element }
            feedback.append(document)
        case .completed(let result, let payment): completion = (result, payment)
        case .refused(let message, let findings, _):
            openAdvance = nil
            refusal = (message, findings)
        case .stopped:
            if openInstanceRequest { possibleInstances -= 1 }
            openInstanceRequest = false
            openAdvance = nil
        }
    }

    /// The instance is gone, and with it what lay in it; another one may be asked for.
    private mutating func forgetInstance() {
        instance = nil
        uploaded = [:]
        openAdvance = nil
        lastTask = nil
        awaitedSignature = nil
    }
}
