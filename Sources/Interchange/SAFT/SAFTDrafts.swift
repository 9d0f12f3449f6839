import Values

/// What one file's header says.
struct SAFTHeader {
    var version: String?
    var country: String?
    var system: String?
    var registrationNumber: String?
    var currency: String?
    var basis: String?
    var selectionStart: CalendarDate?
    var selectionEnd: CalendarDate?
    var periodStart: Int?
    var periodStartYear: Int?
    var periodEnd: Int?
    var periodEndYear: Int?
    var line = 0
    /// Where its elements stand.
    var lines: [SAFTElement: Int] = [:]

    /// The first and last day, read from dates or else from months of a calendar year.
    var selection: ClosedRange<CalendarDate>? {
        if let selectionStart, let selectionEnd {
            return selectionStart <= selectionEnd ? selectionStart...selectionEnd : nil
        }
        guard let periodStartYear, let periodEndYear else { return nil }
        // Period 0 holds openings, 13 and later closings: they belong to the first and last month.
        let first = min(max(periodStart ?? 1, 1), 12)
        let last = min(max(periodEnd ?? 12, 1), 12)
        guard let start = CalendarDate(year: periodStartYear, month: first, day: 1), (1...9999).contains(periodEndYear),
            let end = CalendarDate(
                year: periodEndYear, month: last, day: CalendarDate.daysIn(month: last, of: periodEndYear))
        else { return nil }
        return start <= end ? start...end : nil
    }
}

/// An account of the chart, with the balances it is stated with.
struct SAFTAccount {
    var id = ""
    var name = ""
    var standardAccount: String?
    var groupingCategory: String?
    var groupingCode: String?
    /// Signed øre, debit positive.
    var opening: Int64?
    var closing: Int64?
    var line = 0
}

struct SAFTParty {
    var role = PartyRole.customer
    var id = ""
    var name = ""
    var registrationNumber: String?
    var balances: [SAFTPartyBalance] = []
    /// The last day of the selection that the closing balances are from.
    var closingDay: CalendarDate?
    var line = 0

    enum PartyRole { case customer, supplier }
}

struct SAFTPartyBalance {
    var account: String?
    var opening: Int64?
    var closing: Int64?
}

struct SAFTTaxDetails {
    var code = ""
    var from: CalendarDate?
    var to: CalendarDate?
    /// Hundredths of a percent.
    var basisPoints: Int?
    var standardCode = ""
    /// Hundredths of a percent; 10 000 deducts all.
    var baseRates: [Int] = []
    var line = 0
}

struct SAFTAnalysisValue {
    var type = ""
    var typeName: String?
    var id = ""
    var name: String?
}

/// A voucher while it is read. A class, as a line is, since millions are handed around that hold many texts; both are used
/// again for the next one.
final class SAFTTransaction {
    @exclusivity(unchecked) var id = ""
    @exclusivity(unchecked) var period: Int?
    @exclusivity(unchecked) var year: Int?
    @exclusivity(unchecked) var date: CalendarDate?
    @exclusivity(unchecked) var sourceID: String?
    @exclusivity(unchecked) var voucherType: String?
    @exclusivity(unchecked) var text = ""
    @exclusivity(unchecked) var batch: String?
    @exclusivity(unchecked) var entered: CalendarDate?
    @exclusivity(unchecked) var posted: CalendarDate?
    @exclusivity(unchecked) var systemID: String?
    @exclusivity(unchecked) var lines: [SAFTLine] = []
    @exclusivity(unchecked) var place = 0
    @exclusivity(unchecked) var column = 0
    /// Something in it could not be read and is reported already.
    @exclusivity(unchecked) var isFaulty = false
    /// Of all that is content, for finding the same voucher again; and of dates, accounts, amounts and VAT alone.
    @exclusivity(unchecked) var content = QuickDigest()
    @exclusivity(unchecked) var essence = QuickDigest()

    /// Forgets all that it held, and begins another voucher.
    func begin(place: Int, column: Int) {
        (id, period, year, date) = ("", nil, nil, nil)
        (sourceID, voucherType, text, batch) = (nil, nil, "", nil)
        (entered, posted, systemID) = (nil, nil, nil)
        lines.removeAll(keepingCapacity: true)
        (self.place, self.column, isFaulty) = (place, column, false)
        (content, essence) = (QuickDigest(), QuickDigest())
    }
}

final class SAFTLine {
    @exclusivity(unchecked) var record: String?
    @exclusivity(unchecked) var account = ""
    /// Of the account in the chart; nil when it is not there.
    @exclusivity(unchecked) var position: Int?
    @exclusivity(unchecked) var analyses: [SAFTAnalysis] = []
    @exclusivity(unchecked) var valueDate: CalendarDate?
    @exclusivity(unchecked) var sourceDocument: String?
    @exclusivity(unchecked) var customer: String?
    @exclusivity(unchecked) var supplier: String?
    @exclusivity(unchecked) var text: String?
    @exclusivity(unchecked) var amount: SAFTAmount?
    /// The element that held the amount, when a second one comes along.
    @exclusivity(unchecked) var hasTwoAmounts = false
    @exclusivity(unchecked) var taxes: [SAFTTax] = []
    @exclusivity(unchecked) var reference: String?
    @exclusivity(unchecked) var kid: String?
    @exclusivity(unchecked) var dueDate: CalendarDate?
    @exclusivity(unchecked) var quantity: String?
    @exclusivity(unchecked) var matching: String?
    @exclusivity(unchecked) var place = 0
    @exclusivity(unchecked) var column = 0
    /// Lines of the elements that checks are about.
    @exclusivity(unchecked) var accountPlace = 0
    @exclusivity(unchecked) var partyPlace = 0
    @exclusivity(unchecked) var amountPlace = 0

    /// Forgets all that it held, and begins another line.
    func begin(place: Int, column: Int) {
        (record, account, position) = (nil, "", nil)
        if !analyses.isEmpty { analyses.removeAll() }
        (valueDate, sourceDocument, customer, supplier, text) = (nil, nil, nil, nil, nil)
        (amount, hasTwoAmounts) = (nil, false)
        if !taxes.isEmpty { taxes.removeAll(keepingCapacity: true) }
        (reference, kid, dueDate, quantity, matching) = (nil, nil, nil, nil, nil)
        (self.place, self.column) = (place, column)
        (accountPlace, partyPlace, amountPlace) = (0, 0, 0)
    }
}

/// An amount structure: what it says, and under which name.
struct SAFTAmount {
    enum Side: Int64 {
        case debit = 1
        case credit = -1
        /// Form A's amounts without a side of their own.
        case none = 0
    }

    var side = Side.none
    /// As written; negative amounts occur on either side.
    var ore: Int64?
    var currency: String?
    var currencyAmount: String?
    var rate: String?

    /// Debit positive, for amounts with a side.
    var signed: Int64 { (ore ?? 0) * side.rawValue }
}

struct SAFTAnalysis {
    var type = ""
    var id = ""
    var amount: SAFTAmount?
}

struct SAFTTax {
    var code: String?
    var basisPoints: Int?
    /// As written, in øre.
    var base: Int64?
    var amount: SAFTAmount?
    var nokAmount: Int64?
    var nokBase: Int64?
    /// Of our own exports alone.
    var specification: String?
    var remark: String?
    var place = 0
}
