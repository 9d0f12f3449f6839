import Ledger
import Values

/// The vouchers, journal by journal.
extension SAFTExportWriter {
    /// What one line of the file holds: a posting, or its VAT alone where that stands on the other side.
    private struct Line {
        let posting: Posting
        let vat: PostingVAT?
    }

    func entries(_ part: SAFTExport.Part, progress: (Int) -> Void) throws {
        let totals = try totals(of: part)
        try xml.open("GeneralLedgerEntries")
        xml.element("NumberOfEntries", String(part.items.count))
        xml.element("TotalDebit", magnitudeOre: totals.debit)
        xml.element("TotalCredit", magnitudeOre: totals.credit)
        var journal: Int32?
        for (written, item) in survey.items[part.items].enumerated() {
            if item.journal != journal {
                if journal != nil { xml.close("Journal") }
                journal = item.journal
                try begin(journal: Int(item.journal))
            }
            guard let posted = try export.range.voucher(item.sequence) else { continue }
            try transaction(posted, year: Int(item.year), in: survey.journals[Int(item.journal)].name)
            if written % 1000 == 999 { progress(written + 1) }
        }
        if journal != nil { xml.close("Journal") }
        xml.close("GeneralLedgerEntries")
    }

    /// They stand before the lines they sum, and so the vouchers are read twice where an export has several parts.
    private func totals(of part: SAFTExport.Part) throws -> (debit: Int64, credit: Int64) {
        var (debit, credit) = (Int128(0), Int128(0))
        if part.total == 1 {
            (debit, credit) = survey.totals
        } else {
            for item in survey.items[part.items] {
                for posting in try export.range.voucher(item.sequence)?.voucher.postings ?? [] {
                    if posting.amount.ore >= 0 {
                        debit += Int128(posting.amount.ore)
                    } else {
                        credit -= Int128(posting.amount.ore)
                    }
                }
            }
        }
        return (
            try SAFTExportWriter.ore(debit) { "The sum of all debit amounts" },
            try SAFTExportWriter.ore(credit) { "The sum of all credit amounts" }
        )
    }

    private func begin(journal index: Int) throws {
        try xml.open("Journal")
        xml.element("JournalID", survey.journals[index].id)
        xml.element("Description", survey.journals[index].name.cut(to: 256))
        xml.element("Type", SAFTExportWriter.generalLedger)
    }

    private static let generalLedger = "GL"

    private func transaction(_ posted: PostedVoucher, year: Int, in journal: String) throws {
        let voucher = posted.voucher
        let source = voucher.source
        let recorded = posted.time.dateInNorway
        try xml.open("Transaction")
        // A number is unique in its series, and a series in its journal; the schema takes 70 characters of it.
        guard voucher.number.number.unicodeScalars.count <= 70 else {
            throw ExportError.numberTooLong(voucher.number.description)
        }
        xml.element("TransactionID", voucher.number.number)
        xml.element("Period", String(source?.period ?? voucher.date.month))
        xml.element("PeriodYear", String(year))
        xml.element("TransactionDate", voucher.date.description)
        xml.element("SourceID", source?.enteredBy.cut(to: 35))
        xml.element("VoucherType", (source?.voucherType ?? SAFTExportWriter.generalLedger).cut(to: 70))
        // What kind of voucher it is, the journal says in words.
        xml.element("VoucherDescription", journal.cut(to: 70))
        xml.element("Description", voucher.text.cut(to: 256))
        xml.element("BatchID", source?.batch.cut(to: 35))
        xml.element("SystemEntryDate", (source?.entered ?? recorded).description)
        xml.element("GLPostingDate", (source?.posted ?? recorded).description)
        xml.element("SystemID", (source == nil ? String(posted.sequence) : source?.systemID).cut(to: 18))
        var ids = RecordIDs(voucher.postings)
        for posting in voucher.postings {
            for line in SAFTExportWriter.lines(of: posting) { try write(line, of: voucher, id: ids.next(line.posting)) }
        }
        xml.close("Transaction")
    }

    /// In SAF-T, a base stands on the side of its line. Where a posting's base is on the other one, its VAT goes out on a
    /// line of zero beside it.
    private static func lines(of posting: Posting) -> [Line] {
        guard let vat = posting.vat else { return [Line(posting: posting, vat: nil)] }
        guard let base = vat.base?.ore, base != 0, posting.amount.ore != 0,
            base.signum() != posting.amount.ore.signum()
        else { return [Line(posting: posting, vat: vat)] }
        var beside = Posting(
            account: posting.account, amount: .zero, party: posting.party, text: posting.text,
            reference: posting.reference)
        beside.dimensions = posting.dimensions.map { Dimension(type: $0.type, id: $0.id) }
        return [Line(posting: posting, vat: nil), Line(posting: beside, vat: vat)]
    }

