import Cryptography
import Formats
import HTTP
import Values

/// The owner of a system user and its reference: the customer for a standard system user, the accountant for an agent.
public struct SystemUserReference: Hashable, Sendable {
    public let organisation: OrganisationNumber
    /// Exactly the reference of the request the customer approved. When nil, Altinn takes the organisation number.
    public let externalReference: String?

    public init(organisation: OrganisationNumber, externalReference: String?) {
        self.organisation = organisation
        self.externalReference = externalReference
    }
}

/// One JWT grant (RFC 7523) as Maskinporten wants it. Source: docs.digdir.no, "Maskinporten: protocol", 2024-10-17.
struct MaskinportenGrant {
    let issuer: String
    let tokenEndpoint: Endpoint
    let credentials: MaskinportenCredentials
    let scopes: [String]
    let systemUser: SystemUserReference?

    /// At most 120; the rest is room for clocks that differ.
    static let lifetimeSeconds: Int64 = 100

    /// A signed grant, good for one use.
    func request(issuedAt: Timestamp, id: String) throws(CryptographyError) -> HTTPRequest {
        let assertion = try JSONWebToken.sign(header: header, claims: claims(issuedAt, id), key: credentials.key)
        let body = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=\(assertion)"
        return HTTPRequest(
            .post, tokenEndpoint.text,
            headers: [
                HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
                HTTPHeader("Accept", "application/json"),
            ], body: Array(body.utf8))
    }

    private var header: JSON {
        switch credentials.keyName {
        case .keyID(let id): .object(["alg": "RS256", "typ": "JWT", "kid": .string(id)])
        case .certificateChain(let chain):
            .object(["alg": "RS256", "typ": "JWT", "x5c": .array(chain.x5c.map(JSON.string))])
        }
    }

    private func claims(_ issuedAt: Timestamp, _ id: String) -> JSON {
        var claims: [String: JSON] = [
            "aud": .string(issuer), "iss": .string(credentials.clientID),
            "scope": .string(scopes.joined(separator: " ")), "iat": .integer(issuedAt.secondsSince1970),
            "exp": .integer(issuedAt.secondsSince1970 + MaskinportenGrant.lifetimeSeconds), "jti": .string(id),
        ]
        if let systemUser { claims["authorization_details"] = [authorizationDetails(systemUser)] }
        return .object(claims)
    }

    /// An array of one element, with no other member than these: MP-302 else.
    private func authorizationDetails(_ systemUser: SystemUserReference) -> JSON {
        var members: [String: JSON] = [
            "type": "urn:altinn:systemuser",
            "systemuser_org": .object([
                "authority": "iso6523-actorid-upis", "ID": .string("0192:\(systemUser.organisation)"),
            ]),
        ]
        if let reference = systemUser.externalReference { members["externalRef"] = .string(reference) }
        return .object(members)
    }
}
