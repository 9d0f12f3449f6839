import TestSupport

/// Small SAF-T files without faults, one element to a line; tests change what they are about.
enum Sample {
    /// Version 1.30: a sale and a purchase with VAT. Opening: bank 1 000 and equity.
    static let formB = header(version: "1.30") + mastersB + entriesB + "</AuditFile>\n"

    static let version140 = formB.replacing(">1.30<", with: ">1.40<")

    /// The same books in version 1.20.
    static let formA =
        (header(version: "1.20") + mastersB + entriesB + "</AuditFile>\n")
        .replacing("<GroupingCategory>balanse</GroupingCategory>\n", with: "")
        .replacing("<GroupingCode>10</GroupingCode>\n", with: "<StandardAccountID>10</StandardAccountID>\n")
        .replacing("<BalanceAccount>\n", with: "").replacing("</BalanceAccount>\n", with: "")
        .replacing("DebitTaxAmount>", with: "TaxAmount>").replacing("CreditTaxAmount>", with: "TaxAmount>")
        .replacing("<VoucherType>SI</VoucherType>\n", with: "").replacing("<VoucherType>PI</VoucherType>\n", with: "")

    static func header(version: String, start: String = "2025-01-01", end: String = "2025-12-31") -> String {
        SAFTHeader(version: version, start: start, end: end).text
    }

    static func account(_ id: String, _ name: String, opening: String, closing: String) -> String {
        func balance(_ kind: String, _ amount: String) -> String {
            let side = amount.hasPrefix("-") ? "Credit" : "Debit"
            let number = amount.replacing("-", with: "")
            return "<\(kind)\(side)Balance>\(number)</\(kind)\(side)Balance>"
        }
        return """
            <Account>
            <AccountID>\(id)</AccountID>
            <AccountDescription>\(name)</AccountDescription>
            <GroupingCategory>balanse</GroupingCategory>
            <GroupingCode>10</GroupingCode>
            <AccountType>GL</AccountType>
            \(balance("Opening", opening))
            \(balance("Closing", closing))
            </Account>

            """
    }

    static func taxCode(_ code: String, _ standard: String, rate: String = "25", more: String = "") -> String {
        """
        <TaxCodeDetails>
        <TaxCode>\(code)</TaxCode>
        \(more)<TaxPercentage>\(rate)</TaxPercentage>
        <Country>NO</Country>
        <StandardTaxCode>\(standard)</StandardTaxCode>
        <BaseRate>100</BaseRate>
        </TaxCodeDetails>

        """
    }

    static let mastersB =
        """
        <MasterFiles>
        <GeneralLedgerAccounts>

        """ + account("1500", "Kunder", opening: "0.00", closing: "1250.00")
        + account("1920", "Bank", opening: "1000.00", closing: "1000.00")
        + account("2000", "Egenkapital", opening: "-1000.00", closing: "-1000.00")
        + account("2400", "Leverandører", opening: "0.00", closing: "-500.00")
        + account("2700", "Utgående mva", opening: "0.00", closing: "-250.00")
        + account("2710", "Inngående mva", opening: "0.00", closing: "100.00")
        + account("3000", "Salg", opening: "0.00", closing: "-1000.00")
        + account("4000", "Varekjøp", opening: "0.00", closing: "400.00") + """
            </GeneralLedgerAccounts>
            <Customers>
            <Customer>
            <Name>Kari AS</Name>
            <CustomerID>10001</CustomerID>
            <BalanceAccount>
            <AccountID>1500</AccountID>
            <OpeningDebitBalance>0.00</OpeningDebitBalance>
            <ClosingDebitBalance>1250.00</ClosingDebitBalance>
            </BalanceAccount>
            </Customer>
            </Customers>
            <Suppliers>
            <Supplier>
            <Name>Ola AS</Name>
            <SupplierID>20001</SupplierID>
            <BalanceAccount>
            <AccountID>2400</AccountID>
            <OpeningDebitBalance>0.00</OpeningDebitBalance>
            <ClosingCreditBalance>500.00</ClosingCreditBalance>
            </BalanceAccount>
            </Supplier>
            </Suppliers>
            <TaxTable>
            <TaxTableEntry>
            <TaxType>MVA</TaxType>
            <Description>Merverdiavgift</Description>

            """ + taxCode("30", "3") + taxCode("10", "1") + """
            </TaxTableEntry>
            </TaxTable>
            <AnalysisTypeTable>
            <AnalysisTypeTableEntry>
            <AnalysisType>A</AnalysisType>
            <AnalysisTypeDescription>Avdeling</AnalysisTypeDescription>
            <AnalysisID>1</AnalysisID>
            <AnalysisIDDescription>Oslo</AnalysisIDDescription>
            </AnalysisTypeTableEntry>
            </AnalysisTypeTable>
            </MasterFiles>

            """

