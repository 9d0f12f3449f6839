import Formats
import Interchange
import Ledger
import Testing
import Values

/// What real systems write (import-formats, section 8), where the outcome is more than a notice.
@Suite struct SAFTQuirksTests {
    private func imported(_ text: String) throws -> (TestBooks, ImportReport) {
        let books = try TestBooks()
        return (books, try books.importing([ImportFile(text: text)]))
    }

    private func currency(_ code: String, _ amount: String, _ rate: String) -> String {
        "\n<CurrencyCode>\(code)</CurrencyCode>\n<CurrencyAmount>\(amount)</CurrencyAmount>\n<ExchangeRate>\(rate)</ExchangeRate>"
    }

    @Test("a dimension's amount is not the line's, though it stands before it")
    func dimensionAmount() throws {
        let text = Sample.formB.replacing(
            "<AnalysisID>1</AnalysisID>\n</Analysis>",
            with:
                "<AnalysisID>1</AnalysisID>\n<CreditAnalysisAmount>\n<Amount>999.00</Amount>\n</CreditAnalysisAmount>\n</Analysis>"
        )
        let (books, report) = try imported(text)
        #expect(report.outcome == .accepted, Comment(rawValue: report.text))
        let sale = try #require(try books.vouchers().first { $0.number.number == "1001" })
        #expect(sale.postings[0].amount.ore == -100_000)
        #expect(sale.postings[0].dimensions == [Dimension(type: "A", id: "1", amount: Money(ore: -99_900))])
    }

    @Test("a currency amount is kept exactly, on the side of its line")
    func currencyKept() throws {
        let text = Sample.formB.replacing(
            "<Amount>500.00</Amount>", with: "<Amount>500.00</Amount>" + currency("EUR", "43.478261", "11.5"))
        let (books, report) = try imported(text)
        #expect(report.outcome == .accepted, Comment(rawValue: report.text))
        let line = try books.vouchers().flatMap(\.postings).first { $0.currency != nil }
        #expect(line?.currency == CurrencyAmount(code: "EUR", amount: "-43.478261", rate: "11.5"))
    }

    @Test(
        "a currency amount is kept in the one form that can be computed with",
        arguments: [("+100.50", "-100.50"), ("100.", "-100"), (".5", "-0.5"), ("0100", "-0100")])
    func currencyForm(written: String, kept: String) throws {
        let text = Sample.formB.replacing(
            "<Amount>500.00</Amount>", with: "<Amount>500.00</Amount>" + currency("EUR", written, "11.5"))
        let (books, _) = try imported(text)
        let amount = try books.vouchers().flatMap(\.postings).compactMap(\.currency).first
        #expect(amount?.amount == kept)
        #expect(throws: Never.self) { try amount?.exactAmount() }
    }

    @Test("a currency amount repeated on every line stays on the party's line alone")
    func currencyRepeated() throws {
        var sale = Sample.sale
        for amount in ["1000.00", "1250.00"] {
            sale = sale.replacingFirst(
                "<Amount>\(amount)</Amount>", with: "<Amount>\(amount)</Amount>" + currency("EUR", "100", "12.5"))
        }
        sale = sale.replacing(
            "<Amount>250.00</Amount>\n</CreditAmount>\n</Line>",
            with: "<Amount>250.00</Amount>" + currency("EUR", "100", "12.5") + "\n</CreditAmount>\n</Line>")
        let (books, report) = try imported(Sample.file([sale], count: 1, total: "1250.00"))
        #expect(report.warningCodes.contains("currency-repeated"), Comment(rawValue: report.text))
        let lines = try books.vouchers().filter { $0.kind == .ordinary }.flatMap(\.postings)
        #expect(lines.first { $0.party != nil }?.currency?.amount == "100")
        #expect(lines.first { $0.account.text == "2700" }?.currency == nil)
    }

