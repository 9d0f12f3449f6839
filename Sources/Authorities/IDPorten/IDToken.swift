import Cryptography
import Formats
import Values

/// What a login proved: the claims of an ID token whose signature, issuer, audience, nonce, time and level were checked.
/// There is no other way to get one.
///
/// Sources: OpenID Connect Core 1.0, section 3.1.3.7; docs.digdir.no, ID-porten, "ID token", 2024-10-17.
public struct IDToken: Sendable {
    /// The person as this client knows them: a pairwise identifier, no national identity number.
    public let subject: String
    /// The national identity number (`pid`). Never show or log it.
    public let identityNumber: String?
    public let level: LevelOfAssurance
    public let issuer: String
    /// The nonce that the login was begun with.
    public let nonce: String
    public let issued: Timestamp
    public let expires: Timestamp
    /// When the person proved who they are; nil when the issuer does not say.
    public let authenticated: Timestamp?
    /// The session's id, for front-channel logout; there only when the client asks for it in its registration.
    public let sessionID: String?
    /// The token as it came, for `id_token_hint` and for keeping. It proves a login to others: keep it private.
    public let text: String

    /// What a token must say to count.
    public struct Expectation: Sendable {
        /// The issuer exactly; ID-porten's has no final slash.
        public var issuer: String
        public var clientID: String
        public var nonce: String
        public var leastLevel: LevelOfAssurance
        /// The moment to judge by: now, or, for a token that was kept, when it was received.
        public var now: Timestamp

        public init(
            issuer: String, clientID: String, nonce: String, leastLevel: LevelOfAssurance, now: Timestamp
        ) {
            self.issuer = issuer
            self.clientID = clientID
            self.nonce = nonce
            self.leastLevel = leastLevel
            self.now = now
        }
    }

    /// How far the issuer's clock may differ from ours.
    private static let clockToleranceSeconds: Int64 = 10

    /// Verifies a token.
    /// - Throws: `IDTokenError` that says which check failed, without a claim's value.
    public init(verifying text: String, keys: PublishedKeys, expecting: Expectation) throws(IDTokenError) {
        let token: JSONWebToken
        do { token = try JSONWebToken(parsing: text) } catch { throw .unreadable }
        guard token.header["alg"]?.string == "RS256" else { throw .otherAlgorithm }
        guard let keyID = token.header["kid"]?.string, let key = keys[keyID] else { throw .unknownKey }
        guard (try? token.isSigned(by: key)) == true else { throw .wrongSignature }
        let claims = token.claims
        guard let issuer = claims["iss"]?.string, issuer == expecting.issuer else { throw .otherIssuer }
        guard IDToken.isAddressed(claims, to: expecting.clientID) else { throw .otherAudience }
        guard let nonce = claims["nonce"]?.string,
            areEqualInConstantTime(Array(nonce.utf8), Array(expecting.nonce.utf8))
        else { throw .otherNonce }
        (issued, expires) = try IDToken.times(claims, now: expecting.now)
        guard let level = claims["acr"]?.string.flatMap(LevelOfAssurance.init(rawValue:)),
            level >= expecting.leastLevel
        else { throw .tooLowLevel(least: expecting.leastLevel) }
        guard let subject = claims["sub"]?.string, !subject.isEmpty else { throw .noSubject }
        (self.issuer, self.nonce, self.level, self.subject, self.text) = (issuer, nonce, level, subject, text)
        identityNumber = claims["pid"]?.string
        authenticated = claims["auth_time"]?.integer.flatMap(IDToken.moment)
        sessionID = claims["sid"]?.string
    }

    /// `aud` is one client id or a list; with more than one, `azp` must name us (OpenID Connect Core, 3.1.3.7).
    private static func isAddressed(_ claims: JSON, to clientID: String) -> Bool {
        if let authorised = claims["azp"]?.string, authorised != clientID { return false }
        if let audience = claims["aud"]?.string { return audience == clientID }
        let list = (claims["aud"]?.array ?? []).map(\.string)
        return list.contains(clientID) && (list.count == 1 || claims["azp"]?.string == clientID)
    }

    private static func times(_ claims: JSON, now: Timestamp) throws(IDTokenError) -> (Timestamp, Timestamp) {
        guard let issued = claims["iat"]?.integer.flatMap(moment), let expires = claims["exp"]?.integer.flatMap(moment)
        else { throw .noTimes }
        guard expires.adding(seconds: clockToleranceSeconds) > now else { throw .expired }
        guard issued <= now.adding(seconds: clockToleranceSeconds), issued <= expires else { throw .fromTheFuture }
        return (issued, expires)
    }

    /// Seconds since 1970 of the years a token can be of; nil for any other number.
    private static func moment(_ seconds: Int64) -> Timestamp? {
        (0...253_402_300_799).contains(seconds) ? Timestamp(millisecondsSince1970: seconds * 1000) : nil
    }
}

/// Why an ID token does not count. Holds nothing of the token.
public enum IDTokenError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadableKeys
    case unreadable
    case otherAlgorithm
    case unknownKey
    case wrongSignature
    case otherIssuer
    case otherAudience
    case otherNonce
    case noTimes
    case expired
    case fromTheFuture
    case tooLowLevel(least: LevelOfAssurance)
    case noSubject

    public var description: String {
        switch self {
        case .unreadableKeys: "the issuer's key set cannot be read; check idPorten.metadataUrl"
        case .unreadable: "the ID token cannot be read; log in again"
        case .otherAlgorithm: "the ID token is not signed with RS256, the only algorithm ID-porten uses"
        case .unknownKey: "the ID token is signed with a key that the issuer does not publish"
        case .wrongSignature: "the ID token's signature does not fit the issuer's published key"
        case .otherIssuer: "the ID token names another issuer; idPorten.issuer must be exact, without a final slash"
        case .otherAudience: "the ID token is for another client than idPorten.clientId"
        case .otherNonce: "the ID token belongs to another login than the one begun here; begin again"
        case .noTimes: "the ID token does not say when it was issued and when it expires"
        case .expired: "the ID token has expired; log in again, and check this machine's clock"
        case .fromTheFuture: "the ID token is issued in the future; set this machine's clock"
        case .tooLowLevel(let least):
            "the login is of a lower level than \(least.rawValue); log in with BankID, Buypass or Commfides"
        case .noSubject: "the ID token names nobody"
        }
    }
}
