import Values

/// The two statements of annual accounts.
public enum StatementKind: String, Sendable, CaseIterable {
    /// Income statement (resultatregnskap).
    case income
    /// Balance sheet (balanse).
    case balance
}

/// A line of the income statement or balance sheet (regnskapsloven §§ 6-1 and 6-2).
public struct StatementLine: Hashable, Sendable {
    /// The side on which an amount counts as positive.
    public enum Side: String, Sendable { case debit, credit }

    /// What a line is made of.
    public enum Content: Hashable, Sendable {
        /// Balances of accounts.
        case accounts(Side)
        /// The result that no account holds yet: what income and cost accounts come to.
        case undistributedResult
        /// Other lines added, or taken away where `isSubtracted`.
        case sum([Term])
    }

    public struct Term: Hashable, Sendable {
        public let line: String
        public let isSubtracted: Bool
    }

    /// The element of the register's form, unique within its statement: `salgsinntekt`.
    public let name: String
    public let statement: StatementKind
    public let content: Content
    /// The number of the form's field for this year (RR-0002U); nil for lines it does not have.
    public let field: Int?
    public let norwegianName: String
    public let englishName: String
    public let from: CalendarDate?
    public let source: String

    public var isSum: Bool { if case .sum = content { true } else { false } }
}

/// The lines of both statements in the order of the Act.
public struct StatementLineTable: Sendable {
    static let embedded = StatementLineTable()

    public let rows: [StatementLine] = LegalTableFile("statement_lines", PackageResources.statement_lines_json).map {
        row in
        let terms = try row.texts("sum").map { text in
            StatementLine.Term(
                line: text.hasPrefix("-") ? String(text.dropFirst()) : text, isSubtracted: text.hasPrefix("-"))
        }
        let content: StatementLine.Content =
            !terms.isEmpty
            ? .sum(terms) : row.flag("isUndistributed") ? .undistributedResult : .accounts(try row.value("side"))
        return StatementLine(
            name: try row.text("line"), statement: try row.value("statement"), content: content,
            field: row.optionalInteger("orid"), norwegianName: try row.text("nb"), englishName: try row.text("en"),
            from: row.from, source: row.source)
    }

    /// The lines of a statement in order, sums below what they sum.
    public func lines(of statement: StatementKind) -> [StatementLine] { rows.filter { $0.statement == statement } }

    public func line(_ name: String, of statement: StatementKind) -> StatementLine? {
        rows.first { $0.statement == statement && $0.name == name }
    }
}
