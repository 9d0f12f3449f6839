import Cryptography
import Formats
import Values

/// Whose key a token was signed with, by the issuer it names.
enum TokenIssuer {
    case maskinporten, idPorten, altinn

    func name(_ places: ServiceAddresses) -> String {
        switch self {
        case .maskinporten: places.address("/maskinporten") + "/"
        case .idPorten: places.address("/idporten")
        case .altinn: places.address("/platform/authentication/api/v1/openid/")
        }
    }

    /// One key signs for all three; the id in the header keeps them apart, as their key sets do in the real world.
    var keyID: String {
        switch self {
        case .maskinporten: "sandbox-maskinporten"
        case .idPorten: "sandbox-idporten"
        case .altinn: "sandbox-altinn"
        }
    }
}

extension SimulatedAuthority {
    func issue(_ issuer: TokenIssuer, claims: [String: JSON], seconds: Int64) throws(Refusal) -> String {
        let now = clock().secondsSince1970
        var claims = claims
        claims["iss"] = .string(issuer.name(places))
        claims["iat"] = .integer(now)
        claims["exp"] = .integer(clock().adding(seconds: seconds).secondsSince1970)
        let id = uuid()
        // An exchanged token keeps the id of the one it came from, and ends with it.
        claims["jti"] = claims["jti"] ?? .string(id)
        return try sign(issuer, claims)
    }

    func sign(_ issuer: TokenIssuer, _ claims: [String: JSON]) throws(Refusal) -> String {
        do {
            return try JSONWebToken.sign(
                header: .object(["kid": .string(issuer.keyID), "typ": "JWT"]), claims: .object(claims), key: signingKey)
        } catch {
            throw Refusal(500, text: error.description)
        }
    }

    /// The claims of a token that this issuer signed and that is still alive. 401 without a body for any other.
    func claims(_ token: String?, issuer: TokenIssuer) throws(Refusal) -> JSON {
        guard let token, let parsed = try? JSONWebToken(parsing: token),
            (try? parsed.isSigned(by: signingKey.publicKey)) == true,
            parsed.header["kid"]?.string == issuer.keyID, parsed.claims["iss"]?.string == issuer.name(places),
            let expiry = parsed.claims["exp"]?.integer, expiry > clock().secondsSince1970,
            !logins.isEnded(tokenID: parsed.claims["jti"]?.string)
        else { throw Refusal(401) }
        return parsed.claims
    }

    func keySet(_ issuer: TokenIssuer) throws(Refusal) -> JSON {
        guard let key = try? signingKey.publicKey.jwk(keyID: issuer.keyID) else { throw Refusal(500) }
        return .object(["keys": [key]])
    }
}

extension JSON {
    /// The scopes of a token's claims.
    var scopes: Set<String> { Set((self["scope"]?.string ?? "").split(separator: " ").map(String.init)) }
}
