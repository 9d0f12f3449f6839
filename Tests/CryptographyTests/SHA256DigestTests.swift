import Cryptography
import Testing

@Suite("SHA-256")
struct SHA256DigestTests {
    @Test(
        "the examples of FIPS 180-4 and the empty message give their published hashes",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func publishedHashes(message: String, hash: String) {
        #expect(SHA256Digest(of: Array(message.utf8)).hex == hash)
        #expect(SHA256Digest(hex: hash)?.description == hash)
    }

    @Test("a million letters a, hashed in uneven pieces, give the published hash")
    func inPieces() {
        var hasher = SHA256Hasher()
        for count in [1, 999, 64_000, 435_000, 500_000] { hasher.update([UInt8](repeating: 0x61, count: count)) }
        #expect(hasher.finish().hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("a prefix and two parts are hashed as if they stood in one message")
    func prefixed() {
        let (left, right) = (Array("left".utf8), Array("right".utf8))
        let digest = left.withUnsafeBytes { first in
            right.withUnsafeBytes { SHA256Digest(prefix: 1, first, $0) }
        }
        #expect(digest == SHA256Digest(of: [1] + left + right))
    }

    @Test(
        "text that is not 64 hexadecimal digits is no hash", arguments: ["", "ab", String(repeating: "g", count: 64)])
    func wrongText(text: String) { #expect(SHA256Digest(hex: text) == nil) }
}
