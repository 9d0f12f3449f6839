/// Which elements stand where, and in which order: the schemas 1.10 (form A), 1.30 and 1.40 (form B) laid over each
/// other, since their order agrees wherever they share elements.
struct SAFTGrammar: Sendable {
    /// What may follow one element inside its parent.
    struct Rule: Sendable {
        /// 1 for the first; alternatives share theirs. 0 when the element does not belong there.
        var rank: UInt8 = 0
        /// Where its children are looked up.
        var context = SAFTContext.leaf
    }

    static let current = SAFTGrammar()

    /// All local names: the acted-on elements in their own order, then the rest.
    let names: [String]
    private let rules: [Rule]

    @inline(__always)
    func rule(_ token: Int, in context: SAFTContext) -> Rule {
        token < 0 ? Rule() : rules[Int(context.rawValue) * names.count + token]
    }

    private init() {
        var names = SAFTElement.allCases.map(\.rawValue)
        var tokens = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        var entries: [(context: SAFTContext, token: Int, rule: Rule)] = []
        for (context, children) in SAFTGrammar.children {
            for (index, alternatives) in children.split(separator: " ").enumerated() {
                for alternative in alternatives.split(separator: "|") {
                    let parts = alternative.split(separator: ">").map(String.init)
                    let name = parts[0]
                    if tokens[name] == nil {
                        tokens[name] = names.count
                        names.append(name)
                    }
                    let child = parts.count == 2 ? SAFTContext(name: parts[1]) : .leaf
                    entries.append((context, tokens[name] ?? 0, Rule(rank: UInt8(index + 1), context: child)))
                }
            }
        }
        var rules = [Rule](repeating: Rule(), count: SAFTContext.allCases.count * names.count)
        for entry in entries { rules[Int(entry.context.rawValue) * names.count + entry.token] = entry.rule }
        self.names = names
        self.rules = rules
    }

    private static let company =
        "RegistrationNumber Name Address>ignored Contact>ignored TaxRegistration>ignored BankAccount>ignored"
    private static let balances =
        "OpeningDebitBalance|OpeningCreditBalance ClosingDebitBalance|ClosingCreditBalance"
    private static let amount =
        "Amount CurrencyCode VirtualCurrencyType CurrencyAmount ExchangeRate Country"

    private static let children: [(SAFTContext, String)] = [
        (.document, "AuditFile>auditFile"),
        (.auditFile, "Header>header MasterFiles>masterFiles GeneralLedgerEntries>entries SourceDocuments>unused"),
        (
            .header,
            "AuditFileVersion AuditFileCountry AuditFileRegion AuditFileDateCreated SoftwareCompanyName SoftwareID "
                + "SoftwareVersion Company>company DefaultCurrencyCode SelectionCriteria>selection HeaderComment "
                + "TaxAccountingBasis TaxEntity UserID AuditFileSender>ignored"
        ),
        (
            .company,
            "RegistrationNumber Name Address>ignored Contact>ignored TaxRegistration>ignored BankAccount>bankAccount"
        ),
        (
            .bankAccount,
            "IBANNumber|BankAccountNumber BankAccountName SortCode BIC CurrencyCode GeneralLedgerAccountID"
        ),
        (
            .selection,
            "TaxReportingJurisdiction CompanyEntity SelectionStartDate|PeriodStart SelectionEndDate|PeriodStartYear "
                + "PeriodEnd PeriodEndYear DocumentType OtherCriteria"
        ),
        (
            .masterFiles,
            "GeneralLedgerAccounts>accounts Taxonomies>unused Customers>customers Suppliers>suppliers "
                + "TaxTable>taxTable UOMTable>unused AnalysisTypeTable>analysisTable MovementTypeTable>unused "
                + "Products>unused PhysicalStock>unused Owners>ignored Assets>unused"
        ),
        (.accounts, "Account>account"),
        (
            .account,
            "AccountID AccountDescription StandardAccountID|GroupingCategory GroupingCode AccountType "
                + "AccountCreationDate \(balances)"
        ),
        (.customers, "Customer>customer"),
        (
            .customer,
            "\(company) CustomerID SelfBillingIndicator AccountID|BalanceAccount>balanceAccount \(balances) "
                + "PartyInfo>ignored"
        ),
        (.suppliers, "Supplier>supplier"),
        (
            .supplier,
            "\(company) SupplierID SelfBillingIndicator AccountID|BalanceAccount>balanceAccount \(balances) "
                + "PartyInfo>ignored"
        ),
        (.balanceAccount, "AccountID \(balances)"),
        (.taxTable, "TaxTableEntry>taxEntry"),
        (.taxEntry, "TaxType Description TaxCodeDetails>taxDetails"),
        (
            .taxDetails,
            "TaxCode EffectiveDate ExpirationDate Description TaxPercentage|FlatTaxRate>ignored Country Region "
                + "StandardTaxCode Compensation BaseRate"
        ),
        (.analysisTable, "AnalysisTypeTableEntry>analysisEntry"),
        (
            .analysisEntry,
            "AnalysisType AnalysisTypeDescription AnalysisID AnalysisIDDescription StartDate EndDate Status "
                + "Analysis>ignored"
        ),
        (.entries, "NumberOfEntries TotalDebit TotalCredit Journal>journal"),
        (.journal, "JournalID Description Type Transaction>transaction"),
        (
            .transaction,
            "TransactionID Period PeriodYear TransactionDate SourceID VoucherType VoucherDescription TransactionType "
                + "Description BatchID SystemEntryDate GLPostingDate ModificationDate CustomerID SupplierID SystemID "
                + "Line>line"
        ),
        (
            .line,
            "RecordID AccountID Analysis>analysis ValueDate SourceDocumentID CustomerID SupplierID Description "
                + "DebitAmount>amount|CreditAmount>amount TaxInformation>taxInformation ReferenceNumber CID DueDate "
                + "Quantity CrossReference SystemEntryTime OwnerID"
        ),
        (
            .analysis,
            "AnalysisType AnalysisID "
                + "AnalysisAmount>amount|DebitAnalysisAmount>amount|CreditAnalysisAmount>amount"
        ),
        (
            .taxInformation,
            "TaxType TaxCode TaxPercentage Country TaxBase TaxBaseDescription "
                + "TaxAmount>amount|DebitTaxAmount>amount|CreditTaxAmount>amount "
                + "DebitNOKTaxAmount>nokAmount|CreditNOKTaxAmount>nokAmount TaxExemptionReason TaxDeclarationPeriod"
        ),
        (.amount, amount),
        (.nokAmount, "NOKAmount NOKTaxBase"),
    ]
}

/// A place in the document, as far as its children differ from those of other places.
enum SAFTContext: UInt8, CaseIterable {
    case document, auditFile, header, company, bankAccount, selection
    case masterFiles, accounts, account, customers, customer, suppliers, supplier, balanceAccount
    case taxTable, taxEntry, taxDetails, analysisTable, analysisEntry
    case entries, journal, transaction, line, analysis, taxInformation, amount, nokAmount
    /// Holds text only.
    case leaf
    /// Known, but of no use to the books.
    case ignored
    /// Defined in the schema but not in use; content there is reported.
    case unused

    init(name: String) {
        guard let context = SAFTContext.allCases.first(where: { "\($0)" == name }) else {
            preconditionFailure("the grammar names an unknown context \(name)")
        }
        self = context
    }

    /// Tables that the schema does not allow to be empty.
    var mustNotBeEmpty: Bool {
        switch self {
        case .accounts, .customers, .suppliers, .taxTable, .taxEntry, .analysisTable: true
        default: false
        }
    }
}
