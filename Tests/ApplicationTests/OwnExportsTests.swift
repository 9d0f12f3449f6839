import Application
import Formats
import Foundation
import Interchange
import Ledger
import TestSupport
import Testing
import Values

/// Exports of the books that come back to them, or to others.
@Suite("Own exports")
struct OwnExportsTests {
    /// A sale of a correction kind: base and VAT are on the other side of an amount, and of a line of zero.
    private func contraBooks() throws -> ExportedBooks {
        let books = try ExportedBooks()
        try books.open(RandomVouchers.accounts)
        let (sales, cost, bank) = (try AccountNumber("3000"), try AccountNumber("4000"), try AccountNumber("1920"))
        func vat(_ code: Int, _ base: Int64, _ vat: Int64) -> PostingVAT {
            PostingVAT(code: VATCode(code), base: Money(ore: base), vat: Money(ore: vat))
        }
        try books.change { ledger in
            try ledger.post(
                Voucher(
                    number: try VoucherNumber(number: "1"), date: try CalendarDate("2026-01-05"), text: "Retting",
                    postings: [
                        Posting(account: sales, amount: .zero, vat: vat(3, -100_000, -25_000)),
                        Posting(account: cost, amount: Money(ore: 10_000), vat: vat(1, -10_000, -2_500)),
                        Posting(account: cost, amount: .zero, vat: vat(1, 4_000, -1_000)),
                        Posting(account: bank, amount: Money(ore: -10_000)),
                    ]))
        }
        return books
    }

    private func csv(_ books: ExportedBooks) throws -> ImportFile {
        var bytes: [UInt8] = []
        _ = try books.books().exportCSV(nil) { bytes += Array($0) }
        let read = bytes
        return ImportFile(name: "bilag.csv") { MemoryBytes(read) }
    }

    private func journal(_ books: ExportedBooks, into other: ExportedBooks, allowing: Set<String> = []) throws
        -> ImportReport
    {
        var bytes: [UInt8] = []
        _ = try books.books().exportJournal(nil) { bytes += Array($0) }
        let path = other.folder + "/bilag.journal"
        try Data(bytes).write(to: URL(filePath: path))
        var options = JournalImportOptions()
        options.shared.allowed = allowing
        return try other.books().importJournal(path, .journal, options: options)
    }

    private func importing(_ file: ImportFile, into books: ExportedBooks) throws -> ImportReport {
        var options = CSVImportOptions()
        options.shared.codesAreStandard = true
        options.shared.allowed = ["account-not-open"]
        return try books.books().importCSV(file, options: options)
    }

    private func sums(_ books: ExportedBooks) throws -> [String: [Int64]] {
        var sums: [String: [Int64]] = [:]
        for vat in try books.vouchers().flatMap(\.voucher.postings).compactMap(\.vat) {
            let old = sums[vat.code?.description ?? "-"] ?? [0, 0]
            sums[vat.code?.description ?? "-"] = [old[0] + (vat.base?.ore ?? 0), old[1] + (vat.vat?.ore ?? 0)]
        }
        return sums
    }

    @Test("VAT on the other side of its amount keeps its side by way of CSV")
    func contraCSV() throws {
        let books = try contraBooks()
        defer { books.remove() }
        let copy = try ExportedBooks()
        defer { copy.remove() }
        let report = try importing(csv(books), into: copy)
        #expect(report.errors.isEmpty, "\(report.errors)")
        #expect(try sums(copy) == ["3": [-100_000, -25_000], "1": [-6_000, -3_500]])
        #expect(try sums(books) == ["3": [-100_000, -25_000], "1": [-6_000, -3_500]])
    }

    @Test("an export that comes back to the same books brings nothing twice")
    func sameBooks() throws {
        let books = try contraBooks()
        defer { books.remove() }
        let before = try books.log.size()
        let fromCSV = try importing(csv(books), into: books)
        #expect(fromCSV.vouchers == 0 && fromCSV.alreadyKnown == 1, "\(fromCSV.errors)")
        let fromJournal = try journal(books, into: books)
        #expect(fromJournal.vouchers == 0 && fromJournal.alreadyKnown == 1, "\(fromJournal.errors)")
        let path = try books.export("2026-01-01 2026-12-31")
        let fromSAFT = try books.importing(path)
        #expect(fromSAFT.errors.map(\.code) == ["export-renumbered"], "\(fromSAFT.errors)")
        #expect(try books.vouchers().count == 1)
        #expect(try books.log.size() == before + 2)
    }

