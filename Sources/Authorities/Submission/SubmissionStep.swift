import Cryptography
import Values

/// One outward step of a submission, or what was learnt from an answer. Each is durable before the next thing happens:
/// what has an effect is recorded as an intent first, and as a fact afterwards.
public enum SubmissionStep: Hashable, Sendable {
    /// A submission of exactly these documents begins.
    case started(
        reference: String, environment: BooksEnvironment, app: String, party: String, documents: [DocumentDigest],
        at: Timestamp)
    /// The validation service gave its verdict; `isAccepted` says that the submission goes on.
    case prevalidated(ValidationResult, answer: SHA256Digest, isAccepted: Bool)
    /// About to ask for an instance.
    case instanceRequested(at: Timestamp)
    /// An instance is ours: from the answer, or found again.
    case instanceCreated(InstanceID, elements: [ElementReference], foundBy: InstanceFinding)
    /// About to delete an instance of ours that was never sent: a twin, or a draft that was refused or withdrawn.
    case instanceDeletionRequested(InstanceID)
    /// An instance of ours was read to be gone, unsent: we deleted it, or a person did.
    case instanceDeleted(InstanceID)
    /// Storage was searched as long as a lost request may take, and holds nothing unsent of this submission.
    case nothingFound(at: Timestamp)
    /// About to upload a part.
    case uploadRequested(DocumentDigest)
    /// A part lies in Altinn: its bytes were read back and compared.
    case uploaded(DocumentDigest, element: String)
    /// About to remove a second copy of a part, which a late answer left behind.
    case copyRemovalRequested(name: String, element: String)
    /// About to end a task of the process.
    case processAdvanceRequested(from: String, at: Timestamp)
    /// The process was read, and stands in another task than before.
    case processAdvanced(from: String, to: String)
    /// The process was read, and has passed the point of no return.
    case submitted(at: Timestamp)
    /// The instance was sent, and holds other files than this submission's: a person changed them in Altinn, or these
    /// books are older than what was sent. The bytes of the return that was sent go to the content store.
    case otherContentSent(InstanceID, files: [DocumentDigest], vatReturn: SHA256Digest?)
    /// A person must finish in Altinn. Nothing is filed yet.
    case awaitingSignature(link: String, reason: String)
    /// A document of the authority's answer; its bytes go to the content store.
    case feedbackReceived(FeedbackDocument)
    /// The process ended and the verdict was read.
    case completed(ValidationResult, PaymentInformation?)
    /// The content was refused before anything was sent: by the validation service, or by the app.
    case refused(message: String, findings: [ValidationFinding], answer: SHA256Digest)
    /// The authority said no to the last intent, which therefore had no effect; a later run may try again.
    case stopped(reason: String)
}

/// A data element as named in the journal.
public struct ElementReference: Hashable, Sendable {
    public let id: String
    public let dataType: String

    public init(id: String, dataType: String) {
        self.id = id
        self.dataType = dataType
    }
}

/// How an instance became known.
public enum InstanceFinding: String, Hashable, Sendable, CaseIterable {
    case answer
    /// In storage, by our reference.
    case reference
    /// In storage, as the only untouched instance made since the intent: the app had dropped our reference.
    case creationTime = "creation-time"
}

/// A document of the authority's answer.
public struct FeedbackDocument: Hashable, Sendable {
    /// The data type: `valideringsresultat`, `betalingsinformasjon`, `kvittering`.
    public let kind: String
    public let element: String
    public let contentType: String
    public let sha256: SHA256Digest

    public init(kind: String, element: String, contentType: String, sha256: SHA256Digest) {
        (self.kind, self.element, self.contentType, self.sha256) = (kind, element, contentType, sha256)
    }

    /// The data types that hold the answer, in the order they are fetched (Skatteetaten/mva-meldingen, 2025-11-04).
    static let kinds = ["betalingsinformasjon", "valideringsresultat", "kvittering"]
}