    private func write(_ line: Line, of voucher: Voucher, id: String) throws {
        let posting = line.posting
        let isDebit = SAFTExportWriter.isDebit(line)
        try xml.open("Line")
        xml.element("RecordID", id)
        xml.element("AccountID", posting.account.text)
        for dimension in posting.dimensions { try analysis(dimension, of: voucher) }
        xml.element("ValueDate", posting.valueDate?.description)
        if let party = posting.party {
            let id = survey.partyIDs.label(party) ?? party.id
            xml.element(party.role == .customer ? "CustomerID" : "SupplierID", id)
        }
        xml.element("Description", SAFTExportWriter.text(of: posting, voucher).cut(to: 256))
        let side: StaticString = isDebit ? "DebitAmount" : "CreditAmount"
        try xml.open(side)
        xml.element("Amount", magnitudeOre: try ore(posting.amount, of: voucher))
        if let currency = posting.currency {
            SAFTExportCurrency(currency, export.options.version)?.write(to: xml)
        }
        xml.close(side)
        if let vat = line.vat { try taxInformation(vat, isDebit: isDebit, posting, of: voucher) }
        xml.element("ReferenceNumber", posting.reference.cut(to: 35))
        xml.element("CID", posting.kid.cut(to: 35))
        xml.element("DueDate", posting.dueDate?.description)
        xml.element("Quantity", posting.quantity.flatMap(SAFTExportCurrency.quantity))
        xml.element("CrossReference", posting.matching.cut(to: 35))
        xml.close("Line")
    }

    private static func text(of posting: Posting, _ voucher: Voucher) -> String {
        guard let own = posting.text, !own.isEmpty else { return voucher.text }
        return own
    }

    /// A line of zero stands on the side of its VAT.
    private static func isDebit(_ line: Line) -> Bool {
        let signs = [line.posting.amount.ore, line.vat?.base?.ore ?? 0, line.vat?.vat?.ore ?? 0].map { $0.signum() }
        return (signs.first { $0 != 0 } ?? 1) > 0
    }

    private func ore(_ amount: Money, of voucher: Voucher) throws(ExportError) -> Int64 {
        try SAFTExportWriter.ore(Int128(amount.ore)) { "An amount of voucher \(voucher.number)" }
    }

    private func analysis(_ dimension: Dimension, of voucher: Voucher) throws {
        guard let ids = survey.dimension(dimension) else { return }
        try xml.open("Analysis")
        xml.element("AnalysisType", ids.type)
        xml.element("AnalysisID", ids.id)
        if let amount = dimension.amount {
            let side: StaticString = amount.ore < 0 ? "CreditAnalysisAmount" : "DebitAnalysisAmount"
            try xml.open(side)
            xml.element("Amount", magnitudeOre: try ore(amount, of: voucher))
            xml.close(side)
        }
        xml.close("Analysis")
    }

    /// The specification and remark of a posting have no element of their own in SAF-T. They go out as the description of
    /// the base and the reason for a deviating tax, and come back from files of our own only.
    private func taxInformation(_ vat: PostingVAT, isDebit: Bool, _ posting: Posting, of voucher: Voucher) throws {
        guard let use = survey.taxCodes.use(vat, on: voucher.date) else { return }
        // A line without a base stands on the VAT account: what it does not state is its amount.
        let amount = vat.vat ?? (vat.base == nil ? posting.amount : .zero)
        let isDebitTax = amount == .zero ? isDebit : amount.ore > 0
        try xml.open("TaxInformation")
        xml.element("TaxType", "MVA")
        xml.element("TaxCode", survey.taxCodes.name(use))
        xml.element("TaxPercentage", survey.taxCodes.rate(use, on: voucher.date)?.saftText)
        xml.element("Country", "NO")
        if let base = vat.base { xml.element("TaxBase", magnitudeOre: try ore(base, of: voucher)) }
        xml.element("TaxBaseDescription", vat.specification.cut(to: 70))
        let side: StaticString = isDebitTax ? "DebitTaxAmount" : "CreditTaxAmount"
        try xml.open(side)
        xml.element("Amount", magnitudeOre: try ore(amount, of: voucher))
        xml.close(side)
        xml.element("TaxExemptionReason", vat.remark.cut(to: 70))
        xml.close("TaxInformation")
    }
}

/// Numbers of a voucher's lines: the source's own where they fit and are unique, else the next free one.
private struct RecordIDs {
    private var taken: Set<String> = []
    private let stated: Set<String>
    private var number = 0

    init(_ postings: [Posting]) { stated = Set(postings.compactMap(\.sourceLine)) }

    mutating func next(_ posting: Posting) -> String {
        if let own = posting.sourceLine, own.unicodeScalars.count <= 18, taken.insert(own).inserted { return own }
        repeat { number += 1 } while stated.contains(String(number)) || taken.contains(String(number))
        taken.insert(String(number))
        return String(number)
    }
}
