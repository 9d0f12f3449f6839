import Cryptography
import Formats
import Foundation
import TestSupport
import Testing

@Suite("Private key files")
struct PrivateKeyFileTests {
    /// Calls the body with the path of a file of that content and mode, and removes it afterwards.
    private func withFile(_ content: String, mode: Int, _ body: (String) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "bilag-key-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = FileManager.default.createFile(
            atPath: path, contents: Data(content.utf8), attributes: [.posixPermissions: mode])
        try body(path)
    }

    @Test("a JWK that only its owner can read is loaded with its key id")
    func jwk() throws {
        var members = try #require(RFC7515Example.privateKey.object)
        members["kid"] = "2026-a"
        try withFile(JSON.object(members).indentedText, mode: 0o600) { path in
            let file = try PrivateKeyFile.load(path)
            #expect(file.keyID == "2026-a")
            let signature = try file.key.signRS256(Array(RFC7515Example.signingInput.utf8))
            #expect(Base64.url.encode(signature) == RFC7515Example.signature)
        }
    }

    @Test("PEM is loaded too, also from a file nobody may write")
    func pem() throws {
        let key = try RSAPrivateKey(jwk: RFC7515Example.privateKey)
        try withFile(try key.pem(), mode: 0o400) { path in
            let file = try PrivateKeyFile.load(path)
            #expect(file.keyID == nil)
        }
    }

    @Test(
        "a file that others can use is refused with its mode and the way out", arguments: [0o640, 0o604, 0o620, 0o666])
    func readableByOthers(mode: Int) throws {
        let pem = try RSAPrivateKey(jwk: RFC7515Example.privateKey).pem()
        try withFile(pem, mode: mode) { path in
            let error = #expect(throws: CryptographyError.self) { try PrivateKeyFile.load(path) }
            #expect(error?.description.contains("has mode 0\(String(mode, radix: 8))") == true)
            #expect(error?.description.contains("chmod 600") == true)
        }
    }

    @Test("what is no key is refused without showing it", arguments: ["", "hemmelig", "{", "{\"kty\":\"EC\"}"])
    func noKey(content: String) throws {
        try withFile(content, mode: 0o600) { path in
            let error = #expect(throws: CryptographyError.self) { try PrivateKeyFile.load(path) }
            #expect(error?.description.contains("hemmelig") == false)
        }
    }

    @Test("a folder and a missing file are refused", arguments: ["/tmp", "/nonexistent/key.pem"])
    func noFile(path: String) {
        let error = #expect(throws: CryptographyError.self) { try PrivateKeyFile.load(path) }
        #expect(error?.description.hasPrefix(path) == true)
    }
}
