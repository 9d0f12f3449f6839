import Foundation
import Interchange
import Ledger
import Testing
import Values

/// Section 12.2 of the import formats reference, row by row.
@Suite struct JournalImportTests {
    private static let body = "    1920  10.50 NOK\n    3000  -10.50 NOK\n"
    private static let entry = "2025-01-03 (1) Kari\n" + body

    @Test("the reference's example becomes its voucher")
    func example() throws {
        let text = """
            ; 2025.journal
            commodity 1 000,00 NOK
            account aktiva:bank:1920        ; type:A
            account 1500 Kundefordringer
            account 3000 Salg               ; konto:3000
            account 2700 Utgående mva
            2025-01-03 * (1001) Kari AS | varer  ; bilagsart: FA
                1500 Kundefordringer      1 250,00 NOK  ; kunde: 10001, forfall: 2025-01-31
                3000 Salg                -1 000,00 NOK  ; mva: 3
                2700 Utgående mva                       ; amount left out: -250,00

            """
        let books = try TestBooks()
        let report = try books.importing(journal: text)
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        let voucher = try #require(try books.vouchers().first)
        #expect(voucher.number.description == "2025-FA/1001")
        #expect(voucher.text == "Kari AS | varer")
        #expect(voucher.postings.map(\.amount.ore) == [125_000, -100_000, -25_000])
        #expect(voucher.postings[0].party == PartyReference(.customer, "10001"))
        #expect(voucher.postings[0].dueDate?.description == "2025-01-31")
        #expect(voucher.postings[1].vat?.code?.number == 3)
        #expect(voucher.postings[1].vat?.base?.ore == -100_000 && voucher.postings[1].vat?.vat?.ore == -25_000)
        #expect(books.books.accounts[try AccountNumber("1500")]?.name == "Kundefordringer")
        let record = try #require(books.books.imports.last)
        #expect(record.format == "journal")
        #expect(record.accountMapping.map(\.name) == ["1500 Kundefordringer", "3000 Salg", "2700 Utgående mva"])
    }

    @Test("what is read gives the same voucher", arguments: readable)
    func read(of construct: JournalCase) throws {
        let books = try TestBooks()
        let report = try books.importing(journal: construct.text)
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        #expect(report.warningCodes.filter { $0 != "accounts-opened" } == [construct.code].compactMap { $0 })
        #expect(try books.balances().filter { $0.value != 0 } == ["1920": 1_050, "3000": -1_050])
        #expect(try books.vouchers().first?.date.description == "2025-01-03")
    }

