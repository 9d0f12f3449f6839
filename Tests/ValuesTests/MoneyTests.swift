import Testing
import Values

@Suite("Money and identifiers")
struct MoneyTests {
    @Test(
        "amounts are written with grouped kroner and two decimals",
        arguments: [
            (Int64(0), "0.00"), (1, "0.01"), (-5, "-0.05"), (1_250_001, "12 500.01"), (-100_000_000, "-1 000 000.00"),
            (.max, "92 233 720 368 547 758.07"), (.min, "-92 233 720 368 547 758.08"),
        ])
    func description(ore: Int64, text: String) {
        #expect(Money(ore: ore).description == text)
    }

    @Test("øre are cut toward zero", arguments: [(Int64(783_287), Int64(7_832)), (-25_075, -250), (99, 0), (-99, 0)])
    func truncation(ore: Int64, kroner: Int64) {
        #expect(Money(ore: ore).truncatedKroner == kroner)
    }

    @Test("sums that leave 64 bits are errors")
    func overflow() throws {
        #expect(throws: MoneyOverflow.self) { try Money(ore: .max) + Money(ore: 1) }
        #expect(throws: MoneyOverflow.self) { try Money(ore: .min) - Money(ore: 1) }
        #expect(throws: MoneyOverflow.self) { try Money(ore: .min).negated() }
        #expect(try Money(ore: .max) - Money(ore: 1) == Money(ore: .max - 1))
    }

    @Test(
        "a wrong organisation number is refused with advice",
        arguments: [
            ("12345678", "nine digits"), ("123456786", "check digit"), ("١٢٣٤٥٦٧٨٥", "nine digits"),
            ("", "nine digits"),
            ("1234567850", "nine digits"), ("12345678a", "nine digits"),
        ])
    func wrongOrganisationNumber(text: String, advice: String) {
        let error = #expect(throws: InvalidInput.self) { try OrganisationNumber(text) }
        #expect(error?.description.contains(advice) == true)
    }

    @Test("blanks between the digits of an organisation number are accepted")
    func organisationNumber() throws {
        #expect(try OrganisationNumber("123 456 785").digits == "123456785")
    }

    @Test("VAT codes are one or two digits", arguments: ["", "001", "01", "3a", "100", "٣", "-1"])
    func wrongVATCode(text: String) {
        #expect(throws: InvalidInput.self) { try VATCode(text) }
    }

    @Test(
        "account numbers have no blanks, and an end",
        arguments: ["", "30 00", "3000\n", String(repeating: "3", count: 71)])
    func wrongAccount(text: String) {
        #expect(throws: InvalidInput.self) { try AccountNumber(text) }
    }
}
