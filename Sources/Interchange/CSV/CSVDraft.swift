import Ledger
import Values

/// A voucher of a CSV file while its rows are read.
struct CSVDraft {
    /// The cells that say which voucher it is, as they stand in its last row.
    var numberBytes: [UInt8] = []
    var dateBytes: [UInt8] = []
    var kindBytes: [UInt8] = []
    var yearBytes: [UInt8] = []
    var seriesBytes: [UInt8] = []

    var number: VoucherNumber?
    var id = ""
    var date: CalendarDate?
    var kind = ""
    var year = 0
    var period: Int?
    var text = ""
    /// The bytes of the text's cell.
    var textBytes: [UInt8] = []
    var postings: [Posting] = []
    /// Amounts with VAT inside, by posting; empty where no row has any.
    var gross: [CSVGross] = []
    var firstRow = 0
    var lastRow = 0
    var isFaulty = false
    var essence = QuickDigest()
    var grossSum: Int128 = 0

    var isEmpty: Bool { firstRow == 0 }

    /// Makes ready for the next voucher, keeping the buffers.
    mutating func clear() {
        var next = CSVDraft()
        swap(&next, &self)
        swap(&next.numberBytes, &numberBytes)
        swap(&next.dateBytes, &dateBytes)
        swap(&next.kindBytes, &kindBytes)
        swap(&next.yearBytes, &yearBytes)
        swap(&next.seriesBytes, &seriesBytes)
        swap(&next.textBytes, &textBytes)
        textBytes.removeAll(keepingCapacity: true)
    }

    /// Notes the cells that say which voucher it is.
    mutating func name(number: TextBytes, date: TextBytes, kind: TextBytes, year: TextBytes, series: TextBytes) {
        CSVDraft.fill(&numberBytes, number)
        CSVDraft.fill(&dateBytes, date)
        CSVDraft.fill(&kindBytes, kind)
        CSVDraft.fill(&yearBytes, year)
        CSVDraft.fill(&seriesBytes, series)
    }

    private static func fill(_ bytes: inout [UInt8], _ cell: TextBytes) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: cell)
    }
}

/// A row that says whether VAT lies inside its amount.
struct CSVGross {
    let posting: Int
    let isGross: Bool
    /// The amount with VAT, where the format has both.
    let amount: Int64?
    let row: Int
}
