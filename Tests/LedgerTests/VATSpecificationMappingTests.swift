import Ledger
import LegalTables
import Testing
import Values

@Suite("VAT specifications from accounts")
struct VATSpecificationMappingTests {
    private func specification(_ books: Books, _ account: String, _ code: Int, _ date: String = "2026-03-01") throws
        -> String?
    {
        books.vatSpecification(
            of: try AccountNumber(account), code: try #require(VATCode(code)), on: try CalendarDate(date))?.rawValue
    }

    @Test(
        "accounts of NS 4102 give their specification to the codes it goes with",
        arguments: [
            ("7830", 1, "tapPåKrav"), ("78301", 11, "tapPåKrav"), ("7830", 3, nil), ("7835", 1, nil),
            ("3060", 3, "uttak"), ("3060", 1, nil), ("3063", 31, "uttak"), ("3074", 33, "uttak"), ("3160", 5, "uttak"),
            ("3000", 3, nil),
        ])
    func standardAccounts(account: String, code: Int, expected: String?) throws {
        #expect(try specification(Books(), account, code) == expected)
        // The return had no specifications before 2022.
        #expect(try specification(Books(), account, code, "2021-12-31") == nil)
    }

    @Test("an account of the company's own means what its standard account says") func standardAccount() throws {
        var books = Books()
        books.apply(
            .accountOpened(Account(number: try AccountNumber("3060"), name: "Kurs", standardAccount: "3000")))
        books.apply(
            .accountOpened(Account(number: try AccountNumber("91"), name: "Tap", standardAccount: "7830")))
        #expect(try specification(books, "3060", 3) == nil)
        #expect(try specification(books, "91", 1) == "tapPåKrav")
    }

    @Test("a mapping of the code goes before one of the account, a later before an earlier, and both before NS 4102")
    func precedence() throws {
        var books = Books()
        func map(_ code: Int?, _ specification: VATSpecificationKind?, from: String? = nil) throws {
            books.apply(
                .vatSpecificationMapped(
                    try VATSpecificationMapping(
                        account: try AccountNumber("7830"), code: code.flatMap { VATCode($0) },
                        from: try from.map { try CalendarDate($0) }, specification: specification, by: "kari")))
        }
        try map(nil, nil)
        #expect(try specification(books, "7830", 1) == nil)
        try map(1, .adjustment)
        #expect(try specification(books, "7830", 1) == "justering")
        try map(nil, .badDebt, from: "2026-03-01")
        #expect(try specification(books, "7830", 1) == "justering")
        #expect(try specification(books, "7830", 11) == "tapPåKrav")
        #expect(try specification(books, "7830", 11, "2026-02-28") == nil)
        #expect(try specification(books, "7830", 3) == nil)
    }

    @Test("a mapping that can never be is refused") func refusals() throws {
        let account = try AccountNumber("7830")
        let error = #expect(throws: InvalidInput.self) {
            try VATSpecificationMapping(account: account, code: VATCode(3), specification: .badDebt, by: "kari")
        }
        #expect(error?.description.contains("1, 11, 12, 13") == true)
        #expect(throws: InvalidInput.self) {
            try VATSpecificationMapping(
                account: account, from: try CalendarDate("2026-02-01"), to: try CalendarDate("2026-01-31"),
                specification: .badDebt, by: "kari")
        }
    }

    @Test(
        "one slip of the finger is recognised, where only one account is that near",
        arguments: [
            ("1921", "1920"), ("192", "1920"), ("19200", "1920"), ("9120", "1920"), ("3500", nil), ("2000", "3000"),
            ("2200", nil),
            ("1920", nil),
        ])
    func nearAccounts(written: String, near: String?) throws {
        var books = Books()
        for number in ["1920", "3000", "3505", "3502"] {
            books.apply(.accountOpened(Account(number: try AccountNumber(number), name: "")))
        }
        #expect(books.accountNear(try AccountNumber(written))?.text == near)
    }
}
