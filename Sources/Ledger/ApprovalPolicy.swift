import Cryptography
import Formats
import Values

/// Who may approve a filing of these books and how, and who decided that.
public struct ApprovalPolicy: Hashable, Sendable {
    /// How approvers must be known. `local` takes every method.
    public var method: ApprovalMethod
    /// True when the person who drafted a filing may not approve it.
    public var approverIsNotPreparer: Bool
    /// Two different persons must approve where more than so many whole kroner are to be paid or repaid; nil: never.
    public var twoApproversAboveKroner: Int64?
    public let by: String

    /// The policy of books where nobody set one.
    public static let initial = ApprovalPolicy(method: .local, approverIsNotPreparer: false, by: "")

    public init(
        method: ApprovalMethod, approverIsNotPreparer: Bool, twoApproversAboveKroner: Int64? = nil, by: String
    ) {
        self.method = method
        self.approverIsNotPreparer = approverIsNotPreparer
        self.twoApproversAboveKroner = twoApproversAboveKroner
        self.by = by
    }

    /// How many different persons must approve a document.
    ///
    /// - Parameter kroner: what the document comes to, whole kroner of either sign; nil when that cannot be told, which
    ///   counts as more than any limit.
    public func approvers(kroner: Int64?) -> Int {
        guard let limit = twoApproversAboveKroner else { return 1 }
        return kroner.map { $0.magnitude <= limit.magnitude } == true ? 1 : 2
    }

    init(_ json: JSON) throws(InvalidInput) {
        guard let value = json["approverIsNotPreparer"]?.bool else {
            throw InvalidInput("", "an approval policy needs a member 'approverIsNotPreparer' that is true or false")
        }
        let member = JSONMembers(json, of: "an approval policy")
        let limit = try member.optionalInteger("twoApproversAboveKroner")
        guard limit ?? 0 >= 0 else { throw InvalidInput("", "an amount that two must approve above is not negative") }
        self.init(
            method: try ApprovalMethod(try member.text("method")), approverIsNotPreparer: value,
            twoApproversAboveKroner: limit, by: try member.text("by"))
    }

    var json: JSON {
        .compact([
            "method": .string(method.rawValue), "approverIsNotPreparer": .bool(approverIsNotPreparer),
            "twoApproversAboveKroner": twoApproversAboveKroner.map { .integer($0) }, "by": .string(by),
        ])
    }
}

/// A person's public SSH key, with which signatures of approval are checked. A key belongs to one person; a person may
/// have several.
public struct ApproverKey: Hashable, Sendable {
    /// The person's name, which is also the principal of ssh-keygen's allowed signers.
    public let name: String
    public let key: SSHPublicKey
    /// Who registered or removed it.
    public let by: String

    /// - Throws: `InvalidInput` for a name that a file of allowed signers cannot hold.
    public init(name: String, key: SSHPublicKey, by: String) throws(InvalidInput) {
        let isWritable = name.unicodeScalars.allSatisfy {
            $0.value >= 0x20 && !"\"\\,*?!\u{7F}".unicodeScalars.contains($0)
        }
        guard isWritable, !name.isEmpty, name.utf8.count <= 200, name.first != " ", name.last != " " else {
            throw InvalidInput(
                name, "an approver's name has letters, digits and single signs, but none of the signs \" \\ , * ? !")
        }
        self.name = name
        self.key = key
        self.by = by
    }

    /// The line of a file of allowed signers (ssh-keygen, section ALLOWED SIGNERS).
    public func allowedSigner(namespace: String) -> String { "\"\(name)\" namespaces=\"\(namespace)\" \(key.line)" }

    init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "an approver's key")
        let key: SSHPublicKey
        let line = try member.text("key")
        do { key = try SSHPublicKey(line: line) } catch { throw InvalidInput(line, error.description) }
        try self.init(name: try member.text("name"), key: key, by: try member.text("by"))
    }

    var json: JSON { ["name": .string(name), "key": .string(key.line), "by": .string(by)] }
}
