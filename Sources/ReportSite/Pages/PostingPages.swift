import Formats
import Reports
import Values

/// Lists of postings, so many a page: of an account, or behind a line of a return.
struct PostingPages {
    /// Postings on one page.
    static let linesPerPage = 500

    private let site: SiteContext
    private let rows: PostedRows
    private let accounts: SiteAccounts

    init(_ site: SiteContext, _ rows: PostedRows, _ accounts: SiteAccounts) {
        self.site = site
        self.rows = rows
        self.accounts = accounts
    }

    static func count(of lines: Int) -> Int { max(1, (lines + linesPerPage - 1) / linesPerPage) }

    /// The pages of an account (kontospesifikasjon, bokføringsforskriften § 3-1), with running balance.
    ///
    /// - Throws: `MoneyOverflow`, and what `emit` throws.
    func account(
        _ number: AccountNumber, opening: Money, _ indices: [Int32], emit: (SiteFile) throws -> Void
    ) throws {
        let sorted = rows.byDate(indices)
        let pages = PostingPages.count(of: sorted.count)
        let title = "\(number) \(accounts.name(of: number))"
        var balance = opening
        for page in 1...pages {
            let slice = sorted[(page - 1) * Self.linesPerPage..<min(page * Self.linesPerPage, sorted.count)]
            let name = SiteName.account(number, page: page)
            let file = try site.page(name, title, .accounts) { html in
                pager(page, of: pages, &html) { fileName(SiteName.account(number, page: $0)) }
                begin(
                    title,
                    site.words("Postings by date, with running balance", "Posteringer etter dato, med løpende saldo"),
                    [
                        site.words("Date", "Dato"), site.words("Voucher", "Bilag"), site.words("Text", "Tekst"),
                        "mvaKode",
                        site.words("Debit", "Debet"), site.words("Credit", "Kredit"), site.words("Balance", "Saldo"),
                    ], "account", &html)
                let carried =
                    page == 1
                    ? site.words("Opening balance", "Inngående saldo") : site.words("Brought forward", "Overført")
                balanceRow(carried, balance, page == 1 ? site.days.lowerBound : nil, &html)
                for index in slice {
                    let row = rows[index]
                    try balance += Money(ore: row.amountOre)
                    writeStart(row, &html)
                    html.markup("<td>")
                    if row.code >= 0 { html.number(UInt64(row.code)) }
                    html.debitCredit(row.amountOre, site.numbers)
                    html.markup("<td>")
                    html.amount(balance.ore, site.numbers)
                    html.markup("\n")
                }
                html.markup("<tbody class=\"sum\">")
                let ending =
                    page == pages
                    ? site.words("Closing balance", "Utgående saldo") : site.words("Carried forward", "Overføres")
                balanceRow(ending, balance, page == pages ? site.days.upperBound : nil, &html)
                html.markup("</table></div>\n")
                pager(page, of: pages, &html) { fileName(SiteName.account(number, page: $0)) }
            }
            try emit(file)
        }
    }

    private func balanceRow(
        _ words: StaticString, _ balance: Money, _ day: CalendarDate?, _ html: inout HTMLWriter
    ) {
        html.markup("<tr class=\"balance\"><td>")
        if let day { html.text(day.description) }
        html.markup("<td><th scope=\"row\">")
        html.markup(words)
        html.markup("<td><td><td><td>")
        html.amount(balance.ore, site.numbers)
        html.markup("\n")
    }

    /// The pages of postings behind a line of a return.
    ///
    /// - Throws: `MoneyOverflow`, and what `emit` throws.
    func line(
        title: String, facts: [(Phrase, SiteFact)], _ indices: [Int32], name: (_ page: Int) -> String,
        emit: (SiteFile) throws -> Void
    ) throws {
        let sorted = rows.byDate(indices)
        let pages = PostingPages.count(of: sorted.count)
        var (base, vat) = (Money.zero, Money.zero)
        for page in 1...pages {
            let slice = sorted[(page - 1) * Self.linesPerPage..<min(page * Self.linesPerPage, sorted.count)]
            let file = try site.page(name(page), title, .vat) { html in
                if page == 1 { site.facts(facts, &html) }
                pager(page, of: pages, &html) { fileName(name($0)) }
                begin(
                    title, site.words("The postings behind the line, by date", "Posteringene bak linjen, etter dato"),
                    [
                        site.words("Date", "Dato"), site.words("Voucher", "Bilag"), site.words("Text", "Tekst"),
                        site.words("Account", "Konto"), site.words("Amount", "Beløp"),
                        site.words("VAT base", "Mva-grunnlag"), site.words("VAT", "Mva"),
                    ], "line", &html)
                for index in slice {
                    let row = rows[index]
                    try base += Money(ore: row.baseOre)
                    try vat += Money(ore: row.vatOre)
                    writeStart(row, &html)
                    html.markup("<td>")
                    html.written(accounts.known[Int(row.account)].cell)
                    html.markup("<td>")
                    html.amount(row.amountOre, site.numbers)
                    html.markup("<td>")
                    if row.hasBase { html.amount(row.baseOre, site.numbers) }
                    html.markup("<td>")
                    html.amount(row.vatOre, site.numbers)
                    html.markup("\n")
                }
                if page == pages {
                    html.markup("<tbody class=\"sum\"><tr class=\"balance\"><td><td><th scope=\"row\">")
                    html.markup(site.words("Total, debit positive", "Sum, debet positiv"))
                    html.markup("<td><td><td>")
                    html.amount(base.ore, site.numbers)
                    html.markup("<td>")
                    html.amount(vat.ore, site.numbers)
                    html.markup("\n")
                }
                html.markup("</table></div>\n")
                pager(page, of: pages, &html) { fileName(name($0)) }
            }
            try emit(file)
        }
    }

    private func begin(
        _ title: String, _ caption: StaticString, _ headings: [StaticString], _ kind: StaticString,
        _ html: inout HTMLWriter
    ) {
        html.markup("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"")
        html.book(title)
        html.markup("\"><table class=\"")
        html.markup(kind)
        html.markup("\">\n<caption>")
        html.markup(caption)
        html.markup("</caption>\n<thead><tr>")
        for heading in headings {
            html.markup("<th scope=\"col\">")
            html.markup(heading)
        }
        html.markup("</thead>\n<tbody>")
    }

    /// Date, voucher and text.
    private func writeStart(_ row: PostedRows.Row, _ html: inout HTMLWriter) {
        html.markup("<tr><td>")
        if let date = row.date { html.text(date.description) }
        html.markup("<td><a href=\"../vouchers/")
        html.number(UInt64(row.page))
        html.markup(".html#e")
        html.number(row.sequence)
        html.markup("\">")
        rows.write(row.label, &html)
        html.markup("</a><td>")
        rows.write(row.text, &html)
    }

    private func pager(_ page: Int, of pages: Int, _ html: inout HTMLWriter, link: (Int) -> String) {
        site.pager(page, of: pages, hasNext: page < pages, &html, link: link)
    }

    /// Within the page's own folder.
    private func fileName(_ name: String) -> String { String(name.split(separator: "/").last ?? "") }
}
