import Reports
import Testing
import Values

@Suite("Report tables") struct ReportTableTests {
    private static let table: ReportTable = {
        var table = ReportTable([
            .init("account", Phrase(en: "Account", nb: "Konto")), .init("name", Phrase(en: "Name", nb: "Navn")),
            .init("amount", Phrase(en: "Amount", nb: "Beløp"), .right),
        ])
        table.add([.text("1500"), .text("Kundefordringer"), .money(Money(ore: 125_000_005))])
        table.add([.text("3000"), .text("=2+3;\"x\""), .money(Money(ore: -7))])
        table.addTotal([.text("Sum"), .empty, .money(Money(ore: 124_999_998))])
        return table
    }()

    @Test("columns are aligned, amounts to the right, totals below a rule") func text() {
        let expected = """
            Konto  Navn                    Beløp
            ─────  ───────────────  ────────────
            1500   Kundefordringer  1 250 000.05
            3000   =2+3;"x"                -0.07
            ─────  ───────────────  ────────────
            Sum                     1 249 999.98
            """
        #expect(ReportTableTests.table.text(in: .bokmal) == expected)
    }

    @Test("CSV has stable headings, decimal comma, no totals, and no formula a spreadsheet would run") func csv() {
        let expected =
            "account;name;amount\r\n1500;Kundefordringer;1250000,05\r\n3000;\"'=2+3;\"\"x\"\"\";-0,07\r\n"
        #expect(ReportTableTests.table.csv == expected)
    }

    @Test(
        "a text is defused exactly when a spreadsheet would run it",
        arguments: [
            ("=1", "'=1"), ("+47 22 00 00 00", "'+47 22 00 00 00"), ("-12", "-12"), ("-12,50", "-12,50"), ("-", "'-"),
            ("@x", "'@x"), ("--1", "'--1"), ("3000", "3000"), ("\tx", "'\tx"), ("\r\nx", "\"'\r\nx\""),
        ])
    func defused(text: String, cell: String) {
        var table = ReportTable([.init("t", Phrase("t"))])
        table.add([.text(text)])
        #expect(table.csv == "t\r\n\(cell)\r\n")
    }

    @Test("control characters in texts never reach the terminal") func controls() {
        var table = ReportTable([.init("t", Phrase("t"))])
        table.add([.text("a\u{1B}[2Jb\nc")])
        #expect(table.text(in: .english) == "t\n────────\na [2Jb c")
    }
}
