import Values

/// Which line of the statements accounts of NS 4102 belong to.
public struct StatementAccountTable: Sendable {
    static let embedded = StatementAccountTable()

    /// The place of some accounts.
    public struct Row: Hashable, Sendable {
        /// The first four digits of the account's number.
        public let digits: ClosedRange<Int>
        public let statement: StatementKind
        /// Nil for accounts that only close the result.
        public let line: String?
        /// The line that takes the balance when it is on the other side of what `line` holds.
        public let otherLine: String?
        /// Accounts of one group are netted before it is asked which side they are on; without a group each account is
        /// asked by itself.
        public let group: String?
        public let source: String
    }

    public let rows: [Row] = LegalTableFile("statement_accounts", PackageResources.statement_accounts_json).map {
        row in
        let (first, last) = (try row.integer("first"), try row.integer("last"))
        guard first <= last else { throw LegalTableError("accounts \(first) to \(last) run backwards") }
        return Row(
            digits: first...last, statement: try row.value("statement"), line: row.optionalText("line"),
            otherLine: row.optionalText("otherLine"), group: row.optionalText("group"), source: row.source)
    }

    /// The place of an account by the first four digits of its number; nil for numbers outside NS 4102's groups 1–8.
    public func place(of account: AccountNumber) -> Row? {
        let start = account.text.utf8.prefix(4)
        guard start.count == 4, start.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        let number = start.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        // Few rows, but asked for each account: they are in order and do not overlap.
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].digits.upperBound < number { low = middle + 1 } else { high = middle }
        }
        guard rows.indices.contains(low), rows[low].digits.contains(number) else { return nil }
        return rows[low]
    }
}
