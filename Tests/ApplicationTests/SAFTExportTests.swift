import Application
import Foundation
import Ledger
import LegalTables
import TestSupport
import Testing
import Values

@testable import Interchange

@Suite("SAF-T export")
struct SAFTExportTests {
    private func randomBooks(_ seed: UInt64) throws -> ExportedBooks {
        let books = try ExportedBooks()
        try books.open(RandomVouchers.accounts)
        var random = RandomVouchers(seed: seed)
        try books.change { ledger in
            for role in [PartyReference.Role.customer, .supplier] {
                for id in 0..<4 {
                    let number = (role == .customer ? "1000" : "2000") + "\(id)"
                    try ledger.record(.partyRegistered(Party(role: role, id: number, name: "Navn \(id)")))
                }
            }
            if random.chance(50) {
                try ledger.post(
                    Voucher(
                        number: try VoucherNumber(series: "opening", number: "2026-01-01"),
                        date: try CalendarDate("2026-01-01"), text: "IB", kind: .opening,
                        postings: [
                            Posting(account: try AccountNumber("1920"), amount: Money(ore: 123_456)),
                            Posting(
                                account: try AccountNumber("1500"), amount: Money(ore: 7_000),
                                party: PartyReference(.customer, "10001")),
                            Posting(account: try AccountNumber("2050"), amount: Money(ore: -130_456)),
                        ]))
            }
            for number in 1...25 { try ledger.post(try random.voucher(number), isWhole: random.chance(50)) }
        }
        let original = try #require(try books.vouchers().last { $0.voucher.kind == .ordinary })
        _ = try books.books().reverse(original.voucher.number)
        return books
    }

    @Test(
        "an export imported into empty books gives the same vouchers and figures, and exports to the same bytes",
        arguments: UInt64(1)...20)
    func roundTrip(seed: UInt64) throws {
        let books = try randomBooks(seed)
        defer { books.remove() }
        let version: SAFTVersion = seed.isMultiple(of: 2) ? .v130 : .v140
        let splits = seed.isMultiple(of: 3)
        let year = "2026-01-01 2026-12-31"
        let path = try books.export(year, version, splits: splits)
        #expect(
            try ExportedBooks.bytes(books.export(year, version, splits: splits, to: "again"))
                == ExportedBooks.bytes(path))

