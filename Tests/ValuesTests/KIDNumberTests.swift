import Testing
import Values

@Suite("The KID") struct KIDNumberTests {
    @Test(
        "a check character is that of MOD10 or MOD11",
        arguments: [
            ([1, 2, 3, 4, 5, 6, 7], 4, 4 as Int?), ([2, 3, 4, 5, 6, 7, 8], 3, 8), ([1, 2, 3, 4, 5, 6, 7, 8, 9], 7, 2),
            ([1, 0, 4], 0, nil), ([0], 0, 0),
        ])
    func checkDigits(digits: [Int], mod10: Int, mod11: Int?) {
        #expect(KIDNumber.mod10(digits) == mod10)
        #expect(KIDNumber.mod11(digits) == mod11)
    }

    @Test(
        "a KID with a fitting check is one",
        arguments: ["3000047112", "12345674", "23456783", "23456788", "104-", "1234567897", "34000009324568708"])
    func valid(text: String) throws { #expect(try KIDNumber(text).text == text) }

    @Test(
        "anything else is refused with advice",
        arguments: [
            ("3000047113", "MOD10 nor MOD11"), ("1", "2 to 25"), (String(repeating: "0", count: 26), "2 to 25"),
            ("12-4", "digits only"), ("12345678-", "MOD10 nor MOD11"), ("١٢", "digits only"), ("", "2 to 25"),
            ("3000 047112", "digits only"),
        ])
    func invalid(text: String, advice: String) {
        let error = #expect(throws: InvalidInput.self) { try KIDNumber(text) }
        #expect(error?.description.contains(advice) == true)
    }
}
