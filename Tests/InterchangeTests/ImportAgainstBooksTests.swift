import Formats
import Ledger
import Testing
import Values

@testable import Interchange

/// What an import finds in the books, and what it must not take for another thing.
@Suite struct ImportAgainstBooksTests {
    private static func csv(_ rows: String...) -> ImportFile {
        ImportFile(text: "bilagsnr;serie;dato;konto;beløp\n" + rows.joined(separator: "\n") + "\n", "b.csv")
    }

    private func importing(
        _ file: ImportFile, into books: TestBooks, _ change: (inout CSVImportOptions) -> Void = { _ in }
    ) throws -> ImportReport {
        let visit = books.visitor
        return try books.importing(csv: file) { options in
            options.shared.importedVouchers = visit
            change(&options)
        }
    }

    @Test("rows without a name in the column of series are of the books' own vouchers, which are known")
    func ownSeries() throws {
        let books = try TestBooks()
        try books.post("1", on: "2026-01-03", [("1920", 150), ("3000", -150)])
        let report = try importing(
            Self.csv("1;;2026-01-03;1920;1,50", "1;;2026-01-03;3000;-1,50"), into: books)
        #expect(report.vouchers == 0 && report.alreadyKnown == 1, Comment(rawValue: report.text))
        let other = try importing(
            Self.csv("1;;2026-01-03;1920;2,50", "1;;2026-01-03;3000;-2,50"), into: books)
        #expect(other.errorCodes == ["voucher-differs-from-books"])
    }

    @Test("vouchers that the books have under other numbers are a choice, whoever posted them")
    func underOtherNumbers() throws {
        let books = try TestBooks()
        try books.post("1", on: "2026-01-03", [("1920", 150), ("3000", -150)])
        let file = Self.csv("7;B;2026-01-03;1920;1,50", "7;B;2026-01-03;3000;-1,50")
        let refused = try importing(file, into: books)
        #expect(refused.errorCodes == ["export-renumbered"], Comment(rawValue: refused.text))
        #expect(refused.errors.first?.message.contains("--allow export-renumbered") == true)
        let allowed = try importing(file, into: books) { $0.shared.allowed.insert("export-renumbered") }
        #expect(allowed.vouchers == 1 && allowed.warningCodes.contains("export-renumbered"))
        #expect(try books.balances()["1920"] == 300)
    }

    @Test("a file of other vouchers of a day says nothing about those that came before")
    func otherVouchersOfADay() throws {
        let books = try TestBooks()
        _ = try importing(Self.csv("1;A;2026-01-03;1920;1,50", "1;A;2026-01-03;3000;-1,50"), into: books)
        let more = try importing(Self.csv("2;A;2026-01-03;1920;2,50", "2;A;2026-01-03;3000;-2,50"), into: books)
        #expect(more.vouchers == 1 && !more.warningCodes.contains("voucher-vanished"), Comment(rawValue: more.text))
        let less = try importing(
            Self.csv(
                "1;A;2026-01-03;1920;1,50", "1;A;2026-01-03;3000;-1,50", "3;A;2026-01-03;1920;3,50",
                "3;A;2026-01-03;3000;-3,50"), into: books)
        #expect(less.warnings.contains { $0.code == "voucher-vanished" && $0.message.contains("A/2") })
    }

    @Test("a number in the books is not taken for another one with the slash elsewhere")
    func slashes() throws {
        let books = try TestBooks()
        try books.post("B/1", series: "A", on: "2026-01-03", [("1920", 0)])
        let report = try importing(Self.csv("1;A/B;2026-01-03;1920;0"), into: books)
        #expect(report.errors.map { "\($0.code) \($0.line ?? 0)" } == ["voucher-number-ambiguous 2"])
    }

    @Test("a repeated number that is known by its mark may come again when its period is closed")
    func markedInClosedPeriod() throws {
        let books = try TestBooks()
        let changed = Sample.sale.replacing("Faktura 1", with: "Faktura 2")
        let file = { (name: String) in
            ImportFile(text: Sample.file([Sample.sale, changed], count: 2, total: "2500.00") + "<!-- \(name) -->")
        }
        let first = try books.importing([file("1")])
        #expect(first.vouchers == 2, Comment(rawValue: first.text))
        try books.close("2025-T1")
        let visit = books.visitor
        let again = try books.importing([file("2")]) { $0.importedVouchers = visit }
        #expect(again.alreadyKnown == 2, Comment(rawValue: again.text))
        #expect(!again.warningCodes.contains("voucher-vanished"))
    }

    @Test("a repeated number takes the next mark that is free, and one that leaves no room for it is refused")
    func marks() throws {
        let books = try TestBooks()
        let report = try books.importing([
            ImportFile(
                text: Sample.file(
                    [Sample.sale, Sample.sale.replacing(">1001<", with: ">1001#2<"), Sample.sale], count: 3,
                    total: "3750.00"))
        ]) { $0.allowed = ["voucher-repeated-same"] }
        #expect(report.vouchers == 3, Comment(rawValue: report.text))
        #expect(
            try books.vouchers().map(\.number.number).filter { $0.hasPrefix("1001") } == ["1001", "1001#2", "1001#3"])
        let long = String(repeating: "B", count: 99)
        let sale = Sample.sale.replacing(">1001<", with: ">\(long)<")
        let refused = try TestBooks().importing([
            ImportFile(text: Sample.file([sale, sale], count: 2, total: "2500.00"))
        ])
        #expect(refused.errorCodes == ["invalid-voucher-number"], Comment(rawValue: refused.text))
        #expect(refused.errors.first?.line != nil)
    }

    @Test("a quarter of a million series are looked up by their names")
    func manySeries() throws {
        var seen = SeenVouchers()
        for number in 0..<520_000 {
            let voucher = try VoucherNumber(series: "S\(number)", number: "1")
            guard case .new = seen.note(voucher, content: 1, part: 0) else {
                Issue.record("series \(number) is there already")
                return
            }
        }
        #expect(seen.contains(try VoucherNumber(series: "S519999", number: "1")))
        #expect(!seen.contains(try VoucherNumber(series: "S519999", number: "2")))
        #expect(seen.isInAnotherPart(try VoucherNumber(series: "S519999", number: "1"), than: 1))
    }

    @Test(
        "personal numbers are masked, also with a blank after the day of birth",
        arguments: [
            ("kunde 01010050053 er ukjent", "kunde *********** er ukjent"), ("010100 50053", "****** *****"),
            ("010100\u{A0}50053;", "******\u{A0}*****;"), ("010100 50054", "010100 50054"),
            ("010100 500531", "010100 500531"), ("1010100 50053", "1010100 50053"), ("010100  50053", "010100  50053"),
            ("010100 ", "010100 "), ("202601 010100 50053", "202601 ****** *****"),
        ])
    func personalNumbers(text: String, masked: String) { #expect(PersonalNumbers.masked(text) == masked) }
}
