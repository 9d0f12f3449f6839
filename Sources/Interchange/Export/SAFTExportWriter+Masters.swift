import Ledger
import LegalTables
import Values

/// Accounts, parties, VAT codes and dimensions.
extension SAFTExportWriter {
    func masterFiles() throws {
        try xml.open("MasterFiles")
        try accounts()
        try parties(.customer, "Customers", "Customer", "CustomerID")
        try parties(.supplier, "Suppliers", "Supplier", "SupplierID")
        try taxTable()
        try analysisTable()
        xml.close("MasterFiles")
    }

    /// The whole chart, with its balances.
    private func accounts() throws {
        let accounts = export.range.books.accounts.values.sorted { $0.number < $1.number }
        guard !accounts.isEmpty else { return }
        try xml.open("GeneralLedgerAccounts")
        for account in accounts {
            let grouping = SAFTExport.grouping(of: account)
            try xml.open("Account")
            xml.element("AccountID", account.number.text)
            xml.element("AccountDescription", account.name.cut(to: 256))
            xml.element("GroupingCategory", grouping.category.cut(to: 256))
            xml.element("GroupingCode", grouping.code.cut(to: 35))
            xml.element("AccountType", "GL")
            try balances(survey.balances.accounts[account.number] ?? ExportBalance()) { "Account \(account.number)" }
            xml.close("Account")
        }
        xml.close("GeneralLedgerAccounts")
    }

    private func balances(_ balance: ExportBalance, _ place: () -> String) throws {
        try self.balance("OpeningDebitBalance", "OpeningCreditBalance", balance.opening) {
            "\(place())'s opening balance"
        }
        try self.balance("ClosingDebitBalance", "ClosingCreditBalance", balance.closing) {
            "\(place())'s closing balance"
        }
    }

    /// Those with a balance or movement; nobody else's name goes out.
    private func parties(
        _ role: PartyReference.Role, _ list: StaticString, _ element: StaticString, _ idElement: StaticString
    ) throws {
        let present = survey.balances.parties.filter { $0.key.role == role && $0.value.contains { !$0.value.isIdle } }
            .sorted { $0.key.id < $1.key.id }
        guard !present.isEmpty else { return }
        try xml.open(list)
        for (reference, balances) in present {
            let party = export.range.books.parties[reference]
            try xml.open(element)
            xml.element("RegistrationNumber", party?.organisationNumber.cut(to: 35))
            xml.element("Name", (party?.name ?? reference.id).cut(to: 256))
            xml.element(idElement, survey.partyIDs.label(reference) ?? reference.id)
            // The party's own account stands first.
            let accounts = balances.keys.sorted {
                ($0 == party?.account ? 0 : 1, $0) < ($1 == party?.account ? 0 : 1, $1)
            }
            for account in accounts {
                try xml.open("BalanceAccount")
                xml.element("AccountID", account.text)
                try self.balances(balances[account] ?? ExportBalance()) {
                    "\(role.rawValue) \(reference.id), account \(account)"
                }
                xml.close("BalanceAccount")
            }
            xml.close(element)
        }
        xml.close(list)
    }

    private func taxTable() throws {
        let rows = survey.taxCodes.rows
        guard !rows.isEmpty else { return }
        try xml.open("TaxTable")
        try xml.open("TaxTableEntry")
        xml.element("TaxType", "MVA")
        xml.element("Description", "Merverdiavgift")
        for row in rows {
            let standard = row.standard.flatMap { LegalTables.current.vatCodes.code($0) }
            try xml.open("TaxCodeDetails")
            xml.element("TaxCode", row.code)
            xml.element("EffectiveDate", row.from?.description)
            xml.element("ExpirationDate", row.to?.description)
            xml.element("Description", standard?.saftNorwegianDescription.cut(to: 256))
            xml.element("TaxPercentage", row.rate?.saftText)
            xml.element("Country", "NO")
            xml.element("StandardTaxCode", row.standard?.description ?? "NA")
            for share in row.shares { xml.element("BaseRate", String(share)) }
            xml.close("TaxCodeDetails")
        }
        xml.close("TaxTableEntry")
        xml.close("TaxTable")
    }

    private func analysisTable() throws {
        let used = survey.dimensions.sorted { ($0.type, $0.id) < ($1.type, $1.id) }
        guard !used.isEmpty else { return }
        try xml.open("AnalysisTypeTable")
        for key in used {
            guard let ids = survey.dimension(Dimension(type: key.type, id: key.id)) else { continue }
            let value = export.range.books.dimensionValues[key]
            try xml.open("AnalysisTypeTableEntry")
            xml.element("AnalysisType", ids.type)
            xml.element("AnalysisTypeDescription", (value?.typeName ?? key.type).cut(to: 256))
            xml.element("AnalysisID", ids.id)
            xml.element("AnalysisIDDescription", (value?.name ?? key.id).cut(to: 256))
            xml.close("AnalysisTypeTableEntry")
        }
        xml.close("AnalysisTypeTable")
    }
}
