import Formats
import Interchange
import Ledger
import Testing
import Values

/// A file with one fault, and the finding it must lead to.
struct CSVFault: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String
    let code: String
    let row: Int?
    let column: Int?

    init(_ name: String, _ text: String, _ code: String, _ row: Int?, _ column: Int?) {
        testDescription = name
        self.text = text
        self.code = code
        self.row = row
        self.column = column
    }

    /// Rows below the usual header.
    static func rows(_ name: String, _ rows: String, _ code: String, _ row: Int?, _ column: Int?) -> CSVFault {
        CSVFault(name, "bilagsnr;dato;konto;debet;kredit;mvakode\n" + rows, code, row, column)
    }
}

@Suite struct CSVFaultsTests {
    @Test("each fault refuses the file, at file:row:column, and nothing is imported", arguments: faults)
    func refused(fault: CSVFault) throws {
        let books = try TestBooks()
        let report = try books.importing(csv: ImportFile(text: fault.text, "bilag.csv"))
        #expect(report.outcome == .rejected)
        #expect(report.errorCodes == [fault.code], Comment(rawValue: report.text))
        #expect(report.errors.first?.line == fault.row)
        #expect(report.errors.first?.column == fault.column)
        let place = "bilag.csv" + (fault.row.map { ":\($0)" } ?? "") + (fault.column.map { ":\($0)" } ?? "")
        #expect(report.errors.first?.text.hasPrefix(place + ": ") == true)
        #expect(books.writer.size == 1)
    }

    static let faults: [CSVFault] = [
        CSVFault("no rows", "bilagsnr;dato;konto;beløp\n", "file-empty", nil, nil),
        CSVFault("nothing at all", "", "file-empty", nil, nil),
        CSVFault("no account column", "bilagsnr;dato;beløp\n1;2026-01-03;0\n", "column-missing", 1, nil),
        CSVFault(
            "a credit column alone", "bilagsnr;dato;konto;kredit\n1;2026-01-03;1920;0\n", "column-missing", 1, nil),
        CSVFault("a column twice", "bilagsnr;dato;konto;beløp;amount\n1;2026-01-03;1920;0;0\n", "column-twice", 1, 5),
        .rows("out of balance", "1;2026-01-03;1920;100,00;;\n1;2026-01-03;3000;;99,99;\n", "voucher-unbalanced", 2, 1),
        .rows("two dates", "1;2026-01-03;1920;1,50;;\n1;2026-01-04;3000;;1,50;\n", "voucher-two-dates", 3, 2),
        .rows("slashes", "1;03/01/2026;1920;0;;\n", "date-invalid", 2, 2),
        .rows("a year of two digits", "1;03.01.26;1920;0;;\n", "date-invalid", 2, 2),
        .rows("a sheet's date number", "1;46025;1920;0;;\n", "date-invalid", 2, 2),
        .rows("no such day", "1;2026-02-30;1920;0;;\n", "date-invalid", 2, 2),
        .rows("no date", "1;;1920;0;;\n", "date-invalid", 2, 2),
        .rows("an account that a sheet damaged", "1;2026-01-03;1,00E+05;0;;\n", "account-invalid", 2, 3),
        .rows("no account", "1;2026-01-03;;0;;\n", "account-invalid", 2, 3),
        .rows("both sides", "1;2026-01-03;1920;1,50;2,50;\n", "debit-and-credit", 2, 5),
        .rows("no amount", "1;2026-01-03;1920;;;\n", "amount-missing", 2, 4),
        .rows("text for an amount", "1;2026-01-03;1920;tolv;;\n", "number-invalid", 2, 4),
        .rows("wrong groups", "1;2026-01-03;1920;1 23,50;;\n", "number-invalid", 2, 4),
        .rows("three decimals", "1;2026-01-03;1920;1234,505;;\n", "too-many-decimals", 2, 4),
        .rows("one mark that tells nothing", "1;2026-01-03;1920;1.234;;\n", "number-ambiguous", 2, 4),
        .rows(
            "two decimal marks", "1;2026-01-03;1920;1,50;;\n1;2026-01-03;1920;;1.50;\n", "decimal-mark-mixed", 3, 5),
        .rows("nineteen digits", "1;2026-01-03;1920;9999999999999999999;;\n", "amount-too-large", 2, 4),
        .rows(
            "sums that leave 64 bits",
            String(repeating: "1;2026-01-03;1920;9999999999999999,99;;\n", count: 10)
                + String(repeating: "1;2026-01-03;1920;;9999999999999999,99;\n", count: 10), "amount-too-large", 2, 1),
        .rows("too few cells", "1;2026-01-03;1920\n", "row-too-short", 2, 4),
        .rows("too many cells", "1;2026-01-03;1920;0;;;mer\n", "row-too-long", 2, 7),
        .rows("a quote that is not closed", "1;2026-01-03;1920;\"0;;\n", "quote-unclosed", 2, 4),
        .rows("text after a quote", "1;2026-01-03;1920;\"0\"0;;\n", "quote-misplaced", 2, 4),
        .rows(
            "no number, and no totals", "1;2026-01-03;1920;0;;\n;2026-01-03;1920;5,50;;\n", "voucher-number-missing", 3,
            1),
        .rows(
            "no number in between", "1;2026-01-03;1920;0;;\n;2026-01-03;1920;0;;\n2;2026-01-03;1920;0;;\n",
            "voucher-number-missing", 3, 1),
        .rows(
            "an amount of zero without a number, on an account",
            "1;2026-01-03;1920;0;;\n;2026-01-05;2710;0;;\n", "voucher-number-missing", 3, 1),
        CSVFault(
            "VAT without a number and amount",
            "bilagsnr;dato;konto;beløp;mvakode;mvabeløp;mvagrunnlag\n1;2026-01-03;1920;0;;;\n;2026-01-05;;0;1;250,00;1000,00\n",
            "voucher-number-missing", 3, 1),
        CSVFault(
            "VAT inside amounts whose sum leaves 64 bits",
            "bilagsnr;dato;konto;beløp;mvakode;brutto\n"
                + String(repeating: "1;2026-01-03;3000;-9999999999999999,99;3;T\n", count: 60)
                + String(repeating: "1;2026-01-03;1920;9999999999999999,99;;\n", count: 60)
                + "1;2026-01-03;2700;0;;F\n", "amount-too-large", 2, 1),
        CSVFault(
            "VAT inside an amount in other currency",
            "bilagsnr;dato;konto;beløp;mvakode;brutto;valuta;valutabeløp\n1;2026-01-03;4000;1250,00;1;T;EUR;100,00\n"
                + "1;2026-01-03;2710;0;;F;;\n1;2026-01-03;1920;-1250,00;;;;\n", "gross-with-currency", 2, 7),
        CSVFault(
            "a dimension of more than 4000 bytes",
            "bilagsnr;dato;konto;beløp;dim:bil\n1;2026-01-03;1920;0;\(String(repeating: "x", count: 4_001))\n",
            "text-too-long", 2, 5),
        CSVFault(
            "dimensions that are each other's",
            "bilagsnr;dato;konto;beløp;dim:A;dim:A/B\n1;2026-01-03;1920;0;B/C;C\n", "dimension-ambiguous", 2, 6),
        .rows("a zero byte", "1;2026-01-03;19\0;0;;\n", "nul-byte", 2, nil),
        CSVFault(
            "a VAT amount without a code", "bilagsnr;dato;konto;beløp;mvakode;mvabeløp\n1;2026-01-03;3000;0;;25,00\n",
            "vat-without-code", 2, 6),
        CSVFault(
            "an unknown specification",
            "bilagsnr;dato;konto;beløp;mvakode;mvaspesifikasjon\n1;2026-01-03;3000;0;3;gave\n",
            "vat-specification-unknown", 2, 6),
        CSVFault(
            "a currency of two letters", "bilagsnr;dato;konto;beløp;valuta;valutabeløp\n1;2026-01-03;1920;0;EU;0\n",
            "currency-code-invalid", 2, 5),
        CSVFault(
            "a currency without its amount", "bilagsnr;dato;konto;beløp;valuta;valutabeløp\n1;2026-01-03;1920;0;EUR;\n",
            "currency-incomplete", 2, 6),
        CSVFault(
            "customer and supplier", "bilagsnr;dato;konto;beløp;kunde;leverandør\n1;2026-01-03;1920;0;1;2\n",
            "customer-and-supplier", 2, 6),
        CSVFault(
            "an unknown gross flag", "bilagsnr;dato;konto;beløp;brutto\n1;2026-01-03;1920;0;X\n", "gross-flag-invalid",
            2,
            5),
        CSVFault(
            "a year that is none", "bilagsnr;dato;konto;beløp;år\n1;2026-01-03;1920;0;26\n", "number-invalid", 2, 5),
        CSVFault(
            "amounts that disagree", "bilagsnr;dato;konto;debet;kredit;beløp\n1;2026-01-03;1920;1,50;;2,50\n",
            "amount-differs", 2, 6),
    ]

