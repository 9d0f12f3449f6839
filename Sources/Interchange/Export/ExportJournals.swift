import Ledger

/// A journal that vouchers go out in: that of the source for imported ones, the series for the books' own.
struct ExportJournal: Hashable {
    private let series: String?
    /// The series as the books have it began with the year, which is the journal's year and not its name.
    private let lacksYear: Bool

    /// The journal's name before it is made an id of its own.
    var name: String { series ?? ExportJournal.own }

    /// Where vouchers without a series go.
    static let own = "BILAG"

    /// The journal and fiscal year of a voucher.
    static func of(_ voucher: Voucher) -> (journal: ExportJournal, year: Int) {
        guard let series = voucher.number.series else {
            return (ExportJournal(series: nil, lacksYear: false), voucher.source?.year ?? voucher.date.year)
        }
        let stated = series.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        // Series of imports are named by fiscal year and journal, `2026-GL`.
        if stated.count == 2, stated[0].utf8.count == 4, !stated[1].isEmpty, let year = Int(stated[0]),
            voucher.source.map({ $0.year == year }) ?? (abs(year - voucher.date.year) <= 1)
        {
            return (ExportJournal(series: String(stated[1]), lacksYear: true), year)
        }
        return (ExportJournal(series: series, lacksYear: false), voucher.source?.year ?? voucher.date.year)
    }
}

/// A voucher's place in an export, as small as it can be kept.
struct ExportItem {
    /// Year and month of its date, as `year × 12 + month − 1`.
    let month: Int32
    var journal: Int32
    let year: Int32
    /// The number's leading digits.
    let number: UInt64
    let sequence: UInt64

    init(_ posted: PostedVoucher, journal: Int, year: Int) {
        month = Int32(truncatingIfNeeded: posted.voucher.date.year * 12 + posted.voucher.date.month - 1)
        self.journal = Int32(truncatingIfNeeded: journal)
        self.year = Int32(truncatingIfNeeded: year)
        number = posted.voucher.number.number.utf8.prefix(18).prefix { (0x30...0x39).contains($0) }
            .reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
        sequence = posted.sequence
    }
}
