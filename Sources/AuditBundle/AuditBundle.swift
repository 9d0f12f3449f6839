import Cryptography
import EventLog
import Filing
import Formats

/// All that an outsider needs to check one filing: exact bytes, entries with proofs, law, and a page for people. The
/// same filing gives the same bytes, however often it is made and whatever is posted later.
public struct AuditBundle: Sendable {
    /// In the order they stand in the archive; the manifest comes first.
    public let files: [BundleFile]

    /// - Throws: `BundleFault` when the parts do not belong together.
    public init(_ parts: BundleParts) throws {
        let story = try BundleStory(parts.entries, of: parts.filing)
        var files = [
            BundleFile(BundleFileName.checkpoint, Array(parts.checkpoint.encoded.utf8)),
            BundleFile(BundleFileName.entries, parts.entries.lines),
            BundleFile(BundleFileName.inclusion, BundleProofs.inclusion(parts.inclusion)),
            BundleFile(BundleFileName.consistency, BundleProofs.consistency(parts.consistency)),
            BundleFile(BundleFileName.document, parts.document.bytes),
            BundleFile(BundleFileName.envelope, parts.envelope.bytes),
            BundleFile(BundleFileName.law, BundleLaw.bytes(for: story)),
        ]
        for (index, document) in parts.attachments.enumerated() {
            files.append(
                BundleFile(BundleFileName.attachment(index + 1, mediaType: document.mediaType), document.bytes))
        }
        for document in parts.answers {
            files.append(
                BundleFile(BundleFileName.answer(document.hash, mediaType: document.mediaType), document.bytes))
        }
        files += parts.documentation.map {
            BundleFile(BundleFileName.documentation($0.hash, mediaType: $0.mediaType), $0.bytes)
        }
        files += parts.signatures.map { BundleFile(BundleFileName.approval($0.hash), $0.bytes) }
        if let key = parts.verifierKey { files.append(BundleFile(BundleFileName.key, Array("\(key)\n".utf8))) }
        let page = BundlePage(story, parts.checkpoint, files: files.map(\.name))
        files.append(BundleFile(BundleFileName.page, page.bytes))
        let manifest = BundleManifest(
            filing: parts.filing.description, isDocumented: !story.documentation.isEmpty, files)
        self.files =
            [BundleFile(BundleFileName.manifest, manifest.bytes)]
            + files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// The bundle as one zip archive.
    public func archive() throws -> [UInt8] { try ZipWriter.archive(files.map { ($0.name, $0.bytes) }) }
}

/// What a bundle is made of.
public struct BundleParts: Sendable {
    public var filing: FilingID
    /// The company, the mappings of VAT codes, every voucher that counts, and all events of the filing.
    public var entries: BundleEntries
    public var checkpoint: SignedCheckpoint
    /// The key that signed the checkpoint.
    public var verifierKey: NoteVerifier?
    /// The proof that the entries are in the log of the checkpoint.
    public var inclusion: [SHA256Digest]
    /// The proofs that the logs which events of the filing stand on are beginnings of that of the checkpoint.
    public var consistency: [(head: TreeHead, hashes: [SHA256Digest])]
    public var document: FilingDocument
    public var envelope: FilingDocument
    /// In the draft's order.
    public var attachments: [FilingDocument]
    /// What authorities answered.
    public var answers: [FilingDocument]
    /// Signatures of approval.
    public var signatures: [FilingDocument]
    /// The files that document the vouchers, each once; none where the bundle is to name them alone.
    public var documentation: [FilingDocument]

    public init(
        filing: FilingID, entries: BundleEntries, checkpoint: SignedCheckpoint, verifierKey: NoteVerifier?,
        inclusion: [SHA256Digest], consistency: [(head: TreeHead, hashes: [SHA256Digest])], document: FilingDocument,
        envelope: FilingDocument, attachments: [FilingDocument], answers: [FilingDocument],
        signatures: [FilingDocument], documentation: [FilingDocument] = []
    ) {
        self.filing = filing
        self.entries = entries
        self.checkpoint = checkpoint
        self.verifierKey = verifierKey
        self.inclusion = inclusion
        self.consistency = consistency
        self.document = document
        self.envelope = envelope
        self.attachments = attachments
        self.answers = answers
        self.signatures = signatures
        self.documentation = documentation
    }
}
