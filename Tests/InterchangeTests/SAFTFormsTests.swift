import Formats
import Interchange
import Ledger
import TestSupport
import Testing
import Values

@Suite struct SAFTFormsTests {
    @Test("a file without faults is imported without warnings, in each form")
    func forms() throws {
        for text in [Sample.formA, Sample.formB, Sample.version140] {
            let books = try TestBooks()
            let report = try books.importing([ImportFile(text: text)])
            #expect(report.text == "2 vouchers with 6 postings.\n")
            #expect(report.outcome == .accepted)
            try expectSampleBooks(books)
        }
    }

    @Test("the voucher keeps all that the file says about it")
    func content() throws {
        let books = try TestBooks()
        try books.importing([ImportFile(text: Sample.formB)])
        let vouchers = try books.vouchers()
        let sale = try #require(vouchers.first { $0.number.number == "1001" })
        #expect(sale.number.description == "2025-GL/1001")
        #expect(sale.date.description == "2025-01-15")
        #expect(sale.source?.voucherType == "SI")
        #expect(sale.source?.posted?.description == "2025-01-16")
        #expect(sale.postings.map(\.amount.ore) == [-100_000, -25_000, 125_000])
        #expect(sale.postings[0].dimensions == [Dimension(type: "A", id: "1")])
        #expect(sale.postings[0].text == "Varer")
        #expect(sale.postings[2].party == PartyReference(.customer, "10001"))
        #expect(sale.postings[2].reference == "F1")
        #expect(sale.postings[2].kid == "0001")
        #expect(sale.postings[2].dueDate?.description == "2025-01-29")
        let opening = try #require(vouchers.first { $0.kind == .opening })
        #expect(opening.date.description == "2025-01-01")
        #expect(opening.postings.map(\.amount.ore) == [100_000, -100_000])
        #expect(books.books.imports.first?.files.first?.sha256.count == 64)
        #expect(books.books.parties[PartyReference(.supplier, "20001")]?.name == "Ola AS")
    }

    @Test(
        "prefix, byte order mark, line ends and layout change nothing",
        arguments: ["prefix", "bom", "crlf", "line", "blanks", "zone", "decimals"])
    func layouts(name: String) throws {
        let text = Sample.formB
        let changed: String =
            switch name {
            case "prefix":
                text.replacing("</", with: "§").replacing("<?", with: "¤").replacing("<", with: "<n1:")
                    .replacing("§", with: "</n1:").replacing("¤", with: "<?").replacing("xmlns=", with: "xmlns:n1=")
            case "bom": "\u{FEFF}" + text
            case "crlf": text.replacing("\n", with: "\r\n")
            case "line": text.replacing(">\n", with: ">")
            case "blanks":
                text.replacing("<Amount>", with: "<Amount> \n ").replacing(
                    "</TransactionDate>", with: " </TransactionDate>")
            case "zone":
                text.replacing("2025-01-15<", with: "2025-01-15+02:00<").replacing("2025-03-20<", with: "2025-03-20Z<")
            default: text.replacing(">1000.00<", with: ">+1000<").replacing(">400.00<", with: ">400.000<")
            }
        let books = try TestBooks()
        let report = try books.importing([ImportFile(text: changed)])
        #expect(report.text == "2 vouchers with 6 postings.\n")
        try expectSampleBooks(books)
    }

    @Test("text is read in the declared encoding", arguments: ["ISO-8859-1", "windows-1252", "UTF-16"])
    func encodings(name: String) throws {
        let text = Sample.formB.replacing("encoding=\"UTF-8\"", with: "encoding=\"\(name)\"")
        let bytes =
            name == "UTF-16"
            ? ("\u{FEFF}" + text).utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
            : text.unicodeScalars.map { UInt8($0.value) }
        let books = try TestBooks()
        #expect(try books.importing([ImportFile("a.xml", bytes: bytes)]).outcome == .accepted)
        #expect(books.books.accounts[try AccountNumber("4000")]?.name == "Varekjøp")
    }

    @Test("a dry run reports the same and keeps nothing")
    func dryRun() throws {
        let books = try TestBooks()
        let report = try books.importing([ImportFile(text: Sample.formB)]) { $0.isDryRun = true }
        #expect(report.outcome == .accepted)
        #expect(report.vouchers == 2)
        #expect(books.writer.size == 1)
    }

