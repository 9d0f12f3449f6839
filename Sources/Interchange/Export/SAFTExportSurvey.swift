import Ledger
import Values

/// What the first look through the books finds: balances, what the master files must name, and the order of the
/// vouchers.
struct SAFTExportSurvey {
    private(set) var balances: ExportBalances
    private(set) var taxCodes: SAFTExportTaxCodes
    private(set) var dimensions: Set<Dimension.Key> = []
    /// In the order they are written: by month where parts are, then journal, year and number.
    private(set) var items: [ExportItem] = []
    /// Ids by `ExportItem.journal`.
    private(set) var journals: [(id: String, name: String)] = []
    private(set) var vouchers = 0
    private(set) var lines = 0
    /// Sums of all debit and all credit amounts, both positive.
    private(set) var totals: (debit: Int128, credit: Int128) = (0, 0)
    private var textBytes = 0
    private(set) var partyIDs = ExportLabels<PartyReference>(limit: 35)
    private(set) var dimensionTypes = ExportLabels<String>(limit: 9)
    private(set) var dimensionIDs: [String: ExportLabels<String>] = [:]

    init(_ range: ExportRange) throws {
        balances = ExportBalances(days: range.days)
        taxCodes = SAFTExportTaxCodes(books: range.books)
        var found: [ExportJournal: Int] = [:]
        var order: [ExportJournal] = []
        try range.visitAll { posted in
            balances.add(posted.voucher)
            guard posted.voucher.kind == .ordinary, posted.voucher.date >= range.days.lowerBound else { return }
            let (journal, year) = ExportJournal.of(posted.voucher)
            let index = found[journal] ?? order.count
            if index == order.count {
                found[journal] = index
                order.append(journal)
            }
            items.append(ExportItem(posted, journal: index, year: year))
            note(posted.voucher)
        }
        settleJournals(order)
        taxCodes.settle()
        for party in balances.parties.keys.sorted(by: { ($0.role.rawValue, $0.id) < ($1.role.rawValue, $1.id) }) {
            _ = partyIDs.label(party, party.id)
        }
        for key in dimensions.sorted(by: { ($0.type, $0.id) < ($1.type, $1.id) }) {
            let type = dimensionTypes.label(key.type, key.type)
            _ = dimensionIDs[type, default: ExportLabels(limit: 35)].label(key.id, key.id)
        }
    }

    private mutating func note(_ voucher: Voucher) {
        vouchers += 1
        lines += voucher.postings.count
        textBytes += voucher.text.utf8.count
        for posting in voucher.postings {
            if posting.amount.ore >= 0 {
                totals.debit += Int128(posting.amount.ore)
            } else {
                totals.credit -= Int128(posting.amount.ore)
            }
            if let vat = posting.vat { taxCodes.note(vat, on: voucher.date) }
            for dimension in posting.dimensions {
                dimensions.insert(Dimension.Key(type: dimension.type, id: dimension.id))
            }
            textBytes += (posting.text ?? voucher.text).utf8.count + (posting.reference?.utf8.count ?? 0)
        }
    }

    /// Journals by name, each under an id of its own.
    private mutating func settleJournals(_ order: [ExportJournal]) {
        var labels = ExportLabels<ExportJournal>(limit: 18)
        let sorted = order.indices.sorted {
            order[$0].name != order[$1].name ? order[$0].name < order[$1].name : $0 < $1
        }
        var places = [Int32](repeating: 0, count: order.count)
        for (place, index) in sorted.enumerated() {
            places[index] = Int32(truncatingIfNeeded: place)
            journals.append((labels.label(order[index], order[index].name), order[index].name))
        }
        for index in items.indices { items[index].journal = places[Int(items[index].journal)] }
        items.sort {
            ($0.month, $0.journal, $0.year, $0.number, $0.sequence)
                < ($1.month, $1.journal, $1.year, $1.number, $1.sequence)
        }
    }

    /// As a single file: for each voucher and line what their elements mostly take, and their texts.
    var estimatedBytes: Int64 { Int64(vouchers) * 600 + Int64(lines) * 600 + Int64(textBytes) }

    /// The order within one file for the whole: by journal, year and number, whatever the month.
    mutating func orderAsOne() {
        items.sort {
            ($0.journal, $0.year, $0.number, $0.sequence) < ($1.journal, $1.year, $1.number, $1.sequence)
        }
    }

    func dimension(_ dimension: Dimension) -> (type: String, id: String)? {
        guard let type = dimensionTypes.label(dimension.type), let id = dimensionIDs[type]?.label(dimension.id) else {
            return nil
        }
        return (type, id)
    }
}
