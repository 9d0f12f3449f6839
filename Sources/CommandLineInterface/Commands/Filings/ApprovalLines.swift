import Application
import Cryptography
import Filing
import Formats
import Reports
import Values

/// What `filing show` and `filing status` tell of approvals: who, how, and how many are missing.
struct ApprovalLines {
    let standing: ApprovalStanding

    init(_ standing: ApprovalStanding) { self.standing = standing }

    /// When, who, and as in "ssh, SHA256:…" how the approver is known.
    static func given(_ given: FilingRecord.GivenApproval) -> Phrase {
        let method = method(given.approval)
        let person = "\(given.time), \(visibleText(given.approval.by))"
        return Phrase(
            en: "\(person) (\(method.text(in: .english)))", nb: "\(person) (\(method.text(in: .bokmal)))")
    }

    private static func method(_ approval: Approval) -> Phrase {
        switch approval.evidence {
        case .local(let user): Phrase(en: "local, \(visibleText(user))", nb: "lokalt, \(visibleText(user))")
        case .ssh(let evidence): Phrase("ssh, \((try? SSHPublicKey(line: evidence.key))?.fingerprint ?? "?")")
        case .idPorten(let login): Phrase("idporten, \(visibleText(login.level))")
        }
    }

    /// - Parameter beginning: what stands before the colon.
    func missing(_ beginning: Phrase) -> Phrase {
        let names =
            ((standing.requirement.approverIsNotPreparer ? [standing.preparer] : []) + standing.counted.map(\.by))
            .map(visibleText).joined(separator: ", ")
        let requirement = standing.requirement
        let (there, asked) = (standing.counted.count, requirement.approvers)
        let method = requirement.method == .local ? "" : ", \(requirement.method)"
        return Phrase(
            en: "\(beginning.text(in: .english)): \(there) of \(asked) approvals\(method)"
                + (names.isEmpty ? "." : ", \(standing.missing) more from others than \(names)."),
            nb: "\(beginning.text(in: .bokmal)): \(there) av \(asked) godkjenninger\(method)"
                + (names.isEmpty ? "." : ", \(standing.missing) til fra andre enn \(names)."))
    }

    /// The members that tell of approvals in `--json`.
    static func members(_ record: FilingRecord, _ standing: ApprovalStanding) -> [String: JSON] {
        [
            "approvals": .array(
                record.approvals.map { given in
                    [
                        "by": .string(given.approval.by), "method": .string(given.approval.method.rawValue),
                        "at": .string(given.time.description), "entry": .integer(Int64(clamping: given.sequence)),
                    ]
                }),
            "approvalsAsked": .integer(Int64(standing.requirement.approvers)),
            "approvalsMissing": .integer(Int64(standing.missing)),
            "approvalMethod": .string(standing.requirement.method.rawValue),
        ]
    }
}

extension JSON {
    /// The object with more members.
    func adding(_ members: [String: JSON]) -> JSON {
        guard var object else { return self }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) { object[name] = value }
        return .object(object)
    }
}
