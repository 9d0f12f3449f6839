import Application
import Cryptography
import Filing
import Formats
import Foundation
import Ledger
import Reports
import Testing
import Values

@testable import ReportSite

@Suite("Sites") struct ReportSiteTests {
    @Test("every link leads to a page of the site, and every anchor is there", arguments: Language.allCases)
    func links(language: Language) throws {
        let books = try SiteBooks(sales: 501)
        try books.post("leie", "2026-03-02", "Husleie", [("6300", 500_000), ("1920", -500_000)])
        _ = try books.books.draftVATReturn(VATDraftRequest(period: try ReportingPeriod("2026-T1")))
        let site = try books.site(language: language)
        #expect(site.pages.count > 20)
        for page in site.pages { #expect(site.brokenLinks(of: page) == [], "\(page)") }
        // And every page is led to.
        var reached: Set = ["index.html"]
        var waiting = ["index.html"]
        while let page = waiting.popLast() {
            let folder = page.contains("/") ? String(page.split(separator: "/")[0]) + "/" : ""
            for link in site[page].matches(of: /\bhref="([^"#]+)/).map({ String($0.1) }) {
                let name = link.hasPrefix("../") ? String(link.dropFirst(3)) : folder + link
                if reached.insert(name).inserted { waiting.append(name) }
            }
        }
        #expect(Set(site.files.keys).subtracting(reached) == ["manifest.json"])
    }

    @Test(
        "an account has as many pages as its postings need, and its balance runs on from page to page",
        arguments: [(0, 1), (1, 1), (499, 1), (500, 1), (501, 2), (1001, 3)])
    func paging(postings: Int, pages: Int) throws {
        let books = try SiteBooks()
        try books.post("åpning", "2025-12-31", "Kapital", [("1920", 10_000_00), ("1500", -10_000_00)])
        if postings > 0 {
            _ = try books.books.post(
                (1...postings).map { number in
                    Voucher(
                        number: try VoucherNumber(number: "\(number)"), date: try CalendarDate("2026-02-03"),
                        postings: [
                            Posting(account: try AccountNumber("1920"), amount: Money(ore: 1_00)),
                            Posting(account: try AccountNumber("3000"), amount: Money(ore: -1_00)),
                        ])
                })
        }
        let site = try books.site("site", .year(2026))
        let names = (1...pages).map { $0 == 1 ? "accounts/1920.html" : "accounts/1920-p\($0).html" }
        #expect(site.pages.filter { $0.hasPrefix("accounts/1920") }.sorted() == names.sorted())
        var count = 0
        var balance = "10 000.00"
        for (index, name) in names.enumerated() {
            let rows = site.rows(name).dropFirst()
            #expect(rows.first?[2] == (index == 0 ? "Opening balance" : "Brought forward"))
            #expect(rows.first?.last == balance)
            #expect(rows.last?[2] == (index == pages - 1 ? "Closing balance" : "Carried forward"))
            balance = try #require(rows.last?.last)
            count += rows.count - 2
        }
        #expect(count == postings)
        // 10 000 kroner and one krone for each posting.
        #expect(balance == Money(ore: Int64(10_000 + postings) * 100).description)
    }

    @Test("what pages show is what the reports say")
    func figures() throws {
        let books = try SiteBooks(sales: 501)
        try books.post("leie", "2026-03-02", "Husleie", [("6300", 500_000), ("1920", -500_000)])
        let site = try books.site()
        // 501 sales of 1 000 kroner and 25 %, and one rent of 5 000.
        let balances = try books.books.trialBalance(nil).rows
        for row in balances {
            let page = site.pages.filter { $0.hasPrefix("accounts/\(row.account)") }.max { $0.count < $1.count }
            let closing = site.rows(try #require(page)).last?.last
            #expect(closing == row.closing.description.replacing("-", with: "−"))
        }
        let vat = try books.books.vatReport(try ReportingPeriod("2026-T1")).specification
        #expect(vat.determinedVAT == 125_250)
        let line = site.rows("vat/2026-T1-line-1-p2.html").last
        #expect(line?[2] == "Total, debit positive")
        #expect(line?.suffix(2) == ["−501 000.00", "−125 250.00"])
        #expect(site["vat/2026-T1.html"].contains("125\u{A0}250"))
        let months = site.rows("index.html")
        // 8 or 9 of every 59 sales fall on each weekday step; together they are 501.
        #expect(months.contains { $0 == ["Mar", "0.00", "5 000.00", "−5 000.00"] })
        #expect(months.contains { $0 == ["Total", "501 000.00", "5 000.00", "496 000.00"] })
        #expect(!months.contains { $0.first == "Apr" })
        #expect(months.contains { $0 == ["2026-03-31", "−5 000.00"] })
        #expect(site.rows("statements.html").contains { $0.last == "496 000.00" })
    }

    @Test("the same books give the same files, whoever writes them and whenever")
    func determinism() throws {
        let books = try SiteBooks(sales: 30)
        let first = try books.site("first")
        let later = try OpenBooks(books.books.log, person: "ola") {
            Timestamp(millisecondsSince1970: 1_900_000_000_000)
        }
        _ = try later.writeSite(.latestYear, language: .english, to: books.folder + "/second")
        #expect(try WrittenSite(books.folder + "/second") == first)
        let manifest = try #require(SiteManifest(parsing: first.files["manifest.json"] ?? []))
        #expect(manifest.isComplete)
        #expect(Set(manifest.files.map(\.name)) == Set(first.files.keys).subtracting(["manifest.json"]))
        for file in manifest.files {
            #expect(SHA256Digest(of: first.files[file.name] ?? []) == file.sha256)
            #expect(first.files[file.name]?.count == Int(file.size))
        }
    }

    @Test("nothing is loaded from outside, and no text of others becomes markup")
    func hostileTexts() throws {
        let hostile = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>&\u{202E}"
        let long = String(repeating: "Langt", count: 400)
        let books = try SiteBooks("Bakeri " + hostile)
        try books.books.openAccount(try AccountNumber("<b>\"&'"), name: hostile + long)
        _ = try books.books.post([try SiteBooks.sale(1, text: hostile), try SiteBooks.sale(2, text: long)])
        var posting = Posting(account: try AccountNumber("<b>\"&'"), amount: Money(ore: 100), text: hostile)
        posting.party = PartyReference(.customer, hostile)
        posting.reference = hostile
        posting.dimensions = [Dimension(type: hostile, id: hostile)]
        posting.vat = PostingVAT(code: nil, ledgerCode: hostile, base: Money(ore: 100))
        _ = try books.books.post([
            Voucher(
                number: try VoucherNumber(series: "<i>", number: "</td>"), date: try CalendarDate("2026-02-02"),
                text: "\n\t" + hostile,
                postings: [posting, Posting(account: try AccountNumber("1920"), amount: Money(ore: -100))])
        ])
        _ = try books.books.draftVATReturn(VATDraftRequest(period: try ReportingPeriod("2026-T2")))
        for language in Language.allCases {
            let site = try books.site(language: language)
            for page in site.pages {
                let text = site[page]
                let words = ["<script", "<img", "<b>\"", "<i>", "</td>/", "http:", "https:", "url(", "\u{202E}"]
                let found = words.filter { text.contains($0) }
                #expect(found == [], "\(page)")
                let loads = text.replacing(/"[^"]*"/, with: "").contains(/<[a-z][^>]*\s(src|on[a-z]+|style)=/)
                #expect(!loads, "\(page)")
                #expect(site.brokenLinks(of: page) == [], "\(page)")
            }
            let vouchers = site["vouchers/1.html"]
            let isShown = vouchers.contains("&lt;script&gt;alert(1)") && vouchers.contains(long)
            #expect(isShown)
            for name in site.files.keys {
                #expect(name.utf8.allSatisfy { $0 < 0x80 && $0 > 0x2C && $0 != UInt8(ascii: "<") }, "\(name)")
            }
        }
    }

    @Test("no national identity number is passed on, in texts or documents")
    func identityNumbers() throws {
        // A number of Skatteetaten's test population (Tenor), which no person has.
        let number = "17912010058"
        let books = try SiteBooks()
        _ = try books.books.post([
            try SiteBooks.sale(1, text: "Lønn \(number)"), try SiteBooks.sale(2, text: "til 179120 10058, ferie"),
            try SiteBooks.sale(3, text: "ordre 123\(number)4"), try SiteBooks.sale(4, text: "til 12345678903"),
        ])
        let site = try books.site()
        for (name, bytes) in site.files {
            let text = String(decoding: bytes, as: UTF8.self)
            let isPassedOn = text.contains(" \(number)") || text.contains("179120 10058")
            #expect(!isPassedOn, "\(name)")
        }
        #expect(site["vouchers/1.html"].contains("Lønn ‹identity number›"))
        #expect(site["vouchers/1.html"].contains("ordre 123\(number)4"))
        // A number of a bank account, which is no day of birth.
        #expect(site["vouchers/1.html"].contains("til 12345678903"))
        let withheld = SiteDocument(
            Phrase("a"), mediaType: "text/plain", hash: SHA256Digest(of: []), bytes: Array("fnr \(number).".utf8))
        #expect(withheld.isWithheld)
        #expect(!SiteDocument(Phrase("a"), mediaType: "text/plain", hash: withheld.hash, bytes: [0x61]).isWithheld)
    }

    @Test("a voucher's page leads to its files, which are copied so that nothing runs, and counts what lacks them")
    func documentation() throws {
        let books = try SiteBooks(sales: 3)
        let page = Array("<html><script>alert(1)</script></html>".utf8)
        for (name, bytes) in [("side<b>.html", page), ("fnr.txt", Array("fnr 17912010058.".utf8))] {
            try Data(bytes).write(to: URL(filePath: books.folder + "/" + name))
            let source = try DocumentationSource(path: books.folder + "/" + name)
            _ = try books.books.attach([source], to: VoucherNumber(number: "1"), note: "Notat <i>")
        }
        let site = try books.site()
        let (hash, withheld) = (SHA256Digest(of: page).hex, SHA256Digest(of: Array("fnr 17912010058.".utf8)).hex)
        #expect(site.files["documents/\(hash).txt"] == page)
        #expect(site.files["documents/\(withheld).txt"] == nil)
        let vouchers = site["vouchers/1.html"]
        #expect(vouchers.contains("<a href=\"../documents/\(hash).txt\">side&lt;b&gt;.html</a>"))
        #expect(vouchers.contains(withheld) && !vouchers.contains("<i>") && !vouchers.contains("<script"))
        #expect(vouchers.matches(of: /Documentation is missing/).count == 2)
        #expect(site.pages.allSatisfy { site.brokenLinks(of: $0).isEmpty })
        let rows = site.rows("integrity.html")
        #expect(rows.contains(["Attached files", "1"]))
        #expect(rows.contains(["Nothing: documentation is missing", "2"]))

        // What was withdrawn is named alone, and so is all where nothing is to be held.
        _ = try books.books.withdrawDocumentation(
            DocumentationHashStart(hash), from: VoucherNumber(number: "1"), reason: "Feil")
        let later = try books.site("site")
        #expect(later.files["documents/\(hash).txt"] == nil)
        #expect(later["vouchers/1.html"].contains("withdrawn by entry"))
        _ = try books.books.writeSite(
            .latestYear, language: .english, to: books.folder + "/bare", holdsDocumentation: false)
        #expect(try WrittenSite(books.folder + "/bare").files.keys.allSatisfy { !$0.hasPrefix("documents/") })
    }

    @Test("of a login the level, the issuer and the salted person are told, and never the token")
    func loginEvidence() {
        let (token, keys, person) = (SHA256Digest(of: [1]), SHA256Digest(of: [2]), SHA256Digest(of: [3]))
        let login = ApprovalEvidence.LoginEvidence(
            issuer: "issuer.example", clientID: "client", level: "idporten-loa-high", idToken: token, keys: keys,
            person: person)
        let text = FilingPages.evidence(.idPorten(login))
        #expect(text.contains("idporten-loa-high") && text.contains("issuer.example") && text.contains(person.hex))
        #expect(!text.contains(token.hex) && !text.contains(keys.hex))
    }

    @Test(
        "documents are named so that no browser runs them",
        arguments: [
            ("text/xml; charset=utf-8", ".xml.txt"), ("application/xml", ".xml.txt"), ("text/html", ".txt"),
            ("image/svg+xml", ".bin"), ("application/xhtml+xml", ".bin"), ("application/pdf", ".pdf"),
            ("../../x", ".bin"), ("", ".bin"),
        ])
    func documentNames(mediaType: String, ending: String) {
        let hash = SHA256Digest(of: [])
        #expect(SiteName.document(hash, mediaType: mediaType) == "documents/\(hash.hex)\(ending)")
    }

    @Test("accounts that differ by case or odd signs have pages of their own")
    func accountNames() throws {
        let names = try ["2740A", "2740a", "a/b", "..", "æ", "1500", String(repeating: "1", count: 70)].map {
            SiteName.account(try AccountNumber($0))
        }
        #expect(Set(names.map { $0.lowercased() }).count == names.count)
        #expect(names.allSatisfy { SiteName.isPossible($0) })
        #expect(names[0] == "accounts/2740A.html" && names[5] == "accounts/1500.html")
    }

    @Test("books without vouchers, and without VAT, have a site all the same")
    func emptyBooks() throws {
        let site = try SiteBooks(vatCategory: nil).site()
        for page in site.pages { #expect(site.brokenLinks(of: page) == [], "\(page)") }
        #expect(site["vat.html"].contains("not in the VAT register"))
        #expect(site["vouchers.html"].contains("No voucher"))
        #expect(site["index.html"].contains("<h1>Overview 2026</h1>"))
    }
}
