import Cryptography
import Values

/// Everything that leaves for Altinn in one filing of a VAT return.
public struct SubmissionPackage: Sendable {
    public let party: OrganisationNumber
    /// Our own reference, made afresh for each submission; it is how an instance is known as ours.
    public let reference: String
    /// The envelope (`mvaMeldingInnsending`).
    public let envelope: [UInt8]
    /// The return (`mvaMeldingDto`), exactly the approved bytes.
    public let document: SubmissionFile
    public let attachments: [SubmissionFile]
    public let prevalidation: Prevalidation

    /// What to do with the validation service before an instance is made.
    public enum Prevalidation: Hashable, Sendable {
        case skip
        /// Ask it, and hold a deviating return back until somebody has accepted the deviations.
        case ask(acceptingDeviations: Bool)
    }

    /// The FAQ of the tax authority says 50 files (2025-11-04); the API description says 57.
    public static let mostAttachments = 50

    /// - Throws: `InvalidInput` for a reference that is empty or has other signs than letters, digits and `-`, too many
    ///   attachments, or two files of one name.
    public init(
        party: OrganisationNumber, reference: String, envelope: [UInt8], document: SubmissionFile,
        attachments: [SubmissionFile] = [], prevalidation: Prevalidation = .skip
    ) throws(InvalidInput) {
        guard (8...100).contains(reference.utf8.count),
            reference.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        else { throw InvalidInput(reference, "a submission's reference has 8 to 100 letters, digits and hyphens") }
        guard !envelope.isEmpty else { throw InvalidInput(reference, "the envelope is empty") }
        guard attachments.count <= SubmissionPackage.mostAttachments else {
            throw InvalidInput(reference, "at most \(SubmissionPackage.mostAttachments) attachments can go with it")
        }
        var names: Set<String> = []
        for file in [document] + attachments where !names.insert(file.name.lowercased()).inserted {
            throw InvalidInput(file.name, "two files have this name; each needs its own")
        }
        self.party = party
        self.reference = reference
        self.envelope = envelope
        self.document = document
        self.attachments = attachments
        self.prevalidation = prevalidation
    }

    /// The name the envelope goes by in the journal; it has no file name in Altinn.
    static let envelopeName = "envelope"

    /// Names and hashes of all parts, envelope first.
    var digests: [DocumentDigest] {
        [DocumentDigest(name: SubmissionPackage.envelopeName, sha256: SHA256Digest(of: envelope))]
            + ([document] + attachments).map { DocumentDigest(name: $0.name, sha256: $0.sha256) }
    }
}

/// A part of a submission, and its hash.
public struct DocumentDigest: Hashable, Sendable {
    public let name: String
    public let sha256: SHA256Digest

    public init(name: String, sha256: SHA256Digest) {
        self.name = name
        self.sha256 = sha256
    }
}
