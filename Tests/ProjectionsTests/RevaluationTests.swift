import Ledger
import Projections
import TestSupport
import Testing
import Values

@Suite("Exchange differences") struct RevaluationTests {
    private let accounts = MonetaryAccounts(prefixes: ["15", "19", "24"])

    private func day() throws -> CalendarDate { try CalendarDate("2026-12-31") }

    private func rates() throws -> Revaluation.RatesByCurrency {
        var rates: Revaluation.RatesByCurrency = [:]
        for (code, rate, units) in [("EUR", "11.7865", 1), ("USD", "10.10", 1), ("SEK", "102.35", 100)] {
            let currency = try CurrencyCode(code)
            rates[currency] = try RecordedRate(
                currency: currency, date: try day(), through: try day(), rate: rate, units: Int64(units),
                source: "Norges Bank", by: "Kari")
        }
        return rates
    }

    private func voucher(_ postings: [Posting], kind: Voucher.Kind = .ordinary) throws -> Voucher {
        Voucher(
            number: try VoucherNumber(number: "1"), date: try CalendarDate("2026-03-09"), kind: kind, postings: postings
        )
    }

    private func line(
        _ account: String, _ currency: String, _ amount: String, ore: Int64, party: String? = nil,
        reference: String? = nil
    ) throws -> Posting {
        Posting(
            account: try AccountNumber(account), amount: Money(ore: ore),
            party: party.map { PartyReference(.customer, $0) },
            currency: CurrencyAmount(code: currency, amount: amount, rate: nil), reference: reference)
    }

    private func differences(_ postings: [Posting]) throws -> [Revaluation.Item] {
        var balances = ForeignBalances()
        try balances.add(try voucher(postings))
        return try Revaluation(balances, on: try day(), accounts: accounts, rates: try rates()).differences
    }

    // 500 EUR × 11.7865 = 5 893.25, booked 5 466.25; what is left of F1 is 10 932.50 − 11 500.00.
    @Test("an open invoice is restated, and one paid at another rate leaves gain") func openAndSettled() throws {
        let items = try differences([
            line("1500", "EUR", "1000", ore: 1_093_250, party: "1", reference: "F1"),
            line("1500", "EUR", "500", ore: 546_625, party: "1", reference: "F2"),
            line("1500", "EUR", "-1000", ore: -1_150_000, party: "1", reference: "F1"),
        ])
        #expect(items.map(\.kind) == [.realised, .unrealised])
        #expect(items.map(\.reference) == ["F1", nil])
        #expect(items.map(\.difference.ore) == [56_750, 42_700])
    }

    @Test("a debt that grew is a loss, and 100 units are not one") func losses() throws {
        let items = try differences([
            line("2400", "USD", "-2000", ore: -1_890_300), line("1920", "SEK", "1000", ore: 99_400),
        ])
        // 1000 SEK × 102.35 / 100 = 1 023.50; 2000 USD × 10.10 = 20 200.00 against 18 903.00.
        #expect(items.map(\.difference.ore) == [2_950, -129_700])
        let totals = try Revaluation.totals(items)
        #expect(totals.gain.ore == 2_950)
        #expect(totals.loss.ore == 129_700)
    }

    @Test("a party that owes nothing leaves what is left in kroner, whatever the references")
    func paidWithoutReference()
        throws
    {
        let items = try differences([
            line("1500", "EUR", "300", ore: 327_975, party: "2", reference: "F3"),
            line("1500", "EUR", "-300.00", ore: -345_000, party: "2"),
        ])
        #expect(items.map(\.kind) == [.realised])
        #expect(items.first?.difference.ore == 17_025)
        #expect(items.first?.reference == nil)
    }

    @Test("a half øre goes away from zero, on both sides") func rounding() throws {
        // 0.10 EUR × 11.7865 = 1.17865; 250 SEK × 1.0235 = 255.875.
        #expect(try differences([line("1920", "SEK", "250", ore: 0)]).first?.restated.ore == 25_588)
        #expect(try differences([line("2400", "SEK", "-250", ore: 0)]).first?.restated.ore == -25_588)
    }

    @Test("stock, and lines in kroner, are left alone") func nonMonetary() throws {
        #expect(try differences([line("1400", "EUR", "100", ore: 1)]).isEmpty)
        #expect(try differences([Posting(account: AccountNumber("1500"), amount: Money(ore: 5))]).isEmpty)
    }

    @Test("amounts as other systems write them are read, and what is none is told with its voucher") func forms() throws
    {
        let items = try differences([
            line("1500", "EUR", "+5.", ore: 0), line("1500", "EUR", ".5", ore: 0), line("1500", "EUR", "-.5", ore: 0),
        ])
        #expect(items.first?.restated.ore == 5_893)
        let error = #expect(throws: InvalidInput.self) { try differences([line("1500", "EUR", "1e3", ore: 0)]) }
        #expect(error?.description.contains("voucher 1") == true)
    }

    @Test("kroner carried in on an account are told apart") func openings() throws {
        var balances = ForeignBalances()
        try balances.add(
            try voucher([Posting(account: AccountNumber("1500"), amount: Money(ore: 5))], kind: .opening))
        #expect(balances.openedInKroner.map(\.text) == ["1500"])
        #expect(balances.balances.isEmpty)
    }

    @Test("what is posted balances, and a second run finds nothing", arguments: UInt64(1)...100)
    func idempotence(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var balances = ForeignBalances()
        let postings = try (0..<Int.random(in: 1...30, using: &random)).map { _ in
            try line(
                ["1500", "1920", "2400"].randomElement(using: &random) ?? "1500",
                ["EUR", "USD", "SEK"].randomElement(using: &random) ?? "EUR",
                "\(Int.random(in: -3...3, using: &random) * 100)",
                ore: Int64.random(in: -500_000...500_000, using: &random),
                party: [nil, "1", "2"].randomElement(using: &random) ?? nil,
                reference: [nil, "F1", "F2"].randomElement(using: &random) ?? nil)
        }
        try balances.add(try voucher(postings))
        let first = try Revaluation(balances, on: try day(), accounts: accounts, rates: try rates())
        let exchange = ExchangeAccounts(gain: try AccountNumber("8060"), loss: try AccountNumber("8160"))
        for kind in [Revaluation.Item.Kind.realised, .unrealised] {
            let restating = try voucher(try first.postings(kind, to: exchange))
            #expect(try restating.imbalance() == .zero)
            try balances.add(restating)
        }
        let second = try Revaluation(balances, on: try day(), accounts: accounts, rates: try rates())
        #expect(second.differences.isEmpty)
    }
}
