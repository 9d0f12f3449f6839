/// How far a submission came in this run.
public enum SubmissionOutcome: Hashable, Sendable {
    /// The validation service found deviations nobody has accepted yet. Nothing was sent.
    case heldBack(ValidationResult)
    /// The content was refused before it was sent. Nothing is filed; correct it and file anew.
    case refused(message: String, [ValidationFinding])
    /// Not sent yet; only seen when following a submission without acting.
    case notSent(task: String)
    /// Somebody deleted the draft in Altinn. Nothing was sent; submitting again makes another one.
    case draftDeleted(InstanceID)
    /// What was sent in our instance is not what was approved: its files. This filing counts as not delivered.
    case otherContentSent(InstanceID, [DocumentDigest])
    /// A person must finish in Altinn. Not filed.
    case awaitingSignature(InstanceID, link: String)
    /// Sent; the authority has not answered yet. Payment information may be there already.
    case waitingForFeedback(InstanceID, PaymentInformation?)
    /// Received and accepted, perhaps with deviations.
    case accepted(SubmissionResult)
    /// Sent, and counted as not delivered.
    case rejected(SubmissionResult)
}

/// A finished submission.
public struct SubmissionResult: Hashable, Sendable {
    /// The authority's reference: `partyId/guid`.
    public let instance: InstanceID
    public let verdict: ValidationVerdict
    public let findings: [ValidationFinding]
    public let payment: PaymentInformation?
    /// The documents of the answer, the receipt among them.
    public let documents: [FeedbackDocument]
}

/// A submission that cannot go on as asked, through no fault of the authority.
public enum SubmissionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The journal begins with other documents than these.
    case otherDocuments(name: String)
    /// The journal belongs to another environment, company or app than the one configured now.
    case otherDestination(journal: String, now: String)
    /// There is no submission to follow.
    case notStarted
    case validationNeedsLogin

    public var description: String {
        switch self {
        case .otherDocuments(let name):
            "The submission was begun with another \(name). Finish it with what it began with, or begin a new one."
        case .otherDestination(let journal, let now):
            "The submission was begun towards \(journal), and the settings now say \(now). Set them back to finish it."
        case .notStarted: "Nothing was submitted yet. Run 'filing submit' first."
        case .validationNeedsLogin:
            "The validation service takes a person's ID-porten token. Hand one in, or set vat.prevalidate to false."
        }
    }
}
