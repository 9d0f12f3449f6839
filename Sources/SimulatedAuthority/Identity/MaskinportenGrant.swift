import Cryptography
import Formats
import Values

/// The signed assertion of a JWT grant, and the checks Maskinporten makes of it.
struct MaskinportenGrant {
    let token: JSONWebToken
    let now: Timestamp
    let issuer: String

    static let systemUserType = "urn:altinn:systemuser"
    static let longestLifetimeSeconds: Int64 = 120
    static let clockToleranceSeconds: Int64 = 10
    private static let keyLifetimeSeconds: Int64 = 365 * 86_400
    /// Scopes that only a person's login can have.
    private static let personScopes: Set<String> = ["openid", "profile"]

    var clientID: String? { token.claims["iss"]?.string }
    var jwtID: String? { token.claims["jti"]?.string }
    var isByCertificate: Bool { token.header["x5c"] != nil }

    /// What `resource` asked for as the token's audience.
    var audience: JSON? { token.claims["resource"] }

    func client(among registrations: [String: SandboxRegistration]) throws(Refusal) -> SandboxRegistration {
        guard let clientID else { throw .maskinporten("invalid_request", "MP-011", "The claim iss is missing") }
        guard let client = registrations[clientID] else {
            throw .maskinporten("invalid_grant", "MP-100", "Client not found: \(clientID)")
        }
        return client
    }

    // Key and signature

    func checkSignature(of client: SandboxRegistration) throws(Refusal) {
        guard (token.header["kid"] == nil) != (token.header["x5c"] == nil) else {
            throw .maskinporten("invalid_request", "MP-011", "The header must hold exactly one of kid and x5c")
        }
        let key = try isByCertificate ? certificateKey(of: client) : registeredKey(of: client)
        guard (try? token.isSigned(by: key)) == true else {
            throw .maskinporten("invalid_grant", "MP-124", "The signature of the assertion is not valid")
        }
    }

    private func registeredKey(of client: SandboxRegistration) throws(Refusal) -> RSAPublicKey {
        let keyID = token.header["kid"]?.string
        guard let key = client.keys.first(where: { $0.keyID == keyID }) else {
            throw .maskinporten("invalid_grant", "MP-100", "The client has no key with this kid")
        }
        if let registered = key.registered,
            now >= registered.adding(seconds: MaskinportenGrant.keyLifetimeSeconds)
        {
            throw .maskinporten("invalid_grant", "MP-121", "The registered key has expired")
        }
        return key.publicKey
    }

    private func certificateKey(of client: SandboxRegistration) throws(Refusal) -> RSAPublicKey {
        guard client.keys.isEmpty else {
            throw .maskinporten("invalid_grant", "MP-100", "A client with registered keys must use kid")
        }
        let texts = token.header["x5c"]?.array?.map { $0.string ?? "" }
        guard let texts, !texts.isEmpty, let chain = try? CertificateChain(x5c: texts) else {
            throw .maskinporten("invalid_grant", "MP-123", "x5c must be an array of base64 DER, leaf first")
        }
        guard chain.organisationNumber == client.vendor.digits else {
            throw .maskinporten(
                "invalid_grant", "MP-122", "The certificate's organisation number is not that of the client")
        }
        return chain.publicKey
    }

    // Audience and time

    func checkClaims() throws(Refusal) {
        guard token.claims["aud"]?.string == issuer else {
            throw .maskinporten("invalid_grant", "MP-110", "Invalid audience, expected \(issuer)")
        }
        guard let issued = token.claims["iat"]?.integer, let expires = token.claims["exp"]?.integer else {
            throw .maskinporten("invalid_request", "MP-011", "The claims iat and exp must be whole seconds")
        }
        let seconds = now.secondsSince1970
        guard (0...253_402_300_799).contains(issued), (0...253_402_300_799).contains(expires) else {
            throw .maskinporten("invalid_request", "MP-011", "The claims iat and exp must be seconds since 1970")
        }
        guard issued <= seconds + MaskinportenGrant.clockToleranceSeconds else {
            throw .maskinporten("invalid_grant", nil, "Issue time is after now")
        }
        guard expires > seconds else { throw .maskinporten("invalid_grant", "MP-130", "The assertion has expired") }
        guard expires > issued, expires - issued <= MaskinportenGrant.longestLifetimeSeconds else {
            throw .maskinporten("invalid_grant", nil, "The assertion may live at most 120 seconds (exp - iat)")
        }
        guard jwtID != nil || token.claims["jti"] == nil else {
            throw .maskinporten("invalid_request", "MP-011", "The claim jti must be a text")
        }
        guard audience.map({ $0.array?.allSatisfy { $0.string != nil } ?? false }) ?? true else {
            throw .maskinporten("invalid_request", "MP-011", "The claim resource must be an array of texts")
        }
    }

