import Values

/// What a ledger account does for value added tax.
public enum VATAccountRole: String, Sendable {
    /// Output VAT owed.
    case output
    /// Input VAT deducted.
    case input
    /// The account that a period's VAT is settled against.
    case settlement
}

/// The accounts of group 27 that VAT figures are reconciled with.
public struct VATAccountTable: Sendable {
    static let embedded = VATAccountTable()

    public struct Row: Sendable {
        /// The first digits of the account numbers.
        public let prefix: String
        public let role: VATAccountRole
        public let norwegianName: String
        public let englishName: String
        public let source: String
    }

    public let rows: [Row]
    /// What the prefixes begin with.
    private let firstBytes: [UInt8]

    private init() {
        rows = LegalTableFile("vat_accounts", PackageResources.vat_accounts_json).map { row in
            Row(
                prefix: try row.text("prefix"), role: try row.value("role"), norwegianName: try row.text("nb"),
                englishName: try row.text("en"), source: row.source)
        }
        firstBytes = Array(Set(rows.compactMap { $0.prefix.utf8.first }))
    }

    /// Nil for accounts that have nothing to do with VAT. The longest prefix counts.
    public func role(of account: AccountNumber) -> VATAccountRole? {
        // Asked for each posting of an import, most of which are on other accounts.
        guard let first = account.text.utf8.first, firstBytes.contains(first) else { return nil }
        var best: Row?
        for row in rows where account.text.hasPrefix(row.prefix) {
            if best.map({ $0.prefix.utf8.count < row.prefix.utf8.count }) ?? true { best = row }
        }
        return best?.role
    }
}