    static let readable: [JournalCase] = [
        JournalCase("slashes", joined("2025/1/3 (1) Kari\n", body)),
        JournalCase("points", joined("2025.01.3 (1) Kari\n", body)),
        JournalCase("a year from Y", joined("Y2025\n1/3 (1) Kari\n", body)),
        JournalCase("a year from year", joined("year 2025\n01-03 (1)\n", body)),
        JournalCase("a year from apply year", joined("apply year 2025\n01-03 (1)\n", body)),
        JournalCase("cleared", "2025-01-03 * (1) Kari\n    * 1920  10.50 NOK\n    3000\n"),
        JournalCase("a number from the tag", joined("2025-01-03 Kari  ; bilag: 1\n", body)),
        JournalCase("a tab between account and amount", "2025-01-03 (1)\n\t1920\t10.50 NOK\n\t3000\t-10.50 NOK\n"),
        JournalCase("CRLF and a mark at the start", joined("\u{FEFF}", entry.replacing("\n", with: "\r\n"))),
        JournalCase("a left commodity", "2025-01-03 (1)\n  1920  NOK 10.50\n  3000  -NOK10.50\n"),
        JournalCase("a sign behind a left commodity", "2025-01-03 (1)\n  1920  kr10.50\n  3000  kr -10.50\n"),
        JournalCase("quoted commodity", "2025-01-03 (1)\n  1920  10.50 \"NOK\"\n  3000\n"),
        JournalCase("a decimal comma", "2025-01-03 (1)\n  1920  10,50 NOK\n  3000  -10,50 kr\n"),
        JournalCase("a decimal mark declared", "decimal-mark ,\n2025-01-03 (1)\n  1920  10,500 NOK\n  3000\n"),
        JournalCase(
            "a format declared", "commodity NOK\n  format 1.000,00 NOK\n2025-01-03 (1)\n  1920  10,500 NOK\n  3000\n"),
        JournalCase("a default commodity", "D 1 000,00 NOK\n2025-01-03 (1)\n  1920  10,500\n  3000\n"),
        JournalCase("a trailing mark", "2025-01-03 (1)\n  1920  10. NOK\n  1920  0.50 NOK\n  3000\n"),
        JournalCase("group marks", "2025-01-03 (1)\n  1920  1 010,50 NOK\n  1920  -1'000,00 NOK\n  3000\n"),
        JournalCase("a total cost", "2025-01-03 (1)\n  1920  1 EUR @@ 10.50 NOK\n  3000  -10.50 NOK\n"),
        JournalCase("a unit cost", "2025-01-03 (1)\n  1920  0.9 EUR @ 11.6667 NOK\n  3000  -10.50 NOK\n"),
        JournalCase("Ledger's virtual cost", "2025-01-03 (1)\n  1920  1 EUR (@@) 10.50 NOK\n  3000  -10.50 NOK\n"),
        JournalCase(
            "assertions that hold", "2025-01-03 (1)\n  1920  10.50 NOK = 10.50 NOK\n  3000  -10.50 NOK == -10.50 NOK\n"),
        JournalCase("comments of all kinds", joined("# a\n* b\n% c\n| d\n; e\n    ; alene\n", entry)),
        JournalCase("a comment block", joined("comment\n2025-01-01 x\n   y\nend comment\n", entry)),
        JournalCase("a test block", joined("test\nwhatever\nend test\n", entry)),
        JournalCase("an alias", "alias bank = 1920\n2025-01-03 (1)\n  bank  10.50 NOK\n  3000\n"),
        JournalCase(
            "an alias of a component",
            "alias b = 19\nend aliases\nalias b = eiendel\n2025-01-03 (1)\n  b:1920  10.50 NOK\n  3000\n"),
        JournalCase("a prefix", "apply account firma\n2025-01-03 (1)\n  1920  10.50 NOK\n  3000\nend apply account\n"),
        JournalCase("declarations and prices", joined("payee Kari\ntag mva\nP 2025-01-01 EUR 11.50 NOK\n", entry)),
        JournalCase("assertions in Ledger's form", joined("check x\n", entry), "directive-skipped"),
        JournalCase("an option line", joined("--strict\n", entry), "directive-skipped"),
        JournalCase("a clock line", joined("i 2025-01-03 08:00 x\n", entry), "directive-skipped"),
        JournalCase("a secondary date", joined("2025-01-03=2025-01-05 (1) Kari\n", body), "secondary-date"),
        JournalCase("an account that is not declared", joined("account 1920\n", entry), "account-undeclared"),
        JournalCase("an entry without postings", joined("2025-01-02 (0) notat\n\n", entry), "entry-empty"),
        JournalCase(
            "a web address is no tag of ours", joined("2025-01-03 (1) x  ; se https://eksempel.no, ref:7\n", body)),
    ]

    @Test("what is refused is refused on its line, and nothing is imported", arguments: refusals)
    func refused(construct: JournalCase) throws {
        let books = try TestBooks()
        let report = try books.importing(journal: construct.text)
        #expect(report.outcome == .rejected)
        #expect(report.errorCodes == [construct.code].compactMap { $0 }, Comment(rawValue: report.text))
        #expect(report.errors.first?.line == construct.line, Comment(rawValue: report.text))
        #expect(report.errors.first?.file == "main.journal")
        #expect(books.writer.size == 1)
    }

