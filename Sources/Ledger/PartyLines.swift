import EventLog
import Formats
import Values

/// The postings of a voucher that name a customer or supplier, read from the bytes of its entry without decoding the rest.
public struct PartyLines {
    /// A posting with what decides which invoice a payment settles.
    public struct Line: Sendable {
        /// The line of the voucher, from 0.
        public var index = 0
        public var account: String = ""
        /// Debit positive.
        public var amountOre: Int64 = 0
        public var party = PartyReference(.customer, "")
        public var dueDate: CalendarDate?
        public var kid: String?
        public var matching: String?
        public var reference: String?
        public var text: String?
    }

    public private(set) var sequence: UInt64 = 0
    public private(set) var date: CalendarDate
    public private(set) var number = ""
    public private(set) var series: String?
    public private(set) var text = ""
    public private(set) var lines: [Line] = []

    public init() { date = VoucherView().date }

    /// Reads the entry into this view.
    ///
    /// - Returns: false when the entry is no voucher, or none of its postings names a party.
    /// - Throws: `LogError.damagedEntry`.
    public mutating func read(_ entry: StoredEntry) throws -> Bool {
        guard let type = EntryBytes.typeName(of: entry.bytes) else {
            throw LogError.damagedEntry(entry.sequence, "it does not end as an entry does")
        }
        let isPosted = HotEvent.isNamed(by: type)
        guard isPosted || type.equals("ledger.voucher-reversed") else { return false }
        var cursor = JSONCursor(entry.bytes, from: EntryBytes.bodyOffset)
        sequence = entry.sequence
        do {
            if isPosted {
                try readVoucher(&cursor)
            } else {
                try cursor.object { name, cursor in
                    if name.equals("voucher") { try readVoucher(&cursor) } else { try cursor.skipValue() }
                }
            }
        } catch {
            throw LogError.damagedEntry(entry.sequence, "\(error)")
        }
        return !lines.isEmpty
    }

    /// Names stand in canonical order, postings before series and text.
    private mutating func readVoucher(_ cursor: inout JSONCursor) throws {
        lines.removeAll(keepingCapacity: true)
        series = nil
        text = ""
        try cursor.object { name, cursor in
            if name.equals("date") {
                guard let day = CalendarDate(iso: try cursor.text().bytes) else { throw cursor.error("no date") }
                date = day
            } else if name.equals("number") {
                number = try cursor.text().string
            } else if name.equals("postings") {
                var index = 0
                try cursor.array { cursor in
                    if var line = try PartyLines.line(&cursor) {
                        line.index = index
                        lines.append(line)
                    }
                    index += 1
                }
            } else if name.equals("series"), !lines.isEmpty {
                series = try cursor.text().string
            } else if name.equals("text"), !lines.isEmpty {
                text = try cursor.text().string
            } else {
                try cursor.skipValue()
            }
        }
    }

    private static func line(_ cursor: inout JSONCursor) throws -> Line? {
        var line = Line()
        var account: JSONCursor.Text?
        var amount: Int64?
        var party: PartyReference?
        try cursor.object { name, cursor in
            if name.equals("account") {
                account = try cursor.text()
            } else if name.equals("amountOre") {
                amount = try cursor.integer()
            } else if name.equals("party") {
                party = try self.party(&cursor)
            } else if name.equals("dueDate") {
                guard let day = CalendarDate(iso: try cursor.text().bytes) else { throw cursor.error("no due date") }
                line.dueDate = day
            } else if name.equals("kid") {
                line.kid = try cursor.text().string
            } else if name.equals("matching") {
                line.matching = try cursor.text().string
            } else if name.equals("reference") {
                line.reference = try cursor.text().string
            } else if name.equals("text") {
                line.text = try cursor.text().string
            } else {
                try cursor.skipValue()
            }
        }
        guard let account, let amount else { throw cursor.error("a posting lacks its account or amount") }
        guard let party else { return nil }
        (line.account, line.amountOre, line.party) = (account.string, amount, party)
        return line
    }

    private static func party(_ cursor: inout JSONCursor) throws -> PartyReference {
        var id: String?
        var role: PartyReference.Role?
        try cursor.object { name, cursor in
            if name.equals("id") {
                id = try cursor.text().string
            } else if name.equals("role") {
                role = PartyReference.Role(rawValue: try cursor.text().string)
            } else {
                try cursor.skipValue()
            }
        }
        guard let id, let role else { throw cursor.error("a party needs a role and a number") }
        return PartyReference(role, id)
    }
}
