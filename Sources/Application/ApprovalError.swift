import Filing

/// Why what was handed in does not show that a person approved this.
public enum ApprovalError: Error, Equatable, CustomStringConvertible {
    case unreadableSignature(String)
    case otherNamespace(String)
    case unknownKey(fingerprint: String)
    /// The key is known, but it did not sign this statement.
    case otherStatement(String)
    /// Why the ID token does not count, as a clause.
    case login(String)
    /// A login begun for something else.
    case otherLogin(FilingID)
    case knownByOtherName(String)
    case otherPerson(String)
    /// Nobody of that name approved with a signature.
    case noSignature(String)

    public var description: String {
        switch self {
        case .unreadableSignature(let reason):
            "The signature cannot be read: \(reason). Make it with 'ssh-keygen -Y sign -n bilag-approval'."
        case .otherNamespace(let namespace):
            "The signature is for '\(namespace)', not for bilag-approval: somebody signed something else with it. Sign with "
                + "'ssh-keygen -Y sign -n bilag-approval'."
        case .unknownKey(let fingerprint):
            "The signature is by the key \(fingerprint), which belongs to no approver of these books. Register it with "
                + "'bilag books approver add NAME --key FILE' if you know whose it is."
        case .otherStatement(let name):
            "The signature by \(name)'s key is not over what 'bilag filing statement' prints now: the filing was changed or "
                + "withdrawn since, or other text was signed. Look at the filing again and sign anew."
        case .login(let reason): "The login does not count: \(reason)."
        case .otherLogin(let id):
            "The login was not begun to approve this: its nonce must be the one that 'bilag filing statement \(id) --nonce' "
                + "prints now."
        case .knownByOtherName(let name):
            "This person approved as \(name) before. One person approves under one name: add --person '\(name)'."
        case .otherPerson(let name):
            "Another person approved as \(name) before. Say with --person who you are."
        case .noSignature(let name): "There is no approval by \(name) with a signature in the review under way."
        }
    }
}
