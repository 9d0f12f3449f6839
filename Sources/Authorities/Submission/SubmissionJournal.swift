/// Where a submission's steps are kept. A step is durable when `record` returns; what comes next relies on it.
public protocol SubmissionJournal: AnyObject {
    /// The steps of this submission so far, oldest first.
    var steps: [SubmissionStep] { get }

    /// Appends a step, and keeps the bytes that came with it by their SHA-256.
    func record(_ step: SubmissionStep, content: [SubmissionContent]) throws
}

/// Bytes that belong to a step: a receipt, a verdict, a refusal.
public struct SubmissionContent: Hashable, Sendable {
    public let mediaType: String
    public let bytes: [UInt8]

    public init(mediaType: String, bytes: [UInt8]) {
        self.mediaType = mediaType
        self.bytes = bytes
    }
}
