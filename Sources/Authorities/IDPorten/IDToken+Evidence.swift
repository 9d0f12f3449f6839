import Cryptography
import Formats
import Values

extension AuthorityRecord {
    /// What an ID token must say to be of a login of these books' client that was begun with the nonce.
    /// - Throws: `ConfigurationError` without a client id.
    public func idTokenExpectation(nonce: String, now: Timestamp) throws(ConfigurationError) -> IDToken.Expectation {
        IDToken.Expectation(
            issuer: idPorten.issuer,
            clientID: try required(
                idPorten.clientID, "idPorten.clientId", "make an ID-porten client in Digdir's self-service"),
            nonce: nonce, leastLevel: idPorten.leastLevel, now: now)
    }
}

extension IDToken {
    /// The one key that verifies the token, as a JWK Set to keep beside it: the issuer changes its keys.
    /// - Throws: `IDTokenError.unknownKey` when it is not among the keys.
    public func keySet(from keys: PublishedKeys) throws(IDTokenError) -> [UInt8] {
        guard let id = (try? JSONWebToken(parsing: text))?.header["kid"]?.string,
            let jwk = try? keys[id]?.jwk(keyID: id)
        else { throw .unknownKey }
        let set: JSON = ["keys": [jwk]]
        return set.canonicalBytes
    }
}
