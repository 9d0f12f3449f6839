import Formats
import Reports
import Values

extension SiteContext {
    /// The pages of vouchers with what stands on each.
    func voucherList(_ pages: [VoucherPages.Summary]) -> SiteFile {
        page(SiteSection.vouchers.file, text(Phrase(en: "Vouchers", nb: "Bilag")) + " \(daysText)", .vouchers) { html in
            guard !pages.isEmpty else {
                return html.paragraph(
                    words("No voucher is dated in these days.", "Ingen bilag er datert disse dagene."))
            }
            var table = ReportTable([
                .init("page", Phrase(en: "Page", nb: "Side"), .right),
                .init("from", Phrase(en: "From entry", nb: "Fra post"), .right),
                .init("to", Phrase(en: "To entry", nb: "Til post"), .right),
                .init("first", Phrase(en: "First date", nb: "Første dato")),
                .init("last", Phrase(en: "Last date", nb: "Siste dato")),
                .init("vouchers", Phrase(en: "Vouchers", nb: "Bilag"), .right),
            ])
            for summary in pages {
                table.add([
                    .number(Int64(summary.number)), .number(Int64(clamping: summary.first)),
                    .number(Int64(clamping: summary.last)), .text(summary.earliest.description),
                    .text(summary.latest.description), .number(Int64(summary.count)),
                ])
            }
            table.addTotal([
                .empty, .empty, .empty, .empty, .phrase(Phrase(en: "Total", nb: "Sum")),
                .number(Int64(pages.reduce(0) { $0 + $1.count })),
            ])
            self.table(
                table, caption: Phrase(en: "Vouchers in order of the log", nb: "Bilag i loggens rekkefølge"), &html
            ) { row, column in
                column == "page" && pages.indices.contains(row) ? SiteName.vouchers(page: pages[row].number) : nil
            }
        }
    }
}
