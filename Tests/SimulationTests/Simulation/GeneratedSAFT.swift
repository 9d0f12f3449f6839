import TestSupport

/// A small SAF-T file with sales of some month, its balances in order.
struct GeneratedSAFT {
    let name: String
    let text: String
    let vouchers: Int
    /// The ends of their keys in the books.
    let transactions: [String]
    let months: [String]

    init(number: Int, organisation: String, month: Int, using random: inout SeededGenerator) {
        let sums = (0..<Int.random(in: 1...6, using: &random)).map { _ in Int.random(in: 1...90, using: &random) * 1000
        }
        name = "export-\(number).xml"
        vouchers = sums.count
        transactions = sums.indices.map { "/\(number * 100 + $0)" }
        let padded = month < 10 ? "0\(month)" : "\(month)"
        months = ["2026-\(padded)"]
        let transactions = sums.enumerated().map { index, kroner in
            GeneratedSAFT.sale(number: number * 100 + index, day: "2026-\(padded)-\(10 + index)", month, kroner)
        }
        let total = sums.reduce(0, +)
        text =
            SAFTHeader(
                system: "System \(number)", organisation: organisation, start: "2026-\(padded)-01",
                end: "2026-\(padded)-28"
            ).text + "<MasterFiles>\n<GeneralLedgerAccounts>\n"
            + GeneratedSAFT.account("1500", "Kundefordringer", "Debit", total * 5 / 4)
            + GeneratedSAFT.account("2700", "Utgående mva", "Credit", total / 4)
            + GeneratedSAFT.account("3000", "Salg", "Credit", total) + GeneratedSAFT.masters
                + """
                <GeneralLedgerEntries>
                <NumberOfEntries>\(sums.count)</NumberOfEntries>
                <TotalDebit>\(total * 5 / 4).00</TotalDebit>
                <TotalCredit>\(total * 5 / 4).00</TotalCredit>
                <Journal>
                <JournalID>GL</JournalID>
                <Description>Hovedbok</Description>
                <Type>GL</Type>

                """ + transactions.joined() + "</Journal>\n</GeneralLedgerEntries>\n</AuditFile>\n"
    }

    private static func account(_ id: String, _ name: String, _ side: String, _ closing: Int) -> String {
        """
        <Account>
        <AccountID>\(id)</AccountID>
        <AccountDescription>\(name)</AccountDescription>
        <GroupingCategory>balanse</GroupingCategory>
        <GroupingCode>10</GroupingCode>
        <AccountType>GL</AccountType>
        <OpeningDebitBalance>0.00</OpeningDebitBalance>
        <Closing\(side)Balance>\(closing).00</Closing\(side)Balance>
        </Account>

        """
    }

    private static let masters = """
        </GeneralLedgerAccounts>
        <TaxTable>
        <TaxTableEntry>
        <TaxType>MVA</TaxType>
        <Description>Merverdiavgift</Description>
        <TaxCodeDetails>
        <TaxCode>3</TaxCode>
        <TaxPercentage>25</TaxPercentage>
        <Country>NO</Country>
        <StandardTaxCode>3</StandardTaxCode>
        <BaseRate>100</BaseRate>
        </TaxCodeDetails>
        </TaxTableEntry>
        </TaxTable>
        </MasterFiles>

        """

    private static func sale(number: Int, day: String, _ month: Int, _ kroner: Int) -> String {
        """
        <Transaction>
        <TransactionID>\(number)</TransactionID>
        <Period>\(month)</Period>
        <PeriodYear>2026</PeriodYear>
        <TransactionDate>\(day)</TransactionDate>
        <VoucherType>SI</VoucherType>
        <Description>Faktura \(number)</Description>
        <SystemEntryDate>\(day)</SystemEntryDate>
        <GLPostingDate>\(day)</GLPostingDate>
        \(line(1, "3000", "Credit", kroner, tax: kroner))\(line(2, "2700", "Credit", kroner / 4))\
        \(line(3, "1500", "Debit", kroner * 5 / 4))</Transaction>

        """
    }

    private static func line(_ number: Int, _ account: String, _ side: String, _ kroner: Int, tax: Int? = nil) -> String
    {
        let information =
            tax.map {
                """
                <TaxInformation>
                <TaxType>MVA</TaxType>
                <TaxCode>3</TaxCode>
                <TaxPercentage>25</TaxPercentage>
                <TaxBase>\($0).00</TaxBase>
                <CreditTaxAmount>
                <Amount>\($0 / 4).00</Amount>
                </CreditTaxAmount>
                </TaxInformation>

                """
            } ?? ""
        return """
            <Line>
            <RecordID>\(number)</RecordID>
            <AccountID>\(account)</AccountID>
            <Description>Linje</Description>
            <\(side)Amount>
            <Amount>\(kroner).00</Amount>
            </\(side)Amount>
            \(information)</Line>

            """
    }
}
