import Cryptography
import Testing

@Suite("Random bytes")
struct RandomBytesTests {
    @Test("a UUID of known bytes has version 4 and the RFC 9562 variant")
    func knownBytes() {
        #expect(uuidVersion4(from: [UInt8](repeating: 0xFF, count: 16)) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(uuidVersion4(from: []) == "00000000-0000-4000-8000-000000000000")
    }

    @Test("a thousand UUIDs are all different")
    func different() throws {
        #expect(Set(try (0..<1000).map { _ in try RandomBytes.uuid() }).count == 1000)
    }

    @Test("as many bytes come as were asked for", arguments: [0, 1, 16, 1000])
    func counts(count: Int) throws { #expect(try RandomBytes.make(count).count == count) }

    @Test("secrets are equal when all bytes are")
    func comparison() {
        #expect(areEqualInConstantTime([1, 2], [1, 2]))
        #expect(!areEqualInConstantTime([1, 2], [1, 3]))
        #expect(!areEqualInConstantTime([1, 2], [1, 2, 3]))
        #expect(areEqualInConstantTime([], []))
    }
}