    @Test("a bank account in a foreign currency without currency amounts comes in as NOK, and is told once")
    func bankCurrency() throws {
        let text = Sample.formB.replacing(
            "</Contact>\n</Company>",
            with:
                "</Contact>\n<BankAccount>\n<BankAccountNumber>1</BankAccountNumber>\n<CurrencyCode>EUR</CurrencyCode>\n<GeneralLedgerAccountID>2400</GeneralLedgerAccountID>\n</BankAccount>\n</Company>"
        )
        let second = Sample.purchase.replacing(">1002<", with: ">1003<").replacing("2025-03-20", with: "2025-03-21")
        let entries = Sample.entries([Sample.sale, Sample.purchase, second], count: 3, total: "2250.00")
        let (_, report) = try imported(text.replacing(Sample.entriesB, with: entries))
        let told = report.warnings.filter { $0.code == "bank-currency-missing" }
        #expect(told.map(\.path) == ["GeneralLedgerEntries/Journal[GL]/Transaction[1002]/Line[3]"])
    }

    @Test("a fiscal year of the company's own is noticed from the dates, and told once")
    func fiscalYear() throws {
        // Periods count from July: period 1 of 2025 is January 2026 less six months, that is July 2025.
        let text = Sample.formB.replacing("<Period>1<", with: "<Period>7<").replacing("<Period>3<", with: "<Period>9<")
            .replacing("<PeriodYear>2025<", with: "<PeriodYear>2024<")
        let (_, report) = try imported(text)
        #expect(report.warningCodes == ["fiscal-year-differs"], Comment(rawValue: report.text))
        #expect(report.warnings.first?.message.contains("6 months") == true)
    }

    @Test("master files behind the entries are found all the same")
    func lateMasterFiles() throws {
        let text = Sample.header(version: "1.30") + Sample.entriesB + Sample.mastersB + "</AuditFile>\n"
        let (books, report) = try imported(text)
        #expect(report.warningCodes == ["element-order"], Comment(rawValue: report.text))
        #expect(try books.balances()["1500"] == 125_000)
    }

    @Test("the kind of voucher defaults to the journal's")
    func voucherKind() throws {
        let (books, _) = try imported(Sample.formA)
        #expect(try books.vouchers().compactMap(\.source?.voucherType) == ["GL", "GL"])
    }

    @Test("a file without master files uses the accounts of the books")
    func entriesOnly() throws {
        let books = try TestBooks()
        try books.importing([ImportFile(text: Sample.formB)])
        let more =
            Sample.header(version: "1.30")
            + Sample.entries(
                [Sample.sale.replacing(">1001<", with: ">1009<").replacing("<TaxCode>30</TaxCode>\n", with: "")],
                count: 1, total: "1250.00")
            + "</AuditFile>\n"
        // Nobody can say what a code of another file's table means, and so the line here has none.
        let report = try books.importing([ImportFile(text: more)]) { $0.allowed = ["tax-without-code"] }
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        #expect(report.vouchers == 1)
    }

    @Test("Windows-1252 that calls itself UTF-8 is read as what it is, with a word about it")
    func misdeclaredEncoding() throws {
        let bytes = Sample.formB.unicodeScalars.map { UInt8($0.value) }
        let books = try TestBooks()
        let report = try books.importing([ImportFile("a.xml", bytes: bytes)])
        #expect(report.outcome == .acceptedWithWarnings, Comment(rawValue: report.text))
        #expect(report.warningCodes.contains("encoding-not-as-declared"))
        #expect(books.books.accounts[try AccountNumber("2700")]?.name == "Utgående mva")
        #expect(try books.importing([ImportFile("a.xml", bytes: bytes)]).outcome == .alreadyImported)
    }

    @Test("damaged UTF-8 is refused with its line, never replaced")
    func damagedEncoding() throws {
        var bytes = Array(Sample.formB.utf8)
        bytes.insert(0xE5, at: try #require(bytes.firstIndex(of: 0xC3)))
        let books = try TestBooks()
        let report = try books.importing([ImportFile("a.xml", bytes: bytes)])
        #expect(report.errorCodes == ["xml-encoding"])
        #expect(report.errors.first?.line == line(of: "Prøveprogram", in: Sample.formB))
        #expect(books.writer.size == 1)
    }
}
