import Formats

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

    /// The answer of the validation service.
    init(validation bytes: [UInt8]) { self.init(mediaType: SubmissionContent.validationType, bytes: bytes) }

    /// A refusal. Its type follows from the bytes alone, since no event states it.
    init(refusal bytes: [UInt8]) { self.init(mediaType: SubmissionContent.refusalType(of: bytes), bytes: bytes) }

    public static let validationType = "application/xml"

    /// The type that a refusal is kept as.
    public static func refusalType(of bytes: [UInt8]) -> String {
        if (try? JSON(parsing: bytes)) != nil { return "application/json" }
        return bytes.first == UInt8(ascii: "<") ? "application/xml" : "text/plain"
    }
}
