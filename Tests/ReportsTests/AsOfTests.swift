import Application
import EventLog
import Formats
import Ledger
import Projections
import SQLiteEventLog
import TestSupport
import Testing
import Values

@Suite("Books as they were, and as they might be") struct AsOfTests {
    @Test("what the books said then is what a log cut there says", arguments: UInt64(1)...6)
    func asOfIsCut(seed: UInt64) throws {
        let world = try ReportBooks()
        var random = RandomVouchers(seed: seed)
        let vouchers = try random.take(40)
        for voucher in vouchers { _ = try world.books().post([voucher]) }
        let opened = try world.log.size() - 40
        for count in [1, 7, 39] {
            let other = try ReportBooks()
            for voucher in vouchers.prefix(count) { _ = try other.books().post([voucher]) }
            let then = try world.books().asOf(.entry(opened + UInt64(count)))
            let cut = try other.books()
            #expect(then.size == opened + UInt64(count))
            #expect(try then.books.log.head() == cut.log.head())
            #expect(try Self.figures(then.books) == Self.figures(cut))
        }
    }

    @Test("what if says what posting the same vouchers says", arguments: UInt64(1)...6)
    func whatIfIsPosting(seed: UInt64) throws {
        let world = try ReportBooks()
        var random = RandomVouchers(seed: seed)
        _ = try world.books().post(try random.take(20))
        let vouchers = try random.take(5)
        let before = try world.log.head()
        let asked = try Self.figures(try world.books().whatIf(vouchers).books)
        #expect(try world.log.head() == before)
        _ = try world.books().post(vouchers)
        #expect(try Self.figures(try world.books()) == asked)
    }

    /// Every figure there is, as text that can be compared.
    private static func figures(_ books: OpenBooks) throws -> [String] {
        var all: [String] = []
        for row in try books.trialBalance(nil).rows { all.append("\(row)") }
        for text in ["2025-T1", "2026-T3"] {
            let specification = try books.vatReport(try ReportingPeriod(text)).specification
            all += specification.lines.map { "\($0)" } + ["\(specification.accounts)"]
        }
        for line in try books.incomeStatement(nil).statement.lines { all.append("\(line.row.name) \(line.amounts)") }
        let day = try CalendarDate("2026-12-31")
        for line in try books.balanceSheet(day).statement.lines { all.append("\(line.row.name) \(line.amounts)") }
        for party in try books.partyBalances(day).parties { all.append("\(party)") }
        for term in try books.vatYear(2026).terms { all.append("\(term.differences) \(try term.difference())") }
        for line in try books.journal(nil) { all.append("\(line.voucher) \(line.line) \(line.posting.amount)") }
        return all
    }

    @Test("a moment is an entry, the end of a day in Norway, or a time") func moments() throws {
        #expect(try BooksMoment("57") == .entry(57))
        // Norway is an hour before UTC in winter, two in summer.
        #expect(try BooksMoment("2026-01-31") == .time(try Timestamp("2026-01-31T22:59:59.999Z")))
        #expect(try BooksMoment("2026-07-31") == .time(try Timestamp("2026-07-31T21:59:59.999Z")))
        #expect(try BooksMoment("2026-07-31T12:00:00Z") == .time(try Timestamp("2026-07-31T12:00:00Z")))
        for wrong in ["0", "-1", "+5", "tomorrow", "2026-02-30", "", "18446744073709551616"] {
            #expect(throws: InvalidInput.self) { try BooksMoment(wrong) }
        }
    }

    @Test("a time finds the last entry recorded by then") func time() throws {
        let world = try ReportBooks(accounts: ["3000", "1920"])
        let postings = [try line("3000", -100), try line("1920", 100)]
        for _ in 0..<5 {
            world.advance(days: 1)
            try world.post("2026-03-15", postings)
        }
        // The company and two accounts are recorded on 15 March, the vouchers on the five days after.
        let books = try world.books()
        #expect(try books.asOf(try BooksMoment("2026-03-15")).size == 3)
        #expect(try books.asOf(try BooksMoment("2026-03-17")).size == 5)
        #expect(try books.asOf(try BooksMoment("2026-04-01")).size == 8)
        #expect(throws: BooksMomentError.self) { try books.asOf(try BooksMoment("2026-03-14")) }
        // What was due then is told by the clock of then.
        #expect(try books.asOf(try BooksMoment("2026-03-17")).books.now.dateInNorway == CalendarDate("2026-03-17"))
        #expect(try books.asOf(.entry(5)).books.now == books.asOf(.entry(5)).recorded)
        #expect(throws: BooksMomentError.beyond(9, size: 8)) { try books.asOf(.entry(9)) }
    }

    @Test("what cannot be posted cannot be asked about") func refused() throws {
        let world = try ReportBooks()
        let unbalanced = Voucher(
            number: try VoucherNumber(number: "1"), date: try day("2026-01-01"), postings: [try line("3000", 1)])
        #expect(throws: VoucherError.self) { try world.books().whatIf([unbalanced]) }
        let voucher = try world.sell(10, "2026-01-01")
        #expect(throws: (any Error).self) { try world.books().whatIf([voucher]) }
    }

    @Test("a closed period is open to the question, and closed to all else") func closed() throws {
        let world = try ReportBooks()
        let term = try period("2026-T1")
        try world.books().close(term)
        let postings = try [
            line("3000", -100_00, 3, base: -100_00, vat: -25_00), line("2700", -25_00), line("1920", 125_00),
        ]
        let voucher = Voucher(
            number: try VoucherNumber(number: "1"), date: try day("2026-01-05"), postings: postings)
        let asked = try world.books().whatIf([voucher])
        #expect(asked.closed == [term])
        #expect(try asked.books.vatReport(term).specification.determinedVAT == 25)
        #expect(throws: VoucherError.self) { try world.books().post([voucher]) }
        #expect(try world.books().books().closedPeriods == [term])
    }

    @Test("a tentative log forgets a write that failed") func rollback() throws {
        let world = try ReportBooks()
        try world.sell(10, "2026-01-01")
        let log = try TentativeLog(world.log, size: try world.log.size() - 1)
        let before = try log.head()
        #expect(throws: CancellationError.self) {
            try log.write(expecting: before.size) { writer in
                _ = try writer.append(
                    NewEvent(EventType("ledger.x", version: 1), key: "k", body: .object([:])), at: world.now)
                _ = try writer.store([1, 2, 3], mediaType: "text/plain")
                throw CancellationError()
            }
        }
        #expect(try log.head() == before)
        #expect(try log.sequence(ofKey: "k") == nil)
        #expect(try log.verify { _ in } == before)
        #expect(throws: LogError.self) { try log.write(expecting: 1) { _ in } }
        var seen: [UInt64] = []
        try log.read(1...before.size + 1) { seen.append($0.sequence) }
        #expect(seen == Array(1...before.size))
    }
}
