import Interchange
import Ledger
import Testing
import Values

/// Reading VAT from lines (import-formats, section 4). Amounts worked out by hand.
@Suite struct SAFTVATTests {
    /// One line of a test voucher.
    struct Line {
        var account: String
        /// The amount's element with its content: `Debit 1000.00`.
        var amount: String
        var tax = ""
    }

    private static func tax(_ code: String, _ rate: String?, base: String?, _ amount: String?) -> String {
        var text = "<TaxInformation>\n<TaxType>MVA</TaxType>\n<TaxCode>\(code)</TaxCode>\n"
        if let rate { text += "<TaxPercentage>\(rate)</TaxPercentage>\n" }
        if let base { text += "<TaxBase>\(base)</TaxBase>\n" }
        if let amount {
            let parts = amount.split(separator: " ")
            text += "<\(parts[0])TaxAmount>\n<Amount>\(parts[1])</Amount>\n</\(parts[0])TaxAmount>\n"
        }
        return text + "</TaxInformation>\n"
    }

    private static func voucher(_ lines: [Line], date: String = "2025-02-10") -> String {
        var text = """
            <Transaction>
            <TransactionID>1</TransactionID>
            <Period>2</Period>
            <PeriodYear>2025</PeriodYear>
            <TransactionDate>\(date)</TransactionDate>
            <Description>Prøve</Description>
            <SystemEntryDate>\(date)</SystemEntryDate>
            <GLPostingDate>\(date)</GLPostingDate>

            """
        for (index, line) in lines.enumerated() {
            let parts = line.amount.split(separator: " ")
            text += "<Line>\n<RecordID>\(index + 1)</RecordID>\n<AccountID>\(line.account)</AccountID>\n"
            text += "<Description/>\n<\(parts[0])Amount>\n<Amount>\(parts[1])</Amount>\n</\(parts[0])Amount>\n"
            text += line.tax + "</Line>\n"
        }
        return text + "</Transaction>\n"
    }

    private func vat(
        _ lines: [Line], table: String = Sample.taxCode("30", "3") + Sample.taxCode("10", "1"), total: String,
        warnings: Set<String> = [], form: (String) -> String = { $0 },
        _ change: (inout SAFTImportOptions) -> Void = { _ in }
    ) throws -> [String: [Int64]] {
        let masters = Sample.mastersB.replacing(Sample.taxCode("30", "3") + Sample.taxCode("10", "1"), with: table)
        let text = form(Sample.file([SAFTVATTests.voucher(lines)], count: 1, total: total, masters: masters))
        let books = try TestBooks()
        let report = try books.importing([ImportFile(text: text)], change)
        let ignored: Set<String> = ["closing-differs", "party-missing"]
        #expect(Set(report.warningCodes).subtracting(ignored) == warnings, Comment(rawValue: report.text))
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        return try books.vat()
    }

    @Test("negative amounts turn the line, and its base and tax with it, however they are signed")
    func negativeAmounts() throws {
        for (base, tax) in [
            ("1000.00", "Credit 250.00"), ("-1000.00", "Credit -250.00"), ("1000.00", "Credit -250.00"),
        ] {
            // A credit note: credit −1 000 is debit 1 000.
            let sums = try vat(
                [
                    Line(account: "3000", amount: "Credit -1000.00", tax: Self.tax("30", "25", base: base, tax)),
                    Line(account: "2700", amount: "Credit -250.00"), Line(account: "1500", amount: "Debit -1250.00"),
                ], total: "-1250.00")
            #expect(sums == ["3": [100_000, 25_000]])
        }
    }

    @Test("form A's tax has the side of its line")
    func formA() throws {
        let sums = try vat(
            [
                Line(account: "4000", amount: "Debit 1000.00", tax: Self.tax("10", "25", base: "1000", "Debit 250")),
                Line(account: "2710", amount: "Debit 250.00"), Line(account: "2400", amount: "Credit 1250.00"),
            ], total: "1250.00", warnings: ["version-differs"],
            form: { $0.replacing("DebitTaxAmount>", with: "TaxAmount>") })
        #expect(sums == ["1": [100_000, 25_000]])
    }

