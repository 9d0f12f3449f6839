import Cryptography
import TestSupport
import Testing

@Suite("Base64")
struct Base64Tests {
    @Test(
        "the test vectors of RFC 4648, section 10 are written and read",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(plain: String, encoded: String) throws {
        let bytes = Array(plain.utf8)
        #expect(Base64.standard.encode(bytes) == encoded)
        #expect(try Base64.standard.decode(encoded) == bytes)
        let unpadded = encoded.filter { $0 != "=" }
        #expect(Base64.url.encode(bytes) == unpadded)
        #expect(try Base64.url.decode(unpadded) == bytes)
    }

    @Test("base64url has its own two characters")
    func alphabets() throws {
        #expect(Base64.standard.encode([0xFB, 0xFF]) == "+/8=")
        #expect(Base64.url.encode([0xFB, 0xFF]) == "-_8")
    }

    @Test(
        "text with a second spelling, foreign characters or wrong padding is refused",
        arguments: [
            "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm 9v", "Zm9v\n", "Z===", "=Zg=", "Zg==Zg==", "-_8=", "æøå=",
        ])
    func refused(text: String) {
        #expect(throws: CryptographyError.self) { try Base64.standard.decode(text) }
    }

    @Test("base64url without padding refuses the other alphabet", arguments: ["Zg==", "+/8", "Zh", "A", "Zm9v="])
    func refusedForURL(text: String) {
        #expect(throws: CryptographyError.self) { try Base64.url.decode(text) }
    }

    @Test("what is written is read back", arguments: UInt64(1)...50)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(try Base64.standard.decode(Base64.standard.encode(bytes)) == bytes)
        #expect(try Base64.url.decode(Base64.url.encode(bytes)) == bytes)
    }
}
