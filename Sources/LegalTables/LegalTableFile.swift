import Formats
import Values

/// One embedded table: what it is, when somebody last compared it with its source, and its rows as they stand.
///
/// The file is a JSON object with `title`, `comparedWithSource`, `sources` (key to full text) and `rows`; each row
/// names its source by key, and the first and last day it holds in `from` and `to` where the source gives them.
public struct LegalTableFile: Sendable {
    public let name: String
    public let title: String
    /// The day somebody last compared the table with its sources.
    public let comparedWithSource: CalendarDate
    /// The full text of each source by its key.
    public let sources: [String: String]
    public let rows: [LegalTableRow]

    /// Stops the program when the table is broken: it is part of the program, and a test reads them all.
    init(_ name: String, _ bytes: [UInt8]) {
        do {
            self = try LegalTableFile(name: name, parsing: bytes)
        } catch {
            preconditionFailure("the table \(name) is broken: \(error)")
        }
    }

    init(name: String, parsing bytes: [UInt8]) throws {
        let json = try JSON(parsing: bytes)
        guard let title = json["title"]?.string, let day = json["comparedWithSource"]?.string,
            let sources = json["sources"]?.object, let rows = json["rows"]?.array
        else { throw LegalTableError("title, comparedWithSource, sources or rows is missing") }
        self.name = name
        self.title = title
        comparedWithSource = try CalendarDate(day)
        let texts = Dictionary(
            sources.members.compactMap { member in member.value.string.map { (member.name, $0) } },
            uniquingKeysWith: { first, _ in first })
        self.sources = texts
        self.rows = try rows.enumerated().map { try LegalTableRow($0.element, number: $0.offset + 1, sources: texts) }
    }

    /// The rows as typed values; stops the program when one is broken, for the reason given above.
    func map<Row>(_ decode: (LegalTableRow) throws -> Row) -> [Row] {
        do {
            return try rows.map(decode)
        } catch {
            preconditionFailure("the table \(name) is broken: \(error)")
        }
    }
}

/// A row of a table before it becomes a typed value.
public struct LegalTableRow: Sendable {
    /// The row as it stands in the table.
    public let json: JSON
    private let number: Int
    /// Where the row is written: law, regulation or official list.
    public let source: String
    /// The first day the row holds; nil where the source gives none.
    public let from: CalendarDate?
    /// The last day the row holds; nil while it holds.
    public let to: CalendarDate?

    init(_ json: JSON, number: Int, sources: [String: String]) throws {
        guard let key = json["source"]?.string, let source = sources[key], !source.isEmpty else {
            throw LegalTableError("row \(number) has no source")
        }
        self.json = json
        self.number = number
        self.source = source
        from = try LegalTableRow.day(json["from"])
        to = try LegalTableRow.day(json["to"])
    }

    private static func day(_ json: JSON?) throws -> CalendarDate? {
        guard let text = json?.string else { return nil }
        return try CalendarDate(text)
    }

    func text(_ name: String) throws -> String { try need(json[name]?.string, name) }
    /// The same text in both languages, from the columns `nameEn` and `nameNb`; both must be there.
    func phrase(_ name: String) throws -> Phrase {
        let texts = try [name + "En", name + "Nb"].map { column in
            try need(optionalText(column).flatMap { $0.isEmpty ? nil : $0 }, column)
        }
        return Phrase(en: texts[0], nb: texts[1])
    }
    func optionalText(_ name: String) -> String? { json[name]?.string }
    func integer(_ name: String) throws -> Int { try need(optionalInteger(name), name) }
    func optionalInteger(_ name: String) -> Int? { json[name]?.integer.flatMap { Int(exactly: $0) } }
    func optionalDay(_ name: String) throws -> CalendarDate? { try LegalTableRow.day(json[name]) }
    func flag(_ name: String) -> Bool { json[name]?.bool ?? false }
    func value<Value: RawRepresentable>(_ name: String) throws -> Value where Value.RawValue == String {
        try need(Value(rawValue: text(name)), name)
    }
    func optionalValue<Value: RawRepresentable>(_ name: String) throws -> Value? where Value.RawValue == String {
        try json[name] == nil ? nil : value(name)
    }
    /// A missing list is empty; one with an unknown member is an error.
    func values<Value: RawRepresentable>(_ name: String) throws -> [Value] where Value.RawValue == String {
        try texts(name).map { try need(Value(rawValue: $0), name) }
    }
    func texts(_ name: String) throws -> [String] {
        try (json[name]?.array ?? []).map { try need($0.string, name) }
    }
    /// As `texts`, with null kept as nil.
    func optionalTexts(_ name: String) throws -> [String?] {
        try (json[name]?.array ?? []).map { $0.isNull ? nil : try need($0.string, name) }
    }
    func integers(_ name: String) throws -> [Int] {
        try (json[name]?.array ?? []).map { try need($0.integer.flatMap { Int(exactly: $0) }, name) }
    }
    func codes(_ name: String) throws -> [VATCode] { try integers(name).map { try need(VATCode($0), name) } }

    func need<Value>(_ value: Value?, _ name: String) throws -> Value {
        guard let value else { throw LegalTableError("row \(number): '\(name)' is missing or cannot be read") }
        return value
    }
}

struct LegalTableError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
