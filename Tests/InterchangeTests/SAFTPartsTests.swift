import Formats
import Interchange
import Ledger
import TestSupport
import Testing
import Values

/// Archives, several parts as one import, and hostile files (import-formats, section 6).
@Suite struct SAFTPartsTests {
    private static let stem = "SAF-T Financial_888888888_20260110120000"
    private static let part1 =
        Sample.header(version: "1.30") + Sample.mastersB
        + Sample.entries([Sample.sale], count: 1, total: "1250.00") + "</AuditFile>\n"
    private static let part2 =
        Sample.header(version: "1.30")
        + Sample.entries([Sample.purchase], count: 1, total: "500.00") + "</AuditFile>\n"

    @Test("an archive is one import: entries ending in xml, ordered by their counters")
    func archive() throws {
        let zip = storedZip([
            ("\(Self.stem)_2_2.xml", Self.part2), ("mappe/", ""), ("\(Self.stem)_1_2.XML", Self.part1),
            ("__MACOSX/._a.xml", "x"), (".skjult.xml", "x"), ("lesmeg.txt", "hei"),
        ])
        let books = try TestBooks()
        let report = try books.importing([ImportFile("regnskap.zip", bytes: zip)])
        #expect(report.text == "2 vouchers with 6 postings.\n")
        #expect(books.books.imports.first?.files.map(\.name) == ["regnskap.zip"])
        #expect(try books.importing([ImportFile("regnskap.zip", bytes: zip)]).outcome == .alreadyImported)
    }

    @Test("several files are one import")
    func files() throws {
        let books = try TestBooks()
        let report = try books.importing([
            ImportFile(text: Self.part2, "\(Self.stem)_2_2.xml"), ImportFile(text: Self.part1, "\(Self.stem)_1_2.xml"),
        ])
        #expect(report.text == "2 vouchers with 6 postings.\n")
        #expect(books.books.imports.first?.files.count == 2)
    }

