import Filing
import Ledger
import LegalTables
import Values

/// A figure of a report or filing that can be followed to its documentation.
public enum Figure: Hashable, Sendable, CustomStringConvertible {
    /// What an account moved in a period: `account:3000:2026-M01`.
    case account(AccountNumber, ReportingPeriod)
    /// A line of the income statement: `income:salgsinntekt:2026`.
    case income(line: String, ReportingPeriod)
    /// A line of the balance sheet at the end of a year, with the postings of that year: `balance:bankinnskuddKontanter:2026`.
    case balance(line: String, ReportingPeriod)
    /// A line of a period's VAT specification, by its number: `vat:2026-T1:1`.
    case vat(ReportingPeriod, line: Int)
    /// A line of a filing's current document, by its number: `filing:vat-2026-T1-1:1`.
    case filing(FilingID, line: Int)
    /// The balance of a customer or supplier: `party:customer/10001`.
    case party(PartyReference)

    /// - Throws: `InvalidInput` naming what is wrong.
    public init(_ text: String) throws(InvalidInput) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case ("account", 3): self = .account(try AccountNumber(parts[1]), try ReportingPeriod(parts[2]))
        case ("income", 3): self = .income(line: try Figure.line(parts[1], of: .income), try ReportingPeriod(parts[2]))
        case ("balance", 3): self = .balance(line: try Figure.line(parts[1], of: .balance), try Figure.year(parts[2]))
        case ("vat", 3): self = .vat(try ReportingPeriod(parts[1]), line: try Figure.number(parts[2]))
        case ("filing", 3): self = .filing(try FilingID(parts[1]), line: try Figure.number(parts[2]))
        case ("party", 2):
            let party = parts[1].split(separator: "/", maxSplits: 1).map(String.init)
            guard party.count == 2, let role = PartyReference.Role(rawValue: party[0]) else {
                throw InvalidInput(text, "a party is written party:customer/10001 or party:supplier/20001")
            }
            self = .party(PartyReference(role, party[1]))
        default: throw InvalidInput(text, Figure.forms)
        }
    }

    static let forms =
        "a figure is written account:3000:2026-M01, income:salgsinntekt:2026, balance:kundefordringer:2026, vat:2026-T1:1, "
        + "filing:vat-2026-T1-1:1 or party:customer/10001"

    /// Whether the text begins as a figure does.
    public static func isMeant(by text: String) -> Bool {
        ["account:", "income:", "balance:", "vat:", "filing:", "party:"].contains { text.hasPrefix($0) }
    }

    private static func line(_ name: String, of kind: StatementKind) throws(InvalidInput) -> String {
        let known = LegalTables.current.statementLines.lines(of: kind).filter { !$0.isSum }
        guard known.contains(where: { $0.name == name }) else {
            throw InvalidInput(
                name,
                "the lines of the \(kind == .income ? "income statement" : "balance sheet") are "
                    + known.map(\.name).joined(separator: ", "))
        }
        return name
    }

    private static func year(_ text: String) throws(InvalidInput) -> ReportingPeriod {
        let period = try ReportingPeriod(text)
        guard period.kind == .year else {
            throw InvalidInput(text, "a line of the balance sheet is of a year's end, as in 2026")
        }
        return period
    }

    private static func number(_ text: String) throws(InvalidInput) -> Int {
        guard let number = Int(text), number >= 1 else {
            throw InvalidInput(text, "a line is given by its number in the return, as in 1")
        }
        return number
    }

    public var description: String {
        switch self {
        case .account(let account, let period): "account:\(account):\(period)"
        case .income(let line, let period): "income:\(line):\(period)"
        case .balance(let line, let period): "balance:\(line):\(period)"
        case .vat(let period, let line): "vat:\(period):\(line)"
        case .filing(let id, let line): "filing:\(id):\(line)"
        case .party(let party): "party:\(party.role.rawValue)/\(party.id)"
        }
    }
}

public enum FigureError: Error, Equatable, CustomStringConvertible {
    case noSuchLine(Figure, lines: Int)

    public var description: String {
        switch self {
        case .noSuchLine(let figure, let lines):
            "There is no such line: \(figure). The return has \(lines)."
        }
    }
}
