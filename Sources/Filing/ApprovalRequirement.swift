import Formats
import Values

/// What the policy of the books asked of the approval of one document, at the moment of an approval.
public struct ApprovalRequirement: Hashable, Sendable {
    /// `local` is met by every method, since all are at least as good; the others only by themselves.
    public let method: ApprovalMethod
    /// How many different persons must approve.
    public let approvers: Int
    /// True when the person who drafted does not count.
    public let approverIsNotPreparer: Bool

    public init(method: ApprovalMethod, approvers: Int, approverIsNotPreparer: Bool) {
        self.method = method
        self.approvers = approvers
        self.approverIsNotPreparer = approverIsNotPreparer
    }

    /// Whether an approval by that method counts.
    public func accepts(_ method: ApprovalMethod) -> Bool { self.method == .local || method == self.method }

    /// The approvals that count, the latest of each person.
    public func counted(_ approvals: [Approval], preparer: String) -> [Approval] {
        var found: [String: Approval] = [:]
        for approval in approvals where accepts(approval.method) {
            let person = PersonName.key(approval.by)
            if approverIsNotPreparer, person == PersonName.key(preparer) { continue }
            found[person] = approval
        }
        return approvals.filter { found[PersonName.key($0.by)] == $0 }
    }

    /// How many persons more must approve.
    public func missing(_ approvals: [Approval], preparer: String) -> Int {
        max(0, approvers - counted(approvals, preparer: preparer).count)
    }

    init(_ json: JSON?) throws(InvalidInput) {
        let member = JSONMembers(json ?? .null, of: "an approval's requirement")
        guard let isNotPreparer = json?["approverIsNotPreparer"]?.bool else {
            throw InvalidInput("", "an approval's requirement needs 'approverIsNotPreparer', true or false")
        }
        let approvers = try member.number("approvers")
        guard approvers >= 1 else { throw InvalidInput("\(approvers)", "at least one person approves") }
        self.init(
            method: try ApprovalMethod(try member.text("method")), approvers: approvers,
            approverIsNotPreparer: isNotPreparer)
    }

    var json: JSON {
        [
            "method": .string(method.rawValue), "approvers": .integer(Int64(approvers)),
            "approverIsNotPreparer": .bool(approverIsNotPreparer),
        ]
    }
}

/// Names of persons, compared as a person would: without regard to case and blanks.
public enum PersonName {
    /// Equal for two names of the same person.
    public static func key(_ name: String) -> String {
        name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