    static let refusals: [JournalCase] = [
        JournalCase("no year", joined("1/3 (1) Kari\n", body), "date-without-year", 1),
        JournalCase("no such day", joined("2025-02-30 (1) Kari\n", body), "date-invalid", 1),
        JournalCase("pending", joined("2025-01-03 ! (1) Kari\n", body), "pending-entries", 1),
        JournalCase("a pending posting", "2025-01-03 (1)\n  ! 1920  10.50 NOK\n  3000\n", "pending-entries", 1),
        JournalCase("no number", joined("2025-01-03 Kari\n", body), "voucher-without-number", 1),
        JournalCase(
            "an account without a number", "2025-01-03 (1)\n  bank  10.50 NOK\n  3000\n", "account-unmapped", 2),
        JournalCase(
            "one blank before the amount", "2025-01-03 (1)\n  1920 Bank 10.50 NOK\n  3000  -10.50 NOK\n",
            "amount-in-name", 2),
        JournalCase("out of balance", "2025-01-03 (1)\n  1920  10.50 NOK\n  3000  -10.49 NOK\n", "entry-unbalanced", 1),
        JournalCase("two amounts left out", "2025-01-03 (1)\n  1920\n  3000\n", "two-amounts-left-out", 3),
        JournalCase("an exponent", "2025-01-03 (1)\n  1920  1E3 NOK\n  3000\n", "amount-exponent", 2),
        JournalCase("thousands or decimals", "2025-01-03 (1)\n  1920  1,000 NOK\n  3000\n", "number-ambiguous", 2),
        JournalCase(
            "three decimals", "decimal-mark .\n2025-01-03 (1)\n  1920  10.505 NOK\n  3000\n", "too-many-decimals", 3),
        JournalCase("no currency", "2025-01-03 (1)\n  1920  10.50\n  3000\n", "commodity-missing", 2),
        JournalCase(
            "two commodities and no cost", "2025-01-03 (1)\n  1920  1 EUR\n  3000  -11.50 NOK\n", "cost-missing", 2),
        JournalCase(
            "a cost in euro", "2025-01-03 (1)\n  1920  1 USD @@ 1 EUR\n  3000  -11.50 NOK\n", "cost-missing", 2),
        JournalCase("shares", "2025-01-03 (1)\n  1920  1 \"AKSJE\" @@ 10 NOK\n  3000\n", "currency-code-invalid", 2),
        JournalCase("a lot", "2025-01-03 (1)\n  1920  1 EUR {11.50 NOK}\n  3000\n", "lot", 2),
        JournalCase("a lot's date", "2025-01-03 (1)\n  1920  1 EUR [2025-01-01] @ 11 NOK\n  3000\n", "lot", 2),
        JournalCase("a lot's note", "2025-01-03 (1)\n  1920  1 EUR (kjøpt) @ 11 NOK\n  3000\n", "lot", 2),
        JournalCase(
            "an assertion that fails", "2025-01-03 (1)\n  1920  10.50 NOK = 10.60 NOK\n  3000\n", "assertion-failed", 2),
        JournalCase(
            "an assignment", "2025-01-03 (1)\n  1920  = 10.50 NOK\n  3000  -10.50 NOK\n", "balance-assignment", 2),
        JournalCase(
            "an expression tag of ours", "2025-01-03 (1)\n  1920  10.50 NOK  ; mva:: 1 + 2\n  3000\n", "tag-expression",
            2),
        JournalCase(
            "a posting's own date", "2025-01-03 (1)\n  1920  10.50 NOK  ; date: 2025-01-04\n  3000\n", "posting-date", 2
        ),
        JournalCase(
            "a posting's date in brackets", "2025-01-03 (1)\n  1920  10.50 NOK  ; [2025-01-04]\n  3000\n",
            "posting-date", 2),
        JournalCase(
            "a virtual posting", "2025-01-03 (1)\n  1920  10.50 NOK\n  3000\n  (budsjett)  5 NOK\n", "virtual-posting",
            4),
        JournalCase(
            "a balanced virtual posting", "2025-01-03 (1)\n  1920  10.50 NOK\n  3000\n  [a]  5 NOK\n",
            "virtual-posting", 4),
        JournalCase("a periodic rule", "~ monthly\n  1920  10 NOK\n  3000\n", "rule", 1),
        JournalCase("an automatic rule", "= 3000\n  1920  10 NOK\n", "rule", 1),
        JournalCase("an expression", "2025-01-03 (1)\n  1920  (5 * 3 NOK)\n  3000\n", "amount-expression", 2),
        JournalCase("an alias by expression", "alias /^bank/ = 1920\n", "alias-expression", 1),
        JournalCase("apply tag", "apply tag mva: 3\n", "directive-refused", 1),
        JournalCase("apply fixed", "apply fixed EUR 11 NOK\n", "directive-refused", 1),
        JournalCase("a bucket", "bucket 1920\n", "directive-refused", 1),
        JournalCase("a short bucket", "A 1920\n", "directive-refused", 1),
        JournalCase("capture", "capture 1920 bank\n", "directive-refused", 1),
        JournalCase("python", "python\n  x = 1\n", "directive-refused", 1),
        JournalCase("define", "define x = 1\n", "directive-refused", 1),
        JournalCase("anything else", "hei\n", "line-unknown", 1),
        JournalCase("an indented line alone", "\n    1920  10 NOK\n", "line-alone", 2),
        JournalCase("a block without end", "comment\nhei\n", "block-unclosed", 2),
        JournalCase(
            "VAT inside the amount", "2025-01-03 (1)\n  1920  125 NOK\n  3000  -125 NOK  ; mva: 3 brutto\n",
            "gross-not-asked-for", 3),
        JournalCase(
            "an amount of nineteen digits", "2025-01-03 (1)\n  1920  1234567890123456789 NOK\n  3000\n",
            "amount-too-large", 2),
        JournalCase("a zero byte", "2025-01-03 (1)\n  19\0\n", "nul-byte", 2),
        JournalCase("nothing", "; tom\n", "file-empty", nil),
    ]

