import Cryptography
import Values

/// Why a step of a filing was refused, and what to do.
public enum FilingError: Error, Equatable, CustomStringConvertible {
    case unknown(FilingID)
    /// The step does not follow from where the filing stands.
    case wrongState(FilingID, FilingState, step: String, advice: String)
    case hashTooShort(String)
    case otherHash(FilingID, given: String, actual: SHA256Digest)
    case periodOpen(FilingID, ReportingPeriod)
    case preparerMayNotApprove(FilingID, String)
    /// These books ask for approvals of another kind.
    case otherMethod(FilingID, required: ApprovalMethod)
    case approvedAlready(FilingID, String, approvers: Int)
    case changedSinceApproval(FilingID, approved: SHA256Digest, now: SHA256Digest)
    case submissionBegun(FilingID)
    case invalidDocument(FilingID, findings: Int)

    public var description: String {
        switch self {
        case .unknown(let id): "There is no filing \(id). 'bilag filing list' shows them all."
        case .wrongState(let id, let state, let step, let advice):
            "Filing \(id) is \(state), so it cannot be \(step). \(advice)"
        case .hashTooShort(let given):
            "'\(given)' is too short to name a document: give at least 12 hexadecimal digits of the hash that 'bilag "
                + "filing show' prints."
        case .otherHash(let id, let given, let actual):
            "'\(given)' is not the hash of filing \(id), which begins with \(actual.hex.prefix(16)). Look at it again with "
                + "'bilag filing show \(id)' and approve what you saw."
        case .periodOpen(let id, let period):
            "Filing \(id) cannot be approved while \(period) is open: figures could still change. Close it with 'bilag "
                + "period close \(period)'."
        case .preparerMayNotApprove(let id, let person):
            "\(person) drafted filing \(id), and these books ask that another person approves it."
        case .otherMethod(let id, .idPorten):
            "These books ask that filing \(id) is approved with a login: bind one to 'bilag filing statement \(id) --nonce' "
                + "and hand its ID token in with --id-token-fd."
        case .otherMethod(let id, _):
            "These books ask that filing \(id) is approved with an SSH key: sign what 'bilag filing statement \(id)' prints, "
                + "with 'ssh-keygen -Y sign -n bilag-approval', and hand the signature in with --signature."
        case .approvedAlready(let id, let person, let approvers):
            "\(person) approved filing \(id) already, and these books ask that \(approvers) different persons do."
        case .changedSinceApproval(let id, let approved, let now):
            "Filing \(id) was approved as \(approved.hex.prefix(16)), and the books now give \(now.hex.prefix(16)). Nothing "
                + "was sent. Draft it again, look at the difference and approve that."
        case .submissionBegun(let id):
            "The submission of filing \(id) has begun, and something of it may lie in Altinn, where it could be sent. Go on "
                + "with 'bilag filing submit \(id)', or take it back with 'bilag filing withdraw \(id)'."
        case .invalidDocument(let id, let findings):
            "Filing \(id) has \(findings) finding\(findings == 1 ? "" : "s") of the kind that makes a return count as not "
                + "delivered. 'bilag filing check \(id)' lists \(findings == 1 ? "it" : "them")."
        }
    }
}
