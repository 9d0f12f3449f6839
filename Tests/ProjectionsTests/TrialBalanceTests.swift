import Ledger
import TestSupport
import Testing
import Values

@testable import Projections

@Suite("The trial balance")
struct TrialBalanceTests {
    @Test("opening, debit, credit and closing of a period")
    func rows() throws {
        let vouchers = [
            try voucher(1, "2025-12-31", [try posting("1920", 1_000_00), try posting("2000", -1_000_00)]),
            try voucher(2, "2026-01-01", [try posting("1920", 250_00), try posting("3000", -250_00)]),
            try voucher(3, "2026-02-28", [try posting("1920", -40_00), try posting("6800", 40_00)]),
            try voucher(4, "2026-03-01", [try posting("1920", -1_00), try posting("6800", 1_00)]),
        ]
        let rows = try figures(of: vouchers).trialBalance.rows(
            from: try CalendarDate("2026-01-01"), to: try CalendarDate("2026-02-28"))
        let written = rows.map { "\($0.account) \($0.opening.ore) \($0.debit.ore) \($0.credit.ore) \($0.closing.ore)" }
        #expect(
            written == [
                "1920 100000 25000 4000 121000", "2000 -100000 0 0 -100000", "3000 0 0 25000 -25000",
                "6800 0 4000 0 4000",
            ])
    }

    @Test("balances carried into the books are opening balances, not movements")
    func carriedBalances() throws {
        let vouchers = [
            try voucher(1, "2026-01-01", [try posting("1920", 9_00), try posting("2000", -9_00)], kind: .opening),
            try voucher(2, "2026-01-01", [try posting("1920", 1_00), try posting("3000", -1_00)]),
        ]
        let year = try ReportingPeriod("2026")
        let rows = try figures(of: vouchers).trialBalance.rows(from: year.firstDay, to: year.lastDay)
        let written = rows.map { "\($0.account) \($0.opening.ore) \($0.debit.ore) \($0.credit.ore) \($0.closing.ore)" }
        #expect(written == ["1920 900 100 0 1000", "2000 -900 0 0 -900", "3000 0 0 100 -100"])
        let before = try figures(of: vouchers).trialBalance.rows(
            from: try CalendarDate("2025-01-01"), to: try CalendarDate("2025-12-31"))
        #expect(before.isEmpty)
    }

    @Test("sums that leave 64 bits are refused, not wrapped")
    func overflow() throws {
        let huge = [try posting("1920", .max), try posting("2000", -.max)]
        #expect(throws: MoneyOverflow.self) {
            try figures(of: [try voucher(1, "2026-01-01", huge), try voucher(2, "2026-01-01", huge)])
        }
    }

    @Test(
        "books of balanced vouchers sum to zero, and saved figures give the same ones back", arguments: UInt64(1)...40)
    func balanced(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let vouchers = try (1...50).map { number in
            var postings: [Posting] = []
            var rest: Int64 = 0
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let ore = Int64.random(in: -1_000_000...1_000_000, using: &random)
                let code = [1, 3, 81, 86, 5].randomElement(using: &random)
                postings.append(
                    try posting(
                        String(Int.random(in: 1000...8999, using: &random)), ore, code, "c\(code ?? 0)\"ø", base: ore,
                        vat: ore / 4))
                rest -= ore
            }
            postings.append(try posting("1920", rest))
            let day = try CalendarDate("2026-01-01").adding(days: Int.random(in: 0..<365, using: &random))
            return try voucher(number, day.description, postings)
        }
        let folded = try figures(of: vouchers)
        let year = try ReportingPeriod("2026")
        let rows = try folded.trialBalance.rows(from: year.firstDay, to: year.lastDay)
        #expect(rows.map(\.closing.ore).reduce(0, +) == 0)
        var read = Figures()
        for (month, bytes) in folded.trialBalance.savedDays() { try read.trialBalance.add(savedDays: bytes, of: month) }
        for (month, bytes) in folded.vatPostings.saved() { try read.vatPostings.add(saved: bytes, of: month) }
        #expect(read.trialBalance == folded.trialBalance)
        #expect(read.vatPostings == folded.vatPostings)
    }
}