    private func expectSampleBooks(_ books: TestBooks) throws {
        let expected: [String: Int64] = [
            "1500": 125_000, "1920": 100_000, "2000": -100_000, "2400": -50_000, "2700": -25_000, "2710": 10_000,
            "3000": -100_000, "4000": 40_000,
        ]
        #expect(try books.balances() == expected)
        #expect(try books.vat() == ["3": [-100_000, -25_000], "1": [40_000, 10_000]])
    }
}

@Suite(.enabled(if: OfficialFiles.arePresent, Comment(rawValue: OfficialFiles.absence)))
struct SAFTOfficialFilesTests {
    @Test("the official form A example comes in with its balances and VAT, and its faults are told")
    func formA() throws {
        let books = try TestBooks()
        let name = "ExampleFile SAF-T Financial_888888888_20180228235959.xml"
        let report = try books.importing([ImportFile(name, bytes: try official(name))])
        #expect(report.outcome == .acceptedWithWarnings, Comment(rawValue: report.text))
        #expect(report.vouchers == 53)
        #expect(report.postings == 170)
        // import-formats, section 5.
        let term1 = try vat(books, "2017-01-01", "2017-02-28")
        #expect(term1 == ["1": [17_690_100, 4_422_525], "3": [-121_083_800, -30_270_800]])
        let term2 = try vat(books, "2017-03-01", "2017-04-30")
        #expect(term2 == ["1": [19_105_000, 4_776_250], "11": [55_000, 8_250], "3": [-110_550_000, -27_637_500]])
        #expect(
            Set(report.warningCodes) == [
                "opening-imbalance", "closing-differs", "voucher-twin", "voucher-number-gaps", "party-balances-differ",
            ])
        let texts = report.warnings.map(\.message)
        #expect(texts.contains { $0.contains("2 545 410.00") && $0.contains("2099") })
        #expect(texts.contains { $0.contains("account 1920") && $0.contains("53 838.25 off") })
        #expect(texts.contains { $0.contains("account 2711") && $0.contains("0.35 off") })
        #expect(texts.contains { $0.contains("account 2740") && $0.contains("0.35 off") })
        #expect(texts.contains { $0.contains("1041") && $0.contains("1013") })
        #expect(texts.contains { $0.contains("1024, 1045–1046, 1055") })
        let balances = try books.balances()
        #expect(balances["3000"] == -231_633_800)
        #expect(balances["2099"] == -254_541_000)
        // Stated to close with 670 568.75, which is 53 838.25 off.
        #expect(balances["1500"] == 10_370_000)
        #expect(balances.values.reduce(0, +) == 0)
    }

    @Test("the official 1.30 example comes in without warnings")
    func version130() throws {
        let books = try TestBooks(orgnr: "999999999")
        let name = "generated_auditfile_formatted_v_1.30.xml"
        let report = try books.importing([ImportFile(name, bytes: try official(name))])
        #expect(report.text == "3 vouchers with 8 postings.\n")
        #expect(try books.vat() == ["1": [1_000_000, 250_000], "3": [-1_000_000, -250_000]])
        #expect(
            try books.balances() == [
                "1500": 1_250_000, "1920": -1_250_000, "2400": 0, "2700": -250_000, "2710": 250_000,
                "3000": -1_000_000, "4000": 1_000_000,
            ])
    }

    @Test("the generated filler file is refused")
    func filler() throws {
        let books = try TestBooks()
        let name = "Eksempelfil fra xmlSpy.xml"
        let report = try books.importing([ImportFile(name, bytes: try official(name))])
        #expect(report.outcome == .rejected)
        #expect(report.warningCodes.contains("missing-namespace"))
        #expect(
            Set(report.errorCodes).isSuperset(of: [
                "wrong-country", "wrong-currency", "organisation-number-invalid",
            ]))
        #expect(books.writer.size == 1)
    }

    private func official(_ name: String) throws -> [UInt8] { try OfficialFiles.bytes("saf-t/examples/\(name)") }

    private func vat(_ books: TestBooks, _ first: String, _ last: String) throws -> [String: [Int64]] {
        try books.vat(try CalendarDate(first)...CalendarDate(last))
    }
}
