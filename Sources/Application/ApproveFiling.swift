import Cryptography
import EventLog
import Filing
import Ledger
import VATReturn
import Values

/// What an approver hands in to show who they are.
public enum ApprovalProof: Sendable {
    /// Nothing: the name and account on this machine count.
    case none
    /// The file that `ssh-keygen -Y sign` wrote over the statement.
    case signature([UInt8])
    /// A login whose nonce is the statement's; see `OpenBooks.loginProof`.
    case login(LoginProof)
}

extension OpenBooks {
    /// What an approver of a filing signs, in the review under way.
    ///
    /// - Throws: `FilingError.wrongState` for a draft that nobody marked ready.
    public func statement(of id: FilingID) throws -> ApprovalStatement {
        try statement(of: try filing(id), try company())
    }

    func statement(of record: FilingRecord, _ company: Company) throws -> ApprovalStatement {
        guard let review = record.review else {
            throw FilingError.wrongState(
                record.id, record.state, step: "approved",
                advice: "Mark it ready with 'bilag filing ready \(record.id)'.")
        }
        return ApprovalStatement(
            organisationNumber: company.organisationNumber, booksID: company.booksID, environment: company.environment,
            filing: record.id, review: review, hashes: record.current.event.hashes)
    }

    /// Approves exactly the bytes whose hash begins with `hash`.
    ///
    /// - Parameter hash: at least 12 hexadecimal digits, from `filing show`.
    /// - Returns: the filing with the approval; it is approved when the policy of the books asks for no more.
    /// - Throws: `FilingError`; `OutdatedDraft` when the books give another document by now; `ApprovalError` when the
    ///   proof does not show that a registered person approved this.
    public func approve(_ id: FilingID, hash: String, proof: ApprovalProof = .none) throws -> FilingRecord {
        let given = hash.lowercased()
        guard given.utf8.count >= 12, given.utf8.count <= 64, given.allSatisfy({ $0.isHexDigit && $0.isASCII }) else {
            throw FilingError.hashTooShort(hash)
        }
        // Early: 'submit' builds the document once more, and refuses what changed after this.
        let seen = try filing(id)
        if seen.state == .readyForReview, seen.current.event.hashes.document.hex.hasPrefix(given),
            try books().isClosed(id.period)
        {
            try expectCurrent(seen)
        }
        return try change { ledger, writer in
            let record = try require(
                id, in: [.readyForReview], step: "approved",
                advice: "Mark a draft ready with 'bilag filing ready \(id)' first; an approved one can be submitted.")
            let actual = record.current.event.hashes.document
            guard actual.hex.hasPrefix(given) else { throw FilingError.otherHash(id, given: hash, actual: actual) }
            guard ledger.books.isClosed(id.period) else { throw FilingError.periodOpen(id, id.period) }
            let approval = try approval(of: record, proof, ledger.books, writer)
            try check(approval, in: record)
            _ = try writer.append(approval.newEvent, at: now)
            guard let approved = try Filings.load(from: log, size: writer.size)[id] else {
                throw FilingError.unknown(id)
            }
            return approved
        }
    }

    private func approval(
        of record: FilingRecord, _ proof: ApprovalProof, _ books: Books, _ writer: any LogWriter
    ) throws -> Approval {
        guard let company = books.company else { throw BooksError.notInitialised }
        let statement = try statement(of: record, company)
        let (name, evidence) = try evidence(proof, for: statement, books, writer)
        return Approval(
            filing: record.id, hashes: record.current.event.hashes, by: name, evidence: evidence,
            review: record.review ?? 0, requirement: try requirement(for: record, books.approvalPolicy),
            log: writer.head)
    }

    private func evidence(
        _ proof: ApprovalProof, for statement: ApprovalStatement, _ books: Books, _ writer: any LogWriter
    ) throws -> (name: String, ApprovalEvidence) {
        switch proof {
        case .none: return (person, .local(user: user))
        case .signature(let bytes):
            let (signature, approver) = try SignatureProof.verify(bytes, over: statement, by: books.approvers)
            let kept = try writer.store(bytes, mediaType: SignatureProof.mediaType)
            return (approver.name, .ssh(.init(key: signature.key.line, signature: kept)))
        case .login(let login): return (person, try loginEvidence(login, for: statement, writer))
        }
    }

    /// Refuses an approval that could not count, or brings nothing.
    private func check(_ approval: Approval, in record: FilingRecord) throws {
        let (id, requirement, preparer) = (record.id, approval.requirement, record.current.event.by)
        guard requirement.accepts(approval.method) else {
            throw FilingError.otherMethod(id, required: requirement.method)
        }
        guard !requirement.counted([approval], preparer: preparer).isEmpty else {
            throw FilingError.preparerMayNotApprove(id, approval.by)
        }
        let before = record.approvals.map(\.approval)
        let missing = requirement.missing(before + [approval], preparer: preparer)
        guard missing == 0 || missing < requirement.missing(before, preparer: preparer) else {
            throw FilingError.approvedAlready(id, approval.by, approvers: requirement.approvers)
        }
    }
}

/// The verification of a signature of approval.
enum SignatureProof {
    /// There is no registered type; this one is ours.
    static let mediaType = "application/x-ssh-signature"

    /// - Returns: the signature, and the registered approver whose key made it over exactly this statement.
    static func verify(
        _ bytes: [UInt8], over statement: ApprovalStatement, by approvers: [ApproverKey]
    ) throws(ApprovalError) -> (SSHSignature, ApproverKey) {
        let signature: SSHSignature
        do { signature = try SSHSignature(armored: bytes) } catch {
            throw .unreadableSignature(error.description)
        }
        guard signature.namespace == ApprovalStatement.namespace else {
            throw .otherNamespace(signature.namespace)
        }
        guard let approver = approvers.first(where: { $0.key == signature.key }) else {
            throw .unknownKey(fingerprint: signature.key.fingerprint)
        }
        let isValid: Bool
        do { isValid = try signature.isValid(for: statement.bytes, namespace: ApprovalStatement.namespace) } catch {
            throw .unreadableSignature(error.description)
        }
        guard isValid else { throw .otherStatement(approver.name) }
        return (signature, approver)
    }
}
