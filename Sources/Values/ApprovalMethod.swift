/// How it is known who approved a filing.
public enum ApprovalMethod: String, Sendable, CaseIterable, CustomStringConvertible {
    /// The name and account on this machine. Nothing but the machine vouches for it.
    case local
    /// A signature with the approver's own SSH key, over a statement of what is approved.
    case ssh
    /// A login with ID-porten that is bound to the statement of what is approved.
    case idPorten = "idporten"

    public init(_ text: String) throws(InvalidInput) {
        guard let method = ApprovalMethod(rawValue: text) else {
            throw InvalidInput(text, "a method of approval is local, ssh or idporten")
        }
        self = method
    }

    public var description: String { rawValue }
}
