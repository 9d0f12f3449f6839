import Cryptography

/// The exact bytes of a document that may be filed, and what they are.
public struct FilingDocument: Hashable, Sendable {
    public let bytes: [UInt8]
    public let mediaType: String
    /// SHA-256 of the bytes: what is approved, sent and kept.
    public let hash: SHA256Digest

    public init(_ bytes: [UInt8], mediaType: String) {
        self.bytes = bytes
        self.mediaType = mediaType
        hash = SHA256Digest(of: bytes)
    }
}

/// What goes out in one filing: the document, the envelope around it and the attachments beside it.
public struct FilingPackage: Hashable, Sendable {
    public let document: FilingDocument
    public let envelope: FilingDocument
    public let attachments: [FilingAttachment]

    public init(document: FilingDocument, envelope: FilingDocument, attachments: [FilingAttachment]) {
        self.document = document
        self.envelope = envelope
        self.attachments = attachments
    }

    public var hashes: PackageHashes {
        PackageHashes(
            document: document.hash, envelope: envelope.hash, attachments: attachments.map(\.document.hash))
    }
}

public struct FilingAttachment: Hashable, Sendable {
    /// With its extension: `spesifikasjon.pdf`.
    public let fileName: String
    public let description: String
    public let document: FilingDocument

    public init(fileName: String, description: String, document: FilingDocument) {
        self.fileName = fileName
        self.description = description
        self.document = document
    }
}

/// The hashes of everything that goes out. An approval names them all, so that neither envelope nor attachments can
/// change behind an approved return.
public struct PackageHashes: Hashable, Sendable {
    public let document: SHA256Digest
    public let envelope: SHA256Digest
    public let attachments: [SHA256Digest]

    public init(document: SHA256Digest, envelope: SHA256Digest, attachments: [SHA256Digest]) {
        self.document = document
        self.envelope = envelope
        self.attachments = attachments
    }
}

/// A package whose every byte was approved, by as many persons as the books asked for. There is no other way to get hold
/// of something to submit.
public struct ApprovedPackage: Sendable {
    public let package: FilingPackage
    public let approvals: [Approval]

    /// - Throws: `FilingError.wrongState` when too few have approved, or an approval was withdrawn;
    ///   `FilingError.changedSinceApproval` when a byte differs from what was approved.
    public init(_ package: FilingPackage, of record: FilingRecord) throws(FilingError) {
        guard record.isApproved else {
            throw .wrongState(record.id, record.state, step: "submitted", advice: "Approve it first.")
        }
        approvals = record.approvals.map(\.approval)
        for approval in approvals where approval.hashes != package.hashes {
            throw .changedSinceApproval(
                record.id, approved: approval.hashes.document, now: package.document.hash)
        }
        self.package = package
    }
}
