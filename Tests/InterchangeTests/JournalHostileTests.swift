import Formats
import Interchange
import Ledger
import Testing
import Values

/// Journals that lead readers astray, and such as are made to keep them busy.
@Suite struct JournalHostileTests {
    private static let open = "2025-01-01 open Assets:Bank:1920\n2025-01-01 open Income:Salg:3000\n"

    @Test("metadata pushed inside other metadata goes before it, as Beancount has it")
    func nestedMetadata() throws {
        let text =
            "pushmeta bilagsart: \"A\"\npushmeta bilagsart: \"B\"\n2025-01-03 *\n  bilag: \"1\"\n"
            + "  Assets:Bank:1920  1.00 NOK\n  Income:Salg:3000\npopmeta bilagsart:\n2025-01-03 *\n  bilag: \"2\"\n"
            + "  Assets:Bank:1920  2.00 NOK\n  Income:Salg:3000\npopmeta bilagsart:\n"
        let books = try TestBooks()
        let report = try books.importing(journal: Self.open + text, .beancount)
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        #expect(try books.vouchers().map(\.number.description) == ["2025-B/1", "2025-A/2"])
    }

    @Test("entries without a number are numbered by date, whatever stands between them")
    func ranks() throws {
        func entry(_ head: String, _ ore: Int) -> String {
            "\(head)\n  Assets:Bank:1920  0.0\(ore) NOK\n  Income:Salg:3000\n"
        }
        let text =
            entry("2025-01-05 * \"to\nlinjer\"\n  bilag: \"9\"", 1) + entry("2025-01-04 *\"fire\"", 2)
            + entry("2025-01-03\t* \"tre\nlinjer\" \"med\n2025-01-02 dato\"", 3) + "pushmeta bilag: \"7\"\n"
            + entry("2025-01-02 *", 4) + "popmeta bilag:\n"
            + entry("2025-01-06 *\n  note: \"en\nbilag: 3\"", 5)
        let books = try TestBooks()
        let report = try books.importing(journal: Self.open + text, .beancount) {
            $0.shared.allowed = ["voucher-without-number"]
        }
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        let numbers = Dictionary(
            uniqueKeysWithValues: try books.vouchers().map {
                ($0.postings[0].amount.ore, $0.number.description)
            })
        #expect(numbers == [1: "2025/9", 2: "2025-auto/2", 3: "2025-auto/1", 4: "2025/7", 5: "2025-auto/3"])
    }

    @Test("VAT inside an amount in other currency is refused")
    func grossInCurrency() throws {
        let report = try TestBooks().importing(
            journal: "2025-01-03 (1)\n    4000  100 EUR @@ 1250 NOK  ; mva: 1 brutto\n    1920\n"
        ) {
            $0.splitsGross = true
            if let code = VATCode(1) { $0.shared.vatAccounts[code] = try? AccountNumber("2710") }
        }
        #expect(report.errors.map { "\($0.code) \($0.line ?? 0)" } == ["gross-with-currency 2"])
    }

    @Test("tags of dimensions, the ledger's code, the rate, no series and quoted values are read")
    func tags() throws {
        let text = #"""
            2025-01-03 (1) x  ; serie:
                ; dim-A: 7
                3000  -100.00 NOK  ; salg, Mva: 3, mvakode: S25
                ; kunde: "10,1 ""x""", dim-B: 8, dim-a: 9
                1920  10 EUR @@ 100.00 NOK
                ; kurs: 10.00
                ; dim-A: 6
            2025-01-04 (2) y  ; serie: B
                3000  0 NOK
                ; mva: 3
                ; mvagrunnlag: -100.00
                ; mvabelop: -25.00

            """#
        let books = try TestBooks()
        let report = try books.importing(journal: text)
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        let vouchers = try books.vouchers()
        #expect(vouchers.map(\.number.description) == ["1", "B/2"])
        let (sale, bank) = (vouchers[0].postings[0], vouchers[0].postings[1])
        #expect(sale.text == "salg" && sale.party?.id == "10,1 \"x\"")
        #expect(sale.vat?.code?.number == 3 && sale.vat?.ledgerCode == "S25")
        #expect(sale.dimensions.map { "\($0.type)=\($0.id)" } == ["B=8", "a=9", "A=7"])
        #expect(bank.dimensions.map { "\($0.type)=\($0.id)" } == ["A=6"])
        #expect(bank.currency == CurrencyAmount(code: "EUR", amount: "10", rate: "10.00"))
        let vat = try #require(vouchers[1].postings[0].vat)
        #expect(vat.base?.ore == -10_000 && vat.vat?.ore == -2_500)
    }

    @Test("a quote that is never closed is found in the time that reading the file takes")
    func unclosedQuote() throws {
        let lines = String(repeating: "en linje\n", count: 1 << 20)
        let report = try TestBooks().importing(
            journal: Self.open + "2025-01-03 * \"åpen\n" + lines, .beancount)
        #expect(report.errorCodes == ["string-unclosed"], Comment(rawValue: report.text))
        let metadata = try TestBooks().importing(
            journal: Self.open + "2025-01-03 *\n  note: \"åpen\n" + lines, .beancount)
        #expect(metadata.outcome != .alreadyImported)
    }

    @Test("an entry of very many lines below its postings is read in the time that its lines take")
    func manyLines() throws {
        let count = 200_000
        let postings = String(repeating: "    1920  1.00 NOK\n    3000  -1.00 NOK\n", count: 20_000)
        let notes = String(repeating: "    ; et notat\n", count: count)
        let books = try TestBooks()
        let report = try books.importing(journal: "2025-01-03 (1)\n" + notes + postings + notes)
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        let voucher = try #require(try books.vouchers().first)
        #expect(voucher.text.utf8.count == count * 10 - 2 && voucher.postings.last?.text?.utf8.count == count * 10 - 2)
        let beancount = try TestBooks().importing(
            journal: Self.open + "2025-01-03 *\n  bilag: \"1\"\n" + String(repeating: "  a: 1\n", count: count)
                + String(repeating: "  Assets:Bank:1920  1.00 NOK\n  Income:Salg:3000  -1.00 NOK\n", count: 20_000)
                + String(repeating: "  a: 1\n  #b\n", count: count), .beancount)
        #expect(beancount.errors.isEmpty, Comment(rawValue: beancount.text))
    }

    @Test("a comment of nothing but colons is read in the time that its bytes take")
    func colons() throws {
        let report = try TestBooks().importing(
            journal: "2025-01-03 (1)\n    ; " + String(repeating: ":", count: 1 << 20)
                + "\n    1920  1.00 NOK\n    3000  -1.00 NOK\n")
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
    }
}
