import Application
import EventLog
import Foundation
import Ledger
import Reports
import SQLiteEventLog
import Values

/// Small books whose every figure is known, and the sites written of them.
final class SiteBooks {
    let books: OpenBooks
    let folder: String

    /// - Parameters:
    ///   - name: of the company.
    ///   - sales: how many vouchers of 1 000 kroner and 25 % there are, each on a day of January or February.
    init(
        _ name: String = "Fjordbrød Bakeri AS", sales: Int = 0, vatCategory: VATCategory? = .alminnelig,
        id: String = "c1675e0b-b980-4575-a896-61fec08aa83b", hour: Int64 = 0
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "site-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = folder + "/books.bilag"
        let now = Timestamp(millisecondsSince1970: 1_773_133_200_000 + hour * 3_600_000)
        _ = try InitialiseBooks(
            organisationNumber: try OrganisationNumber("310000051"), name: name, environment: .sandbox,
            vatCategory: vatCategory, vatPeriod: .twoMonths
        )(at: path, in: SiteStore(), booksID: id, now: now)
        books = try OpenBooks(try SiteStore().open(path), person: "kari", clock: { now })
        for (number, name) in [
            ("1500", "Kundefordringer"), ("1920", "Bank"), ("2700", "Utgående mva"), ("3000", "Salg"), ("6300", "Leie"),
        ] {
            try books.openAccount(try AccountNumber(number), name: name)
        }
        if sales > 0 { _ = try books.post((1...sales).map { try SiteBooks.sale($0) }) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static func sale(_ number: Int, text: String = "Salg") throws -> Voucher {
        var income = Posting(account: try AccountNumber("3000"), amount: Money(ore: -100_000))
        income.vat = PostingVAT(code: VATCode(3), base: Money(ore: -100_000), vat: Money(ore: -25_000))
        return Voucher(
            number: try VoucherNumber(number: "\(number)"),
            date: try CalendarDate("2026-01-01").adding(days: number * 7 % 59), text: text,
            postings: [
                Posting(account: try AccountNumber("1500"), amount: Money(ore: 125_000)), income,
                Posting(account: try AccountNumber("2700"), amount: Money(ore: -25_000)),
            ])
    }

    func post(_ number: String, _ date: String, _ text: String, _ lines: [(String, Int64)]) throws {
        _ = try books.post([
            Voucher(
                number: try VoucherNumber(number: number), date: try CalendarDate(date), text: text,
                postings: try lines.map { Posting(account: try AccountNumber($0.0), amount: Money(ore: $0.1)) })
        ])
    }

    /// Writes the site to a folder of that name and reads it back.
    func site(
        _ name: String = "site", _ days: SiteDays = .latestYear, language: Language = .english
    ) throws -> WrittenSite {
        let path = folder + "/" + name
        _ = try books.writeSite(days, language: language, to: path)
        return try WrittenSite(path)
    }
}

struct SiteStore: BooksStore {
    func create(_ path: String) throws -> any EventLog { try SQLiteEventLog.create(at: path) }
    func open(_ path: String) throws -> any EventLog { try SQLiteEventLog.open(at: path) }
}

/// The files of a site, as somebody who was given them has them.
struct WrittenSite: Equatable {
    let files: [String: [UInt8]]

    init(_ path: String) throws {
        var files: [String: [UInt8]] = [:]
        for name in FileManager.default.subpaths(atPath: path) ?? [] {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: path + "/" + name, isDirectory: &isFolder)
            if !isFolder.boolValue { files[name] = Array(try Data(contentsOf: URL(filePath: path + "/" + name))) }
        }
        self.files = files
    }

    var pages: [String] { files.keys.filter { $0.hasSuffix(".html") }.sorted() }

    subscript(name: String) -> String { String(decoding: files[name] ?? [], as: UTF8.self) }

    /// Where the links of a page lead that lead nowhere.
    func brokenLinks(of page: String) -> [String] {
        self[page].matches(of: /\bhref="([^"]*)"/).map { String($0.1) }.filter { !leadsSomewhere($0, from: page) }
    }

    private func leadsSomewhere(_ link: String, from page: String) -> Bool {
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let folder = page.contains("/") ? String(page.split(separator: "/")[0]) + "/" : ""
        let name =
            parts[0].isEmpty ? page : parts[0].hasPrefix("../") ? String(parts[0].dropFirst(3)) : folder + parts[0]
        guard files[name] != nil else { return false }
        return parts.count == 1 || self[name].contains("id=\"\(parts[1])\"")
    }

    /// The texts of the cells of a page's rows, those that are headers too.
    func rows(_ page: String) -> [[String]] {
        self[page].matches(of: /<tr[^>]*>([^\n]*)/).map { row in
            String(row.1).replacing("</tr>", with: "").split(
                separator: /<t[dh][^>]*>/, omittingEmptySubsequences: false
            )
            .dropFirst().map { cell in
                String(cell).replacing(/<[^>]*>/, with: "").replacing("\u{A0}", with: " ")
            }
        }
    }
}
