import Application
import Formats
import Ledger
import Reports
import Values

struct ReportDocumentationCommand: Command {
    static let description = CommandDescription(
        "report", "documentation", summary: "List vouchers with what documents each, or those that lack it.",
        discussion: """
            A voucher is documented by files ('bilag voucher attach'), by its source (an imported voucher names the system
            and its number there, where the documentation lies), or, where it takes another one back, by that one. With
            --missing only those are listed that have nothing of these, and the exit status is 1 while there are any. The
            number of an invoice on a line says where to look; it documents nothing by itself (bokføringsloven §§ 6, 10).
            """,
        options: ReportRange.options + [
            .flag("missing", "Only vouchers without files and source."), ReportMoment.option,
        ],
        formats: [.json, .csv], example: "bilag report documentation --period 2026 --missing")

    private let range: ReportRange
    private let onlyMissing: Bool
    private let moment: ReportMoment

    init(_ arguments: Arguments) throws {
        range = try ReportRange(arguments)
        onlyMissing = arguments.has("missing")
        moment = try ReportMoment(arguments)
    }

    func run(in session: Session) async throws -> ExitStatus {
        let reported = try moment.books(in: session)
        let report = try reported.books.documentationReport(range.days, onlyMissing: onlyMissing)
        reported.show(try DocumentationReportSheet(report, onlyMissing: onlyMissing), in: session)
        return onlyMissing && report.counts[.missing] ?? 0 > 0 ? .findings : .success
    }
}

private struct DocumentationReportSheet: Sheet {
    private let report: DocumentationReport
    private let onlyMissing: Bool
    private let rows: [(voucher: DocumentedVoucher, amount: Money)]

    init(_ report: DocumentationReport, onlyMissing: Bool) throws(MoneyOverflow) {
        self.report = report
        self.onlyMissing = onlyMissing
        var rows: [(DocumentedVoucher, Money)] = []
        for voucher in report.vouchers { rows.append((voucher, try voucher.amount())) }
        self.rows = rows
    }

    func text(in language: Language) -> String {
        let title =
            onlyMissing
            ? Phrase(en: "Vouchers without documentation", nb: "Bilag uten dokumentasjon")
            : Phrase(en: "Documentation of vouchers", nb: "Dokumentasjon av bilag")
        var parts = ["\(title.text(in: language)), \(report.days.lowerBound) – \(report.days.upperBound)", ""]
        if !rows.isEmpty { parts += [table.text(in: language), ""] }
        return (parts + [summary.text(in: language)]).joined(separator: "\n")
    }

    private func count(_ ground: DocumentedVoucher.Ground) -> Int { report.counts[ground] ?? 0 }

    private var summary: Phrase {
        let all = DocumentedVoucher.Ground.allCases.reduce(0) { $0 + count($1) }
        return Phrase(
            en: "Vouchers: \(all). With files: \(count(.files)). From another system: \(count(.source)). Reversing "
                + "another: \(count(.reversal)). Without documentation: \(count(.missing)).",
            nb: "Bilag: \(all). Med filer: \(count(.files)). Fra et annet system: \(count(.source)). Tilbakefører et "
                + "annet: \(count(.reversal)). Uten dokumentasjon: \(count(.missing)).")
    }

    var table: ReportTable {
        var table = ReportTable([
            .init("date", Phrase(en: "Date", nb: "Dato")), .init("voucher", Phrase(en: "Voucher", nb: "Bilag")),
            .init("text", Phrase(en: "Text", nb: "Tekst"), widest: 36),
            .init("amount", Phrase(en: "Amount", nb: "Beløp"), .right),
            .init("reference", Phrase(en: "Invoice", nb: "Faktura"), widest: 24),
            .init("ground", Phrase(en: "Documented by", nb: "Dokumentert av")),
            .init("documentation", Phrase(en: "Documentation", nb: "Dokumentasjon"), widest: 60),
            .init("entry", Phrase(en: "Entry", nb: "Post"), .right),
        ])
        for (voucher, amount) in rows {
            let posted = voucher.posted
            table.add([
                .text(posted.voucher.date.description), .text(posted.voucher.number.description),
                .text(posted.voucher.text), .money(amount), .text(voucher.references.joined(separator: ", ")),
                .phrase(voucher.ground.phrase), .text(voucher.documentation),
                .number(Int64(clamping: posted.sequence)),
            ])
        }
        return table
    }

    var json: JSON {
        [
            "from": .string(report.days.lowerBound.description), "to": .string(report.days.upperBound.description),
            "logSize": .integer(Int64(clamping: report.head.size)), "root": .string(report.head.root.hex),
            "counts": .object(
                Dictionary(
                    uniqueKeysWithValues: DocumentedVoucher.Ground.allCases.map {
                        ($0.rawValue, JSON.integer(Int64(count($0))))
                    })),
            "vouchers": .array(
                rows.map { voucher, amount in
                    let posted = voucher.posted
                    return [
                        "date": .string(posted.voucher.date.description),
                        "voucher": .string(posted.voucher.number.number),
                        "series": posted.voucher.number.series.map { .string($0) } ?? .null,
                        "text": .string(posted.voucher.text), "sequence": .integer(Int64(clamping: posted.sequence)),
                        "amountOre": .integer(amount.ore), "ground": .string(voucher.ground.rawValue),
                        "references": .array(voucher.references.map(JSON.string)),
                        "files": AttachmentText.json(voucher.files),
                        "source": posted.voucher.source.map(DocumentationText.json) ?? .null,
                        "reverses": posted.reverses.map { .string($0.description) } ?? .null,
                    ]
                }),
        ]
    }
}

extension DocumentedVoucher {
    /// File names, or where the documentation lies.
    fileprivate var documentation: String {
        switch ground {
        case .files: files.inForce.map(\.file.name).joined(separator: ", ")
        case .source: posted.voucher.source.map(DocumentationText.line) ?? ""
        case .reversal: posted.reverses?.description ?? ""
        case .missing: ""
        }
    }
}

extension DocumentedVoucher.Ground {
    fileprivate var phrase: Phrase {
        switch self {
        case .files: Phrase(en: "files", nb: "filer")
        case .source: Phrase(en: "source", nb: "kilde")
        case .reversal: Phrase(en: "the reversed voucher", nb: "tilbakeført bilag")
        case .missing: Phrase(en: "NOTHING", nb: "INGENTING")
        }
    }
}
