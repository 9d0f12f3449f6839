import Values

/// Category and code of the official grouping (SAF-T from 1.30) for accounts that the books have no mapping of.
public struct SAFTGroupingTable: Sendable {
    static let embedded = SAFTGroupingTable()

    public struct Grouping: Hashable, Sendable {
        public let category: String
        /// `NA` where none clearly fits.
        public let code: String

        public init(category: String, code: String) {
            self.category = category
            self.code = code
        }

        /// Nothing is known about the account.
        public static let none = Grouping(category: "NA", code: "NA")
    }

    private struct Row: Sendable {
        let accounts: ClosedRange<Int>
        let grouping: Grouping
        let hasCode: Bool
    }

    private let rows: [Row] = LegalTableFile("saft_groupings", PackageResources.saft_groupings_json).map { row in
        let first = try row.need(Int(row.text("first")), "first")
        let last = try row.need(Int(row.text("last")), "last")
        guard first <= last else { throw LegalTableError("the range \(first) to \(last) is empty") }
        let code = row.optionalText("code")
        return Row(
            accounts: first...last, grouping: Grouping(category: try row.text("category"), code: code ?? "NA"),
            hasCode: code != nil)
    }

    /// By the account's first four digits: a row with a code before one of the group alone.
    public func grouping(of account: String) -> Grouping {
        guard let number = Int(account.prefix(4)), account.utf8.count >= 4 else { return .none }
        let matching = rows.filter { $0.accounts.contains(number) }
        return (matching.first { $0.hasCode } ?? matching.first)?.grouping ?? .none
    }
}
