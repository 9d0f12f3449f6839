import EventLog
import Formats
import Ledger
import Projections
import Values

/// A voucher that the return counts, with what people are shown of it.
struct CountedVoucher: Sendable {
    struct Posting: Sendable {
        let account: String
        /// Debit positive, as base and VAT.
        let amountOre: Int64
        let baseOre: Int64?
        let vatOre: Int64?
        /// The posting's own text, else the voucher's.
        let text: String
        /// The lines of the return that it is summed into, from 0; none where they came to nothing.
        let lines: [Int]
    }

    let sequence: UInt64
    let number: String
    let date: CalendarDate
    let postings: [Posting]

    /// - Parameters:
    ///   - view: of the entry.
    ///   - contributions: of its postings; at least one.
    init(_ view: VoucherView, _ contributions: [VATContribution], in entry: StoredEntry) throws {
        let texts = try VoucherTexts(entry, isReversal: view.isReversal)
        sequence = entry.sequence
        number = texts.series.map { "\($0)/\(texts.number)" } ?? texts.number
        date = view.date
        postings = contributions.map { contribution in
            let line = view.lines[contribution.posting]
            let own = texts.postings.indices.contains(contribution.posting) ? texts.postings[contribution.posting] : nil
            return Posting(
                account: line.account.string, amountOre: line.amountOre, baseOre: line.vat?.baseOre,
                vatOre: line.vat?.vatOre, text: own ?? texts.text, lines: contribution.lines)
        }
    }
}

/// The texts of a voucher, which figures have no use for.
private struct VoucherTexts {
    var series: String?
    var number = ""
    var text = ""
    /// Of each posting, where it has one.
    var postings: [String?] = []

    init(_ entry: StoredEntry, isReversal: Bool) throws {
        var cursor = JSONCursor(entry.bytes, from: EntryBytes.bodyOffset)
        if isReversal {
            try cursor.object { name, cursor in
                if name.equals("voucher") { try read(&cursor) } else { try cursor.skipValue() }
            }
        } else {
            try read(&cursor)
        }
    }

    private mutating func read(_ cursor: inout JSONCursor) throws {
        try cursor.object { name, cursor in
            if name.equals("series") {
                series = try cursor.text().string
            } else if name.equals("number") {
                number = try cursor.text().string
            } else if name.equals("text") {
                text = try cursor.text().string
            } else if name.equals("postings") {
                try cursor.array { postings.append(try VoucherTexts.posting(&$0)) }
            } else {
                try cursor.skipValue()
            }
        }
    }

    private static func posting(_ cursor: inout JSONCursor) throws -> String? {
        var text: String?
        try cursor.object { name, cursor in
            if name.equals("text") { text = try cursor.text().string } else { try cursor.skipValue() }
        }
        return text
    }
}
