import Formats
import LegalTables
import Values

/// A mapping from the ledger's VAT codes to standard codes, given by a person in a JSON file: a list
/// `[{"ledgerCode": "10", "from": null, "to": null, "code": "1"}]`, or short `{"10": "1"}`.
public struct VATMappingFile: Hashable, Sendable {
    public struct Row: Hashable, Sendable {
        public let ledgerCode: String
        public let from: CalendarDate?
        /// The last day.
        public let to: CalendarDate?
        public let code: VATCode
    }

    public let rows: [Row]

    public init(rows: [Row] = []) { self.rows = rows }

    /// - Throws: `JSONError` for text that is no JSON, else `InvalidInput` naming the row.
    public init(parsing bytes: [UInt8]) throws {
        switch try JSON(parsing: bytes) {
        case .array(let values):
            rows = try values.enumerated().map { index, value in
                try VATMappingFile.row(value, "row \(index + 1) of the mapping")
            }
        case .object(let object):
            rows = try object.members.map { member in
                let code = try VATMappingFile.code(member.value, "the mapping of code \(member.name)")
                return Row(ledgerCode: member.name, from: nil, to: nil, code: code)
            }
        default: throw InvalidInput("", "a mapping is a list of rows, or an object as in {\"10\": \"1\"}")
        }
        try checkOverlaps()
    }

    private static func row(_ json: JSON, _ place: String) throws -> Row {
        guard let object = json.object else {
            throw InvalidInput(json.canonicalText, "\(place) must be an object with ledgerCode and code")
        }
        let known = ["ledgerCode", "from", "to", "code"]
        if let stranger = object.members.first(where: { !known.contains($0.name) }) {
            throw InvalidInput(stranger.name, "\(place) holds a name other than \(known.joined(separator: ", "))")
        }
        guard let ledgerCode = object["ledgerCode"]?.string, !ledgerCode.isEmpty else {
            throw InvalidInput("", "\(place) lacks ledgerCode, the code as the ledger writes it, as text")
        }
        let from = try date(object["from"], place)
        let to = try date(object["to"], place)
        if let from, let to, to < from { throw InvalidInput("\(to)", "\(place) ends before it begins") }
        return Row(ledgerCode: ledgerCode, from: from, to: to, code: try code(object["code"] ?? .null, place))
    }

    private static func date(_ json: JSON?, _ place: String) throws -> CalendarDate? {
        guard let json, !json.isNull else { return nil }
        guard let text = json.string else { throw InvalidInput(json.canonicalText, "\(place): a date is text") }
        do { return try CalendarDate(text) } catch { throw InvalidInput(text, "\(place): \(error.advice)") }
    }

    private static func code(_ json: JSON, _ place: String) throws -> VATCode {
        guard let text = json.string ?? json.integer.map(String.init) else {
            throw InvalidInput(json.canonicalText, "\(place) lacks code, a standard VAT code such as \"3\"")
        }
        do throws(InvalidInput) {
            let code = try VATCode(text)
            guard LegalTables.current.vatCodes.code(code) != nil else {
                throw InvalidInput(text, "there is no such standard VAT code")
            }
            return code
        } catch { throw InvalidInput(text, "\(place): \(error.advice)") }
    }

    private func checkOverlaps() throws {
        for (index, row) in rows.enumerated() {
            for other in rows[..<index] where other.ledgerCode == row.ledgerCode {
                let startsBeforeEnd = row.from.map { from in other.to.map { from <= $0 } ?? true } ?? true
                let endsAfterStart = row.to.map { to in other.from.map { $0 <= to } ?? true } ?? true
                if startsBeforeEnd, endsAfterStart {
                    throw InvalidInput(row.ledgerCode, "the code is mapped twice for the same days; keep one row")
                }
            }
        }
    }

    /// The standard code of a ledger's code on a day.
    public func code(for ledgerCode: String, on date: CalendarDate) -> Row? {
        rows.first { row in
            row.ledgerCode == ledgerCode && row.from.map { $0 <= date } ?? true && row.to.map { date <= $0 } ?? true
        }
    }
}