        let copy = try ExportedBooks()
        defer { copy.remove() }
        let report = try copy.importing(path)
        #expect(report.errors == [])
        #expect(try ordinary(copy).map(bare) == expected(books, splits: splits))
        #expect(
            try copy.books().trialBalance(nil).rows.filter { $0.closing != .zero }.map { "\($0.account) \($0.closing)" }
                == books.books().trialBalance(nil).rows.filter { $0.closing != .zero }.map {
                    "\($0.account) \($0.closing)"
                })
        let again = try copy.export(year, version, splits: splits)
        #expect(try ExportedBooks.bytes(again) == ExportedBooks.bytes(path))
    }

    private func ordinary(_ books: ExportedBooks) throws -> [Voucher] {
        try books.vouchers().map(\.voucher).filter { $0.kind == .ordinary }
    }

    /// A voucher without what says where it came from.
    private func bare(_ voucher: Voucher) -> Voucher {
        var bare = voucher
        bare.source = nil
        for index in bare.postings.indices { bare.postings[index].sourceLine = nil }
        return bare
    }

    /// The vouchers as SAF-T can say them: every one in a series of its year and journal, texts within the schema's
    /// limits, a base on the side of its line.
    private func expected(_ books: ExportedBooks, splits: Bool) throws -> [Voucher] {
        let days = try CalendarDate("2026-01-01")...CalendarDate("2026-12-31")
        var options = SAFTExportOptions(
            version: .v130, created: days.lowerBound, user: "", contact: "", telephone: nil, softwareVersion: "")
        options.splits = splits
        let export = try SAFTExport(
            ExportRange(log: books.log, size: try books.log.size(), books: try books.books().books(), days: days),
            options: options)
        return try export.survey.items.map { item in
            var voucher = try #require(try export.range.voucher(item.sequence)?.voucher)
            voucher.number = try VoucherNumber(
                series: "\(item.year)-\(export.survey.journals[Int(item.journal)].id)", number: voucher.number.number)
            voucher.text = written(voucher.text)
            voucher.postings = voucher.postings.flatMap { split($0, voucher.text) }
            return bare(voucher)
        }
    }

    private func split(_ posting: Posting, _ text: String) -> [Posting] {
        var posting = posting
        posting.text = posting.text.map { written($0) }
        if posting.text == text || posting.text == "" { posting.text = nil }
        if let vat = posting.vat {
            posting.vat?.ledgerCode = vat.ledgerCode ?? vat.code?.description
            posting.vat?.vat = vat.vat ?? .zero
        }
        guard let vat = posting.vat, let base = vat.base, posting.amount != .zero,
            (base.ore < 0) != (posting.amount.ore < 0)
        else { return [posting] }
        var beside = Posting(
            account: posting.account, amount: .zero, vat: posting.vat, party: posting.party,
            dimensions: posting.dimensions.map { Dimension(type: $0.type, id: $0.id) }, text: posting.text,
            reference: posting.reference)
        beside.party = posting.party
        posting.vat = nil
        return [posting, beside]
    }

    private func written(_ text: String) -> String {
        let plain = text.filter { $0 != "\u{1}" }
        return String(plain.prefix(256)).trimmingCharacters(in: .whitespaces)
    }

    @Test(
        "what is written follows the official schema",
        .enabled(if: OfficialFiles.arePresent, Comment(rawValue: OfficialFiles.absence)),
        arguments: [SAFTVersion.v130, .v140], UInt64(1)...5)
    func schema(version: SAFTVersion, seed: UInt64) throws {
        let books = try randomBooks(seed)
        defer { books.remove() }
        let path = try books.export("2026-01-01 2026-12-31", version)
        let xsd = "saf-t/schema/Norwegian_SAF-T_Financial_Schema_v_\(version).xsd"
        let folder = try #require(OfficialFiles.folder)
        let outcome = try Program.run(
            "xmllint", ["--nonet", "--noout", "--schema", folder.appending(path: xsd).path, path])
        #expect(outcome.status == 0, "\(outcome.error)")
    }

    @Test("income and cost begin each year at zero, and an undisposed result stands nowhere")
    func secondYear() throws {
        let books = try ExportedBooks()
        defer { books.remove() }
        try books.open([("1920", "Bank"), ("3000", "Salg"), ("2050", "Egenkapital")])
        func sale(_ number: String, _ date: String, _ ore: Int64) throws -> Voucher {
            Voucher(
                number: try VoucherNumber(number: number), date: try CalendarDate(date),
                postings: [
                    Posting(account: try AccountNumber("1920"), amount: Money(ore: ore)),
                    Posting(account: try AccountNumber("3000"), amount: Money(ore: -ore)),
                ])
        }
        try books.change {
            try $0.post(try sale("1", "2025-05-01", 100_00))
            try $0.post(try sale("2", "2026-05-01", 30_00))
        }
        let text = String(
            decoding: try ExportedBooks.bytes(books.export("2026-01-01 2026-12-31")), as: UTF8.self)
        #expect(
            text.contains("<OpeningDebitBalance>100.00</OpeningDebitBalance>\n\t\t\t\t<ClosingDebitBalance>130.00<"))
        #expect(text.contains("<OpeningDebitBalance>0.00</OpeningDebitBalance>\n\t\t\t\t<ClosingCreditBalance>30.00<"))
        #expect(throws: ExportError.self) { try books.export("2025-01-01 2026-12-31") }
        #expect(throws: ExportError.self) { try books.export("2020-01-01 2020-12-31") }
    }

    @Test("a code of the ledger that stood for several standard codes at once goes out under names of their own")
    func severalMeanings() throws {
        var codes = SAFTExportTaxCodes(books: Books())
        func vat(_ code: Int?) -> PostingVAT {
            PostingVAT(code: code.flatMap { VATCode($0) }, ledgerCode: "A", base: Money(ore: 100), vat: Money(ore: 25))
        }
        let (first, second) = (try CalendarDate("2026-01-05"), try CalendarDate("2026-03-05"))
        codes.note(vat(3), on: first)
        codes.note(vat(nil), on: first)
        codes.note(vat(3), on: second)
        codes.note(vat(31), on: second.adding(days: 1))
        codes.settle()
        let names = try [vat(3), vat(nil), vat(31)].map { codes.name(try #require(codes.use($0, on: first))) }
        #expect(names == ["A", "A~2", "A"])
        let dated = codes.rows.filter { $0.code == "A" }.map {
            "\($0.standard?.number ?? 0) \($0.to?.description ?? "–")"
        }
        #expect(dated == ["3 2026-03-05", "31 –"])
    }

    @Test(
        "the version follows the first day of the period",
        arguments: [
            ("2024-01-01", SAFTVersion.v130), ("2025-01-01", .v130), ("2026-12-31", .v130), ("2027-01-01", .v140),
        ])
    func version(day: String, version: SAFTVersion) throws {
        #expect(LegalTables.current.saftVersions.version(forPeriodStarting: try CalendarDate(day)) == version)
    }

    @Test(
        "accounts get the category of their group, and a code where one is clear",
        arguments: [
            ("1920", "balanseverdiForOmloepsmiddel", "1920"), ("30001", "salgsinntekt", "3000"),
            ("8160", "finanskostnad", "8160"), ("7700", "annenDriftskostnad", "NA"),
            ("8800", "resultatDisponeringForSAF-T", "8800"), ("8900", "NA", "NA"), ("X1", "NA", "NA"),
            ("30", "NA", "NA"),
        ])
    func groupings(account: String, category: String, code: String) {
        let grouping = LegalTables.current.saftGroupings.grouping(of: account)
        #expect(grouping == SAFTGroupingTable.Grouping(category: category, code: code))
    }

    @Test("long names get short ids of their own") func labels() {
        var labels = ExportLabels<String>(limit: 9)
        #expect(labels.label("department", "department") == "departmen")
        #expect(labels.label("departments", "departments") == "departm~2")
        #expect(labels.label("department", "department") == "departmen")
        #expect(labels.label("A", "A") == "A")
    }
}

/// A program of the system, found in PATH.
enum Program {
    struct Outcome {
        let status: Int32
        let output: String
        let error: String
    }

    static func path(_ name: String) -> String? {
        ["/usr/bin/", "/usr/local/bin/", "/bin/"].map { $0 + name }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }

    static func run(_ name: String, _ arguments: [String]) throws -> Outcome {
        guard let path = path(name) else { throw CocoaError(.fileNoSuchFile) }
        let process = Process()
        let (output, error) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = error
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let complaint = error.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
            error: String(decoding: complaint, as: UTF8.self))
    }
}
