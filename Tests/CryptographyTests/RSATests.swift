import Cryptography
import Formats
import TestSupport
import Testing

@Suite("RSA keys and RS256")
struct RSATests {
    let key: RSAPrivateKey

    init() throws { key = try RSAPrivateKey(jwk: RFC7515Example.privateKey) }

    @Test("the example of RFC 7515, appendix A.2 is signed with the published signature")
    func publishedSignature() throws {
        let signature = try key.signRS256(Array(RFC7515Example.signingInput.utf8))
        #expect(Base64.url.encode(signature) == RFC7515Example.signature)
    }

    @Test("the published signature verifies, and no longer does after one changed bit")
    func verification() throws {
        var signature = try Base64.url.decode(RFC7515Example.signature)
        let message = Array(RFC7515Example.signingInput.utf8)
        let publicKey = try RSAPublicKey(jwk: RFC7515Example.privateKey)
        #expect(try publicKey.verifiesRS256(signature, of: message))
        #expect(try !publicKey.verifiesRS256(signature, of: message + [0]))
        signature[100] ^= 1
        #expect(try !publicKey.verifiesRS256(signature, of: message))
        #expect(try !publicKey.verifiesRS256([], of: message))
    }

    @Test("a key survives being written as PEM, and its public part as PEM and as JWK")
    func forms() throws {
        let message = Array("hei".utf8)
        let again = try RSAPrivateKey(pem: key.pem())
        let signature = try again.signRS256(message)
        #expect(try key.publicKey.verifiesRS256(signature, of: message))
        #expect(try RSAPublicKey(pem: key.publicKey.pem()).verifiesRS256(signature, of: message))
        let jwk = try key.publicKey.jwk(keyID: "2026")
        #expect(jwk["n"] == RFC7515Example.privateKey["n"])
        #expect(jwk["e"] == "AQAB")
        #expect(jwk["kid"] == "2026")
        #expect(jwk["d"] == nil)
    }

    @Test("a new key signs what its public part verifies, and another key's does not")
    func generated() throws {
        let new = try RSAPrivateKey.generate()
        let message = Array("hei".utf8)
        #expect(try new.publicKey.verifiesRS256(new.signRS256(message), of: message))
        #expect(try !key.publicKey.verifiesRS256(new.signRS256(message), of: message))
        #expect(throws: CryptographyError.self) { try RSAPrivateKey.generate(bits: 1024) }
    }

    @Test("a JWK whose numbers do not belong together is refused")
    func inconsistent() throws {
        var members = try #require(RFC7515Example.privateKey.object)
        members["d"] = "Eq5xpGnNCivD"
        #expect(throws: CryptographyError.self) { try RSAPrivateKey(jwk: .object(members)) }
        members["d"] = nil
        let error = #expect(throws: CryptographyError.self) { try RSAPrivateKey(jwk: .object(members)) }
        #expect(error?.description == "the key cannot be used: the JWK has no 'd'")
    }

    @Test(
        "text that is no usable private key is refused",
        arguments: [
            "", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        ])
    func unusable(pem: String) {
        #expect(throws: CryptographyError.self) { try RSAPrivateKey(pem: pem) }
    }

    @Test("a short modulus is refused")
    func short() {
        let error = #expect(throws: CryptographyError.self) {
            try RSAPublicKey(modulus: [UInt8](repeating: 0xFF, count: 128), exponent: [1, 0, 1])
        }
        #expect(error?.description.contains("at least 2048 bits, this has 1024") == true)
    }
}
