import Application
import Formats
import Foundation
import ReportSite
import Reports
import Testing
import Values

@Suite("Folders of sites") struct SiteFolderTests {
    @Test("files are their owner's alone")
    func modes() throws {
        let books = try SiteBooks(sales: 1)
        let site = try books.site()
        let path = books.folder + "/site"
        for name in site.files.keys { #expect(try mode(path + "/" + name) == 0o600) }
        for name in ["", "/accounts", "/vat", "/vouchers"] { #expect(try mode(path + name) == 0o700) }
    }

    private func mode(_ path: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test("a site is written anew, and pages that it no longer has are removed")
    func stalePages() throws {
        let books = try SiteBooks(sales: 501)
        let first = try books.site()
        #expect(first.files["accounts/3000-p2.html"] != nil)
        let second = try books.site("site", .days(try CalendarDate("2026-01-01")...(try CalendarDate("2026-01-03"))))
        #expect(second.files["accounts/3000-p2.html"] == nil)
        #expect(second.files.count < first.files.count)
        #expect(try books.site() == first)
    }

    @Test("a folder that holds anything else is left as it is")
    func strangers() throws {
        let books = try SiteBooks(sales: 1)
        let path = books.folder + "/site"
        let written = try books.site()
        try Data("mine".utf8).write(to: URL(filePath: path + "/accounts/notes.txt"))
        let error = #expect(throws: SiteFolderError.self) { try books.site() }
        #expect(error?.description.contains("'accounts/notes.txt'") == true)
        try FileManager.default.removeItem(atPath: path + "/accounts/notes.txt")
        #expect(try books.site() == written)

        try FileManager.default.createDirectory(atPath: books.folder + "/full", withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(filePath: books.folder + "/full/index.html"))
        #expect(throws: SiteFolderError.self) { try books.site("full") }
        #expect(try WrittenSite(books.folder + "/full")["index.html"] == "mine")
        #expect(throws: SiteFolderError.self) { try books.site("books.bilag") }
        #expect(throws: SiteFolderError.self) { try books.site("no/such/place") }

        try FileManager.default.createSymbolicLink(
            atPath: books.folder + "/link", withDestinationPath: books.folder + "/site")
        #expect(throws: SiteFolderError.self) { try books.site("link") }
    }

    @Test("a link in the place of a folder or page is not followed")
    func links() throws {
        let books = try SiteBooks(sales: 1)
        _ = try books.site()
        let path = books.folder + "/site"
        try FileManager.default.createDirectory(atPath: books.folder + "/other", withIntermediateDirectories: true)
        try FileManager.default.removeItem(atPath: path + "/vat")
        try FileManager.default.createSymbolicLink(
            atPath: path + "/vat", withDestinationPath: books.folder + "/other")
        #expect(throws: SiteFolderError.self) { try books.site() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: books.folder + "/other") == [])
    }

    @Test("the site of other books is not overwritten")
    func otherBooks() throws {
        let books = try SiteBooks(sales: 1)
        let written = try books.site()
        let others = try SiteBooks(sales: 1, id: "00000000-0000-4000-8000-000000000000")
        let error = #expect(throws: SiteFolderError.self) {
            try others.books.writeSite(.latestYear, language: .english, to: books.folder + "/site")
        }
        #expect(error?.reason == .otherBooks)
        #expect(try WrittenSite(books.folder + "/site") == written)
    }

    @Test("a site that was broken off is finished by the next run")
    func brokenOff() throws {
        let books = try SiteBooks(sales: 1)
        let written = try books.site()
        let path = books.folder + "/site"
        let manifest = try #require(SiteManifest(parsing: written.files["manifest.json"] ?? []))
        let unfinished = SiteManifest(booksID: manifest.booksID, head: manifest.head, isComplete: false, files: [])
        try Data(unfinished.bytes).write(to: URL(filePath: path + "/manifest.json"))
        try Data("half".utf8).write(to: URL(filePath: path + "/accounts/9999.html"))
        try Data("half".utf8).write(to: URL(filePath: path + "/accounts/.bilag-1a.tmp"))
        #expect(try books.site() == written)
    }
}
