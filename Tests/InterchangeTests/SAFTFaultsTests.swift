import Formats
import Interchange
import Ledger
import Testing
import Values

/// A change to the faultless sample, and what it must lead to.
struct Fault: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let old: String
    let new: String
    /// The one finding expected.
    let code: String
    /// Text of the changed file on whose line the finding stands; nil when no line is meant.
    let marker: String?
    /// Ends the finding's path.
    var path = ""
    /// Must stand in the message.
    var words = ""
    /// Only the first place is changed.
    var isFirstOnly = true

    init(
        _ name: String, _ old: String, _ new: String, _ code: String, at marker: String?, path: String = "",
        words: String = "", everywhere: Bool = false
    ) {
        testDescription = name
        self.old = old
        self.new = new
        self.code = code
        self.marker = marker
        self.path = path
        self.words = words
        isFirstOnly = !everywhere
    }

    func applied(to text: String) -> String {
        precondition(text.contains(old), "the sample does not hold \(old)")
        return isFirstOnly ? text.replacingFirst(old, with: new) : text.replacing(old, with: new)
    }
}

@Suite struct SAFTFaultsTests {
    @Test("each fault refuses the import, with its place, and nothing is imported", arguments: errors)
    func refused(fault: Fault) throws {
        let text = fault.applied(to: Sample.formB)
        let books = try TestBooks()
        let report = try books.importing([ImportFile(text: text, "regnskap.xml")])
        #expect(report.outcome == .rejected)
        // A wrong amount also makes a control total wrong.
        let codes = report.errorCodes.filter { !$0.hasPrefix("total-") || fault.code.hasPrefix("total-") }
        #expect(codes == [fault.code], Comment(rawValue: report.text))
        try expectPlace(report.errors.first, fault, text)
        #expect(report.vouchers == 0)
        #expect(books.writer.size == 1)
    }

    @Test("each oddity is imported and told, with its place", arguments: warnings)
    func warned(fault: Fault) throws {
        let text = fault.applied(to: Sample.formB)
        let books = try TestBooks()
        let report = try books.importing([ImportFile(text: text, "regnskap.xml")])
        #expect(report.outcome == .acceptedWithWarnings, Comment(rawValue: report.text))
        #expect(report.warningCodes.contains(fault.code), Comment(rawValue: report.text))
        try expectPlace(report.warnings.first { $0.code == fault.code }, fault, text)
        #expect(books.writer.size > 1)
    }

    @Test("each usual form is imported without a word", arguments: accepted)
    func silent(fault: Fault) throws {
        let books = try TestBooks()
        let report = try books.importing([ImportFile(text: fault.applied(to: Sample.formB))])
        #expect(report.outcome == .accepted, Comment(rawValue: report.text))
    }

    @Test("a version nobody knows is refused where the structure does not tell either")
    func unknownVersion() throws {
        let plain = ["VoucherType", "BalanceAccount"].reduce(Sample.formB) { text, name in
            text.replacing("<\(name)>\n", with: "").replacing("</\(name)>\n", with: "")
                .replacing("<\(name)>SI</\(name)>\n", with: "").replacing("<\(name)>PI</\(name)>\n", with: "")
        }
        // Without parties and VAT nothing is left that only one form has.
        let text = plain.replacing(">1.30<", with: ">9.9<")
        let bare = text[..<text.firstRange(of: "<Customers>")!.lowerBound] + "</MasterFiles>\n</AuditFile>\n"
        let books = try TestBooks()
        let report = try books.importing([ImportFile(text: String(bare))])
        #expect(report.errorCodes == ["unknown-version"])
        #expect(report.errors.first?.line == line(of: ">9.9<", in: text))
        #expect(books.writer.size == 1)
    }

