import Cryptography
import Formats
import Values

/// What shows who approved.
public enum ApprovalEvidence: Hashable, Sendable {
    /// The account on the machine.
    case local(user: String)
    case ssh(SignatureEvidence)
    case idPorten(LoginEvidence)

    /// A signature over the statement, by a key that was registered for the approver then.
    public struct SignatureEvidence: Hashable, Sendable {
        /// The public key, as a line of SSH: algorithm and base64.
        public let key: String
        /// The signature file, which is in the content store.
        public let signature: SHA256Digest

        public init(key: String, signature: SHA256Digest) {
            self.key = key
            self.signature = signature
        }
    }

    /// A login whose `nonce` is that of the statement. Token and key are in the content store, not in the log.
    public struct LoginEvidence: Hashable, Sendable {
        public let issuer: String
        public let clientID: String
        /// The level of assurance (`acr`).
        public let level: String
        public let idToken: SHA256Digest
        /// The issuer's published key that verifies the token, as a JWK Set.
        public let keys: SHA256Digest
        /// The national identity number, hashed with the token's signature for salt: who does not hold the token cannot
        /// find out by trying all numbers.
        public let person: SHA256Digest

        public init(
            issuer: String, clientID: String, level: String, idToken: SHA256Digest, keys: SHA256Digest,
            person: SHA256Digest
        ) {
            self.issuer = issuer
            self.clientID = clientID
            self.level = level
            self.idToken = idToken
            self.keys = keys
            self.person = person
        }

        /// - Parameter token: the ID token, in the compact form of three parts; its last part is the salt.
        public static func hash(identityNumber: String, token: String) -> SHA256Digest {
            let signature = token.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
            return SHA256Digest(of: Array("bilag person\n\(signature)\n\(identityNumber)".utf8))
        }
    }

    public var method: ApprovalMethod {
        switch self {
        case .local: .local
        case .ssh: .ssh
        case .idPorten: .idPorten
        }
    }

    /// Documents in the content store that belong to it.
    public var documents: [SHA256Digest] {
        switch self {
        case .local: []
        case .ssh(let signature): [signature.signature]
        case .idPorten(let login): [login.idToken, login.keys]
        }
    }

    init(_ method: ApprovalMethod, _ json: JSON?) throws(InvalidInput) {
        let member = JSONMembers(json ?? .null, of: "an approval's evidence")
        switch method {
        case .local: self = .local(user: try member.text("user"))
        case .ssh:
            self = .ssh(
                SignatureEvidence(key: try member.text("key"), signature: try digest(try member.text("signature"))))
        case .idPorten:
            self = .idPorten(
                LoginEvidence(
                    issuer: try member.text("issuer"), clientID: try member.text("clientId"),
                    level: try member.text("acr"), idToken: try digest(try member.text("idToken")),
                    keys: try digest(try member.text("keys")), person: try digest(try member.text("person"))))
        }
    }

    var json: JSON {
        switch self {
        case .local(let user): ["user": .string(user)]
        case .ssh(let signature):
            ["key": .string(signature.key), "signature": .string(signature.signature.hex)]
        case .idPorten(let login):
            [
                "issuer": .string(login.issuer), "clientId": .string(login.clientID), "acr": .string(login.level),
                "idToken": .string(login.idToken.hex), "keys": .string(login.keys.hex),
                "person": .string(login.person.hex),
            ]
        }
    }
}
