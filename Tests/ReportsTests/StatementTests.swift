import Application
import EventLog
import Formats
import Foundation
import Ledger
import LegalTables
import Reports
import TestSupport
import Testing
import Values

@Suite("Income statement and balance sheet") struct StatementTests {
    @Test("every line is made of accounts, of other lines or of the result, and every account has one place")
    func tables() {
        let tables = LegalTables.current
        for kind in StatementKind.allCases {
            let lines = tables.statementLines.lines(of: kind)
            let names = Set(lines.map(\.name))
            #expect(names.count == lines.count)
            for case .sum(let terms) in lines.map(\.content) { #expect(terms.allSatisfy { names.contains($0.line) }) }
            for line in lines where !line.isSum && line.content != .undistributedResult {
                #expect(
                    tables.statementAccounts.rows.contains {
                        $0.statement == kind && ($0.line == line.name || $0.otherLine == line.name)
                    }, "\(line.name) has no accounts")
            }
            for row in tables.statementAccounts.rows where row.statement == kind {
                #expect([row.line, row.otherLine].compactMap { $0 }.allSatisfy { names.contains($0) })
            }
        }
        for (left, right) in zip(tables.statementAccounts.rows, tables.statementAccounts.rows.dropFirst()) {
            #expect(left.digits.upperBound < right.digits.lowerBound)
        }
    }

    @Test(
        "accounts have their place by their first four digits",
        arguments: [
            ("3000", "salgsinntekt"), ("30001", "salgsinntekt"), ("1920", "bankinnskuddKontanter"),
            ("2740", "skyldigeOffentligeAvgifter"),
            ("8960", "overfoeringTilFraAnnenEgenkapital"), ("6050", "nedskrivning"),
        ])
    func place(account: String, line: String) throws {
        #expect(try LegalTables.current.statementAccounts.place(of: AccountNumber(account))?.line == line)
    }

    @Test("numbers outside the groups have none", arguments: ["300", "9000", "A100", "0999", "٣٠٠٠", ""])
    func noPlace(account: String) throws {
        guard let number = try? AccountNumber(account) else { return }
        #expect(LegalTables.current.statementAccounts.place(of: number) == nil)
    }

    /// Sales 1000 and 400 without VAT, goods 300, rent 200, interest 50: operating result 900, result 950.
    @Test("a small year adds up as it does by hand") func byHand() throws {
        let world = try ReportBooks()
        try world.sell(1000, "2026-01-10")
        try world.post("2026-02-01", [line("3100", -40_000), line("1920", 40_000)])
        try world.buy(300, "2026-02-05")
        try world.post("2026-02-28", [line("6300", 20_000), line("1920", -20_000)])
        try world.post("2026-03-01", [line("8050", -5_000), line("1920", 5_000)])
        let income = try world.books().incomeStatement(try period("2026").days).statement
        #expect(income.amounts("salgsinntekt") == [Money(ore: 140_000)])
        #expect(income.amounts("varekostnad") == [Money(ore: 30_000)])
        #expect(income.amounts("annenDriftskostnad") == [Money(ore: 20_000)])
        #expect(income.amounts("driftsresultat") == [Money(ore: 90_000)])
        #expect(income.amounts("nettoFinans") == [Money(ore: 5_000)])
        #expect(income.result == [Money(ore: 95_000)])
        // Bank 400 − 200 + 50, customers 1250; suppliers 375, VAT 250 − 75.
        let balance = try world.books().balanceSheet(try day("2026-12-31")).statement
        #expect(balance.amounts("sumEiendeler") == [Money(ore: 150_000)])
        #expect(balance.amounts("udisponertResultat") == [Money(ore: 95_000)])
        #expect(balance.amounts("skyldigeOffentligeAvgifter") == [Money(ore: 17_500)])
        #expect(balance.amounts("leverandoergjeld") == [Money(ore: 37_500)])
        #expect(try balance.imbalance() == [.zero])
    }

    @Test("an overdrawn bank account is debt, and VAT to be repaid a receivable") func otherSide() throws {
        let world = try ReportBooks()
        try world.buy(1000, "2026-01-10")
        try world.post("2026-01-11", [line("2400", 125_000), line("1920", -125_000)])
        let balance = try world.books().balanceSheet(try day("2026-01-31")).statement
        #expect(balance.amounts("gjeldKredittinstitusjonerKortsiktig") == [Money(ore: 125_000)])
        #expect(balance.amounts("bankinnskuddKontanter") == [.zero])
        #expect(balance.amounts("andreFordringer") == [Money(ore: 25_000)])
        #expect(balance.amounts("skyldigeOffentligeAvgifter") == [.zero])
        #expect(try balance.imbalance() == [.zero])
    }

    @Test("an account of another chart stands where its source says") func stated() throws {
        let world = try ReportBooks()
        let accounts = [
            Account(number: try AccountNumber("B1"), name: "Bank", standardAccount: "19"),
            Account(
                number: try AccountNumber("1000"), name: "Salg", groupingCategory: "salgsinntekt", groupingCode: "3100"),
            Account(number: try AccountNumber("6340"), name: "Strøm", groupingCode: "6340"),
            Account(number: try AccountNumber("X"), name: "Ukjent"),
        ]
        try world.log.write(expecting: nil) { writer in
            for account in accounts {
                _ = try writer.append(LedgerEvent.accountOpened(account).newEvent, at: world.now)
            }
        }
        try world.post("2026-01-01", [line("B1", 70), line("1000", -100), line("6340", 20), line("X", 10)])
        let books = try world.books()
        let income = try books.incomeStatement(try period("2026").days).statement
        #expect(income.amounts("salgsinntekt") == [Money(ore: 100)])
        #expect(income.amounts("annenDriftskostnad") == [Money(ore: 20)])
        #expect(income.unplaced.map(\.account.text) == ["X"])
        let balance = try books.balanceSheet(try day("2026-12-31")).statement
        #expect(balance.amounts("bankinnskuddKontanter") == [Money(ore: 70)])
        #expect(try balance.imbalance() == [Money(ore: -10)])
    }

