import Cryptography
import Formats
import Foundation
import Testing
import Values

@testable import Authorities

@Suite struct MaskinportenCredentialsTests {
    /// A self-signed certificate of a key that is nowhere, made for this test.
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIDYTCCAkmgAwIBAgIUdSzGxsQ7Un9ohDbDCJnYsR+CtucwDQYJKoZIhvcNAQEL
        BQAwPzELMAkGA1UEBhMCTk8xDTALBgNVBAoMBFRlc3QxEjAQBgNVBAUTCTMxMDAw
        MDAwMDENMAsGA1UEAwwEVGVzdDAgFw0yNjExMjEwMDAyMzRaGA8yMTI2MTAyODAw
        MDIzNFowPzELMAkGA1UEBhMCTk8xDTALBgNVBAoMBFRlc3QxEjAQBgNVBAUTCTMx
        MDAwMDAwMDENMAsGA1UEAwwEVGVzdDCCASIwDQYJKoZIhvcNAQEBBQADggEPADCC
        AQoCggEBALo/1DT/vQ6nzG1rzY/30OrHh+U6XhhfZnoRr+xEQlZOcUpLHzP+//1C
        7dOZ/AO4a7Yy3iQ6N6Dj3f851QyUaXe99Unfw6R7gDCKG5J/QZd3WIhwyYjssOxY
        lJIK8g2qRM9P+4rWR5t6yIMrAWRzJU8aebLv6zg1unT108TO92GkBhfYq0J4p1iu
        ePRGUNS1SZNeSS1vWEa7mGRVNADhpYbUMlGzOpEatXo2aew1BvE7eymr+6mlqz4M
        suEE+/jKM/JXqHKiRLzDhGwmrLCoVnDaF5pwx636faJ24nSm7w0YMRH8gdhRBXf+
        x2Bv7DByHjvKqRo0BVqEpZVYw+/WMVMCAwEAAaNTMFEwHQYDVR0OBBYEFOIoSJfJ
        Fpi3iKWHnB33r83HV4QBMB8GA1UdIwQYMBaAFOIoSJfJFpi3iKWHnB33r83HV4QB
        MA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBAJW0Pm5KyiaUuCwx
        jBmi2QNZNudtfmrkjB0Ps/ntymUy1G65XDT7rr8/3CNXVzn90p6xTMle587w09qM
        oYlCWlJdkyNfY2zcRyrqB2bsJfqg1icNGARzXH7b17pvbEUY7czkdnOmUAHFd8fW
        RtRFNeZWRryKa8cxSHO8971ylBeaoFtaFxyJGeIKmTENM0UpLKTeLeCXXy7orrKv
        9md6ga40t/pJt/UD03nT/i8/mTxy72HgxwGwfy9D8pW95BfV1Wacm+CbZ5/XCwEx
        n4TDdlpgVTfq7cKmqIKes1KvtAqrQH2IEa2y1vRrPEXcMLhRQ+TSbiXUmQrPl4AS
        T4d0VxY=
        -----END CERTIFICATE-----
        """

    /// Writes a key file with a mode, and gives the settings that name it.
    private func settings(
        _ text: String, mode: Int = 0o600, _ more: [String: JSON] = [:]
    ) throws -> (AuthorityRecord, URL) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bilag-\(try RandomBytes.uuid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "key")
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        let maskinporten = ["clientId": "client", "keyFile": .string(file.path)].merging(more) { $1 }
        return (try Fixture.record(.test, .object(["maskinporten": .object(maskinporten)])), folder)
    }

    private func noText(_ path: String) throws -> String {
        Issue.record("no certificate is configured")
        return ""
    }

    @Test("a PEM key needs its id in the settings, a JWK brings its own")
    func keyID() throws {
        let key = try Fixture.key.get()
        let (named, first) = try settings(try key.pem(), ["keyId": "registered-1"])
        defer { try? FileManager.default.removeItem(at: first) }
        guard case .keyID("registered-1") = try MaskinportenCredentials.load(named, readText: noText).keyName else {
            Issue.record("another key name")
            return
        }
        let (unnamed, second) = try settings(try key.pem())
        defer { try? FileManager.default.removeItem(at: second) }
        let error = #expect(throws: ConfigurationError.self) {
            try MaskinportenCredentials.load(unnamed, readText: noText)
        }
        #expect(error?.path == "test.maskinporten.keyId")
    }

    @Test("a key that others can read is refused")
    func openKey() throws {
        let (record, folder) = try settings(try Fixture.key.get().pem(), mode: 0o640, ["keyId": "k"])
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(throws: CryptographyError.self) { try MaskinportenCredentials.load(record, readText: noText) }
    }

    @Test("a certificate of another key than the key file's is refused before Maskinporten does")
    func otherCertificate() throws {
        let (record, folder) = try settings(
            try Fixture.key.get().pem(), ["certificateChainFile": "/etc/bilag/chain.pem"])
        defer { try? FileManager.default.removeItem(at: folder) }
        let error = #expect(throws: ConfigurationError.self) {
            try MaskinportenCredentials.load(record) { path in
                #expect(path == "/etc/bilag/chain.pem")
                return Self.certificate
            }
        }
        #expect(error?.path == "test.maskinporten.certificateChainFile")
    }

    @Test("with an enterprise certificate the header holds the chain as an array, and no kid")
    func chainInHeader() throws {
        let chain = try CertificateChain(pem: Self.certificate)
        let grant = MaskinportenGrant(
            issuer: "https://test.maskinporten.no/", tokenEndpoint: try Endpoint("https://test.maskinporten.no/token"),
            credentials: MaskinportenCredentials(
                clientID: "client", key: try Fixture.key.get(), keyName: .certificateChain(chain)),
            scopes: ["a:b"], systemUser: nil)
        let request = try grant.request(issuedAt: try Timestamp("2026-03-20T08:15:00Z"), id: "id")
        let assertion = try #require(request.text.split(separator: "=").last.map(String.init))
        let token = try JSONWebToken(parsing: assertion)
        let lines = Self.certificate.split(separator: "\n").filter { !$0.hasPrefix("-----") }
        #expect(token.header["x5c"] == .array([.string(lines.joined())]))
        #expect(token.header["kid"] == nil)
        #expect(token.claims["authorization_details"] == nil)
    }
}
