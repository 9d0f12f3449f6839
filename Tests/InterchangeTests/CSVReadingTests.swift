import Formats
import Interchange
import Ledger
import Testing
import Values

@Suite struct CSVReadingTests {
    private static let plain =
        "bilagsnr;dato;konto;beløp;tekst\n1;2026-01-03;1920;1250,50;Blåbærsyltetøy\n1;2026-01-03;3000;-1250,50;\n"

    private func balances(_ bytes: [UInt8]) throws -> [String: Int64] {
        let books = try TestBooks()
        let report = try books.importing(csv: ImportFile("b.csv", bytes: bytes))
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        #expect(try books.vouchers().first?.text == "Blåbærsyltetøy")
        return try books.balances()
    }

    @Test("UTF-8 with and without mark, Windows-1252 and UTF-16 are told apart")
    func encodings() throws {
        let expected: [String: Int64] = ["1920": 125_050, "3000": -125_050]
        let utf16 = Array(Self.plain.utf16)
        #expect(try balances(Array(Self.plain.utf8)) == expected)
        #expect(try balances([0xEF, 0xBB, 0xBF] + Array(Self.plain.utf8)) == expected)
        #expect(try balances(Self.plain.unicodeScalars.map { UInt8($0.value) }) == expected)
        #expect(try balances([0xFF, 0xFE] + utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) == expected)
        #expect(try balances([0xFE, 0xFF] + utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }) == expected)
    }

