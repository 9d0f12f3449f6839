import Ledger
import Testing
import Values

@testable import CommandLineInterface

@Suite("Voucher input") struct VoucherInputTests {
    private static let whole = """
        {"voucher":"1001","series":null,"date":"2026-03-04","text":"Salg","lines":[
        {"account":"3000","amountOre":-1000000,"vatCode":"3","vatBaseOre":-1000000,"vatOre":-250000,
        "vatLedgerCode":"25% utg","vatSpecification":null,"vatRemark":null,"party":"customer/10001",
        "dimensions":{"project":"12"},"currency":"EUR","currencyAmount":-877.5,"rate":"11.3960","text":"Varer"},
        {"account":"2700","amountOre":-250000},{"account":"1500","amountOre":1250000}]}
        """

    @Test("every member of the documented shape is read") func wholeShape() throws {
        let voucher = try #require(try VoucherInput.read(Array(Self.whole.utf8)).first)
        let line = try Posting(
            account: AccountNumber("3000"), amount: Money(ore: -1_000_000),
            vat: PostingVAT(
                code: VATCode("3"), ledgerCode: "25% utg", base: Money(ore: -1_000_000), vat: Money(ore: -250_000)),
            party: PartyReference(.customer, "10001"), dimensions: [Dimension(type: "project", id: "12")],
            currency: CurrencyAmount(code: "EUR", amount: "-877.5", rate: "11.3960"), text: "Varer")
        #expect(voucher.number.description == "1001")
        #expect(voucher.date.description == "2026-03-04")
        #expect(voucher.text == "Salg")
        #expect(voucher.postings.first == line)
        #expect(voucher.postings.map(\.amount.ore) == [-1_000_000, -250_000, 1_250_000])
        #expect(voucher.postings[1].vat == nil)
    }

    @Test("what a shown voucher has beside is passed over, unless it is no ordinary one") func shown() throws {
        func text(_ more: String) -> [UInt8] {
            Array(#"{"voucher":"1","date":"2026-01-01","lines":[],\#(more)}"#.utf8)
        }
        let known =
            #""sequence":4,"time":"2026-01-02T00:00:00.000Z","reversedBy":null,"reverses":null,"kind":"ordinary""#
        #expect(try VoucherInput.read(text(known)).count == 1)
        for (more, advice) in [
            (#""kind":"opening""#, "only ordinary vouchers"), (#""reverses":"7""#, "'bilag voucher reverse 7'"),
        ] {
            let error = #expect(throws: VoucherInputError.self) { try VoucherInput.read(text(more)) }
            #expect(error?.description.contains(advice) == true)
        }
    }

    @Test("a line split over projects is read with its parts") func split() throws {
        let parts = #""dimensions":{"project":[{"id":"12","amountOre":60},{"id":"13","amountOre":40}]}"#
        let read = try VoucherInput.read(Array(Self.line(#""amountOre":100,\#(parts)"#).utf8))
        #expect(
            read.first?.postings.first?.dimensions == [
                Dimension(type: "project", id: "12", amount: Money(ore: 60)),
                Dimension(type: "project", id: "13", amount: Money(ore: 40)),
            ])
        let error = #expect(throws: VoucherInputError.self) {
            try VoucherInput.read(Array(Self.line(#""amountOre":101,\#(parts)"#).utf8))
        }
        #expect(error?.description.contains("do not sum to the line's amount") == true)
    }

    @Test("one object, an array and JSON Lines are read alike") func forms() throws {
        let one = #"{"voucher":"1","date":"2026-01-01","lines":[]}"#
        let two = #"{"voucher":2,"date":"2026-01-02","lines":[]}"#
        for text in ["[\(one),\(two)]", "\(one)\n\(two)\n", "\n\(one)\r\n\r\n\(two)"] {
            #expect(try VoucherInput.read(Array(text.utf8)).map(\.number.number) == ["1", "2"], "\(text)")
        }
        #expect(try VoucherInput.read(Array(one.utf8)).count == 1)
    }

    @Test(
        "what cannot be read is told with voucher, line and member",
        arguments: [
            ("", "the text ends where a value should stand"), ("[]", "there is no voucher in it"),
            ("[1]", "voucher 1: a voucher is a JSON object"),
            (#"{"voucher":"1","lines":[]}"#, "voucher 1 (1): '': a voucher needs a member 'date'"),
            (#"{"date":"2026-01-01","lines":[]}"#, "voucher 1: 'voucher' is missing"),
            (#"{"voucher":"1","date":"2026-02-30","lines":[]}"#, "'2026-02-30': a date is written"),
            (#"{"voucher":"1","dato":"2026-02-01","lines":[]}"#, "no member 'dato'. Did you mean 'date'?"),
            (#"{"voucher":"1","date":"2026-01-01","lines":[{"account":"3000"}]}"#, "voucher 1 (1), line 1: "),
            (line(#""amountOre":1.5"#), "'1.5': a line needs a member 'amountOre' that is a whole number"),
            (line(#""amountOre":92233720368547758079"#), "that is a whole number"),
            (line(#""amountOre":1,"vatCode":"2""#), "there is no standard VAT code 2"),
            (line(#""amountOre":1,"vatCode":"x""#), "'x': a standard VAT code is one or two digits"),
            (line(#""amountOre":1,"vatOre":5"#), "VAT is given without a code"),
            (line(#""amountOre":1,"party":"10001""#), "a party is written \"customer/10001\""),
            (line(#""amountOre":1,"currency":"euro""#), "a currency is three capital letters"),
            (line(#""amountOre":1,"currency":"EUR","currencyAmount":"1e3""#), "a decimal number is written 1234.56"),
            (line(#""amountOre":1,"dimensions":[1]"#), "'dimensions' is an object"),
            ("{\"voucher\":\"1\",\"date\":\"2026-01-01\",\"lines\":[]}\n{\"voucher\":", "line 2, column 12"),
        ])
    func refused(text: String, part: String) {
        let error = #expect(throws: VoucherInputError.self) { try VoucherInput.read(Array(text.utf8)) }
        #expect(error?.description.contains(part) == true, "\(String(describing: error))")
        #expect(error?.description.hasSuffix("Nothing was posted.") == true)
    }

    private static func line(_ members: String) -> String {
        #"{"voucher":"1","date":"2026-01-01","lines":[{"account":"3000",\#(members)}]}"#
    }
}
