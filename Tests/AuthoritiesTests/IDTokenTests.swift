import Cryptography
import Formats
import Testing
import Values

@testable import Authorities

@Suite("ID tokens") struct IDTokenTests {
    /// 2026-03-20T08:15:00Z.
    private static let now: Int64 = 1_773_994_500

    private static let claims: [String: JSON] = [
        "iss": "https://idporten.no", "aud": "client", "sub": "pairwise-1", "pid": "01819012345", "nonce": "n-1",
        "acr": "idporten-loa-high", "iat": .integer(now), "exp": .integer(now + 120), "auth_time": .integer(now - 30),
    ]

    private func expectation(_ nonce: String = "n-1") -> IDToken.Expectation {
        IDToken.Expectation(
            issuer: "https://idporten.no", clientID: "client", nonce: nonce, leastLevel: .substantial,
            now: Timestamp(millisecondsSince1970: Self.now * 1000))
    }

    private func keys(_ id: String = "k1") throws -> PublishedKeys {
        let set: JSON = ["keys": [try Fixture.key.get().publicKey.jwk(keyID: id)]]
        return try PublishedKeys(parsing: set.canonicalBytes)
    }

    private func token(_ changes: [String: JSON] = [:], header: JSON = ["kid": "k1"]) throws -> String {
        var claims = Self.claims
        for (name, value) in changes { claims[name] = value == .null ? nil : value }
        return try JSONWebToken.sign(header: header, claims: .object(claims), key: try Fixture.key.get())
    }

    @Test("a faultless token gives the person, the level and the times") func faultless() throws {
        let token = try IDToken(verifying: try token(), keys: try keys(), expecting: expectation())
        #expect(token.subject == "pairwise-1")
        #expect(token.identityNumber == "01819012345")
        #expect(token.level == .high)
        #expect(token.expires.secondsSince1970 == Self.now + 120)
        #expect(token.authenticated?.secondsSince1970 == Self.now - 30)
    }

    @Test(
        "a token with one fault is refused for that fault",
        arguments: [
            (["iss": "https://idporten.no/"], IDTokenError.otherIssuer),
            (["iss": "https://test.idporten.no"], .otherIssuer),
            (["aud": "another"], .otherAudience),
            (["aud": ["client", "another"]], .otherAudience),
            (["azp": "another"], .otherAudience),
            (["nonce": "n-2"], .otherNonce),
            (["nonce": .null], .otherNonce),
            (["exp": .integer(now - 11)], .expired),
            (["iat": .integer(now + 11)], .fromTheFuture),
            (["iat": "soon"], .noTimes),
            (["exp": .integer(Int64.max)], .noTimes),
            (["acr": "idporten-loa-low"], .tooLowLevel(least: .substantial)),
            (["acr": "Level4"], .tooLowLevel(least: .substantial)),
            (["sub": ""], .noSubject),
        ] as [([String: JSON], IDTokenError)])
    func fault(changes: [String: JSON], expected: IDTokenError) throws {
        let (text, keys) = (try token(changes), try keys())
        #expect(throws: expected) { try IDToken(verifying: text, keys: keys, expecting: expectation()) }
    }

    @Test("a signature that does not fit, an unknown key and another algorithm are refused") func signature() throws {
        let keys = try keys()
        let good = try token()
        var parts = good.split(separator: ".").map(String.init)
        parts[1] = Base64.url.encode(JSON.object(Self.claims.merging(["pid": "02819012345"]) { $1 }).canonicalBytes)
        let forged = parts.joined(separator: ".")
        #expect(throws: IDTokenError.wrongSignature) {
            try IDToken(verifying: forged, keys: keys, expecting: expectation())
        }
        let other = try token(header: ["kid": "k2"])
        #expect(throws: IDTokenError.unknownKey) { try IDToken(verifying: other, keys: keys, expecting: expectation()) }
        parts[0] = Base64.url.encode(JSON.object(["alg": "none", "kid": "k1"]).canonicalBytes)
        let unsigned = parts.joined(separator: ".")
        #expect(throws: IDTokenError.otherAlgorithm) {
            try IDToken(verifying: unsigned, keys: keys, expecting: expectation())
        }
    }

    @Test("an audience list counts when azp names us") func audienceList() throws {
        let text = try token(["aud": ["client", "another"], "azp": "client"])
        let (keys, expectation) = (try keys(), expectation())
        #expect(throws: Never.self) { try IDToken(verifying: text, keys: keys, expecting: expectation) }
    }

    @Test(
        "a discovery document that leads elsewhere is refused",
        arguments: [
            "http://idporten.no/token", "https://evil.example/token", "https://test.idporten.no/token",
            "https://idporten.no:8443/token", "https://idporten.no.evil.example/token",
        ])
    func discoveryElsewhere(address: String) throws {
        let record = try Fixture.record()
        let document: JSON = [
            "issuer": "https://idporten.no", "authorization_endpoint": "https://login.idporten.no/authorize",
            "token_endpoint": .string(address), "jwks_uri": "https://idporten.no/jwks.json",
        ]
        #expect(throws: AuthorityError.self) { try IDPortenMetadata(document, record) }
    }
}