    @Test("half deduction is accepted where the code declares its base rate, and warned of where not")
    func halfDeduction() throws {
        // A purchase of 2 000 + 500: cost 2 250, VAT 250, base 2 000, tax 250.
        let lines = [
            Line(account: "4000", amount: "Debit 2250.00", tax: Self.tax("10", "25", base: "2000.00", "Debit 250.00")),
            Line(account: "2710", amount: "Debit 250.00"), Line(account: "2400", amount: "Credit 2500.00"),
        ]
        let half = Sample.taxCode("10", "1").replacing(
            "<BaseRate>100</BaseRate>", with: "<BaseRate>100</BaseRate>\n<BaseRate>50</BaseRate>")
        #expect(try vat(lines, table: half, total: "2500.00") == ["1": [200_000, 25_000]])
        #expect(try vat(lines, total: "2500.00", warnings: ["tax-amount-differs"]) == ["1": [200_000, 25_000]])
    }

    @Test("a tax cut to whole kroner is kept as stated, without a word")
    func truncated() throws {
        let sums = try vat(
            [
                Line(
                    account: "3000", amount: "Credit 162919.00",
                    tax: Self.tax("30", "25", base: "162919", "Credit 40729.00")),
                Line(account: "2700", amount: "Credit 40729.75"), Line(account: "1500", amount: "Debit 203648.75"),
            ], total: "203648.75")
        #expect(sums == ["3": [-16_291_900, -4_072_900]])
    }

    @Test("a code on base line and VAT line counts once")
    func countedOnce() throws {
        let sums = try vat(
            [
                Line(
                    account: "3000", amount: "Credit 1000.00",
                    tax: Self.tax("30", "25", base: "1000.00", "Credit 250.00")),
                Line(
                    account: "2700", amount: "Credit 250.00",
                    tax: Self.tax("30", "25", base: "1000.00", "Credit 250.00")),
                Line(account: "1500", amount: "Debit 1250.00"),
            ], total: "1250.00", warnings: ["tax-code-on-vat-account"])
        #expect(sums == ["3": [-100_000, -25_000]])
    }

    @Test("a code on the VAT line alone is read there")
    func onVATLine() throws {
        let sums = try vat(
            [
                Line(account: "3000", amount: "Credit 1000.00"),
                Line(
                    account: "2700", amount: "Credit 250.00",
                    tax: Self.tax("30", "25", base: "1000.00", "Credit 250.00")),
                Line(account: "1500", amount: "Debit 1250.00"),
            ], total: "1250.00")
        #expect(sums == ["3": [-100_000, -25_000]])
    }

    @Test("missing tax amounts are taken from the VAT account's lines, also for several lines")
    func derived() throws {
        let sums = try vat(
            [
                Line(
                    account: "3000", amount: "Credit 1000.00", tax: Self.tax("30", "25", base: "1000.00", "Credit 0.00")
                ),
                Line(
                    account: "3000", amount: "Credit 100.02", tax: Self.tax("30", "25", base: "100.02", "Credit 0.00")),
                Line(account: "2700", amount: "Credit 275.01"), Line(account: "1500", amount: "Debit 1375.03"),
            ], total: "1375.03", warnings: ["tax-amount-missing"])
        // 250.00 and 25.00 (25.005 cut off), the øre that is left on the larger line.
        #expect(sums == ["3": [-110_002, -27_501]])
    }

    @Test("without VAT lines to tell it, a missing tax amount stays zero")
    func notDerived() throws {
        let sums = try vat(
            [
                Line(
                    account: "3000", amount: "Credit 1000.00", tax: Self.tax("30", "25", base: "1000.00", "Credit 0.00")
                ),
                Line(account: "1500", amount: "Debit 1000.00"),
            ], total: "1000.00", warnings: ["tax-amount-missing"])
        #expect(sums == ["3": [-100_000, 0]])
    }

    @Test("reverse charge stands on the cost line, and the VAT accounts cancel")
    func reverseCharge() throws {
        let sums = try vat(
            [
                Line(
                    account: "4000", amount: "Debit 1000.00", tax: Self.tax("86", "25", base: "1000.00", "Debit 250.00")
                ),
                Line(account: "2710", amount: "Debit 250.00"), Line(account: "2700", amount: "Credit 250.00"),
                Line(account: "2400", amount: "Credit 1000.00"),
            ], table: Sample.taxCode("86", "86"), total: "1250.00")
        #expect(sums == ["86": [100_000, 25_000]])
    }

