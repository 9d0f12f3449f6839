import Formats
import Ledger
import Values

/// The vouchers of some days in our own CSV convention (reference 11.1), one row for each posting, or more where its VAT
/// is on the other side, as 'import csv' reads it back. UTF-8, `;`, decimal comma, ISO dates, CRLF. Vouchers stand in order of the log.
public struct CSVExport {
    private let range: ExportRange
    private let dimensions: [String]
    public let vouchers: Int
    public let lines: Int

    /// Looks through the books for the dimensions that need a column.
    ///
    /// - Throws: `ExportError.noPostings`.
    public init(_ range: ExportRange) throws {
        self.range = range
        var (vouchers, lines) = (0, 0)
        var types: Set<String> = []
        try CSVExport.visit(range) { posted in
            vouchers += 1
            lines += posted.voucher.postings.reduce(0) { $0 + $1.oneSided.count }
            for posting in posted.voucher.postings { types.formUnion(posting.dimensions.map(\.type)) }
        }
        guard vouchers > 0 else { throw ExportError.noPostings(range.days) }
        self.vouchers = vouchers
        self.lines = lines
        dimensions = types.sorted()
    }

    private static func visit(_ range: ExportRange, _ visit: (PostedVoucher) throws -> Void) throws {
        try range.visitAll { posted in
            if posted.voucher.date >= range.days.lowerBound { try visit(posted) }
        }
    }

    private static let columns = [
        "bilagsnr", "serie", "dato", "bilagsart", "konto", "kontonavn", "debet", "kredit", "mvakode", "mvabeløp",
        "mvagrunnlag", "mvaspesifikasjon", "merknad", "tekst", "valuta", "valutabeløp", "kurs", "kunde", "leverandør",
        "fakturanr", "kid", "forfall",
    ]

    public func write(to sink: @escaping (UnsafeRawBufferPointer) throws -> Void) throws {
        let output = TextSink(sink)
        let header = CSVExport.columns + dimensions.map(CSVExport.column) + ["periode", "år"]
        try output.write(header.map(CSVText.cell).joined(separator: ";") + "\r\n")
        try CSVExport.visit(range) { posted in
            for posting in posted.voucher.postings.flatMap(\.oneSided) {
                try output.write(row(posting, of: posted.voucher).joined(separator: ";") + "\r\n")
            }
        }
        try output.finish()
    }

    /// Departments and projects have names of their own in the convention, by which an import gives these types.
    private static func column(_ type: String) -> String {
        switch type {
        case "department": "avdeling"
        case "project": "prosjekt"
        default: "dim:\(type)"
        }
    }

    private func row(_ posting: Posting, of voucher: Voucher) -> [String] {
        let vat = posting.vat
        let currency = posting.currency
        var cells = [
            CSVText.cell(voucher.number.number), CSVText.cell(voucher.number.series ?? ""), voucher.date.description,
            CSVText.cell(voucher.kind == .opening ? OpeningMark.voucherType : voucher.source?.voucherType ?? ""),
            CSVText.cell(posting.account.text),
            CSVText.cell(range.books.accounts[posting.account]?.name ?? ""),
            posting.isCredit ? "" : CSVText.magnitude(posting.amount),
            posting.isCredit ? CSVText.magnitude(posting.amount) : "",
            CSVText.cell(vat.flatMap { $0.ledgerCode ?? $0.code?.description } ?? ""),
            vat?.vat.map(CSVText.magnitude) ?? "", vat?.base.map(CSVText.magnitude) ?? "",
            CSVText.cell(vat?.specification ?? ""), CSVText.cell(vat?.remark ?? ""),
            CSVText.cell(posting.text ?? voucher.text), CSVText.cell(currency?.code ?? ""),
            CSVText.decimal(currency?.amount), CSVText.decimal(currency?.rate),
        ]
        cells.append(CSVText.cell(posting.party?.role == .customer ? posting.party?.id ?? "" : ""))
        cells.append(CSVText.cell(posting.party?.role == .supplier ? posting.party?.id ?? "" : ""))
        cells += [
            CSVText.cell(posting.reference ?? ""), CSVText.cell(posting.kid ?? ""), posting.dueDate?.description ?? "",
        ]
        cells += dimensions.map { type in CSVText.cell(posting.dimensions.first { $0.type == type }?.id ?? "") }
        return cells + [
            String(voucher.source?.period ?? voucher.date.month), String(voucher.source?.year ?? voucher.date.year),
        ]
    }
}

/// Cells of CSV that others read.
enum CSVText {
    static func magnitude(_ money: Money) -> String { CSVCell.amount(ore: Int64(clamping: money.ore.magnitude)) }

    /// A decimal text with a comma.
    static func decimal(_ text: String?) -> String { cell((text ?? "").replacing(".", with: ",")) }

    static func cell(_ text: String) -> String { CSVCell.quoted(CSVCell.defused(text)) }
}
