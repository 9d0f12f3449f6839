import EventLog
import Formats
import Values

extension PostedVoucher {
    /// The voucher of an entry, read from its bytes without a tree of JSON between: the way for reports that show many.
    /// Nil when the entry is no voucher.
    ///
    /// - Throws: `LogError.damagedEntry`.
    public init?(reading entry: StoredEntry) throws(LogError) {
        guard EntryBytes.isHot(entry.bytes) else {
            try self.init(entry.decoded())
            return
        }
        do {
            var cursor = JSONCursor(entry.bytes)
            var (time, voucher): (Timestamp?, Voucher?)
            try cursor.object { name, cursor in
                if name.equals("body") {
                    voucher = try Voucher(&cursor)
                } else if name.equals("time") {
                    time = try Timestamp(cursor.text().string)
                } else {
                    try cursor.skipValue()
                }
            }
            guard let time, let voucher, cursor.isAtEnd else { throw cursor.error("a member is missing, or too much") }
            self.init(sequence: entry.sequence, time: time, voucher: voucher, reverses: nil)
        } catch {
            throw .damagedEntry(entry.sequence, "\(error)")
        }
    }
}

extension Voucher {
    fileprivate init(_ cursor: inout JSONCursor) throws {
        var (number, series, kind): (String?, String?, Kind) = (nil, nil, .ordinary)
        var (date, text, source): (CalendarDate?, String?, VoucherSource?)
        var postings: [Posting] = []
        try cursor.object { name, cursor in
            if name.equals("date") {
                date = try cursor.date()
            } else if name.equals("kind") {
                guard let known = Kind(rawValue: try cursor.text().string) else {
                    throw cursor.error("an unknown kind of voucher")
                }
                kind = known
            } else if name.equals("number") {
                number = try cursor.text().string
            } else if name.equals("postings") {
                try cursor.array { postings.append(try Posting(&$0)) }
            } else if name.equals("series") {
                series = try cursor.text().string
            } else if name.equals("source") {
                source = try VoucherSource(&cursor)
            } else if name.equals("text") {
                text = try cursor.text().string
            } else {
                try cursor.skipValue()
            }
        }
        guard let number, let date, let text else { throw cursor.error("a voucher lacks its number, date or text") }
        self.init(
            number: try VoucherNumber(series: series, number: number), date: date, text: text, kind: kind,
            postings: postings, source: source)
    }
}

extension VoucherSource {
    fileprivate init(_ cursor: inout JSONCursor) throws {
        self.init(system: "", journal: "", year: 0, period: 0, transaction: "")
        var found = 0
        try cursor.object { name, cursor in
            switch true {
            case name.equals("batch"): batch = try cursor.text().string
            case name.equals("entered"): entered = try cursor.date()
            case name.equals("enteredBy"): enteredBy = try cursor.text().string
            case name.equals("journal"): (journal, found) = (try cursor.text().string, found + 1)
            case name.equals("period"): (period, found) = (Int(try cursor.integer()), found + 1)
            case name.equals("posted"): posted = try cursor.date()
            case name.equals("system"): (system, found) = (try cursor.text().string, found + 1)
            case name.equals("systemId"): systemID = try cursor.text().string
            case name.equals("transaction"): (transaction, found) = (try cursor.text().string, found + 1)
            case name.equals("voucherType"): voucherType = try cursor.text().string
            case name.equals("year"): (year, found) = (Int(try cursor.integer()), found + 1)
            default: try cursor.skipValue()
            }
        }
        guard found == 5 else { throw cursor.error("a voucher's source lacks a member") }
    }
}

extension Posting {
    fileprivate init(_ cursor: inout JSONCursor) throws {
        var (account, amount): (AccountNumber?, Int64?)
        // Filled in when the line is read; the members before it stand in no order that would help.
        var line = Posting(account: try AccountNumber("0"), amount: .zero)
        try cursor.object { name, cursor in
            switch true {
            case name.equals("account"): account = try AccountNumber(cursor.text().string)
            case name.equals("amountOre"): amount = try cursor.integer()
            case name.equals("currency"): line.currency = try CurrencyAmount(&cursor)
            case name.equals("dimensions"): try cursor.array { line.dimensions.append(try Dimension(&$0)) }
            case name.equals("dueDate"): line.dueDate = try cursor.date()
            case name.equals("kid"): line.kid = try cursor.text().string
            case name.equals("matching"): line.matching = try cursor.text().string
            case name.equals("party"): line.party = try PartyReference(&cursor)
            case name.equals("quantity"): line.quantity = try cursor.text().string
            case name.equals("reference"): line.reference = try cursor.text().string
            case name.equals("sourceLine"): line.sourceLine = try cursor.text().string
            case name.equals("text"): line.text = try cursor.text().string
            case name.equals("valueDate"): line.valueDate = try cursor.date()
            case name.equals("vat"): line.vat = try PostingVAT(&cursor)
            default: try cursor.skipValue()
            }
        }
        guard let account, let amount else { throw cursor.error("a posting lacks its account or amount") }
        line.account = account
        line.amount = Money(ore: amount)
        self = line
    }
}

extension PostingVAT {
    fileprivate init(_ cursor: inout JSONCursor) throws {
        self.init(code: nil)
        try cursor.object { name, cursor in
            switch true {
            case name.equals("baseOre"): base = Money(ore: try cursor.integer())
            case name.equals("code"): code = try VATCode(cursor.text().string)
            case name.equals("ledgerCode"): ledgerCode = try cursor.text().string
            case name.equals("remark"): remark = try cursor.text().string
            case name.equals("specification"): specification = try cursor.text().string
            case name.equals("vatOre"): vat = Money(ore: try cursor.integer())
            default: try cursor.skipValue()
            }
        }
    }
}

extension PartyReference {
    fileprivate init(_ cursor: inout JSONCursor) throws {
        var (id, role): (String?, Role?)
        try cursor.object { name, cursor in
            switch true {
            case name.equals("id"): id = try cursor.text().string
            case name.equals("role"): role = Role(rawValue: try cursor.text().string)
            default: try cursor.skipValue()
            }
        }
        guard let id, let role else { throw cursor.error("a party is customer or supplier, and has a number") }
        self.init(role, id)
    }
}

extension Dimension {
    fileprivate init(_ cursor: inout JSONCursor) throws {
        var (type, id, amount): (String?, String?, Money?)
        try cursor.object { name, cursor in
            switch true {
            case name.equals("amountOre"): amount = Money(ore: try cursor.integer())
            case name.equals("id"): id = try cursor.text().string
            case name.equals("type"): type = try cursor.text().string
            default: try cursor.skipValue()
            }
        }
        guard let type, let id else { throw cursor.error("a dimension lacks its type or value") }
        self.init(type: type, id: id, amount: amount)
    }
}

extension CurrencyAmount {
    fileprivate init(_ cursor: inout JSONCursor) throws {
        var (code, amount, rate): (String?, String?, String?)
        try cursor.object { name, cursor in
            switch true {
            case name.equals("amount"): amount = try cursor.text().string
            case name.equals("code"): code = try cursor.text().string
            case name.equals("rate"): rate = try cursor.text().string
            default: try cursor.skipValue()
            }
        }
        guard let code, let amount else { throw cursor.error("a currency amount lacks its code or amount") }
        self.init(code: code, amount: amount, rate: rate)
    }
}

extension JSONCursor {
    fileprivate mutating func date() throws -> CalendarDate {
        guard let date = CalendarDate(iso: try text().bytes) else { throw error("a date should stand here") }
        return date
    }
}
