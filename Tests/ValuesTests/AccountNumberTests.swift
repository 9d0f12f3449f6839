import Testing
import Values

@Suite("Account numbers") struct AccountNumberTests {
    @Test("numbers that look alike have the same bytes, composed or not")
    func composed() throws {
        let composed = try AccountNumber("K\u{E5}2")
        let decomposed = try AccountNumber("Ka\u{30A}2")
        #expect(composed == decomposed)
        #expect(Array(decomposed.text.utf8) == Array("K\u{E5}2".utf8))
    }

    @Test(
        "what is no number of an account is refused",
        arguments: ["", "30 00", "30\u{A0}00", "3\u{0}", String(repeating: "9", count: 71)])
    func refused(text: String) {
        #expect(throws: InvalidInput.self) { try AccountNumber(text) }
    }
}
