import EventLog
import Formats
import Ledger

/// What a page shows of a voucher beside its amounts, where it lies in the bytes of its entry. Texts are valid only while
/// the entry is visited.
struct VoucherDetails {
    typealias Text = JSONCursor.Text

    struct Line {
        var text: Text?
        var reference: Text?
        var kid: Text?
        var dueDate: Text?
        var partyRole: Text?
        var partyID: Text?
        var currency: Text?
        var currencyAmount: Text?
        var rate: Text?
        var quantity: Text?
        var dimensions: [(type: Text, id: Text)] = []
    }

    struct Source {
        var system: Text?
        var journal: Text?
        var year: Int64?
        var transaction: Text?
    }

    private(set) var series: Text?
    private(set) var number: Text?
    private(set) var text: Text?
    private(set) var source: Source?
    /// The entry of the voucher that this one takes back.
    private(set) var reverses: Int64?
    private(set) var lines: [Line] = []

    /// - Throws: `LogError.damagedEntry`.
    mutating func read(_ entry: StoredEntry, isReversal: Bool) throws {
        (series, number, text, source, reverses) = (nil, nil, nil, nil, nil)
        lines.removeAll(keepingCapacity: true)
        var cursor = JSONCursor(entry.bytes, from: EntryBytes.bodyOffset)
        do {
            guard isReversal else { return try readVoucher(&cursor) }
            try cursor.object { name, cursor in
                if name.equals("voucher") {
                    try readVoucher(&cursor)
                } else if name.equals("reverses") {
                    try cursor.object { name, cursor in
                        if name.equals("sequence") { reverses = try cursor.integer() } else { try cursor.skipValue() }
                    }
                } else {
                    try cursor.skipValue()
                }
            }
        } catch {
            throw LogError.damagedEntry(entry.sequence, "\(error)")
        }
    }

    private mutating func readVoucher(_ cursor: inout JSONCursor) throws {
        try cursor.object { name, cursor in
            if name.equals("series") {
                series = try cursor.text()
            } else if name.equals("number") {
                number = try cursor.text()
            } else if name.equals("text") {
                text = try cursor.text()
            } else if name.equals("source") {
                source = try VoucherDetails.source(&cursor)
            } else if name.equals("postings") {
                try cursor.array { lines.append(try VoucherDetails.line(&$0)) }
            } else {
                try cursor.skipValue()
            }
        }
    }

    private static func source(_ cursor: inout JSONCursor) throws -> Source {
        var source = Source()
        try cursor.object { name, cursor in
            if name.equals("system") {
                source.system = try cursor.text()
            } else if name.equals("journal") {
                source.journal = try cursor.text()
            } else if name.equals("year") {
                source.year = try cursor.integer()
            } else if name.equals("transaction") {
                source.transaction = try cursor.text()
            } else {
                try cursor.skipValue()
            }
        }
        return source
    }

    private static func line(_ cursor: inout JSONCursor) throws -> Line {
        var line = Line()
        try cursor.object { name, cursor in
            if name.equals("text") {
                line.text = try cursor.text()
            } else if name.equals("reference") {
                line.reference = try cursor.text()
            } else if name.equals("kid") {
                line.kid = try cursor.text()
            } else if name.equals("dueDate") {
                line.dueDate = try cursor.text()
            } else if name.equals("quantity") {
                line.quantity = try cursor.text()
            } else if name.equals("party") {
                try readPair(&cursor, "role", &line.partyRole, "id", &line.partyID)
            } else if name.equals("currency") {
                try readCurrency(&cursor, &line)
            } else if name.equals("dimensions") {
                try cursor.array { cursor in
                    var (type, id): (Text?, Text?) = (nil, nil)
                    try readPair(&cursor, "type", &type, "id", &id)
                    if let type, let id { line.dimensions.append((type, id)) }
                }
            } else {
                try cursor.skipValue()
            }
        }
        return line
    }

    private static func readPair(
        _ cursor: inout JSONCursor, _ first: StaticString, _ one: inout Text?, _ second: StaticString,
        _ other: inout Text?
    ) throws {
        try cursor.object { name, cursor in
            if name.equals(first) {
                one = try cursor.text()
            } else if name.equals(second) {
                other = try cursor.text()
            } else {
                try cursor.skipValue()
            }
        }
    }

    private static func readCurrency(_ cursor: inout JSONCursor, _ line: inout Line) throws {
        try cursor.object { name, cursor in
            if name.equals("code") {
                line.currency = try cursor.text()
            } else if name.equals("amount") {
                line.currencyAmount = try cursor.text()
            } else if name.equals("rate") {
                line.rate = try cursor.text()
            } else {
                try cursor.skipValue()
            }
        }
    }
}