    @Test("a fault names archive, entry, line and path")
    func place() throws {
        let text = Self.part2.replacing("<Amount>500.00", with: "<Amount>500.01")
        let zip = storedZip([("\(Self.stem)_1_2.xml", Self.part1), ("\(Self.stem)_2_2.xml", text)])
        let books = try TestBooks()
        let report = try books.importing([ImportFile("regnskap.zip", bytes: zip)])
        #expect(
            report.errors.first?.text == """
                regnskap.zip/\(Self.stem)_2_2.xml:\(line(of: "<Transaction>", in: text)): voucher 1002 in journal GL is out \
                of balance by 0.01: debit 500.00, credit 500.01. Correct the voucher in the other system and export again.
                  at GeneralLedgerEntries/Journal[GL]/Transaction[1002]
                """)
        #expect(report.text.hasSuffix("Nothing was imported.\n"))
        #expect(books.writer.size == 1)
    }

    @Test("missing and doubled parts are told, parts of other books refused")
    func wrongParts() throws {
        let missing = try TestBooks().importing([ImportFile(text: Self.part1, "\(Self.stem)_1_3.xml")])
        #expect(missing.warnings.first?.code == "part-missing")
        #expect(missing.warnings.first?.message.contains("of 3 parts, 2, 3 is not among") == true)
        let other = Self.part2.replacing("<SoftwareID>Prøve<", with: "<SoftwareID>Annet<")
        let mixed = try TestBooks().importing([
            ImportFile(text: Self.part1, "a_1_2.xml"), ImportFile(text: other, "a_2_2.xml"),
        ])
        #expect(mixed.errorCodes == ["parts-differ"])
        let doubled = try TestBooks().importing([
            ImportFile(text: Self.part1, "b_1_1.xml"), ImportFile(text: Self.part1, "c_1_1.xml"),
        ])
        #expect(doubled.warningCodes.contains("part-doubled"))
        #expect(doubled.errorCodes == ["voucher-in-two-parts"])
    }

    @Test("parts that each have the chart open with the first and close with the last")
    func chartsInEachPart() throws {
        func header(_ first: String, _ last: String) -> String {
            Sample.header(version: "1.30", start: "2025-\(first)", end: "2025-\(last)")
        }
        // After the sale, before the purchase.
        let between = Sample.mastersB.replacing("<ClosingCreditBalance>500.00", with: "<ClosingCreditBalance>0.00")
            .replacing("<ClosingDebitBalance>100.00", with: "<ClosingDebitBalance>0.00")
            .replacing("<ClosingDebitBalance>400.00", with: "<ClosingDebitBalance>0.00")
        let after = Sample.mastersB.replacing("<OpeningDebitBalance>0.00", with: "<OpeningDebitBalance>7.00")
        let books = try TestBooks()
        let report = try books.importing([
            ImportFile(
                text: header("01-01", "01-31") + between + Sample.entries([Sample.sale], count: 1, total: "1250.00")
                    + "</AuditFile>\n", "a.xml"),
            ImportFile(
                text: header("02-01", "12-31") + after + Sample.entries([Sample.purchase], count: 1, total: "500.00")
                    + "</AuditFile>\n", "b.xml"),
        ])
        #expect(report.text == "2 vouchers with 6 postings.\n")
        #expect(try books.balances()["1920"] == 100_000)
    }

    @Test("archives that hold nothing to read, or cannot be trusted, are refused")
    func archives() throws {
        let cases: [(String, [UInt8])] = [
            ("archive-without-xml", storedZip([("lesmeg.txt", "hei")])), ("archive-without-xml", storedZip([])),
            ("archive-unsupported", storedZip([("a.xml", Self.part1)], isEncrypted: true)),
            ("archive-unsafe-name", storedZip([("../a.xml", Self.part1)])),
            ("archive-in-archive", storedZip([("a.zip", "x")])),
            ("archive-damaged", Array(storedZip([("a.xml", Self.part1)]).dropLast(30))),
        ]
        for (code, bytes) in cases {
            let books = try TestBooks()
            #expect(try books.importing([ImportFile("a.zip", bytes: bytes)]).errorCodes == [code])
            #expect(books.writer.size == 1)
        }
    }

    @Test("an archive whose parts count to thousands of totals is refused in time, with the first few told")
    func countersWithoutEnd() throws {
        let entries = (1...1000).map { (name: "a_1_\(9000 + $0 % 1000).xml", content: "") }
        let report = try TestBooks().importing([ImportFile("a.zip", bytes: storedZip(entries))])
        #expect(report.warnings.count { $0.code == "part-missing" } == 20)
    }

    @Test("a file that is not there is told")
    func absent() throws {
        let report = try TestBooks().importing([ImportFile(path: "/no/such/saft.xml")])
        #expect(report.errorCodes == ["file-unreadable"])
        #expect(report.errors.first?.message.contains("No such file") == true)
    }

    @Test("up to 100 errors are listed, and the rest counted")
    func manyErrors() throws {
        let faulty = (1...150).map {
            Sample.sale.replacing(">1001<", with: ">\($0)<").replacingFirst(
                "<Amount>250.00</Amount>\n</CreditAmount>\n</Line>",
                with: "<Amount>250.01</Amount>\n</CreditAmount>\n</Line>")
        }
        let books = try TestBooks()
        let report = try books.importing([ImportFile(text: Sample.file(faulty, count: 150, total: "187500.00"))])
        #expect(report.errors.count == 100)
        #expect(report.unlistedErrors["voucher-unbalanced"] == 50)
        #expect(report.text.contains("error: 50 more of voucher-unbalanced"))
        #expect(books.writer.size == 1)
    }

    @Test("national identity numbers are neither kept nor told")
    func personalNumbers() throws {
        // A made-up test number (month + 80) with right check digits.
        let number = "01819010001"
        let text = Sample.formB.replacing(
            "<Name>Kari AS</Name>", with: "<RegistrationNumber>\(number)</RegistrationNumber>\n<Name>Kari</Name>"
        )
        .replacing("<AccountID>3000</AccountID>\n<Analysis>", with: "<AccountID>\(number)</AccountID>\n<Analysis>")
        let report = try TestBooks().importing([ImportFile(text: text)])
        #expect(report.errorCodes == ["unknown-account"])
        #expect(!report.text.contains(number), Comment(rawValue: report.text))
        let books = try TestBooks()
        try books.importing([ImportFile(text: text.replacing("<AccountID>\(number)", with: "<AccountID>3000"))])
        #expect(books.books.parties.count == 2)
        #expect(!books.writer.entries.contains { String(decoding: $0, as: UTF8.self).contains(number) })
    }

    @Test("sums beyond 64 bits are refused, not fatal")
    func overflow() throws {
        let huge = "9999999999999999.99"
        let lines = (1...12).map { index in
            "<Line>\n<RecordID>\(index)</RecordID>\n<AccountID>1920</AccountID>\n<Description/>\n<DebitAmount>\n<Amount>\(huge)</Amount>\n</DebitAmount>\n</Line>\n"
        }
        let credits = lines.map { $0.replacing("DebitAmount", with: "CreditAmount") }
        let voucher =
            Sample.sale.split(separator: "<Line>", maxSplits: 1)[0] + lines.joined() + credits.joined()
            + "</Transaction>\n"
        let report = try TestBooks().importing([ImportFile(text: Sample.file([String(voucher)], count: 1, total: huge))]
        )
        #expect(
            Set(report.errorCodes) == ["amount-too-large", "total-debit", "total-credit"],
            Comment(rawValue: report.text))
    }

    @Test("a file of 100 000 lines on one physical line is read, and faults have their column")
    func oneLine() throws {
        let text = Sample.formB.replacing(">\n", with: ">").replacing("<Amount>1250.00", with: "<Amount>1250.000")
            .replacing("<TransactionDate>2025-03-20", with: "<TransactionDate>2025-13-20")
        let report = try TestBooks().importing([ImportFile(text: text, "a.xml")])
        #expect(report.errors.first?.line == 1)
        #expect(report.errors.first?.text.hasPrefix("a.xml:1:") == true)
        #expect((report.errors.first?.column ?? 0) > 1000)
    }

    @Test("no change of bytes makes the import trap or leave something behind", arguments: UInt64(1)...30)
    func survivesDamage(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let sample = Array((seed.isMultiple(of: 2) ? Sample.formA : Sample.formB).utf8)
        for _ in 0..<20 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: Array("9<>&/-".utf8).shuffled(using: &random).prefix(2), at: place)
                }
            }
            let books = try TestBooks()
            let report = try books.importing([ImportFile("a.xml", bytes: bytes)])
            if report.outcome == .rejected { #expect(books.writer.size == 1) }
            let sum = try books.balances().values.reduce(0, +)
            #expect(sum == 0)
        }
    }
}