    private func expectPlace(_ notice: ImportNotice?, _ fault: Fault, _ text: String) throws {
        let notice = try #require(notice)
        #expect(notice.file == "regnskap.xml")
        if let marker = fault.marker { #expect(notice.line == line(of: marker, in: text)) }
        #expect(notice.path?.hasSuffix(fault.path) ?? fault.path.isEmpty, "\(notice.path ?? "no path")")
        #expect(fault.words.isEmpty || notice.message.contains(fault.words), Comment(rawValue: notice.message))
    }

    static let errors: [Fault] = [
        Fault("not well-formed", "</Company>", "</Firma>", "xml-malformed", at: "</Firma>"),
        Fault("a document type", "<AuditFile", "<!DOCTYPE AuditFile>\n<AuditFile", "xml-doctype", at: "<!DOCTYPE"),
        Fault("bytes of another encoding", "encoding=\"UTF-8\"", "encoding=\"no-such\"", "xml-encoding", at: "<?xml"),
        Fault("another root", "AuditFile", "Regnskap", "not-saft", at: "<Regnskap", everywhere: true),
        Fault(
            "another namespace", "Financial:NO", "Financial:PT", "wrong-namespace", at: "<AuditFile", words: ":PT"),
        Fault(
            "another country", "<AuditFileCountry>NO", "<AuditFileCountry>SE", "wrong-country", at: ">SE<",
            path: "Header/AuditFileCountry", words: "'SE'"),
        Fault(
            "another basis", "<TaxAccountingBasis>A", "<TaxAccountingBasis>K", "wrong-accounting-basis", at: ">K<",
            path: "Header/TaxAccountingBasis"),
        Fault(
            "another currency", "<DefaultCurrencyCode>NOK", "<DefaultCurrencyCode>EUR", "wrong-currency", at: ">EUR<",
            path: "Header/DefaultCurrencyCode"),
        Fault(
            "an organisation number that cannot be", ">888888888<", ">888888889<", "organisation-number-invalid",
            at: ">888888889<", path: "Header/Company/RegistrationNumber"),
        Fault(
            "another company", ">888888888<", ">999999999<", "other-company", at: ">999999999<", words: "888888888"),
        Fault(
            "a decimal comma", "<Amount>1000.00</Amount>", "<Amount>1000,00</Amount>", "invalid-amount",
            at: "<Amount>1000,00", path: "Journal[GL]/Transaction[1001]/Line[1]/CreditAmount/Amount", words: "'1000,00'"
        ),
        Fault(
            "three decimals", "<Amount>1000.00</Amount>", "<Amount>1000.005</Amount>", "invalid-amount",
            at: "<Amount>1000.005"),
        Fault("an empty amount", "<Amount>1000.00</Amount>", "<Amount/>", "invalid-amount", at: "<Amount/>"),
        Fault(
            "grouped digits", "<Amount>1000.00</Amount>", "<Amount>1 000.00</Amount>", "invalid-amount",
            at: "<Amount>1 000.00"),
        Fault(
            "a no-break space", "<Amount>1000.00</Amount>", "<Amount>1\u{A0}000.00</Amount>", "invalid-amount",
            at: "<Amount>1\u{A0}000.00"),
        Fault(
            "an exponent", "<Amount>1000.00</Amount>", "<Amount>1E3</Amount>", "invalid-amount", at: "<Amount>1E3"),
        Fault(
            "nineteen digits", "<Amount>1000.00</Amount>", "<Amount>12345678901234567.00</Amount>",
            "amount-too-large", at: "<Amount>12345678901234567"),
        Fault(
            "an amount directly in its side", "<CreditAmount>\n<Amount>1000.00</Amount>", "<CreditAmount>1000.00",
            "invalid-amount", at: "</CreditAmount>", path: "Line[1]/CreditAmount", words: "'1000.00'"),
        Fault(
            "a day that does not exist", "<TransactionDate>2025-01-15", "<TransactionDate>2025-02-30",
            "invalid-date", at: "2025-02-30", path: "Transaction[1001]/TransactionDate", words: "'2025-02-30'"),
        Fault(
            "a Norwegian date", "<TransactionDate>2025-01-15", "<TransactionDate>15.01.2025", "invalid-date",
            at: "15.01.2025"),
        Fault(
            "no date", "<TransactionDate>2025-01-15</TransactionDate>\n", "", "missing-element", at: "<Transaction>",
            path: "Transaction[1001]/TransactionDate"),
        Fault(
            "no number", "<TransactionID>1001</TransactionID>", "<TransactionID/>", "missing-element",
            at: "<Transaction>"),
        Fault(
            "debit and credit", "</CreditAmount>\n<TaxInf",
            "</CreditAmount>\n<DebitAmount>\n<Amount>5</Amount>\n</DebitAmount>\n<TaxInf", "debit-and-credit",
            at: "<DebitAmount>", path: "Line[1]"),
        Fault(
            "neither debit nor credit", "<CreditAmount>\n<Amount>250.00</Amount>\n</CreditAmount>\n</Line>", "</Line>",
            "amount-missing", at: "<Line>\n<RecordID>2", path: "Line[2]"),
        Fault(
            "one øre out of balance", "<Amount>250.00</Amount>\n</CreditAmount>\n</Line>",
            "<Amount>249.99</Amount>\n</CreditAmount>\n</Line>", "voucher-unbalanced", at: "<Transaction>",
            path: "GeneralLedgerEntries/Journal[GL]/Transaction[1001]",
            words: "voucher 1001 in journal GL is out of balance by 0.01: debit 1 250.00, credit 1 249.99"),
        Fault(
            "a wrong count", "<NumberOfEntries>2", "<NumberOfEntries>6", "number-of-entries", at: ">6<",
            path: "GeneralLedgerEntries/NumberOfEntries", words: "is 6, but the file has 2"),
        Fault(
            "a wrong debit total", "<TotalDebit>1750.00", "<TotalDebit>1750.01", "total-debit", at: "1750.01",
            path: "GeneralLedgerEntries/TotalDebit"),
        Fault(
            "a wrong credit total", "<TotalCredit>1750.00", "<TotalCredit>0", "total-credit", at: "<TotalCredit>"),
        Fault(
            "an account outside the chart", "<RecordID>1</RecordID>\n<AccountID>3000",
            "<RecordID>1</RecordID>\n<AccountID>3999", "unknown-account", at: "<AccountID>3999",
            path: "Transaction[1001]/Line[1]/AccountID", words: "account 3999"),
        Fault(
            "an account twice with other content", "<GeneralLedgerAccounts>\n",
            "<GeneralLedgerAccounts>\n" + Sample.account("1500", "Kunder", opening: "0.00", closing: "1250.01"),
            "account-differs",
            at:
                "<Account>\n<AccountID>1500</AccountID>\n<AccountDescription>Kunder</AccountDescription>\n<GroupingCategory>balanse</GroupingCategory>\n<GroupingCode>10</GroupingCode>\n<AccountType>GL</AccountType>\n<OpeningDebitBalance>0.00</OpeningDebitBalance>\n<ClosingDebitBalance>1250.00"
        ),
        Fault(
            "a VAT code outside the table", "<TaxCode>30</TaxCode>\n<TaxPercentage>25</TaxPercentage>\n<TaxBase",
            "<TaxCode>31</TaxCode>\n<TaxPercentage>25</TaxPercentage>\n<TaxBase", "unknown-tax-code",
            at: "<TaxCode>31", path: "Line[1]/TaxInformation", words: "--map"),
        Fault(
            "a VAT code that had ended", "<TaxCode>30</TaxCode>\n",
            "<TaxCode>30</TaxCode>\n<ExpirationDate>2024-12-31</ExpirationDate>\n", "tax-code-not-valid",
            at: "<TaxCode>30</TaxCode>\n<TaxPercentage>25</TaxPercentage>\n<TaxBase", words: "2025-01-15"),
        Fault(
            "a standard code that does not exist", "<StandardTaxCode>3<", "<StandardTaxCode>a9<",
            "standard-tax-code-unknown", at: nil, words: "'a9'"),
        Fault(
            "one code for two standard codes", "</TaxTableEntry>", Sample.taxCode("30", "31") + "</TaxTableEntry>",
            "tax-code-ambiguous", at: nil, words: "3, 31"),
        Fault(
            "customer and supplier on a line", "<CustomerID>10001</CustomerID>\n<Desc",
            "<CustomerID>10001</CustomerID>\n<SupplierID>20001</SupplierID>\n<Desc", "customer-and-supplier",
            at: "<SupplierID>20001</SupplierID>\n<Desc", path: "Line[3]"),
        Fault(
            "a currency of the wrong form", "<Amount>1250.00</Amount>",
            "<Amount>1250.00</Amount>\n<CurrencyCode>EU</CurrencyCode>\n<CurrencyAmount>1</CurrencyAmount>",
            "currency-code-invalid", at: "<CurrencyCode>EU"),
        Fault(
            "a currency amount with a sign inside", "<Amount>1250.00</Amount>",
            "<Amount>1250.00</Amount>\n<CurrencyCode>EUR</CurrencyCode>\n<CurrencyAmount>10-2.0.3</CurrencyAmount>",
            "invalid-number", at: "<CurrencyAmount>10", words: "'10-2.0.3'"),
        Fault(
            "a year of a period beyond the schema", "<PeriodYear>2025<", "<PeriodYear>20250<", "invalid-number",
            at: "<PeriodYear>20250", words: "1970 to 2100"),
        Fault(
            "VAT without a code", "<TaxCode>30</TaxCode>\n<TaxPercentage>25</TaxPercentage>\n<TaxBase",
            "<TaxPercentage>25</TaxPercentage>\n<TaxBase", "tax-without-code", at: nil, words: "250.00"),
    ]

    static let warnings: [Fault] = [
        Fault(
            "no namespace", " xmlns=\"urn:StandardAuditFile-Taxation-Financial:NO\"", "", "missing-namespace",
            at: "<AuditFile"),
        Fault("a form B file that says 1.20", ">1.30<", ">1.20<", "version-differs", at: ">1.20<"),
        Fault("version 3.0", ">1.30<", ">3.0<", "version-differs", at: ">3.0<", words: "structure"),
        Fault(
            "elements out of order", "<CID>0001</CID>\n<DueDate>2025-01-29</DueDate>",
            "<DueDate>2025-01-29</DueDate>\n<CID>0001</CID>", "element-order", at: "<CID>", path: "Line[3]/CID"),
        Fault(
            "an unknown element", "<Type>GL</Type>", "<Type>GL</Type>\n<Fremmed><Amount>5</Amount></Fremmed>",
            "unknown-element", at: "<Fremmed>", path: "Journal[GL]/Fremmed"),
        Fault(
            "an empty table", "<AnalysisTypeTable>", "<AnalysisTypeTable/>\n<AnalysisTypeTable>", "empty-table",
            at: "<AnalysisTypeTable/>"),
        Fault(
            "invoices", "</AuditFile>", "<SourceDocuments>\n<Payments/>\n</SourceDocuments>\n</AuditFile>",
            "skipped-branch", at: "<SourceDocuments>"),
        Fault(
            "an account twice with the same content", "<GeneralLedgerAccounts>\n",
            "<GeneralLedgerAccounts>\n" + Sample.account("1500", "Kunder", opening: "0.00", closing: "1250.00"),
            "account-repeated", at: nil),
        Fault(
            "openings with an undisposed result", "<OpeningCreditBalance>1000.00", "<OpeningCreditBalance>400.00",
            "opening-imbalance", at: nil, words: "600.00"),
        Fault(
            "a closing balance that does not follow", "<ClosingDebitBalance>1000.00", "<ClosingDebitBalance>1000.35",
            "closing-differs", at: nil, path: "Account[1920]", words: "0.35 off"),
        Fault(
            "an unmapped VAT code", "<StandardTaxCode>3<", "<StandardTaxCode>NA<", "tax-code-unmapped",
            at: nil, words: "--map"),
        Fault(
            "a tax that does not follow from its base", "<CreditTaxAmount>\n<Amount>250.00",
            "<CreditTaxAmount>\n<Amount>248.99", "tax-amount-differs", at: nil, words: "248.99"),
        Fault(
            "another rate", "<TaxPercentage>25</TaxPercentage>\n<TaxBase>1000",
            "<TaxPercentage>15</TaxPercentage>\n<TaxBase>1000", "tax-rate-differs", at: nil),
        Fault("no tax base", "<TaxBase>1000.00</TaxBase>\n", "", "tax-base-derived", at: nil),
        Fault(
            "no tax code, and no tax",
            "<TaxCode>30</TaxCode>\n<TaxPercentage>25</TaxPercentage>\n<TaxBase>1000.00</TaxBase>\n<CreditTaxAmount>\n<Amount>250.00",
            "<TaxPercentage>25</TaxPercentage>\n<TaxBase>1000.00</TaxBase>\n<CreditTaxAmount>\n<Amount>0.00",
            "tax-code-missing", at: nil),
        Fault(
            "a currency amount of more digits than are kept", "<Amount>1250.00</Amount>",
            "<Amount>1250.00</Amount>\n<CurrencyCode>EUR</CurrencyCode>\n<CurrencyAmount>100.00000000000000000000000000</CurrencyAmount>\n<ExchangeRate>12.5</ExchangeRate>",
            "currency-too-long", at: "<CurrencyAmount>100"),
        Fault(
            "tax on the other side", "CreditTaxAmount", "DebitTaxAmount", "tax-side-differs", at: nil, everywhere: true),
        Fault(
            "an unknown customer", "<CustomerID>10001</CustomerID>\n<Desc", "<CustomerID>10002</CustomerID>\n<Desc",
            "unknown-party", at: "<CustomerID>10002"),
        Fault(
            "a sub-ledger line without customer", "<CustomerID>10001</CustomerID>\n<Desc", "<Desc", "party-missing",
            at: nil, words: "1500"),
        Fault(
            "party balances off", "<ClosingDebitBalance>1250.00</ClosingDebitBalance>\n</BalanceAccount>",
            "<ClosingDebitBalance>1.00</ClosingDebitBalance>\n</BalanceAccount>", "party-balances-differ", at: nil,
            path: "Account[1500]"),
        Fault(
            "an unknown dimension", "<AnalysisID>1</AnalysisID>\n</Analysis>",
            "<AnalysisID>2</AnalysisID>\n</Analysis>", "unknown-dimension", at: nil),
        Fault(
            "a date outside the selection", "<TransactionDate>2025-03-20", "<TransactionDate>2026-03-20",
            "date-outside-selection", at: nil),
        Fault(
            "a period that does not fit", "<Period>3<", "<Period>7<", "period-differs", at: nil,
            path: "Transaction[1002]"),
        Fault(
            "an unknown currency", "<Amount>1250.00</Amount>",
            "<Amount>1250.00</Amount>\n<CurrencyCode>XYZ</CurrencyCode>\n<CurrencyAmount>100</CurrencyAmount>\n<ExchangeRate>12.5</ExchangeRate>",
            "currency-unknown", at: nil),
        Fault(
            "a rate per hundred", "<Amount>1250.00</Amount>",
            "<Amount>1250.00</Amount>\n<CurrencyCode>SEK</CurrencyCode>\n<CurrencyAmount>1000</CurrencyAmount>\n<ExchangeRate>125</ExchangeRate>",
            "currency-rate-differs", at: nil, words: "1.250000"),
        Fault(
            "no tax amount where VAT is posted", "<CreditTaxAmount>\n<Amount>250.00", "<CreditTaxAmount>\n<Amount>0.00",
            "tax-amount-missing", at: nil, words: "taken from"),
        Fault(
            "a tax base with three decimals", "<TaxBase>1000.00<", "<TaxBase>1000.004<", "tax-base-rounded",
            at: "<TaxBase>1000.004"),
    ]

    static let accepted: [Fault] = [
        Fault("an empty due date", "<DueDate>2025-01-29</DueDate>", "<DueDate/>", "", at: nil),
        Fault("period 13", "<Period>3<", "<Period>13<", "", at: nil),
        Fault("period 0", "<Period>1<", "<Period>00<", "", at: nil),
        Fault("an empty description", "<Description>Kjøp</Description>", "<Description/>", "", at: nil),
        Fault(
            "VAT number without its suffix, and fillers", "</Contact>\n</Company>",
            "</Contact>\n<TaxRegistration>\n<TaxRegistrationNumber>888888888</TaxRegistrationNumber>\n</TaxRegistration>\n<BankAccount>\n<IBANNumber>n.a</IBANNumber>\n</BankAccount>\n</Company>",
            "", at: nil),
        Fault(
            "a line of zero", "<Line>\n<RecordID>2</RecordID>\n<AccountID>2700",
            "<Line>\n<RecordID>9</RecordID>\n<AccountID>1920</AccountID>\n<Description/>\n<DebitAmount>\n<Amount>0.00</Amount>\n</DebitAmount>\n</Line>\n<Line>\n<RecordID>2</RecordID>\n<AccountID>2700",
            "", at: nil),
        Fault("no kind of voucher", "<VoucherType>SI</VoucherType>\n", "", "", at: nil),
        Fault(
            "a later tax percentage of the same code", "<TaxCode>30</TaxCode>\n<TaxP",
            "<TaxCode>30</TaxCode>\n<EffectiveDate>2005-01-01</EffectiveDate>\n<TaxP", "", at: nil),
        Fault(
            "currency NOK written out", "<Amount>1250.00</Amount>",
            "<Amount>1250.00</Amount>\n<CurrencyCode>NOK</CurrencyCode>\n<CurrencyAmount>1250.00</CurrencyAmount>\n<ExchangeRate>1</ExchangeRate>",
            "", at: nil),
        Fault(
            "selection by periods",
            "<SelectionStartDate>2025-01-01</SelectionStartDate>\n<SelectionEndDate>2025-12-31</SelectionEndDate>",
            "<PeriodStart>1</PeriodStart>\n<PeriodStartYear>2025</PeriodStartYear>\n<PeriodEnd>12</PeriodEnd>\n<PeriodEndYear>2025</PeriodEndYear>",
            "", at: nil),
        Fault(
            "owners and contact details", "</MasterFiles>",
            "<Owners>\n<Owner>\n<Name>X</Name>\n<AccountID>1370</AccountID>\n</Owner>\n</Owners>\n</MasterFiles>", "",
            at: nil),
    ]
}