    @Test("an account that is not open is told once, with the row that names it first")
    func unknownAccount() throws {
        let text = "bilagsnr;dato;konto;beløp\n1;2026-01-03;1920;1,50\n1;2026-01-03;3000;-1,50\n2;2026-01-03;1920;0\n"
        let books = try TestBooks()
        let report = try books.importing(csv: ImportFile(text: text, "b.csv")) { $0.shared.allowed = [] }
        #expect(report.errorCodes == ["account-not-open"])
        #expect(report.errors.map(\.line) == [2, 3])
        #expect(report.errors.first?.column == 3)
    }

    @Test("in a file whose quotes span lines, rows are counted, and the line is told beside")
    func rowsAndLines() throws {
        let text = "bilagsnr;dato;konto;beløp;tekst\n1;2026-01-03;1920;0;\"to\nlinjer\"\n2;i går;1920;0;\n"
        let books = try TestBooks()
        let report = try books.importing(csv: ImportFile(text: text, "b.csv"))
        #expect(report.errors.first?.line == 3)
        #expect(report.errors.first?.message.contains("It is on line 4 of the file.") == true)
    }

    @Test("a row of megabytes and a quote that swallows the file are refused, not kept")
    func hugeRows() throws {
        let long = "bilagsnr;dato;konto;beløp\n1;2026-01-03;1920;" + String(repeating: "1", count: 17 << 20) + "\n"
        #expect(try TestBooks().importing(csv: ImportFile(text: long)).errorCodes == ["row-too-long"])
        let open = "bilagsnr;dato;konto;beløp\n\"1;2026-01-03;1920;0\n" + String(repeating: "x\n", count: 9 << 20)
        #expect(try TestBooks().importing(csv: ImportFile(text: open)).errorCodes == ["row-too-long"])
    }
}