    // Scope

    func scope(of client: SandboxRegistration) throws(Refusal) -> String {
        guard let text = token.claims["scope"]?.string, !text.isEmpty else {
            throw .maskinporten("invalid_request", "MP-011", "The claim scope is missing")
        }
        let scopes = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard scopes.allSatisfy({ !$0.isEmpty && !$0.contains(where: \.isWhitespace) }) else {
            throw .maskinporten("invalid_request", "MP-011", "Scopes are separated by single blanks")
        }
        for scope in scopes {
            if MaskinportenGrant.personScopes.contains(scope) {
                throw .maskinporten("invalid_scope", "MP-201", "The scope \(scope) is not open to Maskinporten")
            }
            guard client.scopes.contains(scope) || client.scopesWithoutGrant.contains(scope) else {
                throw .maskinporten("invalid_scope", "MP-200", "The client is not registered with scope \(scope)")
            }
            guard !client.scopesWithoutGrant.contains(scope) else {
                throw .maskinporten(
                    "invalid_scope", "MP-250", "The organisation has no access to scope \(scope)", status: 403)
            }
        }
        try checkDelegation(client)
        return text
    }

    private func checkDelegation(_ client: SandboxRegistration) throws(Refusal) {
        let consumer = token.claims["consumer_org"]
        guard consumer == nil || token.claims["iss_onbehalfof"] == nil else {
            throw .maskinporten("invalid_request", "MP-011", "consumer_org and iss_onbehalfof exclude each other")
        }
        guard consumer != nil else { return }
        guard consumer?.string != client.vendor.digits else {
            throw .maskinporten("invalid_request", "MP-011", "consumer_org may not be the client's own organisation")
        }
        throw .maskinporten(
            "invalid_scope", "MP-251", "The consumer has not delegated the scope to the supplier", status: 403)
    }

    // System user

    /// Nil when the assertion asks for none.
    func systemUser(
        of client: SandboxRegistration, in rights: RightsRegister
    ) throws(Refusal) -> SandboxRegistration.SystemUser? {
        guard let details = token.claims["authorization_details"] else { return nil }
        guard let list = details.array, list.count == 1, let detail = list.first, let members = detail.object?.members
        else {
            throw .maskinporten("invalid_request", "MP-301", "authorization_details must be an array with one object")
        }
        guard detail["type"]?.string == MaskinportenGrant.systemUserType else {
            throw .maskinporten("invalid_request", "MP-301", "Unknown type in authorization_details")
        }
        try checkMembers(members, allowed: ["type", "systemuser_org", "externalRef"])
        try checkMembers(detail["systemuser_org"]?.object?.members ?? [], allowed: ["authority", "ID"])
        let organisation = detail["systemuser_org"]
        let identifier = organisation?["ID"]?.string ?? ""
        guard organisation?["authority"]?.string == "iso6523-actorid-upis", identifier.hasPrefix("0192:"),
            let owner = try? OrganisationNumber(String(identifier.dropFirst(5))),
            owner.digits == identifier.dropFirst(5)
        else { throw .systemUserNotFound }
        let reference = detail["externalRef"]
        guard reference == nil || reference?.string != nil else { throw .systemUserNotFound }
        let user = SandboxRegistration.SystemUser(owner: owner, externalReference: reference?.string)
        guard client.hasApproved(user, in: rights) else { throw .systemUserNotFound }
        return user
    }

    private func checkMembers(_ members: [JSONObject.Member], allowed: Set<String>) throws(Refusal) {
        for member in members where !allowed.contains(member.name) {
            throw .maskinporten(
                "invalid_request", "MP-302", "Unknown field in authorization_details: \(member.name)")
        }
    }
}

extension Refusal {
    fileprivate static var systemUserNotFound: Refusal {
        .maskinporten(
            "invalid_altinn_customer_configuration", "MP-303",
            "The values in authorization_details do not resolve to a system user")
    }
}
