import EventLog
import Formats
import Values

/// A voucher as it lies in the bytes of its entry: what projections need, without a heap allocation per posting. Texts
/// point into the entry and are valid only while it is visited.
public struct VoucherView {
    public struct VAT {
        /// 0–99; nil when the ledger's code was not mapped when it was posted.
        public var code: VATCode?
        public var ledgerCode: JSONCursor.Text?
        public var baseOre: Int64?
        public var vatOre: Int64?
        public var specification: JSONCursor.Text?
        public var remark: JSONCursor.Text?
    }

    public struct Line {
        public var account: JSONCursor.Text
        /// Debit positive.
        public var amountOre: Int64
        public var vat: VAT?
    }

    public private(set) var sequence: UInt64 = 0
    public private(set) var date: CalendarDate
    public private(set) var kind: Voucher.Kind = .ordinary
    /// True for the voucher that takes another one back: all its lines have the opposite sign of the original's.
    public private(set) var isReversal = false
    public private(set) var lines: [Line] = []

    public init() {
        guard let start = CalendarDate(year: 1, month: 1, day: 1) else { preconditionFailure("the day exists") }
        date = start
    }

    /// Reads the entry into this view, keeping its buffer.
    ///
    /// - Returns: false when the entry is no voucher.
    /// - Throws: `LogError.damagedEntry`.
    public mutating func read(_ entry: StoredEntry) throws -> Bool {
        guard let isPosted = try VoucherView.isPosted(entry) else { return false }
        var cursor = JSONCursor(entry.bytes, from: EntryBytes.bodyOffset)
        try VoucherView.locating(entry) { try readBody(&cursor, entry.sequence, isPosted) }
        return true
    }

    /// Reads the entry as `read` does, and what stands around the voucher too: an entry that it accepts is canonical to
    /// the last byte.
    ///
    /// - Returns: false when the entry is no voucher; nothing is known about its form then.
    /// - Throws: `LogError.damagedEntry`.
    public mutating func readWhole(_ entry: StoredEntry) throws -> Bool {
        guard let isPosted = try VoucherView.isPosted(entry) else { return false }
        try VoucherView.locating(entry) {
            var cursor = JSONCursor(entry.bytes)
            try cursor.object { name, cursor in
                if name.equals("body") {
                    try readBody(&cursor, entry.sequence, isPosted)
                } else {
                    try cursor.skipValue()
                }
            }
            guard cursor.isAtEnd else { throw cursor.error("something follows the entry") }
        }
        return true
    }

    /// Whether the entry is of the hot type; nil when it is no voucher.
    private static func isPosted(_ entry: StoredEntry) throws -> Bool? {
        if EntryBytes.isHot(entry.bytes) { return true }
        guard let type = EntryBytes.typeName(of: entry.bytes) else {
            throw LogError.damagedEntry(entry.sequence, "it does not end as an entry does")
        }
        if HotEvent.isNamed(by: type) { return true }
        return type.equals("ledger.voucher-reversed") ? false : nil
    }

    private static func locating(_ entry: StoredEntry, _ body: () throws -> Void) throws {
        do { try body() } catch { throw LogError.damagedEntry(entry.sequence, "\(error)") }
    }

    private mutating func readBody(_ cursor: inout JSONCursor, _ sequence: UInt64, _ isPosted: Bool) throws {
        self.sequence = sequence
        isReversal = !isPosted
        if isPosted { return try readVoucher(&cursor) }
        try cursor.object { name, cursor in
            if name.equals("voucher") { try readVoucher(&cursor) } else { try cursor.skipValue() }
        }
    }

    private mutating func readVoucher(_ cursor: inout JSONCursor) throws {
        lines.removeAll(keepingCapacity: true)
        kind = .ordinary
        try cursor.object { name, cursor in
            if name.equals("date") {
                guard let day = CalendarDate(iso: try cursor.text().bytes) else { throw cursor.error("no date") }
                date = day
            } else if name.equals("kind") {
                guard let known = Voucher.Kind(rawValue: try cursor.text().string) else {
                    throw cursor.error("an unknown kind of voucher")
                }
                kind = known
            } else if name.equals("postings") {
                try cursor.array { lines.append(try VoucherView.line(&$0)) }
            } else {
                try cursor.skipValue()
            }
        }
    }

    private static func line(_ cursor: inout JSONCursor) throws -> Line {
        if let line = try Line(usualForm: &cursor) { return line }
        var account: JSONCursor.Text?
        var amount: Int64?
        var vat: VAT?
        try cursor.object { name, cursor in
            if name.equals("account") {
                account = try cursor.text()
            } else if name.equals("amountOre") {
                amount = try cursor.integer()
            } else if name.equals("vat") {
                vat = try self.vat(&cursor)
            } else {
                try cursor.skipValue()
            }
        }
        guard let account, let amount else { throw cursor.error("a posting lacks its account or amount") }
        return Line(account: account, amountOre: amount, vat: vat)
    }

    private static func vat(_ cursor: inout JSONCursor) throws -> VAT {
        var vat = VAT()
        try cursor.object { name, cursor in
            if name.equals("code") {
                vat.code = try code(try cursor.text(), cursor)
            } else if name.equals("baseOre") {
                vat.baseOre = try cursor.integer()
            } else if name.equals("vatOre") {
                vat.vatOre = try cursor.integer()
            } else if name.equals("ledgerCode") {
                vat.ledgerCode = try cursor.text()
            } else if name.equals("specification") {
                vat.specification = try cursor.text()
            } else if name.equals("remark") {
                vat.remark = try cursor.text()
            } else {
                try cursor.skipValue()
            }
        }
        return vat
    }

    static func code(_ text: JSONCursor.Text, _ cursor: JSONCursor) throws -> VATCode {
        var number = 0
        for byte in text.bytes {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), number < 100 else {
                throw cursor.error("a VAT code is one or two digits")
            }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        guard !text.bytes.isEmpty, let code = VATCode(number) else {
            throw cursor.error("a VAT code is one or two digits")
        }
        return code
    }
}
