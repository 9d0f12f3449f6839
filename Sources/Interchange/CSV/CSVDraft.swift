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
    var postings: [Posting] = []
    /// Amounts with VAT inside, by posting; empty where no row has any.
    var gross: [CSVGross] = []
    var firstRow = 0
    var lastRow = 0
    var isFaulty = false
    var essence = QuickDigest()
    var grossSum: Int128 = 0

    var isEmpty: Bool { firstRow == 0 }
}

/// A row that says whether VAT lies inside its amount.
struct CSVGross {
    let posting: Int
    let isGross: Bool
    /// The amount with VAT, where the format has both.
    let amount: Int64?
    let row: Int
}
