import Application
import EventLog
import Ledger
import Reports
import Testing
import Values

@Suite("The VAT terms of a year") struct VATYearTests {
    /// Term 1: sale 100.03 at 25 % is 25.0075, booked 25.01. An entry of 30 on the VAT account without code, and a sale
    /// whose VAT was booked 10 too high.
    @Test("the difference is the cut øre and the vouchers that are apart") func byHand() throws {
        let world = try ReportBooks()
        try world.post(
            "2026-01-05",
            [
                try line("3000", -10_003, 3, base: -10_003, vat: -2_501), try line("2700", -2_501),
                try line("1500", 12_504),
            ])
        try world.post("2026-01-06", [line("2700", -3_000), line("6300", 3_000)], number: "feil")
        try world.post(
            "2026-02-06",
            [line("3000", -10_000, 3, base: -10_000, vat: -2_500), line("2700", -3_500), line("1500", 13_500)])
        try world.buy(40, "2026-03-01")
        let year = try world.books().vatYear(2026)
        #expect(year.terms.map(\.period.description) == (1...6).map { "2026-T\($0)" })
        let term = year.terms[0]
        // 25.01 + 25.00 = 50.01, cut to 50; the accounts owe 25.01 + 30 + 35 = 90.01.
        #expect(term.specification.determinedVAT == 50)
        #expect(term.specification.accounts.owed == Money(ore: 9_001))
        #expect(try term.difference() == Money(ore: 4_001))
        #expect(try term.rounding() == Money(ore: 1))
        #expect(term.differences.map(\.voucher.number) == ["feil", "3"])
        #expect(term.differences.map(\.difference) == [Money(ore: 3_000), Money(ore: 1_000)])
        #expect(try term.unexplained() == .zero)
        #expect(try !term.isReconciled())
        #expect(year.terms[1].specification.determinedVAT == -10)
        #expect(try year.terms[1].isReconciled())
        #expect(year.terms[0].deadline?.day == (try day("2026-04-10")))
        #expect(year.balances.map(\.account.text) == ["2700", "2710"])
    }

    @Test("settling a term moves nothing in the reconciliation") func settlement() throws {
        let world = try ReportBooks()
        try world.sell(100, "2026-01-05")
        try world.post("2026-02-28", [line("2700", 2_500), line("2740", -2_500)])
        let term = try world.books().vatYear(2026).terms[0]
        #expect(try term.difference() == .zero)
        #expect(term.differences.isEmpty)
    }

    @Test("what was filed stands beside what the books say now") func filed() throws {
        let world = try ReportBooks()
        try world.sell(100, "2026-01-05")
        let id = try world.books().draftVATReturn(VATDraftRequest(period: try period("2026-T1"))).id
        let term = try world.books().vatYear(2026).terms[0]
        #expect(term.filing?.id == id)
        #expect(term.filedKroner == nil)
    }

    @Test("nothing is left unexplained in any books", arguments: UInt64(1)...12)
    func explained(seed: UInt64) throws {
        let world = try ReportBooks()
        var random = RandomVouchers(seed: seed)
        _ = try world.books().post(try random.take(80))
        let books = try world.books()
        for year in [2025, 2026] {
            for term in try books.vatYear(year).terms {
                // Lines that come to less than a krone are left out of a return: a krone for each side is the most.
                #expect(try term.unexplained().ore.magnitude < 200)
            }
        }
    }
}

@Suite("Deadlines") struct DeadlineTests {
    @Test("the VAT terms of 2026 are due on the days of the regulation") func terms() throws {
        let world = try ReportBooks()
        try world.sell(100, "2026-01-05")
        let due = try world.books().deadlines(try day("2026-01-01")...day("2027-03-01"))
            .filter { $0.report == "mva-melding" && $0.period.year == 2026 }
        // 10 October 2026 is a Saturday.
        #expect(
            due.map(\.due.description)
                == ["2026-04-10", "2026-06-10", "2026-08-31", "2026-10-12", "2026-12-10", "2027-02-10"])
        #expect(due.allSatisfy { $0.status == .open(nil) })
        // The books stand on 15 March.
        #expect(due.first?.daysLeft == 26)
    }

    @Test("a term that nobody delivered is overdue after its last day") func overdue() throws {
        let world = try ReportBooks()
        try world.sell(100, "2026-01-05")
        let id = try world.books().draftVATReturn(VATDraftRequest(period: try period("2026-T1"))).id
        func status() throws -> DueReport.Status? {
            try world.books().deadlines().first { $0.report == "mva-melding" }?.status
        }
        #expect(try status() == .open(id))
        world.advance(days: 26)
        #expect(try status() == .open(id))
        world.advance(days: 1)
        #expect(try status() == .overdue(id))
    }

    @Test("other reports are in the calendar, the a-melding for months with pay") func others() throws {
        let world = try ReportBooks()
        try world.post("2025-11-25", [line("5000", 100), line("1920", -100)])
        try world.sell(100, "2026-01-05")
        let due = try world.books().deadlines(try day("2025-11-01")...day("2026-12-31"))
        #expect(
            due.filter { $0.report != "mva-melding" }.map { "\($0.report) \($0.period) \($0.due)" } == [
                "a-melding 2025-M11 2025-12-05", "aksjonærregisteroppgaven 2025 2026-01-31",
                "skattemelding 2025 2026-05-31", "generalforsamling 2025 2026-06-30", "årsregnskap 2025 2026-07-31",
            ])
        #expect(due.filter { $0.report != "mva-melding" }.allSatisfy { $0.status == .notKnown })
        // Terms before the books' first posting are not theirs.
        #expect(due.filter { $0.report == "mva-melding" }.first?.period.description == "2025-T6")
    }

    @Test("books without postings begin where they were made") func empty() throws {
        let due = try ReportBooks().books().deadlines()
        #expect(due.first { $0.report == "mva-melding" }?.period.description == "2026-T2")
    }
}

