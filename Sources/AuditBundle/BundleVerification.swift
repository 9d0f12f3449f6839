import Cryptography
import EventLog
import Filing
import Formats
import Ledger
import Projections
import Values

/// What a bundle proves.
public struct BundleVerification: Sendable {
    public enum Signature: Sendable, Hashable {
        case unsigned
        /// By the key that the verifier named.
        case trusted(NoteVerifier)
        /// By the key that lies in the bundle, which anybody could have put there.
        case selfStated(NoteVerifier)
    }

    public let filing: FilingID
    public let company: Company
    public let state: FilingState
    public let checkpoint: Checkpoint
    public let signature: Signature
    public let fileCount: Int
    public let entryCount: Int
    public let voucherCount: Int
    public let postingCount: Int
    public let document: SHA256Digest
    /// fastsattMerverdiavgift, whole kroner.
    public let determinedVAT: Int64
    /// Who approved, while the approval holds or held to the end.
    public let isApproved: Bool
    public let isSent: Bool
    public let isReceipted: Bool
    /// Whether the rows of law in the bundle are the ones this program has.
    public let lawIsCurrent: Bool
    /// How many files the entries say document the vouchers, each counted once, and whether they are in the bundle.
    public let documentationCount: Int
    public let holdsDocumentation: Bool
}

extension AuditBundle {
    /// Checks a bundle without any books: hashes, proofs, what the filing's events bind, and that its vouchers give its
    /// document again, byte for byte.
    ///
    /// - Parameter key: the key that must have signed the checkpoint, known from elsewhere.
    /// - Throws: `BundleFault` at the first fault.
    public static func verify(_ files: [BundleFile], signedBy key: NoteVerifier? = nil) throws -> BundleVerification {
        let contents = try BundleContents(files)
        let check = try BundleCheck(contents, key: key)
        try check.proofs()
        try check.documents()
        try check.submission()
        try check.answers()
        try check.documentation()
        try check.page()
        return check.result
    }
}

private struct BundleCheck {
    let contents: BundleContents
    let filing: FilingID
    let signed: SignedCheckpoint
    let signature: BundleVerification.Signature
    let entries: BundleEntries
    let story: BundleStory

    init(_ contents: BundleContents, key: NoteVerifier?) throws {
        self.contents = contents
        do {
            filing = try FilingID(contents.manifest.filing)
        } catch {
            throw BundleFault(BundleFileName.manifest, "\(error)")
        }
        do {
            signed = try SignedCheckpoint(parsing: try contents.bytes(BundleFileName.checkpoint))
        } catch let error as CheckpointError {
            throw BundleFault(BundleFileName.checkpoint, error.description)
        }
        signature = try BundleCheck.signature(of: signed, contents, key)
        entries = try BundleEntries(parsing: try contents.bytes(BundleFileName.entries))
        // The fold below trusts nothing; the proofs are checked right after it.
        story = try BundleStory(entries, of: filing)
    }

    private static func signature(
        of signed: SignedCheckpoint, _ contents: BundleContents, _ key: NoteVerifier?
    ) throws -> BundleVerification.Signature {
        if let key {
            guard signed.note.isSigned(by: key) == true, key.name == signed.checkpoint.origin else {
                throw BundleFault(BundleFileName.checkpoint, "it is not signed by the key \(key)")
            }
            return .trusted(key)
        }
        guard let bytes = contents.optionalBytes(BundleFileName.key) else {
            guard signed.note.signatures.isEmpty else {
                throw BundleFault(BundleFileName.key, "the checkpoint is signed, and the signer's key is missing")
            }
            return .unsigned
        }
        guard let own = try? NoteVerifier(String(decoding: bytes.dropLast(), as: UTF8.self)),
            bytes == Array("\(own)\n".utf8)
        else { throw BundleFault(BundleFileName.key, "it is no verifier key") }
        guard signed.note.isSigned(by: own) == true, own.name == signed.checkpoint.origin else {
            throw BundleFault(
                BundleFileName.checkpoint, "its signature is not that of the key in \(BundleFileName.key)")
        }
        return .selfStated(own)
    }

