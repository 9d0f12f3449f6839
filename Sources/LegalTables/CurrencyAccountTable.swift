import Values

/// What an account is for when rates of exchange move.
public enum CurrencyAccountRole: String, Sendable {
    /// Exchange gains (valutagevinst, agio).
    case gain
    /// Exchange losses (valutatap, disagio).
    case loss
    /// Money, or a claim or debt of a fixed amount of it: restated at the rate of the balance sheet's day.
    case monetary
    /// Paid in advance for goods or services: keeps the rate it was paid at.
    case prepayment
}

/// The accounts that exchange differences go to, and those whose balances are restated (regnskapsloven § 5-9).
public struct CurrencyAccountTable: Sendable {
    static let embedded = CurrencyAccountTable()

    public struct Row: Sendable {
        /// The first digits of the account numbers, or the whole number for gain and loss.
        public let prefix: String
        public let role: CurrencyAccountRole
        public let norwegianName: String
        public let englishName: String
        public let source: String
    }

    public let rows: [Row] = LegalTableFile("currency_accounts", PackageResources.currency_accounts_json).map { row in
        Row(
            prefix: try row.text("prefix"), role: try row.value("role"), norwegianName: try row.text("nb"),
            englishName: try row.text("en"), source: row.source)
    }

    /// Nil for accounts that have nothing to do with rates. The longest prefix counts.
    public func role(of account: AccountNumber) -> CurrencyAccountRole? {
        rows.filter { account.text.hasPrefix($0.prefix) }.max { $0.prefix.count < $1.prefix.count }?.role
    }

    /// The usual account for gains (8060) or losses (8160).
    public func usualAccount(for role: CurrencyAccountRole) -> Row? { rows.first { $0.role == role } }
}