    static let sale = """
        <Transaction>
        <TransactionID>1001</TransactionID>
        <Period>1</Period>
        <PeriodYear>2025</PeriodYear>
        <TransactionDate>2025-01-15</TransactionDate>
        <VoucherType>SI</VoucherType>
        <Description>Faktura 1</Description>
        <SystemEntryDate>2025-01-15</SystemEntryDate>
        <GLPostingDate>2025-01-16</GLPostingDate>
        <Line>
        <RecordID>1</RecordID>
        <AccountID>3000</AccountID>
        <Analysis>
        <AnalysisType>A</AnalysisType>
        <AnalysisID>1</AnalysisID>
        </Analysis>
        <Description>Varer</Description>
        <CreditAmount>
        <Amount>1000.00</Amount>
        </CreditAmount>
        <TaxInformation>
        <TaxType>MVA</TaxType>
        <TaxCode>30</TaxCode>
        <TaxPercentage>25</TaxPercentage>
        <TaxBase>1000.00</TaxBase>
        <CreditTaxAmount>
        <Amount>250.00</Amount>
        </CreditTaxAmount>
        </TaxInformation>
        </Line>
        <Line>
        <RecordID>2</RecordID>
        <AccountID>2700</AccountID>
        <Description>Mva</Description>
        <CreditAmount>
        <Amount>250.00</Amount>
        </CreditAmount>
        </Line>
        <Line>
        <RecordID>3</RecordID>
        <AccountID>1500</AccountID>
        <CustomerID>10001</CustomerID>
        <Description></Description>
        <DebitAmount>
        <Amount>1250.00</Amount>
        </DebitAmount>
        <ReferenceNumber>F1</ReferenceNumber>
        <CID>0001</CID>
        <DueDate>2025-01-29</DueDate>
        </Line>
        </Transaction>

        """

    static let purchase = """
        <Transaction>
        <TransactionID>1002</TransactionID>
        <Period>3</Period>
        <PeriodYear>2025</PeriodYear>
        <TransactionDate>2025-03-20</TransactionDate>
        <VoucherType>PI</VoucherType>
        <Description>Kjøp</Description>
        <SystemEntryDate>2025-03-20</SystemEntryDate>
        <GLPostingDate>2025-03-20</GLPostingDate>
        <Line>
        <RecordID>1</RecordID>
        <AccountID>4000</AccountID>
        <Description>Mel</Description>
        <DebitAmount>
        <Amount>400.00</Amount>
        </DebitAmount>
        <TaxInformation>
        <TaxType>MVA</TaxType>
        <TaxCode>10</TaxCode>
        <TaxPercentage>25</TaxPercentage>
        <TaxBase>400.00</TaxBase>
        <DebitTaxAmount>
        <Amount>100.00</Amount>
        </DebitTaxAmount>
        </TaxInformation>
        </Line>
        <Line>
        <RecordID>2</RecordID>
        <AccountID>2710</AccountID>
        <Description>Mva</Description>
        <DebitAmount>
        <Amount>100.00</Amount>
        </DebitAmount>
        </Line>
        <Line>
        <RecordID>3</RecordID>
        <AccountID>2400</AccountID>
        <SupplierID>20001</SupplierID>
        <Description></Description>
        <CreditAmount>
        <Amount>500.00</Amount>
        </CreditAmount>
        </Line>
        </Transaction>

        """

    static let entriesB = entries([sale, purchase], count: 2, total: "1750.00")

    static func entries(_ transactions: [String], count: Int, total: String) -> String {
        """
        <GeneralLedgerEntries>
        <NumberOfEntries>\(count)</NumberOfEntries>
        <TotalDebit>\(total)</TotalDebit>
        <TotalCredit>\(total)</TotalCredit>
        <Journal>
        <JournalID>GL</JournalID>
        <Description>Hovedbok</Description>
        <Type>GL</Type>

        """ + transactions.joined() + """
            </Journal>
            </GeneralLedgerEntries>

            """
    }

    /// Version 1.30 with other vouchers and stated closings left out of account: the closings then differ, which tests
    /// of vouchers do not look at.
    static func file(_ transactions: [String], count: Int, total: String, masters: String = mastersB) -> String {
        header(version: "1.30") + masters + entries(transactions, count: count, total: total) + "</AuditFile>\n"
    }
}

extension String {
    /// The text with the first place changed, or as it is.
    func replacingFirst(_ old: String, with new: String) -> String { replacing(old, with: new, maxReplacements: 1) }
}