    func proofs() throws {
        let head = signed.checkpoint.head
        let hashes = try BundleProofs.inclusion(parsing: try contents.bytes(BundleFileName.inclusion))
        guard MerkleSubset.root(of: entries.leaves, in: head.size, proof: hashes) == head.root else {
            throw BundleFault(
                BundleFileName.entries,
                "the entries and \(BundleFileName.inclusion) do not lead to the checkpoint's root: an entry was changed, "
                    + "left out or put in")
        }
        let origin = "bilag/\(story.company.organisationNumber)/\(story.company.booksID)"
        guard origin == signed.checkpoint.origin else {
            throw BundleFault(
                BundleFileName.checkpoint, "it is of '\(signed.checkpoint.origin)', and not of '\(origin)'")
        }
        try consistency(with: head)
    }

    private func consistency(with head: TreeHead) throws {
        let proofs = try BundleProofs.consistency(parsing: try contents.bytes(BundleFileName.consistency))
        for proof in proofs
        where !MerkleProof.verifiesConsistency(from: proof.head, to: head, proof: proof.hashes) {
            throw BundleFault(
                BundleFileName.consistency, "the log of \(proof.head.size) entries is not proved to be the checkpoint's"
            )
        }
        let named = story.references.heads
        guard named.count == story.events.count else {
            throw BundleFault(BundleFileName.entries, "an event of the filing does not say which log it stands on")
        }
        for (sequence, log) in named {
            guard proofs.contains(where: { $0.head == log }) else {
                throw BundleFault(
                    BundleFileName.entries, sequence: sequence,
                    "it stands on another log of \(log.size) entries than is proved")
            }
        }
        for event in story.events where event.type != FilingEventType.drafted {
            guard event.body["log"]?["size"]?.integer == Int64(clamping: event.sequence - 1) else {
                throw BundleFault(
                    BundleFileName.entries, sequence: event.sequence, "it does not stand on all entries before it")
            }
        }
    }

    /// That the bytes are the drafted ones, and follow from the vouchers.
    func documents() throws {
        let hashes = story.draft.event.hashes
        try expect(BundleFileName.document, hashes.document)
        try expect(BundleFileName.envelope, hashes.envelope)
        let attachments = contents.byHash(in: "attachments")
        guard Set(attachments.keys) == Set(hashes.attachments) else {
            throw BundleFault("attachments", "they are not the ones that the draft names")
        }
        let package = try story.package(attachments: attachments)
        guard package.document.hash == hashes.document else {
            throw BundleFault(
                BundleFileName.document,
                "the vouchers of the bundle give another document, SHA-256 \(package.document.hash)")
        }
        guard package.envelope.hash == hashes.envelope else {
            throw BundleFault(BundleFileName.envelope, "the draft gives another envelope")
        }
    }

    private func expect(_ name: String, _ hash: SHA256Digest) throws {
        guard SHA256Digest(of: try contents.bytes(name)) == hash else {
            throw BundleFault(name, "it is not the one that the draft in entry \(story.draft.sequence) names")
        }
    }

    /// That what was approved, sent and receipted is the draft, to the hash.
    func submission() throws {
        let hashes = story.draft.event.hashes
        let package = [hashes.envelope, hashes.document] + hashes.attachments
        for event in story.events where event.sequence > story.draft.sequence {
            guard event.body["sha256"]?.string == hashes.document.hex else { throw fault(event, "another document") }
            let step = event.body["step"]
            switch event.type {
            case FilingEventType.approved:
                let attachments = event.body["attachmentsSha256"]?.array ?? []
                guard event.body["envelopeSha256"]?.string == hashes.envelope.hex,
                    attachments.map(\.string) == hashes.attachments.map(\.hex)
                else { throw fault(event, "another envelope or other attachments") }
            case FilingEventType.step("started"):
                guard step?["documents"]?.array?.map({ $0["sha256"]?.string }) == package.map(\.hex) else {
                    throw fault(event, "other parts")
                }
            case FilingEventType.step("uploaded"), FilingEventType.step("upload-requested"):
                guard package.map(\.hex).contains(step?["sha256"]?.string ?? "") else {
                    throw fault(event, "a part that was not approved")
                }
            default: break
            }
        }
    }

    private func fault(_ event: RecordedEvent, _ what: String) -> BundleFault {
        BundleFault(
            BundleFileName.entries, sequence: event.sequence, "\(event.type.name) names \(what) than the draft's")
    }

