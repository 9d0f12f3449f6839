import Authorities
import Cryptography
import EventLog
import Filing
import Ledger
import VATReturn
import Values

/// Judges approvals anew, from the log as it was when they were given: the policy in force, whose key it was, and the
/// signature or login.
struct ApprovalCheck {
    let log: any EventLog

    /// What a policy asks of the approval of a filing's current document.
    func requirement(for record: FilingRecord, _ policy: ApprovalPolicy) throws -> ApprovalRequirement {
        let document = try log.document(record.current.event.hashes.document)
        let total = VATReturnDocument(validBytes: document.bytes)?.total?.kroner
        return ApprovalRequirement(
            method: policy.method, approvers: policy.approvers(kroner: total),
            approverIsNotPreparer: policy.approverIsNotPreparer)
    }

    /// - Parameters:
    ///   - record: the filing in the review that the approval belongs to.
    ///   - books: as they were before the approval.
    /// - Throws: `LogError.damagedEntry` when an approval states what was not so, or could not count; `ApprovalError`
    ///   for a signature or login that does not verify.
    func confirm(_ given: FilingRecord.GivenApproval, of record: FilingRecord, in books: Books) throws {
        guard let company = books.company else { throw BooksError.notInitialised }
        let approval = given.approval
        guard try requirement(for: record, books.approvalPolicy) == approval.requirement else {
            throw LogError.damagedEntry(
                given.sequence, "it was approved under another policy than the one in force")
        }
        guard !approval.requirement.counted([approval], preparer: record.current.event.by).isEmpty else {
            throw LogError.damagedEntry(
                given.sequence, "it approves in a way, or by a person, that the policy does not count")
        }
        let statement = ApprovalStatement(
            organisationNumber: company.organisationNumber, booksID: company.booksID, environment: company.environment,
            filing: record.id, review: approval.review, hashes: approval.hashes)
        switch approval.evidence {
        case .local: break
        case .ssh(let evidence):
            let (signature, approver) = try SignatureProof.verify(
                try log.document(evidence.signature).bytes, over: statement, by: books.approvers)
            guard signature.key.line == evidence.key, approver.name == approval.by else {
                throw LogError.damagedEntry(given.sequence, "its signature is by another person's key")
            }
        case .idPorten(let evidence):
            try LoginProof.confirm(
                evidence, token: try log.document(evidence.idToken).bytes, keys: try log.document(evidence.keys).bytes,
                for: statement, given)
        }
    }
}

extension EventLog {
    /// A kept document.
    ///
    /// - Throws: `LogError.damagedFile` when it is missing.
    func document(_ hash: SHA256Digest) throws -> FilingDocument {
        guard let content = try content(hash) else {
            throw LogError.damagedFile("the document \(hash) is missing")
        }
        return FilingDocument(content.bytes, mediaType: content.mediaType)
    }
}
