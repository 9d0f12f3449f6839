import Formats
import Ledger
import Reports
import Values

/// The vouchers of a site's days in order of the log, so many a page, each with an anchor: `vouchers/3.html#e1207`.
struct VoucherPages {
    /// Vouchers on one page.
    static let vouchersPerPage = 200
    /// A page of vouchers with very many lines ends earlier.
    private static let bytesPerPage = 262_144

    /// What the list of pages tells of one.
    struct Summary {
        var number: Int
        var count = 0
        var first: UInt64
        var last: UInt64
        var earliest: CalendarDate
        var latest: CalendarDate
    }

    private let site: SiteContext
    private let parties: [PartyReference: Party]
    private let reversals: [UInt64: VoucherNumber]
    private var page = HTMLWriter(reserving: 300_000)
    private var current: Summary?
    private(set) var finished: [Summary] = []

    init(_ site: SiteContext, _ books: Books) {
        self.site = site
        parties = books.parties
        reversals = books.reversals
    }

    /// The page that the next voucher stands on, from 1.
    private var number: Int { finished.count + 1 }

    /// Writes a voucher.
    ///
    /// - Parameters:
    ///   - attached: what is, or was, attached to it.
    ///   - rows: gets its postings.
    ///   - added: is told the index of each row, in order.
    /// - Returns: a page that became full before it.
    mutating func add(
        _ view: VoucherView, _ details: VoucherDetails, _ attached: [SiteAttachment], _ accounts: inout SiteAccounts,
        _ rows: inout PostedRows,
        added: (_ line: Int, _ row: Int32) throws -> Void
    ) throws -> SiteFile? {
        var full: SiteFile?
        if let count = current?.count,
            count >= VoucherPages.vouchersPerPage || page.bytes.count >= VoucherPages.bytesPerPage
        {
            full = end(hasNext: true)
        }
        note(view)
        let (label, text) = writeHeader(view, details, attached, &rows)
        for (index, line) in view.lines.enumerated() {
            let account = try accounts.index(of: line.account)
            let own = details.lines.indices.contains(index) ? details.lines[index] : VoucherDetails.Line()
            let ownText = write(line, own, accounts.known[Int(account)], &rows)
            let vat = line.vat
            let row = PostedRows.Row(
                sequence: view.sequence, amountOre: line.amountOre, baseOre: vat?.baseOre ?? 0,
                vatOre: vat?.vatOre ?? (vat != nil && vat?.baseOre == nil ? line.amountOre : 0),
                day: Int32(truncatingIfNeeded: view.date.daysSince1970), page: Int32(truncatingIfNeeded: number),
                account: account, code: Int8(truncatingIfNeeded: vat?.code?.number ?? -1),
                hasBase: vat?.baseOre != nil, label: label, text: ownText ?? text)
            try added(index, rows.add(row))
        }
        page.markup("</tbody>\n")
        return full
    }

    /// The last page, if it has anything on it.
    mutating func finish() -> SiteFile? { current == nil ? nil : end(hasNext: false) }

    private mutating func note(_ view: VoucherView) {
        guard var summary = current else {
            current = Summary(
                number: number, count: 1, first: view.sequence, last: view.sequence, earliest: view.date,
                latest: view.date)
            return
        }
        summary.count += 1
        summary.last = view.sequence
        summary.earliest = min(summary.earliest, view.date)
        summary.latest = max(summary.latest, view.date)
        current = summary
    }

    // A voucher

    private mutating func writeHeader(
        _ view: VoucherView, _ details: VoucherDetails, _ attached: [SiteAttachment], _ rows: inout PostedRows
    ) -> (label: PostedRows.Piece, text: PostedRows.Piece) {
        page.markup("<tbody id=\"e")
        page.number(view.sequence)
        page.markup("\"><tr class=\"voucher\"><th scope=\"rowgroup\" colspan=\"7\"><a href=\"#e")
        page.number(view.sequence)
        page.markup("\">")
        var start = page.bytes.count
        if let series = details.series {
            page.book(series)
            page.markup("/")
        }
        if let number = details.number { page.book(number) }
        let label = rows.keep(page.bytes[start...])
        page.markup("</a> ")
        page.text(view.date.description)
        page.markup(" <b>")
        start = page.bytes.count
        if let text = details.text { page.book(text) }
        let text = rows.keep(page.bytes[start...])
        page.markup("</b>")
        writeOrigin(view, details)
        for one in attached { page.attachment(one, site) }
        if !details.isDocumented(by: attached) {
            page.markup(
                site.words("<br><small>Documentation is missing.</small>", "<br><small>Dokumentasjon mangler.</small>"))
        }
        page.markup("\n")
        return (label, text)
    }

    private mutating func writeOrigin(_ view: VoucherView, _ details: VoucherDetails) {
        page.markup("<small>")
        page.markup(site.words("entry ", "post "))
        page.number(view.sequence)
        if view.kind == .opening { page.markup(site.words(" · opening balances", " · inngående balanse")) }
        if let source = details.source {
            page.markup(" · ")
            if let system = source.system { page.book(system) }
            if let journal = source.journal {
                page.markup(site.words(", journal ", ", journal "))
                page.book(journal)
            }
            if let year = source.year {
                page.markup(" ")
                page.whole(year, HTMLWriter.NumberForm(minus: "-", group: "", decimal: "."))
            }
            if let transaction = source.transaction {
                page.markup(site.words(", number ", ", nummer "))
                page.book(transaction)
            }
        }
        if let original = details.reverses {
            page.markup(site.words(" · reverses entry ", " · tilbakefører post "))
            page.number(UInt64(clamping: original))
        }
        if let reversal = reversals[view.sequence] {
            page.markup(site.words(" · reversed by ", " · tilbakeført av "))
            page.book(reversal.description)
        }
        page.markup("</small>")
    }

