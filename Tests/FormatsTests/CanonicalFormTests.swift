import Formats
import TestSupport
import Testing

@Suite("The canonical form of JSON")
struct CanonicalFormTests {
    private func fault(_ text: String) -> Int? {
        Array(text.utf8).withUnsafeBytes { CanonicalForm.fault(in: $0)?.offset }
    }

    @Test(
        "canonical text passes",
        arguments: [
            "{}", "[]", "0", "-1", "9223372036854775807", "-9223372036854775808", "true", "null", "\"\"",
            #"{"":1,"a":{"b":[1,"x",null]},"é":2,"€":3}"#, #""\"\\\b\t\n\f\r\u0000\u001f/ø😀""#,
        ])
    func canonical(text: String) {
        #expect(fault(text) == nil)
    }

    @Test(
        "everything else is refused",
        arguments: [
            "", " {}", "{} ", "{ }", #"{"b":1,"a":2}"#, #"{"a":1,"a":2}"#, "01", "-0", "1.0", "1e2", "+1",
            "9223372036854775808", "-9223372036854775809", #""\/""#, #""\u0041""#, #""\u001F""#, #""\u0008""#,
            #""\u000a""#, "\"\t\"", "[1,]", "[1 ,2]", "tru", "\"a", "{\"a\"1}", "nul", #"{"😀":1,"ﬀ":2"#, "-",
        ])
    func notCanonical(text: String) {
        #expect(fault(text) != nil)
    }

    @Test(
        "text that is not UTF-8 is refused",
        arguments: [[0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80]])
    func notUTF8(bytes: [UInt8]) {
        #expect(([0x22] + bytes + [0x22]).withUnsafeBytes { CanonicalForm.fault(in: $0) } != nil)
    }

    /// U+FB00 comes before U+1F600 as a code point, and after it as UTF-16, whose surrogates are lower.
    @Test("names are ordered as UTF-16")
    func utf16Order() {
        #expect(fault(#"{"😀":1,"ﬀ":2}"#) == nil)
        #expect(fault(#"{"ﬀ":1,"😀":2}"#) != nil)
    }

    @Test(
        "what the writer writes is canonical, and what is canonical the writer writes again", arguments: UInt64(1)...200
    )
    func writerAgrees(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bytes = value(depth: 0, &random).canonicalBytes
        #expect(bytes.withUnsafeBytes { CanonicalForm.fault(in: $0) } == nil)
        var damaged = bytes
        damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        if damaged.withUnsafeBytes({ CanonicalForm.fault(in: $0) }) == nil {
            #expect(try JSON(parsing: damaged).canonicalBytes == damaged)
        }
    }

    private func value(depth: Int, _ random: inout SeededGenerator) -> JSON {
        let texts = ["", "a", "b\"", "ø", "€", "😀", "ﬀ", "\u{1}", "\n", "amountOre", "long text with / and \\"]
        switch Int.random(in: 0...(depth < 4 ? 5 : 3), using: &random) {
        case 0: return .integer(Int64.random(in: .min ... .max, using: &random))
        case 1: return .string(texts.randomElement(using: &random) ?? "")
        case 2: return .bool(.random(using: &random))
        case 3: return .null
        case 4: return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth + 1, &random) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...5, using: &random) {
                object[texts.randomElement(using: &random) ?? ""] = value(depth: depth + 1, &random)
            }
            return .object(object)
        }
    }
}
