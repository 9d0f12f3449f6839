import Foundation
import Interchange
import Ledger
import Testing
import Values

/// Section 12.3 of the import formats reference, row by row.
@Suite struct BeancountImportTests {
    private static let open = "2025-01-01 open Assets:Bank:1920 NOK\n2025-01-01 open Income:Salg:3000\n"
    private static let body = "  Assets:Bank:1920   10.50 NOK\n  Income:Salg:3000  -10.50 NOK\n"
    private static let entry = "2025-01-03 * \"Kari\"\n  bilag: \"1\"\n" + body

    @Test("the reference's example becomes its voucher")
    func example() throws {
        let text = """
            option "operating_currency" "NOK"
            2025-01-01 open Assets:Bank:1920 NOK
              konto: "1920"
            2025-01-01 open Assets:Kunder:1500
            2025-01-01 open Income:Salg:3000
            2025-01-01 open Liabilities:Mva:2700
            2025-01-03 * "Kari AS" "varer" #nett ^F5001
              bilag: "1001"
              Assets:Kunder:1500     1250.00 NOK
                kunde: "10001"
              Income:Salg:3000      -1000.00 NOK
                mva: "3"
              Liabilities:Mva:2700
            2025-02-01 balance Assets:Bank:1920  0.00 NOK

            """
        let books = try TestBooks()
        let report = try books.importing(journal: text, .beancount)
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        let voucher = try #require(try books.vouchers().first)
        #expect(voucher.number.description == "2025/1001")
        #expect(voucher.text == "Kari AS | varer #nett ^F5001")
        #expect(voucher.postings.map(\.amount.ore) == [125_000, -100_000, -25_000])
        #expect(voucher.postings[0].party?.id == "10001")
        #expect(try books.vat() == ["3": [-100_000, -25_000]])
        #expect(books.books.imports.first?.format == "beancount")
    }

    @Test("what is read gives the same voucher", arguments: readable)
    func read(of construct: JournalCase) throws {
        let books = try TestBooks()
        let report = try books.importing(journal: construct.text, .beancount)
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        #expect(report.warningCodes.filter { $0 != "accounts-opened" } == [construct.code].compactMap { $0 })
        #expect(try books.balances().filter { $0.value != 0 } == ["1920": 1_050, "3000": -1_050])
    }

    static let readable: [JournalCase] = [
        JournalCase("plain", joined(open, entry)),
        JournalCase("slashes in the date", joined(open, entry.replacing("2025-01-03", with: "2025/01/03"))),
        JournalCase("txn", joined(open, entry.replacing("* ", with: "txn "))),
        JournalCase("another flag", joined(open, entry.replacing("* ", with: "P ")), "flag-unknown"),
        JournalCase("a flag on a posting", joined(open, entry.replacing("  Assets", with: "  * Assets"))),
        JournalCase("a text over lines", joined(open, entry.replacing("\"Kari\"", with: "\"Kari\nog \\\"Ola\\\"\""))),
        JournalCase(
            "thousands",
            joined(
                open,
                "2025-01-03 *\n  bilag: \"1\"\n  Assets:Bank:1920  1,010.50 NOK\n  Assets:Bank:1920  -1,000.00 NOK\n  Income:Salg:3000\n"
            )),
        JournalCase(
            "a total price",
            joined(open, "2025-01-03 *\n  bilag: \"1\"\n  Assets:Bank:1920  1 EUR @@ 10.50 NOK\n  Income:Salg:3000\n")),
        JournalCase(
            "a unit price",
            joined(
                open, "2025-01-03 *\n  bilag: \"1\"\n  Assets:Bank:1920  0.9 EUR @ 11.6667 NOK\n  Income:Salg:3000\n")),
        JournalCase("headings", joined("* Overskrift\n", open, entry), "line-unknown"),
        JournalCase("comments", joined("; a\n", open, entry, "  ; b\n")),
        JournalCase(
            "directives without postings", joined(open, "2025-01-02 price EUR 11.50 NOK\n", entry), "directive-skipped"),
        JournalCase(
            "commodity and close", joined(open, entry, "2025-01-04 commodity NOK\n2025-12-31 close Income:Salg:3000\n")),
        JournalCase("an account never opened", entry, nil),
        JournalCase(
            "a posting before the opening",
            joined(open.replacing("2025-01-01 open Assets", with: "2025-02-01 open Assets"), entry),
            "account-not-opened"),
        JournalCase(
            "a posting after the closing", joined(open, "2025-01-02 close Income:Salg:3000\n", entry), "account-closed"),
        JournalCase(
            "balances at the start of the day",
            joined(
                open, entry,
                "2025-01-03 balance Assets:Bank:1920 0 NOK\n2025-01-04 balance Assets:Bank:1920 10.50 NOK\n")),
        JournalCase(
            "a balance within its tolerance",
            joined(open, entry, "2025-01-04 balance Assets:Bank:1920 10.49 ~ 0.01 NOK\n")),
        JournalCase(
            "a balance with sub-accounts",
            joined(
                open, entry,
                "2025-01-04 balance Assets:Bank 10.50 NOK\n".replacing("Assets:Bank ", with: "Assets:Bank:1920 "))),
        JournalCase(
            "renamed roots",
            joined("option \"name_assets\" \"Eiendeler\"\n", (open + entry).replacing("Assets", with: "Eiendeler"))),
        JournalCase(
            "pushed tags and metadata",
            joined("pushtag #a\npushmeta bilag: \"1\"\n", open, entry, "poptag #a\npopmeta bilag:\n")),
    ]