    @Test("UTF-16 without mark and bytes of no encoding are refused")
    func unknownEncodings() throws {
        let utf16 = Array(Self.plain.utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(try TestBooks().importing(csv: ImportFile("b", bytes: utf16)).errorCodes == ["encoding-unknown"])
        let broken = Self.plain.unicodeScalars.map { UInt8($0.value) } + [0x81]
        let report = try TestBooks().importing(csv: ImportFile("b", bytes: broken))
        #expect(report.errorCodes == ["encoding-unknown"])
        #expect(report.errors.first?.line == 4)
    }

    @Test(
        "numbers are read as people write them",
        arguments: [
            ("1 234,50", 123_450), ("1.234,50", 123_450), ("1234,5", 123_450), ("1\u{A0}234,50", 123_450),
            ("1\u{202F}234,50", 123_450), ("1'234,50", 123_450), ("1’234,50", 123_450), ("-12,50", -1_250),
            ("12,50-", -1_250), ("\u{2212}12,50", -1_250), ("(12,50)", -1_250), ("kr 12,50", 1_250),
            ("12,50 kr", 1_250),
            ("kr. -12,50", -1_250), ("1.234.567,00", 123_456_700), ("12,500", 1_250), ("0,125000", nil), ("+7", 700),
            (",50", 50), ("12.345.67", nil), ("1,2,3", nil), ("--5", nil), ("", nil), ("5 5", nil),
            ("9999999999999999,99", 999_999_999_999_999_999),
        ] as [(String, Int64?)])
    func numbers(text: String, ore: Int64?) throws {
        let books = try TestBooks()
        let file =
            "bilagsnr;dato;konto;beløp\n0;2026-01-01;1920;0,5\n0;2026-01-01;3000;-0,5\n1;2026-01-03;1920;\(text)\n"
        let report = try books.importing(csv: ImportFile(text: file)) { $0.decimalMark = "," }
        if let ore {
            // The other side is missing, so the voucher tells what was read.
            let words = "out of balance by \(Money(ore: ore < 0 ? -ore : ore)): debit \(Money(ore: max(ore, 0)))"
            #expect(report.errors.first?.message.contains(words) == true, Comment(rawValue: report.text))
        } else {
            #expect(report.errorCodes != ["voucher-unbalanced"], Comment(rawValue: report.text))
        }
    }

    @Test("a later number tells the decimal mark of one that does not show it")
    func markFoundAhead() throws {
        let text =
            "bilagsnr;dato;konto;beløp\n1;2026-01-03;1920;1.234\n1;2026-01-03;3000;-1.234\n2;2026-01-03;1920;1,5\n2;2026-01-03;3000;-1,5\n"
        let books = try TestBooks()
        #expect(try books.importing(csv: ImportFile(text: text)).errors.isEmpty)
        #expect(try books.balances()["1920"] == 123_550)
    }

    @Test("the decimal mark that the user gives decides")
    func markGiven() throws {
        let text = "bilagsnr;dato;konto;beløp\n1;2026-01-03;1920;1.234\n1;2026-01-03;3000;-1.234\n"
        let books = try TestBooks()
        #expect(try books.importing(csv: ImportFile(text: text)) { $0.decimalMark = "," }.errors.isEmpty)
        #expect(try books.balances()["1920"] == 123_400)
    }

    @Test(
        "delimiters, line ends and a first row that names the delimiter are read",
        arguments: [
            "bilagsnr\tdato\tkonto\tbeløp\n1\t2026-01-03\t1920\t1,50\n1\t2026-01-03\t3000\t-1,50\n",
            "bilagsnr,dato,konto,beløp\r\n1,2026-01-03,1920,1.50\r\n1,2026-01-03,3000,-1.50\r\n",
            "bilagsnr,dato,konto,beløp\n1,2026-01-03,1920,\"1,50\"\n1,2026-01-03,3000,\"-1,50\"",
            "sep=|\nbilagsnr|dato|konto|beløp\n1|2026-01-03|1920|1,50\n1|2026-01-03|3000|-1,50\n",
            "bilagsnr;dato;konto;beløp\r1;2026-01-03;1920;1,50\r1;2026-01-03;3000;-1,50\r",
            "\n\nBilag nr.;Dato_bilag;Kontonr;BELOP;\n\n1;3.1.2026;1920;1,50;\n\n1;20260103;3000;-1,50;\n",
            "voucher;date;account;debit;credit\n=\"1\";2026-01-03;=\"1920\";1,50;\n1;03.01.2026;3000;0;1,50\n",
        ])
    func forms(text: String) throws {
        let books = try TestBooks()
        let report = try books.importing(csv: ImportFile(text: text))
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        #expect(try books.balances() == ["1920": 150, "3000": -150])
        #expect(try books.vouchers().first?.number.description == "2026/1")
    }

    @Test("every column of our own convention ends where it belongs")
    func columns() throws {
        let text = """
            bilagsnr;dato;bilagsart;konto;beløp;mvakode;mvabeløp;mvagrunnlag;mvaspesifikasjon;merknad;tekst;valuta;valutabeløp;kurs;kunde;leverandør;fakturanr;kid;forfall;avdeling;prosjekt;dim:bil;periode;år
            007;2026-01-03;FA;1500;1250,00;;;;;;Salg;EUR;100,00;12,50;10001;;5001;0012345;2026-02-01;;;;13;2025
            007;2026-01-03;FA;3000;-1000,00;3;250,00;1000,00;uttak;;Varer;;;;;;;;;A1;P2;EL1;13;2025
            007;2026-01-03;FA;2700;-250,00;;;;;;;;;;;;;;;;;;13;2025

            """
        let books = try TestBooks()
        let report = try books.importing(csv: ImportFile(text: text))
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        let voucher = try #require(try books.vouchers().first)
        #expect(voucher.number.description == "2025-FA/007")
        #expect(voucher.text == "Salg")
        #expect(voucher.source?.period == 13 && voucher.source?.voucherType == "FA" && voucher.source?.system == "csv")
        let (debtor, sale) = (voucher.postings[0], voucher.postings[1])
        #expect(debtor.party == PartyReference(.customer, "10001"))
        #expect(debtor.currency == CurrencyAmount(code: "EUR", amount: "100.00", rate: "12.50"))
        #expect(debtor.reference == "5001" && debtor.kid == "0012345")
        #expect(debtor.dueDate?.description == "2026-02-01")
        #expect(sale.text == "Varer")
        #expect(sale.vat?.code?.number == 3 && sale.vat?.base?.ore == -100_000 && sale.vat?.vat?.ore == -25_000)
        #expect(sale.vat?.specification == "uttak")
        #expect(sale.dimensions.map { "\($0.type)=\($0.id)" } == ["department=A1", "project=P2", "bil=EL1"])
    }

    @Test("base and VAT of a row of zero are on the side of its filled cell")
    func sidesOfZero() throws {
        let text = """
            bilagsnr;dato;konto;debet;kredit;mvakode;mvabeløp;mvagrunnlag
            1;2026-01-03;3000;;0,00;3;250,00;1000,00
            1;2026-01-03;4000;0,00;;1;25,00;100,00

            """
        let books = try TestBooks()
        #expect(try books.importing(csv: ImportFile(text: text)).errors.isEmpty)
        #expect(try books.vat() == ["3": [-100_000, -25_000], "1": [10_000, 2_500]])
    }

    @Test("the apostrophe that exports put before a formula is taken away, and no other")
    func apostrophes() throws {
        let text = """
            bilagsnr;dato;konto;beløp;tekst;kunde;dim:bil
            '=1;2026-01-03;1920;0;'=SUM(A1);'+47 99;'@bil
            2;2026-01-03;1920;0;''-x;'t Hart;'-12
            3;2026-01-03;1920;0;"'\t\t=1";;="0123"

            """
        let books = try TestBooks()
        let report = try books.importing(csv: ImportFile(text: text))
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        let vouchers = try books.vouchers()
        #expect(vouchers.map(\.text) == ["=SUM(A1)", "'-x", "\t\t=1"])
        #expect(vouchers[0].number.number == "=1")
        #expect(vouchers[0].postings[0].party?.id == "+47 99" && vouchers[1].postings[0].party?.id == "'t Hart")
        #expect(vouchers.map { $0.postings[0].dimensions.first?.id } == ["@bil", "'-12", "0123"])
    }

    @Test("rows of delimiters and empty quotes are blank rows")
    func blankRows() throws {
        let text =
            ";;;\nbilagsnr;dato;konto;beløp\n;;;\n1;2026-01-03;1920;1,50\n \"\" ; ;;\n1;2026-01-03;3000;-1,50\n;;;\n"
        let books = try TestBooks()
        let report = try books.importing(csv: ImportFile(text: text))
        #expect(report.outcome == .acceptedWithWarnings && report.postings == 2, Comment(rawValue: report.text))
        #expect(report.warningCodes == ["accounts-opened"])
        let bad = text.replacing("-1,50", with: "x")
        #expect(try TestBooks().importing(csv: ImportFile(text: bad)).errors.first?.line == 6)
    }

    @Test("half a character of UTF-16 is refused with its line, not replaced", arguments: [0xD800, 0xDC00] as [UInt16])
    func loneSurrogates(half: UInt16) throws {
        let units = Array(Self.plain.utf16)
        let place = try #require(units.lastIndex(of: UInt16(UInt8(ascii: "3"))))
        func encoded(_ units: [UInt16]) -> [UInt8] {
            [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        }
        for damaged in [Array(units[..<place]) + [half] + Array(units[place...]), units + [half]] {
            let bytes = encoded(damaged)
            let report = try TestBooks().importing(csv: ImportFile("b.csv", bytes: bytes))
            let isLast = damaged.last == half
            #expect(
                report.errors.map { "\($0.code) \($0.line ?? 0)" } == ["encoding-unknown \(isLast ? 4 : 3)"],
                Comment(rawValue: report.text))
        }
        let cut = encoded(units) + [0x20]
        #expect(try TestBooks().importing(csv: ImportFile("b.csv", bytes: cut)).errorCodes == ["encoding-unknown"])
    }

    @Test("VAT that no row states is what the VAT accounts' rows say, to the øre")
    func postedVAT() throws {
        let text = """
            bilagsnr;dato;konto;beløp;mvakode
            1;2026-01-03;3000;-33,33;3
            1;2026-01-03;3000;-33,33;3
            1;2026-01-03;2700;-16,67;
            1;2026-01-03;1920;83,33;
            2;2026-01-03;4300;1990,00;86
            2;2026-01-03;2710;497,50;
            2;2026-01-03;2700;-497,50;
            2;2026-01-03;2400;-1990,00;

            """
        let books = try TestBooks()
        #expect(try books.importing(csv: ImportFile(text: text)).errors.isEmpty)
        #expect(try books.vat() == ["3": [-6_666, -1_667], "86": [199_000, 49_750]])
    }

    @Test("rows of a voucher need not stand together")
    func scattered() throws {
        let text = #"""
            bilagsnr;dato;konto;beløp;tekst
            1;2026-01-03;1920;1,50;"en ""to"""
            2;2026-01-04;1920;2,50;
            1;2026-01-03;3000;-1,50;
            2;2026-01-04;3000;-2,50;

            """#
        let books = try TestBooks()
        let report = try books.importing(csv: ImportFile(text: text))
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        #expect(report.vouchers == 2 && report.postings == 4)
        #expect(try books.vouchers().map(\.text) == [#"en "to""#, ""])
    }

    @Test("vouchers of two new series that are spelt alike count as one number", arguments: ["2,00", "1,00"])
    func seriesSpeltAlike(amount: String) throws {
        let books = try TestBooks()
        let rows = [
            "bilagsnr;serie;dato;konto;debet;kredit", "1;A/B;2026-01-03;1920;1,00;", "1;A/B;2026-01-03;3000;;1,00",
            "B/1;A;2026-01-03;1920;\(amount);", "B/1;A;2026-01-03;3000;;\(amount)",
        ]
        let report = try books.importing(csv: ImportFile(text: rows.joined(separator: "\n"))) {
            $0.shared.allowed = ["account-not-open"]
        }
        if amount == "1,00" {
            #expect(report.errorCodes == ["voucher-repeated-same"], Comment(rawValue: report.text))
        } else {
            #expect(report.warningCodes.contains("voucher-repeated"), Comment(rawValue: report.text))
            #expect(try books.vouchers().map(\.number.description) == ["A/B/1", "A/B/1#2"])
        }
    }

    @Test("the same file does nothing, a longer one brings the rest, a changed voucher refuses it")
    func again() throws {
        let first = "bilagsnr;dato;konto;beløp\n1;2026-01-03;1920;1,50\n1;2026-01-03;3000;-1,50\n"
        let second = first + "2;2026-01-05;1920;2,50\n2;2026-01-05;3000;-2,50\n"
        let books = try TestBooks()
        #expect(try books.importing(csv: ImportFile(text: first)).vouchers == 1)
        #expect(try books.importing(csv: ImportFile(text: first)).outcome == .alreadyImported)
        let more = try books.importing(csv: ImportFile(text: second))
        #expect(more.vouchers == 1 && more.alreadyKnown == 1)
        let size = books.writer.size
        let changed = try books.importing(csv: ImportFile(text: second.replacing("1,50", with: "1,60")))
        #expect(changed.errorCodes == ["voucher-differs-from-books"])
        #expect(changed.errors.first?.line == 2)
        #expect(books.writer.size == size)
        let record = try #require(books.books.imports.last)
        #expect(record.format == "csv" && record.files.first?.sha256.count == 64)
    }

    @Test("a last row of sums is passed over, and told")
    func totals() throws {
        let text =
            "bilagsnr;dato;konto;debet;kredit\n1;2026-01-03;1920;1,50;\n1;2026-01-03;3000;;1,50\n;;Sum;1,50;1,50\n"
        let report = try TestBooks().importing(csv: ImportFile(text: text))
        #expect(report.vouchers == 1)
        #expect(report.warningCodes.contains("total-row-skipped"))
    }

    @Test("unknown columns and text that was encoded twice are told, and imported")
    func oddities() throws {
        let text = "bilagsnr;dato;konto;beløp;tekst;fritekst\n1;2026-01-03;1920;0;SmÃ¸r;x\n"
        let report = try TestBooks().importing(csv: ImportFile(text: text))
        #expect(report.warningCodes.contains("column-unknown"))
        #expect(report.warningCodes.contains("text-twice-encoded"))
        #expect(report.outcome == .acceptedWithWarnings)
    }

    @Test("own codes are not taken for standard codes; what they look like is said")
    func ownCodes() throws {
        let text = """
            bilagsnr;dato;konto;beløp;mvakode
            1;2026-01-03;3000;-1000,00;U1
            1;2026-01-03;2700;-150,00;
            1;2026-01-03;1920;1150,00;

            """
        let books = try TestBooks()
        let refused = try books.importing(csv: ImportFile(text: text)) { $0.shared.codesAreStandard = false }
        #expect(refused.errorCodes == ["vat-code-unmapped"])
        #expect(refused.errors.first?.message.contains("it looks like 31") == true)
        let mapped = try books.importing(csv: ImportFile(text: text)) { options in
            options.shared.codesAreStandard = false
            options.shared.mapping = VATMappingFile(parsing: #"{"U1":"31"}"#)
        }
        #expect(mapped.errors.isEmpty)
        #expect(try books.vat() == ["31": [-100_000, -15_000]])
        #expect(books.books.imports.last?.vatMapping.first?.code?.number == 31)
    }
}

extension VATMappingFile {
    /// A mapping that a test writes out; none where it is broken.
    fileprivate init(parsing text: String) {
        self = (try? VATMappingFile(parsing: Array(text.utf8))) ?? VATMappingFile()
    }
}

@Suite struct CSVProfileTests {
    @Test("GBAT10 with VAT inside the amounts: base and VAT as both amounts say")
    func gbat10() throws {
        func row(
            _ account: String, _ code: String, _ net: String, _ isGross: String, _ gross: String,
            _ customer: String = ""
        )
            -> String
        {
            "GBAT10;1001;20260103;1;1;2026;\(account);\(code);\(net);\(customer);;Kari;;;;5001;123;20260131;;;Salg;;;P1;A1;;"
                + "\(isGross);\(gross);;\n"
        }
        let text =
            row("1500", "0", "1250.00", "F", "1250.00", "10001") + row("3000", "1", "-1000.00", "T", "-1250.00")
            + row("2700", "0", "-250.00", "F", "0.00")
        let books = try TestBooks()
        let report = try books.importing(csv: ImportFile(text: text, "gbat.txt")) { options in
            options.profile = CSVProfile.named("gbat10") ?? .own
            options.shared.codesAreStandard = false
            options.shared.mapping = VATMappingFile(parsing: #"{"1":"3","0":"7"}"#)
        }
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        #expect(try books.balances() == ["1500": 125_000, "3000": -100_000, "2700": -25_000])
        #expect(try books.vat()["3"] == [-100_000, -25_000])
        let voucher = try #require(try books.vouchers().first)
        #expect(voucher.postings.first?.party == PartyReference(.customer, "10001"))
        #expect(voucher.postings.first?.dueDate?.description == "2026-01-31")
        #expect(voucher.source?.system == "GBAT10")
    }

    @Test("a gross flag of our own convention splits the amount at the code's rate")
    func gross() throws {
        let text = """
            bilagsnr;dato;konto;beløp;mvakode;brutto
            1;2026-01-03;6800;125,01;1;T
            1;2026-01-03;1920;-125,01;;F

            """
        let books = try TestBooks()
        let refused = try books.importing(csv: ImportFile(text: text))
        #expect(refused.errorCodes == ["vat-account-unknown"])
        let report = try books.importing(csv: ImportFile(text: text)) { options in
            if let code = VATCode(1) { options.shared.vatAccounts[code] = try? AccountNumber("2710") }
        }
        // 125.01 × 25/125 = 25.002.
        #expect(report.errorCodes == ["voucher-refused"] || report.errors.isEmpty, Comment(rawValue: report.text))
    }

    @Test("24SevenOffice, PowerOffice Go and Visma Business are read by their own names")
    func namedColumns() throws {
        let files = [
            (
                "24sevenoffice",
                "TransactionType;TransactionNo;Date;Account;Amount;VatCode;InvoiceNo;DueDate;OCR;BankAccount\n1;7;03.01.2026;1920;1,50;;;;;\n1;7;03.01.2026;3000;-1,50;;;;;\n"
            ),
            (
                "poweroffice",
                "Bilag fra lønn;;;\n[Vouchers];;;\nVoucherNo;VoucherDate;AccountNo;Amount\n7;03.01.2026;1920;1,50\n7;03.01.2026;3000;-1,50\n"
            ),
            (
                "visma-business",
                "Bilagsnr;År;Periode;Bilagsdato;Art;Konto;Tekst;Avg.kode;Mvasats;ISO-kode;Valutakurs;Beløp i valuta;Bokført beløp;Avdeling\n7;2026;1;03.01.2026;1;1920;x;;;;;;1,50;\n7;2026;1;03.01.2026;1;3000;x;;;;;;-1,50;\n"
            ),
        ]
        for (name, text) in files {
            let books = try TestBooks()
            let report = try books.importing(csv: ImportFile(text: text)) {
                $0.profile = CSVProfile.named(name) ?? .own
            }
            #expect(report.errors.isEmpty, Comment(rawValue: name + report.text))
            #expect(try books.balances() == ["1920": 150, "3000": -150])
            #expect(!report.warningCodes.contains("column-unknown"), Comment(rawValue: name))
        }
    }

    @Test("a file of Visma Expense gets its number and date from the command")
    func visma() throws {
        let text = "Account;VATCode;Debit;Credit;Currency;CostUnit\n7140;;1,50;;;A1\n2910;;;1,50;;\n"
        let books = try TestBooks()
        let day = try CalendarDate("2026-01-03")
        let report = try books.importing(csv: ImportFile(text: text)) { options in
            options.profile = CSVProfile.named("visma-expense") ?? .own
            options.voucher = "R12"
            options.date = day
        }
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        #expect(try books.vouchers().first?.number.number == "R12")
    }

    @Test("a file without the mark of its format is refused")
    func wrongProfile() throws {
        let text = "bilagsnr;dato;konto;beløp\n"
        let power = try TestBooks().importing(csv: ImportFile(text: text)) {
            $0.profile = CSVProfile.named("poweroffice") ?? .own
        }
        #expect(power.errorCodes == ["start-mark-missing"])
        let gbat = try TestBooks().importing(csv: ImportFile(text: String(repeating: "x;", count: 30) + "\n")) {
            $0.profile = CSVProfile.named("gbat10") ?? .own
        }
        #expect(gbat.errorCodes == ["row-mark-missing"])
    }
}