    @Test("bytes that are not UTF-8 are refused with their line")
    func encoding() throws {
        let folder = try JournalFiles([:])
        try folder.write(Data([0x3B, 0x20, 0x61, 0x0A, 0x3B, 0xE5, 0x0A]), "main.journal")
        let report = try TestBooks().importing(folder)
        #expect(report.errorCodes == ["encoding-unknown"])
        #expect(report.errors.first?.line == 2)
    }

    @Test("includes are read from the journal's own folder, with globs, and their directives stay in them")
    func includes() throws {
        let files = [
            "2025/01.journal": "decimal-mark ,\n2025-01-03 (1)\n  1920  1.000,50 NOK\n  3000\n",
            "2025/02.journal": "2025-02-03 (2)\n  1920  1,000.25 NOK\n  3000\n",
            "deep/a/b/c.journal": "2025-03-03 (3)\n  1920  1.00 NOK\n  3000\n",
        ]
        let books = try TestBooks()
        let report = try books.importing(
            journal: "include 2025/*.journal\ninclude journal:deep/**.journal\n", more: files)
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        #expect(try books.balances() == ["1920": 200_175, "3000": -200_175])
        #expect(
            books.books.imports.first?.files.map(\.name) == [
                "main.journal", "2025/01.journal", "2025/02.journal", "deep/a/b/c.journal",
            ])
    }

    @Test(
        "includes that leave the folder, go in circles or are no journals are refused",
        arguments: [
            ("include ../secret.journal", "include-outside"), ("include /etc/passwd", "include-outside"),
            ("include ~/x.journal", "include-outside"), ("include nowhere.journal", "include-not-found"),
            ("include csv:x.csv", "include-other-format"), ("include x.rules", "include-other-format"),
            ("include main.journal", "include-cycle"), ("include ring.journal", "include-cycle"),
        ])
    func badIncludes(line: String, code: String) throws {
        let report = try TestBooks().importing(
            journal: line + "\n" + Self.entry,
            more: ["ring.journal": "include main.journal\n", "x.csv": "", "x.rules": ""])
        #expect(report.errorCodes == [code], Comment(rawValue: report.text))
        #expect(report.errors.first?.line == 1)
    }

    @Test("a link out of the folder is refused, and a chain of includes without end")
    func linksAndChains() throws {
        let folder = try JournalFiles(["main.journal": "include link.journal\n"])
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("link.journal"), withDestinationPath: "/etc/hostname")
        #expect(try TestBooks().importing(folder).errorCodes == ["include-outside"])
        var files: [String: String] = [:]
        for number in 1...40 { files["\(number).journal"] = "include \(number + 1).journal\n" }
        files["41.journal"] = Self.entry
        #expect(
            try TestBooks().importing(journal: "include 1.journal\n", more: files).errorCodes == ["include-too-deep"])
    }

    @Test("files that each include the next one twice are refused before they have doubled too often")
    func doublingIncludes() throws {
        var files = ["17.journal": Self.entry]
        for number in 1...16 {
            files["\(number).journal"] = "include \(number + 1).journal\ninclude \(number + 1).journal\n"
        }
        #expect(
            try TestBooks().importing(journal: "include 1.journal\n", more: files).errorCodes == ["include-too-many"])
    }

    @Test("accounts are mapped by the mapping given, the declaration's tag, then the number in the name")
    func mapping() throws {
        let text = """
            account penger  ; konto: 1920
            account salg:varer
            account 2700 Mva
              ; konto: 2701
            2025-01-03 (1)
                penger      12.50 NOK
                salg:varer  -10.00 NOK  ; mva: 3
                2700 Mva    -2.50 NOK

            """
        let books = try TestBooks()
        let report = try books.importing(journal: text) { options in
            options.accounts["salg:varer"] = try? AccountNumber("3010")
        }
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        #expect(try books.balances() == ["1920": 1_250, "3010": -1_000, "2701": -250])
    }

    @Test("tags of an entry and of a declaration hold for the postings they fit")
    func inheritance() throws {
        let text = """
            account 3000 Salg  ; mva: 31, avdeling: A1
            2025-01-03 (1) Kari  ; mva: 3, kunde: 10001, prosjekt: P2, faktura: 77
                1500        12.50 NOK
                3100       -10.00 NOK
                2700        -2.50 NOK
            2025-01-04 (2)
                1920        11.50 NOK
                3000 Salg  -10.00 NOK
                2701        -1.50 NOK

            """
        let books = try TestBooks()
        let report = try books.importing(journal: text)
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        let vouchers = try books.vouchers()
        #expect(vouchers[0].postings.map { $0.vat?.code?.number } == [nil, 3, nil])
        #expect(vouchers[0].postings.map { $0.party?.id } == ["10001", nil, nil])
        #expect(vouchers[0].postings.allSatisfy { $0.reference == "77" && $0.dimensions.map(\.id) == ["P2"] })
        #expect(vouchers[1].postings.map { $0.vat?.code?.number } == [nil, 31, nil])
        #expect(vouchers[1].postings[1].dimensions.map(\.id) == ["A1"])
    }

    @Test("gross amounts are split where the user asks for it")
    func gross() throws {
        let text =
            "2025-01-03 (1)\n  1920  125.00 NOK\n  3000  -125.00 NOK  ; mva: 3 brutto\n2025-01-04 (2)\n  1920  0 NOK\n  2700  0 NOK\n"
        let books = try TestBooks()
        let report = try books.importing(journal: text.replacing("2700  0", with: "2700  0")) { options in
            options.splitsGross = true
            if let code = VATCode(3) { options.shared.vatAccounts[code] = try? AccountNumber("1920") }
        }
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        #expect(try books.vat() == ["3": [-10_000, -2_500]])
        #expect(try books.balances() == ["1920": 10_000, "3000": -10_000, "2700": 0])
    }

    @Test("assertions are checked in order of dates, with what the books hold, and again for the same journal")
    func assertions() throws {
        let first = "2025-01-03 (1)\n  1920  10.00 NOK\n  3000\n"
        let second = """
            2025-02-05 (3)
              1920  5.00 NOK = 17.00 NOK
              3000
            2025-02-04 (2)
              1920  2.00 NOK = 12.00 NOK
              3000

            """
        let books = try TestBooks()
        #expect(try books.importing(journal: first).errors.isEmpty)
        let report = try books.importing(journal: second)
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        let both = try books.importing(
            journal: first + second + "2025-02-06 (4)\n  1920  1.00 NOK = 18.00 NOK\n  3000\n")
        #expect(both.errors.isEmpty, Comment(rawValue: both.text))
        #expect(both.alreadyKnown == 3 && both.vouchers == 1)
    }

    @Test("sole commodities and sub-accounts are checked as their signs say")
    func assertionKinds() throws {
        let text = """
            2025-01-03 (1)
              a:1920          10.00 NOK
              a:1921:2 EUR    1.00 EUR @@ 11.50 NOK
              3000           -21.50 NOK
            2025-01-04 (2)
              a:1921:1921      5.00 NOK =* 5.00 NOK
              3000            -5.00 NOK

            """
        let mapped: (inout JournalImportOptions) -> Void = { options in
            options.accounts["a:1921:2 EUR"] = try? AccountNumber("1922")
        }
        #expect(try TestBooks().importing(journal: text) { mapped(&$0) }.errors.isEmpty)
        let sole = text.replacing("=* 5.00", with: "== 5.00")
        #expect(try TestBooks().importing(journal: sole) { mapped(&$0) }.errors.isEmpty)
        let other = text.replacing("1.00 EUR @@", with: "1.00 EUR @@").replacing(
            "a:1921:1921      5.00 NOK =* 5.00 NOK", with: "a:1921:2 EUR      5.00 NOK == 5.00 NOK")
        #expect(try TestBooks().importing(journal: other) { mapped(&$0) }.errorCodes == ["assertion-failed"])
    }

    @Test("entries without numbers are numbered in file order where the user allows it, and found again")
    func unnumbered() throws {
        let text = "2025-01-05 b\n" + Self.body + "2025-01-03 a\n" + Self.body
        let books = try TestBooks()
        let allow: (inout JournalImportOptions) -> Void = { $0.shared.allowed = ["voucher-without-number"] }
        #expect(try books.importing(journal: text) { allow(&$0) }.errors.isEmpty)
        #expect(try books.vouchers().map(\.number.description) == ["2025-auto/1", "2025-auto/2"])
        let more = try books.importing(journal: text + "2025-02-01 c\n" + Self.body) { allow(&$0) }
        #expect(more.alreadyKnown == 2 && more.vouchers == 1)
    }
}