    func answers() throws {
        let answers = contents.byHash(in: "answers")
        let signatures = contents.byHash(in: "approvals")
        try expect(answers, in: "answers", story.references.answers)
        try expect(signatures, in: "approvals", story.references.signatures)
        for given in story.record.approvals {
            try expectPolicy(given)
            if case .ssh(let evidence) = given.approval.evidence, let bytes = signatures[evidence.signature] {
                guard try isSigned(given, evidence, bytes) else {
                    throw BundleFault(
                        "approvals", sequence: given.sequence,
                        "its signature is not one of this statement by a key that was registered for \(given.approval.by)"
                    )
                }
            }
        }
    }

    private func expect(
        _ found: [SHA256Digest: [UInt8]], in folder: String, _ named: [(sequence: UInt64, hash: SHA256Digest)]
    ) throws {
        for (sequence, hash) in named where found[hash] == nil {
            throw BundleFault(folder, "the file \(hash) that entry \(sequence) names is missing")
        }
        if let extra = found.keys.first(where: { hash in !named.contains { $0.hash == hash } }) {
            throw BundleFault(folder, "no entry names the file \(extra)")
        }
    }

    /// That the approval asked for what the policy in force did, of the document that is here.
    private func expectPolicy(_ given: FilingRecord.GivenApproval) throws {
        let policy = try BundleStory.books(of: entries, before: given.sequence).approvalPolicy
        let asked = ApprovalRequirement(
            method: policy.method, approvers: policy.approvers(kroner: story.specification.determinedVAT),
            approverIsNotPreparer: policy.approverIsNotPreparer)
        guard given.approval.requirement == asked else {
            throw BundleFault(
                BundleFileName.entries, sequence: given.sequence,
                "it was approved under another policy than the one in force")
        }
    }

    private func isSigned(
        _ given: FilingRecord.GivenApproval, _ evidence: ApprovalEvidence.SignatureEvidence, _ bytes: [UInt8]
    ) throws -> Bool {
        let approval = given.approval
        let statement = ApprovalStatement(
            organisationNumber: story.company.organisationNumber, booksID: story.company.booksID,
            environment: story.company.environment, filing: filing, review: approval.review, hashes: approval.hashes)
        guard let signature = try? SSHSignature(armored: bytes), signature.key.line == evidence.key,
            (try? signature.isValid(for: statement.bytes, namespace: ApprovalStatement.namespace)) == true
        else { return false }
        let books = try BundleStory.books(of: entries, before: given.sequence)
        return books.approver(of: signature.key)?.name == approval.by
    }

    func documentation() throws {
        guard contents.manifest.isDocumented != story.documentation.isEmpty else {
            throw BundleFault(
                BundleFileName.manifest, "its format does not say whether entries name documentation of vouchers")
        }
        _ = try contents.holdsDocumentation(story.documentation)
    }

    /// What people read must be what the entries say. Law may be that of another version, and is told, not refused.
    func page() throws {
        let law = try contents.bytes(BundleFileName.law)
        guard let json = try? JSON(parsing: law), json.object != nil, json.canonicalBytes == law else {
            throw BundleFault(BundleFileName.law, "it is not an object of JSON in canonical form")
        }
        let others = contents.names.filter { $0 != BundleFileName.page }
        guard try contents.bytes(BundleFileName.page) == BundlePage(story, signed, files: others).bytes else {
            throw BundleFault(BundleFileName.page, "it is not the page that this version makes of the other files")
        }
    }

    private var holdsDocumentation: Bool { (try? contents.holdsDocumentation(story.documentation)) == true }

    var result: BundleVerification {
        func has(_ names: String...) -> Bool {
            story.events.contains { $0.sequence > story.draft.sequence && names.contains($0.type.name) }
        }
        return BundleVerification(
            filing: filing, company: story.company, state: story.record.state, checkpoint: signed.checkpoint,
            signature: signature, fileCount: contents.manifest.files.count, entryCount: entries.list.count,
            voucherCount: story.vouchers.count, postingCount: story.vouchers.reduce(0) { $0 + $1.postings.count },
            document: story.draft.event.hashes.document, determinedVAT: story.specification.determinedVAT,
            isApproved: story.record.approval != nil, isSent: has("filing.submitted"),
            isReceipted: has("filing.completed"),
            lawIsCurrent: contents.optionalBytes(BundleFileName.law) == BundleLaw.bytes(for: story),
            documentationCount: story.documentation.inForce.count, holdsDocumentation: holdsDocumentation)
    }
}
