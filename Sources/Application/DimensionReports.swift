import EventLog
import Ledger
import Projections
import Reports
import Values

/// A dimension that figures are split by: `department`, or one value of it, `department=10`.
public struct DimensionChoice: Hashable, Sendable {
    /// The dimension's type or its name, as the books have it.
    public let type: String
    /// Nil for all values.
    public let value: String?

    public init(type: String, value: String? = nil) {
        self.type = type
        self.value = value
    }

    /// - Throws: `InvalidInput` for a text without a type or with an empty value.
    public init(_ text: String) throws(InvalidInput) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let type = parts.first, !type.isEmpty, parts.count == 1 || parts[1] != "" else {
            throw InvalidInput(text, "a dimension is written department, or department=10 for one value")
        }
        self.init(type: type, value: parts.count == 2 ? parts[1] : nil)
    }
}

public enum DimensionError: Error, Equatable, CustomStringConvertible {
    case unknown(String, known: [String])
    case unknownValue(String, of: String, known: [String])

    public var description: String {
        switch self {
        case .unknown(let type, let known):
            known.isEmpty
                ? "No posting carries the dimension '\(type)', nor any other. Dimensions come with 'dimensions' on a "
                    + "voucher's lines, or with an import."
                : "No posting carries the dimension '\(type)'. There are: \(known.joined(separator: ", "))."
        case .unknownValue(let value, let type, let known):
            "The dimension '\(type)' has no value '\(value)'. There are: \(known.prefix(20).joined(separator: ", "))."
        }
    }
}

/// What belongs to one value of a dimension.
public struct DimensionShare: Sendable {
    public typealias Movement = DimensionFigures.Movement

    public let type: String
    /// Nil for postings that carry no value.
    public let value: String?
    /// What the value is called, where the books know.
    public let name: String?
    public let accounts: [AccountNumber: Movement]

    public var heading: Phrase {
        guard let value else { return Phrase(en: "Without", nb: "Uten") }
        return Phrase(name.map { $0 == value ? value : "\(value) \($0)" } ?? value)
    }

    /// What each account moved in the days asked for, debit positive.
    ///
    /// - Throws: `MoneyOverflow`.
    public func movements() throws(MoneyOverflow) -> [AccountNumber: Money] {
        var amounts: [AccountNumber: Money] = [:]
        for (account, movement) in accounts { amounts[account] = try movement.debit - movement.credit }
        return amounts
    }
}

extension OpenBooks {
    /// What the accounts had in some days, split by a dimension: one share per value in order, and last what carries none.
    ///
    /// - Throws: `DimensionError`; `MoneyOverflow`.
    public func shares(of choice: DimensionChoice, in days: ClosedRange<CalendarDate>) throws -> [DimensionShare] {
        let figures = try figures(.days(days))
        let books = try books(at: figures.size)
        let type = books.dimensionType(choice.type)
        let found = try DimensionFigures.load(type, from: log, figures: figures, in: days)
        let known = found.types.union(books.dimensions.map(\.type))
        guard known.contains(type) else { throw DimensionError.unknown(choice.type, known: known.sorted()) }
        let shares = found.shares.map { value, accounts in
            DimensionShare(type: type, value: value, name: books.dimensionName(type, value), accounts: accounts)
        }.sorted { $0.value == nil ? false : $1.value == nil || ($0.value ?? "") < ($1.value ?? "") }
        guard let value = choice.value else { return shares }
        guard let share = shares.first(where: { $0.value == value }) else {
            throw DimensionError.unknownValue(value, of: type, known: shares.compactMap(\.value))
        }
        return [share]
    }

    func dimensionColumns(
        _ choice: DimensionChoice, _ days: ClosedRange<CalendarDate>
    ) throws -> [FinancialStatement.Column] {
        try shares(of: choice, in: days).map { share in
            FinancialStatement.Column(
                share.value.map { "\(share.type)=\($0)" } ?? "\(share.type)=", share.heading,
                amounts: try share.movements())
        }
    }
}

extension Books {
    /// The type that a person means: by itself, or by what the books call it.
    func dimensionType(_ text: String) -> String {
        let types = Set(dimensions.map(\.type))
        if types.contains(text) { return text }
        let lower = text.lowercased()
        let named = dimensionValues.values.first { $0.typeName?.lowercased() == lower || $0.type.lowercased() == lower }
        return named?.type ?? text
    }

    func dimensionName(_ type: String, _ value: String?) -> String? {
        value.flatMap { dimensionValues[Dimension.Key(type: type, id: $0)]?.name }
    }
}