    @Test("several codes on one line all count, and the line's amount once")
    func severalCodes() throws {
        let table = Sample.taxCode("30", "3") + Sample.taxCode("33", "31", rate: "15")
        let sums = try vat(
            [
                Line(
                    account: "3000", amount: "Credit 1500.00",
                    tax: Self.tax("30", "25", base: "1000.00", "Credit 250.00")
                        + Self.tax("33", "15", base: "500.00", "Credit 75.00")),
                Line(account: "2700", amount: "Credit 325.00"), Line(account: "1500", amount: "Debit 1825.00"),
            ], table: table, total: "1825.00")
        #expect(sums == ["3": [-100_000, -25_000], "31": [-50_000, -7_500]])
    }

    @Test("one local code for 0 and 7 is read by the class of the account")
    func zeroAndSeven() throws {
        let table = Sample.taxCode("0", "0", rate: "0") + Sample.taxCode("0", "7", rate: "0")
        let sums = try vat(
            [
                Line(account: "3000", amount: "Credit 100.00", tax: Self.tax("0", "0", base: "100.00", "Credit 0.00")),
                Line(account: "4000", amount: "Debit 40.00", tax: Self.tax("0", "0", base: "40.00", "Debit 0.00")),
                Line(account: "1500", amount: "Debit 60.00"),
            ], table: table, total: "100.00")
        #expect(sums == ["7": [-10_000, 0], "0": [4_000, 0]])
    }

    @Test("of several rows for a code, the date chooses, then the rate")
    func dateAndRate() throws {
        let old = Sample.taxCode(
            "30", "31", rate: "15", more: "<ExpirationDate>2024-12-31</ExpirationDate>\n")
        let new = Sample.taxCode("30", "3", more: "<EffectiveDate>2025-01-01</EffectiveDate>\n")
        let other = Sample.taxCode("30", "33", rate: "12")
        let sums = try vat(
            [
                Line(
                    account: "3000", amount: "Credit 1000.00",
                    tax: Self.tax("30", "25", base: "1000.00", "Credit 250.00")),
                Line(account: "2700", amount: "Credit 250.00"), Line(account: "1500", amount: "Debit 1250.00"),
            ], table: old + other + new, total: "1250.00")
        #expect(sums == ["3": [-100_000, -25_000]])
    }

    @Test("a given mapping goes before the file's table, and is recorded in the books")
    func givenMapping() throws {
        let text = Sample.formB.replacing("<StandardTaxCode>3<", with: "<StandardTaxCode>NA<")
        let books = try TestBooks()
        let mapping = try VATMappingFile(parsing: Array(#"{"30": "3"}"#.utf8))
        let report = try books.importing([ImportFile(text: text)]) { $0.mapping = mapping }
        #expect(report.outcome == .accepted)
        #expect(report.mapping.map(\.origin) == [.file, .given])
        #expect(try books.vat() == ["3": [-100_000, -25_000], "1": [40_000, 10_000]])
        #expect(books.books.vatCodeMappings.map(\.ledgerCode) == ["30"])
    }

    @Test("an unmapped code keeps its VAT, without a standard code")
    func unmapped() throws {
        let books = try TestBooks()
        try books.importing([
            ImportFile(text: Sample.formB.replacing("<StandardTaxCode>3<", with: "<StandardTaxCode>NA<"))
        ])
        #expect(try books.vat() == ["-": [-100_000, -25_000], "1": [40_000, 10_000]])
    }

    @Test(
        "a broken mapping is refused with its row",
        arguments: [
            ("[{\"code\": \"1\"}]", "row 1"), ("[{\"ledgerCode\": \"1\", \"code\": \"99\"}]", "no such standard"),
            ("{\"1\": \"x\"}", "code 1"), ("[{\"ledgerCode\": \"1\", \"code\": \"1\", \"til\": 1}]", "til"),
            ("[{\"ledgerCode\": \"1\", \"code\": \"1\", \"from\": \"1.1.2025\"}]", "year-month-day"),
            ("[{\"ledgerCode\": \"1\", \"code\": \"1\"}, {\"ledgerCode\": \"1\", \"code\": \"3\"}]", "twice"),
            ("5", "list"),
        ])
    func brokenMapping(text: String, words: String) {
        let error = #expect(throws: InvalidInput.self) { try VATMappingFile(parsing: Array(text.utf8)) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "none")")
    }
}