    @Test("VAT on the other side of its amount keeps its side by way of a journal")
    func contraJournal() throws {
        let books = try contraBooks()
        defer { books.remove() }
        let copy = try ExportedBooks()
        defer { copy.remove() }
        let report = try journal(books, into: copy)
        #expect(report.errors.isEmpty, "\(report.errors)")
        #expect(try sums(copy) == ["3": [-100_000, -25_000], "1": [-6_000, -3_500]])
    }

    /// What a journal cannot say of a voucher as it stands.
    private static let difficult = [
        "Ref mva: 3", "prosjekt: 12 ferdig", "mva: 1 brutto", "a,mva:3", "kl. 12:30", "DIM-A: x", "dim-A:7", "date2: 1",
        "date: 2025-01-01", "[2025-01-01] betalt", "(x) først", "* stjerne", "a; b", "=1 NOK", "serie: B",
    ]

    @Test("text that looks like tags and dates stays text in a journal", arguments: difficult)
    func texts(text: String) throws {
        let books = try ExportedBooks()
        defer { books.remove() }
        try books.open(RandomVouchers.accounts)
        try books.change { ledger in
            try ledger.post(
                Voucher(
                    number: try VoucherNumber(series: "2026-GL", number: "1(2)"), date: try CalendarDate("2026-01-05"),
                    text: text,
                    postings: [
                        Posting(account: try AccountNumber("3000"), amount: Money(ore: -100), text: text),
                        Posting(account: try AccountNumber("1920"), amount: Money(ore: 100)),
                    ]))
        }
        let copy = try ExportedBooks()
        defer { copy.remove() }
        let report = try journal(books, into: copy)
        #expect(report.errors.isEmpty, "\(report.errors)")
        let voucher = try #require(try copy.vouchers().first?.voucher)
        #expect(voucher.number.description == "2026-GL/1(2)" && voucher.date.description == "2026-01-05")
        let bare = { (text: String?) in (text ?? "").filter { $0 != " " && $0 != ";" && $0 != "," } }
        #expect(bare(voucher.text) == bare(text) && bare(voucher.postings[0].text) == bare(text))
        #expect(voucher.postings.allSatisfy { $0.vat == nil && $0.dimensions.isEmpty })
    }

    @Test("numbers, codes, parties, dimensions and rates come back from a journal and from CSV as they were")
    func details() throws {
        let books = try ExportedBooks()
        defer { books.remove() }
        try books.open(RandomVouchers.accounts)
        var sale = Posting(account: try AccountNumber("3000"), amount: Money(ore: -10_000))
        sale.vat = PostingVAT(
            code: VATCode(3), ledgerCode: "S25", base: Money(ore: -10_000), vat: Money(ore: -2_500), remark: "a,b")
        sale.dimensions = [
            Dimension(type: "department", id: "1"), Dimension(type: "avdeling", id: "2"),
            Dimension(type: "Project", id: "3"), Dimension(type: "A", id: "10,1 \"x\""),
        ]
        var customer = Posting(account: try AccountNumber("1500"), amount: Money(ore: 10_000))
        customer.party = PartyReference(.customer, "10,1")
        customer.currency = CurrencyAmount(code: "EUR", amount: "10.00", rate: "10.0")
        customer.reference = "=1+1"
        let voucher = Voucher(
            number: try VoucherNumber(series: "2026-GL", number: "7)"), date: try CalendarDate("2026-01-05"),
            text: "Salg",
            postings: [sale, customer])
        try books.change { try $0.post(voucher) }
        for isJournal in [true, false] {
            let copy = try ExportedBooks()
            defer { copy.remove() }
            var options = CSVImportOptions()
            options.shared.allowed = ["account-not-open"]
            options.shared.mapping = try VATMappingFile(parsing: Array(#"{"S25":"3"}"#.utf8))
            let report =
                try isJournal
                ? journal(books, into: copy) : copy.books().importCSV(csv(books), options: options)
            #expect(report.errors.isEmpty, "\(report.errors)")
            let back = try #require(try copy.vouchers().first?.voucher)
            #expect(back.number == voucher.number && back.text == "Salg" && back.date == voucher.date)
            let (read, other) = (back.postings[0], back.postings[1])
            #expect(read.vat?.code?.number == 3 && read.vat?.ledgerCode == "S25" && read.vat?.remark == "a,b")
            #expect(
                Set(read.dimensions.map { "\($0.type)=\($0.id)" }) == Set(sale.dimensions.map { "\($0.type)=\($0.id)" })
            )
            #expect(other.party == customer.party && other.reference == "=1+1")
            #expect(other.currency?.amount == "10.00" && other.currency?.rate == "10.0")
        }
    }
}
