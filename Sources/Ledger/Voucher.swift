import Values

/// What a voucher is called: its number within a series. The books' own vouchers have no series name; imported ones
/// have one per journal and year of the source.
public struct VoucherNumber: Hashable, Sendable, CustomStringConvertible {
    public let series: String?
    public let number: String

    /// - Throws: `InvalidInput` for an empty or overlong number or one with control characters.
    public init(series: String? = nil, number: String) throws(InvalidInput) {
        if let series { try VoucherNumber.check(series) }
        try VoucherNumber.check(number)
        self.series = series
        self.number = number
    }

    private static func check(_ part: String) throws(InvalidInput) {
        // Plain short numbers, nearly all there are, need no look at characters.
        if (1...100).contains(part.utf8.count), part.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return }
        guard !part.isEmpty, part.count <= 100,
            part.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { throw InvalidInput(part, "a voucher number or series has 1 to 100 visible characters") }
    }

    /// `1001`, or `2026-KJOP/1001` with a series.
    public var description: String { series.map { "\($0)/\(number)" } ?? number }

    /// The idempotency key of the event that posts it: unique in the books.
    public var key: String { "voucher/\(series ?? "")/\(number)" }

    /// Appends the key's UTF-8.
    func writeKey(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: "voucher/".utf8)
        if let series { bytes.append(contentsOf: series.utf8) }
        bytes.append(UInt8(ascii: "/"))
        bytes.append(contentsOf: number.utf8)
    }

    /// What the keys of all vouchers begin with.
    static let keyStart = "voucher/"

    /// What the keys of a series begin with; those of series whose names go on after a slash do so too.
    static func keyStart(ofSeries series: String?) -> String { "voucher/\(series ?? "")/" }
}

/// A voucher (bilag): one documented event of the business and its balanced postings (bokføringsloven §§ 5, 10).
public struct Voucher: Hashable, Sendable {
    public enum Kind: String, Sendable {
        case ordinary
        /// Balances carried into the books from an earlier system. No turnover and no VAT.
        case opening
    }

    public var number: VoucherNumber
    /// The voucher's date, which decides the VAT term.
    public var date: CalendarDate
    public var text: String
    public var kind: Kind
    public var postings: [Posting]
    /// Where an imported voucher comes from.
    public var source: VoucherSource?

    public init(
        number: VoucherNumber, date: CalendarDate, text: String = "", kind: Kind = .ordinary, postings: [Posting],
        source: VoucherSource? = nil
    ) {
        self.number = number
        self.date = date
        self.text = text
        self.kind = kind
        self.postings = postings
        self.source = source
    }

    /// Debit less credit; zero for every voucher in the books.
    public func imbalance() throws(MoneyOverflow) -> Money {
        var sum = Money.zero
        for index in postings.indices { try sum += postings[index].amount }
        return sum
    }
}

/// What the source system said about an imported voucher, kept so that it can be found there again.
public struct VoucherSource: Hashable, Sendable {
    /// The product that wrote the file (SAF-T `SoftwareID`).
    public var system: String
    public var journal: String
    public var year: Int
    public var period: Int
    /// The voucher's number there.
    public var transaction: String
    /// Kind of voucher (bilagsart), where the source names one.
    public var voucherType: String?
    /// Who entered it there.
    public var enteredBy: String?
    public var entered: CalendarDate?
    public var posted: CalendarDate?
    public var systemID: String?
    public var batch: String?

    public init(system: String, journal: String, year: Int, period: Int, transaction: String) {
        self.system = system
        self.journal = journal
        self.year = year
        self.period = period
        self.transaction = transaction
    }
}
