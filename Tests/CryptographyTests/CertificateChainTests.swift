import Cryptography
import TestSupport
import Testing

@Suite("Certificate chains")
struct CertificateChainTests {
    private let pem = EnterpriseCertificateExample.leaf + EnterpriseCertificateExample.root

    @Test("a chain in PEM is read leaf first, with the leaf's key and organisation")
    func reading() throws {
        let chain = try CertificateChain(pem: "Bag Attributes\n" + pem)
        #expect(chain.certificates.count == 2)
        #expect(chain.organisationNumber == "999999999")
        #expect(try chain.publicKey.jwk()["n"] == RFC7515Example.privateKey["n"])
        let again = try CertificateChain(x5c: chain.x5c)
        #expect(again.certificates == chain.certificates)
        // DER of a certificate begins with a long SEQUENCE: 30 82.
        #expect(chain.x5c.allSatisfy { $0.hasPrefix("MII") })
    }

    @Test("an older certificate names its organisation by serialNumber, the root none")
    func organisations() throws {
        #expect(try CertificateChain(pem: EnterpriseCertificateExample.olderLeaf).organisationNumber == "310000000")
        #expect(try CertificateChain(pem: EnterpriseCertificateExample.root).organisationNumber == nil)
    }

    @Test("certificates out of order, or none at all, are refused")
    func refused() throws {
        let reversed = EnterpriseCertificateExample.root + EnterpriseCertificateExample.leaf
        let error = #expect(throws: CryptographyError.self) { try CertificateChain(pem: reversed) }
        #expect(error?.description.contains("leaf first") == true)
        #expect(throws: CryptographyError.self) { try CertificateChain(pem: "") }
        #expect(throws: CryptographyError.self) { try CertificateChain(x5c: []) }
        #expect(throws: CryptographyError.self) { try CertificateChain(x5c: ["AAAA"]) }
        #expect(throws: CryptographyError.self) { try CertificateChain(x5c: ["not base64"]) }
        let leaf = try CertificateChain(pem: EnterpriseCertificateExample.leaf)
        let many = Array(repeating: leaf.x5c[0], count: 11)
        #expect(throws: CryptographyError.self) { try CertificateChain(x5c: many) }
    }
}