@Suite("Dimensions") struct DimensionTests {
    private func world() throws -> ReportBooks {
        let world = try ReportBooks()
        func department(_ id: String, _ ore: Int64? = nil) -> [Dimension] {
            [Dimension(type: "department", id: id, amount: ore.map { Money(ore: $0) })]
        }
        try world.post("2026-01-10", [line("3000", -60_000, dimensions: department("10")), line("1920", 60_000)])
        // A line of 900 of which 300 belong to department 20, and the rest to none.
        try world.post(
            "2026-01-11", [line("3000", -90_000, dimensions: department("20", -30_000)), line("1920", 90_000)])
        try world.post("2026-02-01", [line("6300", 10_000, dimensions: department("10")), line("1920", -10_000)])
        return world
    }

    @Test("a figure is split by value, with what carries none") func split() throws {
        let books = try world().books()
        let options = StatementOptions(dimension: try DimensionChoice("department"))
        let statement = try books.incomeStatement(try period("2026").days, options).statement
        #expect(statement.columns.map(\.name) == ["department=10", "department=20", "department=", "current"])
        #expect(statement.amounts("salgsinntekt") == [60_000, 30_000, 60_000, 150_000].map { Money(ore: $0) })
        #expect(statement.result == [50_000, 30_000, 60_000, 140_000].map { Money(ore: $0) })
    }

    @Test("one value can be asked for alone, with its opening balance") func one() throws {
        let books = try world().books()
        let share = try books.shares(of: DimensionChoice("department=10"), in: try period("2026-02").days)
        #expect(share.count == 1)
        let sales = try #require(share[0].accounts[try AccountNumber("3000")])
        #expect(sales.opening == Money(ore: -60_000))
        #expect(try sales.closing() == Money(ore: -60_000))
        let ledger = try books.ledger(
            of: try AccountNumber("3000"), by: DimensionChoice("department"), in: try period("2026").days)
        #expect(ledger.map(\.closing) == [-60_000, -30_000, -60_000].map { Money(ore: $0) })
    }

    @Test("a dimension is found by what the books call it, and its values by their names") func named() throws {
        let world = try ReportBooks()
        try world.log.write(expecting: nil) { writer in
            let value = DimensionValue(type: "A", typeName: "Avdeling", id: "10", name: "Kafé")
            _ = try writer.append(LedgerEvent.dimensionRegistered(value).newEvent, at: world.now)
        }
        let dimension = [Ledger.Dimension(type: "A", id: "10")]
        try world.post("2026-01-10", [line("3000", -500, dimensions: dimension), line("1920", 500)])
        let shares = try world.books().shares(of: DimensionChoice("avdeling"), in: try period("2026").days)
        #expect(shares.map(\.name) == ["Kafé", nil])
        #expect(shares.map { $0.heading.text(in: .bokmal) } == ["10 Kafé", "Uten"])
    }

    @Test("what no posting carries is refused, with what there is") func unknown() throws {
        let books = try world().books()
        let days = try period("2026").days
        #expect(throws: DimensionError.unknown("project", known: ["department"])) {
            try books.shares(of: DimensionChoice("project"), in: days)
        }
        #expect(throws: DimensionError.unknownValue("30", of: "department", known: ["10", "20"])) {
            try books.shares(of: DimensionChoice("department=30"), in: days)
        }
        for text in ["", "=10", "department="] { #expect(throws: InvalidInput.self) { try DimensionChoice(text) } }
    }

    @Test("the values of a dimension come to the whole in all books", arguments: UInt64(1)...8)
    func whole(seed: UInt64) throws {
        let world = try ReportBooks()
        var random = RandomVouchers(seed: seed)
        _ = try world.books().post(try random.take(50))
        let books = try world.books()
        let days = try period("2026").days
        var sums: [AccountNumber: Money] = [:]
        for share in try books.shares(of: DimensionChoice("department"), in: days) {
            for (account, movement) in share.accounts {
                sums[account] = try (sums[account] ?? .zero) + (try movement.closing())
            }
        }
        for row in try books.trialBalance(days).rows { #expect(sums[row.account] ?? .zero == row.closing) }
    }
}
