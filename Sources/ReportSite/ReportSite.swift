import Cryptography
import EventLog
import Formats
import Ledger
import LegalTables
import Projections
import Reports
import Values

/// A set of books as pages for people: nothing but files, which any browser shows without a server, scripts or anything
/// from outside. The same books give the same bytes.
///
/// Vouchers are taken as they are read from the log, once; a page goes out as soon as it is full.
public struct ReportSite {
    private let contents: SiteContents
    private let site: SiteContext
    private let emit: (SiteFile) throws -> Void
    private let documentation: SiteDocumentation
    private var counts = DocumentationCounts()
    /// The names of documents that are written.
    private var documents: Set<String> = []
    private var files: [SiteManifest.Entry] = []
    private var view = VoucherView()
    private var details = VoucherDetails()
    private var accounts: SiteAccounts
    private var rows = PostedRows()
    private var vouchers: VoucherPages
    private var figures: SiteFigures
    /// The postings of each account, by its index.
    private var byAccount: [[Int32]] = []
    /// The postings behind each line of each term.
    private var traces: [[[Int32]]]
    private var ofVoucher: [Int32] = []

    /// - Parameters:
    ///   - documentation: what is attached to vouchers.
    ///   - emit: takes each page as it is finished.
    public init(
        _ contents: SiteContents, language: Language, documentation: SiteDocumentation,
        emit: @escaping (SiteFile) throws -> Void
    ) {
        self.contents = contents
        self.emit = emit
        self.documentation = documentation
        site = SiteContext(contents, language)
        accounts = SiteAccounts(names: contents.books.accounts.mapValues(\.name))
        vouchers = VoucherPages(site, contents.books)
        figures = SiteFigures(contents.days, place: contents.place)
        traces = contents.terms.map { $0.specification.lines.map { _ in [] } }
    }

    /// Takes the next entry of the log. Entries that are no vouchers, or of other days, are passed over.
    ///
    /// - Throws: `LogError.damagedEntry`, `MoneyOverflow`, and what `emit` throws.
    public mutating func visit(_ entry: StoredEntry) throws {
        guard try view.read(entry), contents.days.contains(view.date) else { return }
        try details.read(entry, isReversal: view.isReversal)
        ofVoucher.removeAll(keepingCapacity: true)
        figures.count(view.date)
        let attached = try attached(to: entry.sequence)
        counts.add(details, attached, isReversal: view.isReversal)
        let full = try vouchers.add(view, details, attached, &accounts, &rows) { _, row in ofVoucher.append(row) }
        if let full { try write(full) }
        // Balances carried into the books stand in the opening balance of their accounts.
        guard view.kind == .ordinary else { return }
        for index in ofVoucher {
            let row = rows[index]
            while byAccount.count <= Int(row.account) { byAccount.append([]) }
            byAccount[Int(row.account)].append(index)
            try figures.add(row.amountOre, account: row.account, accounts, on: view.date)
        }
        trace()
    }

    /// What is attached to the voucher of an entry; the files go out with it.
    private mutating func attached(to sequence: UInt64) throws -> [SiteAttachment] {
        try documentation.attachments(sequence).map { attachment in
            let document = try documentation.document(attachment)
            try write(document)
            return SiteAttachment(attachment: attachment, document: document)
        }
    }

    private mutating func write(_ document: SiteDocument) throws {
        guard let bytes = document.bytes, documents.insert(document.name).inserted else { return }
        try write(SiteFile(document.name, bytes))
    }

    /// Notes which lines of returns the voucher's postings are summed into.
    private mutating func trace() {
        guard view.lines.contains(where: { $0.vat != nil }) else { return }
        for (number, term) in contents.terms.enumerated() where term.period.contains(view.date) {
            let counted = term.specification.contributions(
                of: view, registered: contents.company.vatCategory, books: contents.books)
            for contribution in counted where ofVoucher.indices.contains(contribution.posting) {
                for line in contribution.lines { traces[number][line].append(ofVoucher[contribution.posting]) }
            }
        }
    }

    /// Writes what remains.
    ///
    /// - Parameter verified: the head that a verification of all entries gave.
    /// - Throws: `LogFault` when it is not the head that the contents are of; `MoneyOverflow`; what `emit` throws.
    public mutating func finish(verified: TreeHead) throws -> SiteManifest {
        guard verified == contents.head else {
            throw LogFault(at: nil, "the log verified is not the one that the figures were computed from")
        }
        if let last = vouchers.finish() { try write(last) }
        try write(site.voucherList(vouchers.finished))
        let pages = PostingPages(site, rows, accounts)
        try writeAccounts(pages)
        try write(try site.statements(contents))
        let vat = VATPages(site, contents)
        try write(vat.list)
        for (term, traces) in zip(contents.terms, traces) {
            try vat.write(term, traces: traces, pages) { try write($0) }
        }
        try writeFilings()
        try write(site.integrity(contents, counts))
        try write(try overview().file)
        try write(SiteFile(SiteName.style, SiteStyle.bytes))
        return SiteManifest(booksID: contents.company.booksID, head: verified, isComplete: true, files: files)
    }

    private mutating func writeAccounts(_ pages: PostingPages) throws {
        try write(try site.accountList(contents))
        for balance in contents.balances.rows {
            let index = accounts.index(of: balance.account).map(Int.init)
            let lines = index.flatMap { byAccount.indices.contains($0) ? byAccount[$0] : nil } ?? []
            try pages.account(balance.account, opening: balance.opening, lines) { try write($0) }
        }
    }

    private mutating func writeFilings() throws {
        let pages = FilingPages(site, contents)
        try write(pages.list)
        for filing in contents.filings {
            try write(pages.page(of: filing))
            for document in filing.documents { try write(document) }
        }
    }

    private func overview() throws -> OverviewPage {
        let opening = try contents.balances.rows.filter { figures.isLiquid($0.account) }
            .reduce(Money.zero) { sum, row throws in try sum + row.opening }
        return OverviewPage(
            site: site, contents: contents,
            result: try ResultByMonth(figures.movements(accounts), figures.knownMonths, contents),
            figures: figures,
            liquidity: try figures.liquidity(opening: opening), liquidityOpening: opening)
    }

    private mutating func write(_ file: SiteFile) throws {
        files.append(SiteManifest.Entry(file))
        try emit(file)
    }
}
