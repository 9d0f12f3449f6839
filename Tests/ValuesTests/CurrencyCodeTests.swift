import Testing
import Values

@Suite("The currency code") struct CurrencyCodeTests {
    @Test(
        "indices and the krone itself are no foreign currencies",
        arguments: ["TWI", "XDR", "I44", "NOK", "eur", "../x", "EURO", ""])
    func noCurrency(text: String) { #expect(throws: InvalidInput.self) { try CurrencyCode(text) } }

    @Test("three capital letters are one") func currency() throws {
        #expect(try CurrencyCode("SEK").description == "SEK")
    }

    @Test(
        "twenty percent is the last that does not deviate",
        arguments: [
            ("12", "10", false), ("12.0001", "10", true), ("8", "10", false), ("7.99", "10", true),
            ("0.994", "0.99", false), ("109.325", "10.9325", true), ("10.9325", "109.325", true),
            ("99999999999999999999999999.99", "0.0000000000000000000000001", true),
        ])
    func deviation(rate: String, known: String, deviates: Bool) throws {
        #expect(try ExactDecimal(rate).deviates(from: try ExactDecimal(known), byMoreThan: 2_000) == deviates)
    }

    @Test("sums of decimals are exact, and overflow is told") func sums() throws {
        let sum = try ExactDecimal("100.5") + ExactDecimal("-0.25")
        #expect(sum.description == "100.25")
        #expect(try (ExactDecimal("1.10") + ExactDecimal("-1.1")).isZero)
        #expect(throws: MoneyOverflow.self) {
            _ = try ExactDecimal("9999999999999999999999999999") + ExactDecimal("0.00000000000000000000000001")
        }
    }
}
