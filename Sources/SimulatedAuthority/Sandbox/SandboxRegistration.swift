import Cryptography
import Formats
import Values

/// A client of the simulated Maskinporten with its system in the simulated System Register: what Digdir's self-service
/// and Altinn's System Register hold for a real one.
public struct SandboxRegistration: Sendable {
    public let clientID: String
    /// The organisation that owns the client and its system.
    public let vendor: OrganisationNumber
    public var keys: [Key]
    /// The scopes the client may ask for, to the letter.
    public var scopes: Set<String>
    /// Scopes registered on the client whose owner has not granted the vendor access: asking gives MP-250.
    public var scopesWithoutGrant: Set<String> = []
    /// `{vendor}_{name}`. Without one, no system user is ever found.
    public var systemID: String?
    public var systemUsers: SystemUsers

    /// A key registered on the client.
    public struct Key: Sendable {
        public let keyID: String
        public let publicKey: RSAPublicKey
        /// The key expires a year later (MP-121). Nil for one that never does.
        public let registered: Timestamp?

        public init(keyID: String, publicKey: RSAPublicKey, registered: Timestamp? = nil) {
            self.keyID = keyID
            self.publicKey = publicKey
            self.registered = registered
        }
    }

    /// Which customers have approved a system user of the system.
    public enum SystemUsers: Sendable {
        /// Whoever is named, under whatever reference, until a company is asked for its approval: then its answer counts.
        /// The sandbox's default.
        case everyOrganisation
        case only(Set<SystemUser>)
        /// Those the simulated System Register knows: registered by the vendor, approved by the customer.
        case registered
    }

    /// A customer's approval.
    public struct SystemUser: Hashable, Sendable {
        public let owner: OrganisationNumber
        public let externalReference: String

        /// - Parameter externalReference: nil is Altinn's default, the owner's own number.
        public init(owner: OrganisationNumber, externalReference: String? = nil) {
            self.owner = owner
            self.externalReference = externalReference ?? owner.digits
        }
    }

    public init(
        clientID: String, vendor: OrganisationNumber, keys: [Key], scopes: Set<String> = defaultScopes,
        systemID: String? = nil, systemUsers: SystemUsers = .everyOrganisation
    ) {
        self.clientID = clientID
        self.vendor = vendor
        self.keys = keys
        self.scopes = scopes
        self.systemID = systemID ?? "\(vendor)_bilag"
        self.systemUsers = systemUsers
    }

    public static let defaultScopes: Set<String> = ["altinn:instances.read", "altinn:instances.write"]

    func hasApproved(_ user: SystemUser, in rights: RightsRegister) -> Bool {
        guard systemID != nil else { return false }
        return switch systemUsers {
        case .registered: rights.resolves(user, client: clientID, vendor: vendor) != nil
        case .everyOrganisation:
            !rights.wasAsked(user.owner, client: clientID)
                || rights.resolves(user, client: clientID, vendor: vendor) != nil
        case .only(let users): users.contains(user)
        }
    }
}

extension SandboxRegistration {
    /// Reads the form the control endpoint takes: `{"clientId", "vendor", "jwks": {"keys": [JWK with kid]}, "scopes",
    /// "systemId", "systemUsers": "every" | "registered" | [{"owner", "externalRef"}]}`. All but the first three may be left out.
    public init(_ json: JSON) throws {
        guard let clientID = json["clientId"]?.string, let keys = json["jwks"]?["keys"]?.array else {
            throw InvalidInput("clientId, vendor, jwks", "a registration needs all three")
        }
        let vendor = try OrganisationNumber(json["vendor"]?.string ?? "")
        self.init(
            clientID: clientID, vendor: vendor,
            keys: try keys.map { Key(keyID: $0["kid"]?.string ?? "", publicKey: try RSAPublicKey(jwk: $0)) },
            scopes: json["scopes"]?.array.map { Set($0.compactMap(\.string)) } ?? Self.defaultScopes,
            systemID: json["systemId"]?.string)
        if json["systemUsers"]?.string == "registered" { systemUsers = .registered }
        if let users = json["systemUsers"]?.array {
            systemUsers = .only(
                Set(
                    try users.map {
                        SystemUser(
                            owner: try OrganisationNumber($0["owner"]?.string ?? ""),
                            externalReference: $0["externalRef"]?.string)
                    }))
        }
    }
}
