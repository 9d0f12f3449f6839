import Cryptography
import Formats
import TestSupport
import Testing

@Suite("Signed tokens")
struct JSONWebTokenTests {
    let key: RSAPrivateKey

    init() throws { key = try RSAPrivateKey(jwk: RFC7515Example.privateKey) }

    @Test("the token of RFC 7515, appendix A.2 is read and verified")
    func published() throws {
        let token = try JSONWebToken(parsing: RFC7515Example.token)
        #expect(token.claims["iss"] == "joe")
        #expect(token.claims["exp"] == 1_300_819_380)
        #expect(try token.isSigned(by: key.publicKey))
    }

    @Test("what is signed is read back with its header and claims, and RS256 whatever the header said")
    func roundTrip() throws {
        let text = try JSONWebToken.sign(
            header: .object(["kid": "a", "alg": "none"]), claims: .object(["scope": "x y", "iat": 1]), key: key)
        let token = try JSONWebToken(parsing: text)
        #expect(token.header == .object(["alg": "RS256", "kid": "a"]))
        #expect(token.claims == .object(["scope": "x y", "iat": 1]))
        #expect(try token.isSigned(by: key.publicKey))
        #expect(try !token.isSigned(by: RSAPrivateKey.generate().publicKey))
    }

    @Test("a token that names another algorithm is not signed, whatever its signature says")
    func otherAlgorithm() throws {
        let claims = Base64.url.encode(Array(#"{"iss":"joe"}"#.utf8))
        for algorithm in ["none", "HS256", "rs256"] {
            let input = Base64.url.encode(Array("{\"alg\":\"\(algorithm)\"}".utf8)) + "." + claims
            let signature = try key.signRS256(Array(input.utf8))
            let token = try JSONWebToken(parsing: input + "." + Base64.url.encode(signature))
            #expect(try !token.isSigned(by: key.publicKey))
        }
    }

    @Test(
        "text that is no token is refused",
        arguments: ["", "a", "a.b", "a.b.c.d", "..", "e30.e30", "e30.W10.", "e30.e30.A", "e30=.e30.", "e30.e30. "])
    func refused(text: String) {
        #expect(throws: CryptographyError.self) { try JSONWebToken(parsing: text) }
    }
}
