import Cryptography
import Filing
import Ledger
import Values

/// What is changed of an approval policy; nil leaves it as it is.
public struct ApprovalPolicyChange: Sendable {
    public var method: ApprovalMethod?
    public var approverIsNotPreparer: Bool?
    public var twoApprovers: TwoApprovers?

    /// When two different persons must approve.
    public enum TwoApprovers: Sendable, Equatable {
        case never
        /// Whole kroner, to be paid or repaid.
        case above(kroner: Int64)
    }

    public init(
        method: ApprovalMethod? = nil, approverIsNotPreparer: Bool? = nil, twoApprovers: TwoApprovers? = nil
    ) {
        self.method = method
        self.approverIsNotPreparer = approverIsNotPreparer
        self.twoApprovers = twoApprovers
    }
}

extension OpenBooks {
    public func approvalPolicy() throws -> ApprovalPolicy { try books().approvalPolicy }

    /// Sets who may approve from now on. Approvals that were given keep the policy of their time.
    ///
    /// - Throws: `ApproverError.nobodyCouldSign` where signatures would be asked for and no key is registered.
    public func changeApprovalPolicy(_ wanted: ApprovalPolicyChange) throws -> ApprovalPolicy {
        try change { ledger, _ in
            let old = ledger.books.approvalPolicy
            let policy = ApprovalPolicy(
                method: wanted.method ?? old.method,
                approverIsNotPreparer: wanted.approverIsNotPreparer ?? old.approverIsNotPreparer,
                twoApproversAboveKroner: wanted.twoApprovers.map { $0.kroner } ?? old.twoApproversAboveKroner,
                by: person)
            guard policy.method != .ssh || !ledger.books.approvers.isEmpty else { throw ApproverError.nobodyCouldSign }
            _ = try ledger.record(.approvalPolicySet(policy))
            return policy
        }
    }

    /// Whose keys can approve.
    public func approvers() throws -> [ApproverKey] { try books().approvers }

    /// Registers a person's public key.
    ///
    /// - Parameter line: a line of a public key file.
    /// - Throws: `ApproverError`, `InvalidInput`, `CryptographyError.invalidKey`.
    public func registerApprover(_ name: String, key line: String) throws -> ApproverKey {
        let key = try SSHPublicKey(line: line)
        return try change { ledger, _ in
            if let known = ledger.books.approver(of: key) {
                throw ApproverError.registeredAlready(key.fingerprint, name: known.name)
            }
            let approver = try ApproverKey(name: name, key: key, by: person)
            _ = try ledger.record(.approverRegistered(approver))
            return approver
        }
    }

    /// Takes a person's keys away, or one of them. Approvals that were given with it stand.
    ///
    /// - Parameter fingerprint: nil for all.
    /// - Returns: the keys that were removed, and the filings under way that rest on an approval with one of them.
    /// - Throws: `ApproverError.notRegistered`; `.lastKey` where the policy asks for signatures.
    public func removeApprover(
        _ name: String, fingerprint: String?
    ) throws -> (removed: [ApproverKey], approved: [FilingID]) {
        try change { ledger, _ in
            let all = ledger.books.approvers
            let removed = all.filter { $0.name == name && fingerprint.map($0.key.fingerprint.hasPrefix) != false }
            guard !removed.isEmpty else { throw ApproverError.notRegistered(name) }
            guard ledger.books.approvalPolicy.method != .ssh || removed.count < all.count else {
                throw ApproverError.lastKey
            }
            for approver in removed {
                _ = try ledger.record(.approverRemoved(ApproverKey(name: name, key: approver.key, by: person)))
            }
            let lines = removed.map(\.key.line)
            let resting = try filings().records.filter { record in
                !record.isFinished
                    && record.approvals.contains { given in
                        if case .ssh(let evidence) = given.approval.evidence {
                            lines.contains(evidence.key)
                        } else {
                            false
                        }
                    }
            }
            return (removed, resting.map(\.id))
        }
    }
}

extension ApprovalPolicyChange.TwoApprovers {
    fileprivate var kroner: Int64? {
        switch self {
        case .never: nil
        case .above(let kroner): kroner
        }
    }
}

/// Why the approvers of the books were not changed.
public enum ApproverError: Error, Equatable, CustomStringConvertible {
    case registeredAlready(String, name: String)
    case notRegistered(String)
    case nobodyCouldSign
    case lastKey

    public var description: String {
        switch self {
        case .registeredAlready(let fingerprint, let name):
            "The key \(fingerprint) is \(name)'s already. A key belongs to one person."
        case .notRegistered(let name):
            "\(name) has no such key here. 'bilag books approver list' shows who has which."
        case .nobodyCouldSign:
            "No approver's key is registered, so nobody could approve. Register one first with 'bilag books approver add NAME "
                + "--key FILE'."
        case .lastKey:
            "These books ask for signatures, and nobody could approve without this key. Register another one first, or "
                + "change the policy."
        }
    }
}