    /// - Returns: the posting's own text, where it has one.
    private mutating func write(
        _ line: VoucherView.Line, _ details: VoucherDetails.Line, _ account: SiteAccounts.Known,
        _ rows: inout PostedRows
    ) -> PostedRows.Piece? {
        page.markup("<tr><td>")
        page.written(account.cell)
        page.markup("<td>")
        var text: PostedRows.Piece?
        if let own = details.text {
            let start = page.bytes.count
            page.book(own)
            text = rows.keep(page.bytes[start...])
        }
        writeDetails(details)
        page.markup("<td>")
        if let vat = line.vat {
            if let code = vat.code { page.number(UInt64(code.number)) } else { page.markup("?") }
        }
        page.markup("<td>")
        page.amount(line.vat?.baseOre, site.numbers)
        page.markup("<td>")
        page.amount(line.vat?.vatOre, site.numbers)
        page.debitCredit(line.amountOre, site.numbers)
        page.markup("\n")
        return text
    }

    private mutating func writeDetails(_ line: VoucherDetails.Line) {
        var isFirst = true
        func begin(_ page: inout HTMLWriter, _ words: StaticString) {
            page.markup(isFirst ? "<small>" : " · ")
            isFirst = false
            page.markup(words)
        }
        if let role = line.partyRole, let id = line.partyID {
            begin(
                &page,
                role.equals("customer") ? site.words("customer ", "kunde ") : site.words("supplier ", "leverandør "))
            page.book(id)
            let reference = PartyReference(role.equals("customer") ? .customer : .supplier, id.string)
            if let party = parties[reference] {
                page.markup(" ")
                page.book(party.name)
            }
        }
        if let reference = line.reference {
            begin(&page, site.words("document ", "dokument "))
            page.book(reference)
        }
        if let kid = line.kid {
            begin(&page, "KID ")
            page.book(kid)
        }
        if let due = line.dueDate {
            begin(&page, site.words("due ", "forfall "))
            page.book(due)
        }
        if let currency = line.currency {
            begin(&page, "")
            page.book(currency)
            page.markup(" ")
            if let amount = line.currencyAmount { page.book(amount) }
            if let rate = line.rate {
                page.markup(site.words(" at ", " à "))
                page.book(rate)
            }
        }
        if let quantity = line.quantity {
            begin(&page, site.words("quantity ", "antall "))
            page.book(quantity)
        }
        for dimension in line.dimensions {
            begin(&page, "")
            page.book(dimension.type)
            page.markup(" ")
            page.book(dimension.id)
        }
        if !isFirst { page.markup("</small>") }
    }

    // Pages

    private mutating func end(hasNext: Bool) -> SiteFile? {
        guard let summary = current else { return nil }
        let name = SiteName.vouchers(page: summary.number)
        let days =
            summary.earliest == summary.latest ? "\(summary.earliest)" : "\(summary.earliest) – \(summary.latest)"
        let title = site.text(Phrase(en: "Vouchers", nb: "Bilag")) + " \(days)"
        let file = site.page(name, title, .vouchers) { html in
            let link = { (page: Int) in "\(page).html" }
            site.pager(summary.number, of: nil, hasNext: hasNext, &html, link: link)
            html.markup("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"")
            html.text(title)
            html.markup("\"><table class=\"vouchers\">\n<caption>")
            html.markup(site.words("Vouchers in order of the log, entries ", "Bilag i loggens rekkefølge, post "))
            html.whole(Int64(clamping: summary.first), site.numbers)
            html.markup(" – ")
            html.whole(Int64(clamping: summary.last), site.numbers)
            html.markup("</caption>\n<thead><tr>")
            for heading in [
                site.words("Account", "Konto"), site.words("Text", "Tekst"), "mvaKode",
                site.words("VAT base", "Mva-grunnlag"), site.words("VAT", "Mva"), site.words("Debit", "Debet"),
                site.words("Credit", "Kredit"),
            ] as [StaticString] {
                html.markup("<th scope=\"col\">")
                html.markup(heading)
            }
            html.markup("</thead>\n")
            html.append(page)
            html.markup("</table></div>\n")
            site.pager(summary.number, of: nil, hasNext: hasNext, &html, link: link)
        }
        finished.append(summary)
        current = nil
        page.removeAll()
        return file
    }
}

extension HTMLWriter {
    /// Two cells, of which one has the amount.
    mutating func debitCredit(_ ore: Int64, _ form: NumberForm) {
        markup("<td>")
        if ore >= 0 { amount(ore, form) }
        markup("<td>")
        // The most negative number has no positive twin, and no voucher holds it: sums would overflow.
        if ore < 0, ore != .min { amount(-ore, form) }
    }
}
