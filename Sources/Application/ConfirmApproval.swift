import Cryptography
import EventLog
import Filing
import Ledger
import VATReturn
import Values

extension OpenBooks {
    /// What the policy asks of the approval of a filing's current document.
    func requirement(for record: FilingRecord, _ policy: ApprovalPolicy) throws -> ApprovalRequirement {
        try ApprovalCheck(log: log).requirement(for: record, policy)
    }

    /// The signature file that a person's approval was given with, in the review under way.
    ///
    /// - Throws: `ApprovalError.noSignature`.
    public func signature(of id: FilingID, by name: String) throws -> [UInt8] {
        for given in try filing(id).approvals.reversed() {
            guard PersonName.key(given.approval.by) == PersonName.key(name),
                case .ssh(let evidence) = given.approval.evidence
            else { continue }
            return try stored(evidence.signature).bytes
        }
        throw ApprovalError.noSignature(name)
    }

    /// Judges every approval of a filing anew, from the log as it was when it was given: the policy in force, whose key
    /// it was, and the signature.
    ///
    /// - Throws: `LogError.damagedEntry` when an approval states what was not so; `ApprovalError` for a signature
    ///   or login that does not verify any more.
    func confirm(_ record: FilingRecord) throws {
        for given in record.approvals {
            try ApprovalCheck(log: log).confirm(given, of: record, in: try books(at: given.sequence - 1))
        }
    }
}

/// How far the approval of a filing has come.
public struct ApprovalStanding: Sendable {
    /// By the policy of the last approval where there are enough, else by the policy in force now.
    public let requirement: ApprovalRequirement
    /// Approvals that count, the latest of each person.
    public let counted: [Approval]
    public let preparer: String

    /// How many persons more must approve.
    public var missing: Int { max(0, requirement.approvers - counted.count) }

    /// As a clause: "1 of 2 approvals are there; one more is needed, by ssh, from another than kari".
    public var missingText: String {
        guard missing > 0 else { return "all approvals are there" }
        var parts = ["\(counted.count) of \(requirement.approvers) approvals are there", "\(missing) more needed"]
        if requirement.method != .local { parts.append("by \(requirement.method)") }
        let others = (requirement.approverIsNotPreparer ? [preparer] : []) + counted.map(\.by)
        if !others.isEmpty { parts.append("from others than \(others.joined(separator: ", "))") }
        return parts.joined(separator: ", ")
    }
}

extension OpenBooks {
    /// What is there and what is missing.
    public func approvalStanding(of record: FilingRecord) throws -> ApprovalStanding {
        let approvals = record.approvals.map(\.approval)
        let preparer = record.current.event.by
        let held = record.isApproved ? approvals.last?.requirement : nil
        let requirement = try held ?? requirement(for: record, try books().approvalPolicy)
        return ApprovalStanding(
            requirement: requirement, counted: requirement.counted(approvals, preparer: preparer), preparer: preparer)
    }
}