    @Test("last year stands beside this year, and leap days keep the end of February") func compared() throws {
        let world = try ReportBooks()
        try world.sell(100, "2025-01-10")
        try world.sell(70, "2026-01-10")
        let options = StatementOptions(comparesLastYear: true)
        let statement = try world.books().incomeStatement(try period("2026-T1").days, options).statement
        #expect(statement.amounts("salgsinntekt") == [Money(ore: 7_000), Money(ore: 10_000)])
        let leap = try day("2025-02-01")...day("2025-02-28")
        #expect(leap.aYearEarlier == (try day("2024-02-01")...day("2024-02-29")))
        #expect(try (day("2024-02-29")...day("2024-02-29")).aYearEarlier.upperBound == day("2023-02-28"))
    }

    @Test("a result not yet distributed is carried in equity over the year's end") func carried() throws {
        let world = try ReportBooks()
        try world.sell(100, "2025-05-05")
        try world.sell(10, "2026-05-05")
        let books = try world.books()
        #expect(
            try books.balanceSheet(try day("2026-12-31")).statement.amounts("udisponertResultat")
                == [Money(ore: 11_000)])
        #expect(try books.incomeStatement(try period("2026").days).statement.result == [Money(ore: 1_000)])
    }

    @Test("income accounts begin the year at zero, and what was not taken to equity stands by itself") func newYear()
        throws
    {
        let world = try ReportBooks()
        try world.sell(100, "2025-05-05")
        try world.sell(10, "2026-05-05")
        let sales = try AccountNumber("3000")
        let report = try world.books().trialBalance(try period("2026").days)
        #expect(report.earlierResults == Money(ore: -10_000))
        let row = report.rows.first { $0.account == sales }
        #expect(row?.opening == .zero)
        #expect(row?.closing == Money(ore: -1_000))
        let ledger = try world.books().account(sales, try period("2026").days)
        #expect(ledger.opening == .zero)
        #expect(ledger.closing == Money(ore: -1_000))
        #expect(try world.books().trialBalance(try period("2025").days).earlierResults == .zero)
        // What an account had earlier in the same year is still what it opens with.
        let autumn = try world.books().trialBalance(try day("2026-09-01")...day("2026-12-31"))
        #expect(autumn.rows.first { $0.account == sales }?.opening == Money(ore: -1_000))
    }

    @Test("income, balance and trial balance agree in all books", arguments: UInt64(1)...20)
    func reconciles(seed: UInt64) throws {
        let world = try ReportBooks()
        var vouchers = RandomVouchers(seed: seed)
        _ = try world.books().post(try vouchers.take(60))
        let books = try world.books()
        for text in ["2025", "2026", "2026-T2"] {
            let period = try period(text)
            let statement = try books.incomeStatement(period.days).statement
            let balance = try books.balanceSheet(period.lastDay).statement
            let report = try books.trialBalance(period.days)
            var moved = Money.zero
            var assets = report.earlierResults
            for row in report.rows {
                if row.account.text >= "3000" { try moved += row.debit - row.credit }
                try assets += row.closing
            }
            #expect(assets == .zero)
            #expect(try statement.result == [moved.negated()])
            #expect(try balance.imbalance() == [.zero])
            #expect(statement.unplaced.isEmpty && balance.unplaced.isEmpty)
        }
    }
}

@Suite(
    "The worked annual accounts", .enabled(if: OfficialFiles.arePresent, Comment(rawValue: OfficialFiles.absence)))
struct WorkedAccountsTests {
    @Test("the official fields come out of the trial balance", arguments: [1, 2])
    func workedExample(number: Int) throws {
        let folder = "annual-accounts/derived/worked-example-\(number)/"
        let text = String(decoding: try OfficialFiles.bytes(folder + "trial-balance.csv"), as: UTF8.self)
        var amounts: [AccountNumber: Money] = [:]
        for row in text.split(whereSeparator: \.isNewline).dropFirst() {
            // Names with a comma stand in quotation marks; the amounts are the last two cells.
            let cells = row.split(separator: ",").map(String.init)
            let account = try AccountNumber(try #require(cells.first))
            let ore = try #require(Int64(cells[cells.count - 2].replacing(".", with: "")))
            amounts[account] = Money(ore: ore)
        }
        let json = try JSON(parsing: OfficialFiles.bytes(folder + "fields.json"))
        let fields = try #require(json["underskjema"])
        for kind in StatementKind.allCases {
            let column = FinancialStatement.Column("current", Phrase(""), amounts: amounts)
            let statement = try FinancialStatement(kind, columns: [column])
            #expect(statement.unplaced.isEmpty)
            for line in statement.lines {
                guard let field = line.row.field else { continue }
                let expected = fields["\(field)"]?.string.flatMap { Int64($0) } ?? 0
                let kroner = line.amounts[0].ore.roundedKroner
                // The form's sums add rounded lines, ours exact ones.
                let allowance: Int64 = line.row.isSum || line.row.name.hasPrefix("overfoeringTilFra") ? 2 : 0
                #expect(abs(kroner - expected) <= allowance, "\(line.row.name): \(kroner), not \(expected)")
            }
        }
    }
}

extension Int64 {
    /// Øre as whole kroner, half away from zero.
    fileprivate var roundedKroner: Int64 { (self + (self < 0 ? -50 : 50)) / 100 }
}