    @Test("what is refused is refused on its line, and nothing is imported", arguments: refusals)
    func refused(construct: JournalCase) throws {
        let books = try TestBooks()
        let report = try books.importing(journal: construct.text, .beancount)
        #expect(report.outcome == .rejected)
        #expect(report.errorCodes == [construct.code].compactMap { $0 }, Comment(rawValue: report.text))
        #expect(report.errors.first?.line == construct.line, Comment(rawValue: report.text))
        #expect(books.writer.size == 1)
    }

    static let refusals: [JournalCase] = [
        JournalCase("pending", joined(open, entry.replacing("* ", with: "! ")), "pending-entries", 3),
        JournalCase("no number", joined(open, "2025-01-03 * \"x\"\n", body), "voucher-without-number", 3),
        JournalCase("no such day", "2025-02-30 open Assets:Bank:1920\n", "date-invalid", 1),
        JournalCase(
            "a wrong root", "2025-01-03 *\n  bilag: \"1\"\n  Bank:1920  1 NOK\n  Income:Salg:3000\n",
            "account-name-invalid", 3),
        JournalCase(
            "arithmetic",
            joined(open, "2025-01-03 *\n  bilag: \"1\"\n  Assets:Bank:1920  10*2 NOK\n  Income:Salg:3000\n"),
            "amount-expression", 5),
        JournalCase(
            "arithmetic in brackets",
            joined(open, "2025-01-03 *\n  bilag: \"1\"\n  Assets:Bank:1920  (10/2) NOK\n  Income:Salg:3000\n"),
            "amount-expression", 5),
        JournalCase(
            "no currency", joined(open, "2025-01-03 *\n  bilag: \"1\"\n  Assets:Bank:1920  10\n  Income:Salg:3000\n"),
            "commodity-missing", 5),
        JournalCase(
            "a lot",
            joined(open, "2025-01-03 *\n  bilag: \"1\"\n  Assets:Bank:1920  1 EUR {11.50 NOK}\n  Income:Salg:3000\n"),
            "lot", 5),
        JournalCase(
            "a failed balance", joined(open, entry, "2025-01-04 balance Assets:Bank:1920 10.49 NOK\n"),
            "assertion-failed", 7),
        JournalCase("pad", joined(open, "2025-01-02 pad Assets:Bank:1920 Equity:2050\n", entry), "pad", 3),
        JournalCase("a plug-in", joined("plugin \"beancount.plugins.auto\"\n", open, entry), "plugin", 1),
        JournalCase(
            "out of balance by a rounding", joined(open, entry.replacing("-10.50", with: "-10.49")), "entry-unbalanced",
            3),
        JournalCase("a quote without end", joined(open, "2025-01-03 * \"x\n"), "string-unclosed", 3),
        JournalCase("an unknown directive", "2025-01-03 hei\n", "line-unknown", 1),
        JournalCase("an indented line alone", "  x: 1\n", "line-alone", 1),
        JournalCase(
            "a comma for a decimal mark",
            joined(open, "2025-01-03 *\n  bilag: \"1\"\n  Assets:Bank:1920  10,50 NOK\n  Income:Salg:3000\n"),
            "amount-invalid", 5),
    ]

    @Test("a plug-in that only checks may be allowed")
    func plugin() throws {
        let report = try TestBooks().importing(journal: "plugin \"x.check\"\n" + Self.open + Self.entry, .beancount) {
            $0.allowedPlugins = ["x.check"]
        }
        #expect(report.errors.isEmpty)
    }

    @Test("entries without numbers are numbered by date, then line")
    func unnumbered() throws {
        let text = Self.open + "2025-01-05 * \"b\"\n" + Self.body + "2025-01-03 * \"a\"\n" + Self.body
        let books = try TestBooks()
        let report = try books.importing(journal: text, .beancount) { $0.shared.allowed = ["voucher-without-number"] }
        #expect(report.errors.isEmpty, Comment(rawValue: report.text))
        #expect(try books.vouchers().map { "\($0.number) \($0.text)" } == ["2025-auto/2 b", "2025-auto/1 a"])
    }
}
