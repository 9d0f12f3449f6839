import Cryptography
import Formats
import TestSupport
import Testing

@Suite("Keys from elsewhere") struct KeyImportTests {
    private func thumbprint() throws -> String {
        try RSAPrivateKey(jwk: RFC7515Example.privateKey).publicKey.thumbprint()
    }

    @Test("an encrypted PEM opens with its passphrase only") func encryptedPEM() throws {
        let key = try RSAPrivateKey(pem: ProtectedKeyExample.pem, passphrase: Passphrase("passphrase"))
        #expect(try key.publicKey.thumbprint() == thumbprint())
        for wrong in ["", "Passphrase"] {
            #expect(throws: CryptographyError.self) {
                try RSAPrivateKey(pem: ProtectedKeyExample.pem, passphrase: Passphrase(wrong))
            }
        }
    }

    @Test("a PKCS#12 file gives the key and its chain, leaf first") func pkcs12() throws {
        let bytes = try Base64.standard.decode(ProtectedKeyExample.pkcs12)
        let file = try PKCS12File(bytes, passphrase: Passphrase("passphrase"))
        #expect(try file.key.publicKey.thumbprint() == thumbprint())
        #expect(file.chain.certificates.count == 2)
        #expect(file.chain.organisationNumber == "999999999")
        let again = try CertificateChain(pem: file.chain.pem)
        #expect(again.certificates == file.chain.certificates)
    }

    @Test("a wrong passphrase, a cut file and another kind of file are refused with advice") func refusals() throws {
        let bytes = try Base64.standard.decode(ProtectedKeyExample.pkcs12)
        let wrong = #expect(throws: CryptographyError.self) { try PKCS12File(bytes, passphrase: Passphrase("x")) }
        #expect(wrong?.description.contains("passphrase") == true)
        for length in [0, 1, 40, bytes.count / 2, bytes.count - 1] {
            #expect(throws: CryptographyError.self) {
                try PKCS12File(Array(bytes[..<length]), passphrase: Passphrase("passphrase"))
            }
        }
    }

    @Test("a PEM that would hash for minutes is refused before it does", arguments: LaboriousKeyExamples.pem)
    func laboriousPEM(example: LaboriousKeyExamples.Example) {
        let error = #expect(throws: CryptographyError.self) {
            try RSAPrivateKey(pem: example.text, passphrase: Passphrase("passphrase"))
        }
        #expect(error?.description.contains("more than 10 million rounds of hashing") == true)
    }

    @Test(
        "a PKCS#12 file that would hash for minutes is refused before it does", arguments: LaboriousKeyExamples.pkcs12)
    func laboriousPKCS12(example: LaboriousKeyExamples.Example) throws {
        let bytes = try Base64.standard.decode(example.text.replacing("\n", with: ""))
        let error = #expect(throws: CryptographyError.self) {
            try PKCS12File(bytes, passphrase: Passphrase("passphrase"))
        }
        #expect(error?.description.contains("more than 10 million rounds of hashing") == true)
    }

    @Test("a careful person's key opens, and is judged by its size") func carefulPEM() {
        let error = #expect(throws: CryptographyError.self) {
            try RSAPrivateKey(pem: LaboriousKeyExamples.careful, passphrase: Passphrase("passphrase"))
        }
        #expect(error?.description.contains("512") == true)
    }

    @Test("a private key written as JWK is the same key") func jwk() throws {
        let key = try RSAPrivateKey(jwk: RFC7515Example.privateKey)
        let written = try key.jwk(keyID: "k")
        #expect(written["d"] == RFC7515Example.privateKey["d"])
        #expect(written["kid"] == "k")
        #expect(try RSAPrivateKey(jwk: written).publicKey.thumbprint() == thumbprint())
    }

    @Test("the thumbprint is the SHA-256 of the key's canonical JWK") func thumbprintValue() throws {
        // Worked out with Python's hashlib over {"e":…,"kty":"RSA","n":…} (RFC 7638, section 3).
        #expect(try thumbprint() == "IsUn6_e04MaShXFIISMp4kG62LWzMIPy_MvSA5pJgX8")
    }
}
