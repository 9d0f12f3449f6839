import Formats
import Values

/// The postings of a site's days, packed: pages of accounts and VAT lines are written from them after the one pass over
/// the log, each sorted by date.
struct PostedRows {
    /// Some bytes of the store, already fit for a page.
    struct Piece {
        let start: Int
        let count: Int32

        var range: Range<Int> { start..<(start + Int(count)) }
    }

    struct Row {
        let sequence: UInt64
        /// Debit positive.
        let amountOre: Int64
        /// 0 where there is none.
        let baseOre: Int64
        /// What the posting states, or is where it stands on a VAT account without a base.
        let vatOre: Int64
        /// Days since 1970.
        let day: Int32
        /// The page of vouchers that it stands on, from 1.
        let page: Int32
        let account: Int32
        /// −1 for none.
        let code: Int8
        let hasBase: Bool
        /// The voucher's number.
        let label: Piece
        let text: Piece

        var date: CalendarDate? { CalendarDate(daysSince1970: Int(day)) }
    }

    private(set) var rows: [Row] = []
    private var store: [UInt8] = []

    mutating func keep(_ bytes: some Collection<UInt8>) -> Piece {
        let piece = Piece(start: store.count, count: Int32(truncatingIfNeeded: bytes.count))
        store.append(contentsOf: bytes)
        return piece
    }

    /// - Returns: its index.
    mutating func add(_ row: Row) -> Int32 {
        rows.append(row)
        return Int32(truncatingIfNeeded: rows.count - 1)
    }

    subscript(index: Int32) -> Row { rows[Int(index)] }

    func write(_ piece: Piece, _ html: inout HTMLWriter) { html.written(store[piece.range]) }

    /// By date; what is of one day stays in the order of the log.
    func byDate(_ indices: [Int32]) -> [Int32] {
        var isSorted = true
        var last = Int32.min
        for index in indices {
            if self[index].day < last {
                isSorted = false
                break
            }
            last = self[index].day
        }
        return isSorted ? indices : indices.sorted { (self[$0].day, $0) < (self[$1].day, $1) }
    }
}

/// The accounts that postings are on, as small numbers; what a page shows of each is written once.
struct SiteAccounts {
    struct Known {
        let number: AccountNumber
        /// Number as a link, and name, for a page in a folder.
        let cell: [UInt8]
    }

    private(set) var known: [Known] = []
    private var short: [UInt64: Int32] = [:]
    private var long: [String: Int32] = [:]
    private let names: [AccountNumber: String]

    init(names: [AccountNumber: String]) { self.names = names }

    func name(of number: AccountNumber) -> String { names[number] ?? "" }

    func index(of number: AccountNumber) -> Int32? {
        var text = number.text
        return text.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            return SiteAccounts.packed(bytes).map { short[$0] } ?? long[number.text]
        }
    }

    /// - Throws: `InvalidInput` when the text is no account number.
    mutating func index(of account: JSONCursor.Text) throws -> Int32 {
        if !account.hasEscapes, let key = SiteAccounts.packed(account.bytes) {
            if let index = short[key] { return index }
            let index = try add(account.string)
            short[key] = index
            return index
        }
        let text = account.string
        if let index = long[text] { return index }
        let index = try add(text)
        long[text] = index
        return index
    }

    private mutating func add(_ text: String) throws -> Int32 {
        let number = try AccountNumber(text)
        var html = HTMLWriter()
        html.link("../" + SiteName.account(number), text)
        html.markup(" ")
        html.book(name(of: number))
        known.append(Known(number: number, cell: html.bytes))
        return Int32(truncatingIfNeeded: known.count - 1)
    }

    /// Up to eight bytes as one number.
    private static func packed(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        guard bytes.count <= 8 else { return nil }
        var number: UInt64 = 0
        for byte in bytes { number = number << 8 | UInt64(byte) }
        return number
    }
}
