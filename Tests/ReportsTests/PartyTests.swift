import Application
import Ledger
import Testing
import Values

@Suite("Open balances of parties") struct PartyTests {
    private static let kari = PartyReference(.customer, "10001")

    /// Invoices of 1250, 2500 and 625; a payment of 1250 that names the second, and one of 1000 that names none.
    private func world() throws -> ReportBooks {
        let world = try ReportBooks()
        try world.sell(1000, "2026-01-01", to: "10001", invoice: "F1", due: "2026-01-15")
        try world.sell(2000, "2026-02-01", to: "10001", invoice: "F2", due: "2026-02-15")
        try world.sell(500, "2026-03-01", to: "10001", invoice: "F3", due: "2026-03-15")
        try world.post(
            "2026-02-20",
            [line("1500", -125_000, party: Self.kari, reference: "F2"), line("1920", 125_000)])
        try world.post("2026-03-01", [line("1500", -100_000, party: Self.kari), line("1920", 100_000)])
        return world
    }

    /// By hand: F2 has 1250 left of the payment that names it; the other payment leaves 250 of the oldest, F1.
    @Test("payments settle what they name, and then the oldest") func settling() throws {
        let report = try world().books().partyBalances(try day("2026-03-20"))
        let party = try #require(report.parties.first)
        #expect(report.parties.count == 1)
        #expect(party.balance == Money(ore: 212_500))
        #expect(party.openItems.map(\.reference) == ["F1", "F2", "F3"])
        #expect(party.openItems.map(\.open) == [Money(ore: 25_000), Money(ore: 125_000), Money(ore: 62_500)])
        // On 20 March F3 is 5 days late, F2 33 and F1 64.
        #expect(
            party.ageing.buckets == [.zero, Money(ore: 62_500), Money(ore: 125_000), Money(ore: 25_000), .zero])
        #expect(party.ageing.unapplied == .zero)
        #expect(report.checks.map(\.account.text) == ["1500"])
        #expect(try report.checks[0].difference() == .zero)
    }

    @Test("an earlier day shows what was open then") func earlier() throws {
        let report = try world().books().partyBalances(try day("2026-02-15"))
        #expect(report.parties.first?.balance == Money(ore: 375_000))
        // F1 is 31 days late, F2 falls due that very day.
        #expect(
            report.parties.first?.ageing.buckets == [Money(ore: 250_000), .zero, Money(ore: 125_000), .zero, .zero])
    }

    @Test("a customer with thousands of payments is settled at once") func many() throws {
        let world = try ReportBooks()
        let vouchers = try (1...4_000).map { number in
            let sign: Int64 = number.isMultiple(of: 2) ? -1 : 1
            return Voucher(
                number: try VoucherNumber(number: "\(number)"), date: try day("2026-01-01"),
                postings: [
                    try line("1500", sign * 100, party: Self.kari, reference: "F"), try line("1920", -sign * 100),
                ])
        }
        _ = try world.books().post(vouchers)
        let started = ContinuousClock.now
        let report = try world.books().partyBalances(try day("2026-01-31"))
        #expect(report.parties.isEmpty)
        #expect(ContinuousClock.now - started < .seconds(10))
    }

    @Test("what is paid too much is not applied, and what has no party is told") func tooMuch() throws {
        let world = try ReportBooks()
        try world.sell(100, "2026-01-01", to: "10001")
        try world.sell(100, "2026-01-02")
        try world.post("2026-01-05", [line("1500", -20_000, party: Self.kari), line("1920", 20_000)])
        let report = try world.books().partyBalances(try day("2026-01-31"))
        #expect(report.parties.first?.balance == Money(ore: -7_500))
        #expect(report.parties.first?.ageing.unapplied == Money(ore: -7_500))
        #expect(try report.checks.map { try $0.difference() } == [Money(ore: 12_500)])
    }

    @Test("suppliers are owed by credit, and roles are told apart") func suppliers() throws {
        let world = try ReportBooks()
        let supplier = PartyReference(.supplier, "10001")
        try world.post("2026-01-01", [line("2400", -50_000, party: supplier, due: "2026-01-31"), line("4000", 50_000)])
        try world.sell(100, "2026-01-01", to: "10001")
        let books = try world.books()
        let report = try books.partyBalances(try day("2026-02-10"), role: .supplier)
        #expect(report.parties.map(\.party) == [supplier])
        #expect(report.parties[0].balance == Money(ore: -50_000))
        #expect(report.parties[0].ageing.buckets[1] == Money(ore: -50_000))
        #expect(try books.partyBalances(try day("2026-02-10")).parties.count == 2)
    }

    @Test("the ledger of a party runs from its opening balance") func ledger() throws {
        let ledger = try world().books().partyLedger(Self.kari, try period("2026-02").days)
        #expect(ledger.opening == Money(ore: 125_000))
        #expect(ledger.lines.map(\.balance) == [Money(ore: 375_000), Money(ore: 250_000)])
        #expect(ledger.closing == Money(ore: 250_000))
        #expect(throws: PartyError.self) {
            try world().books().partyLedger(PartyReference(.customer, "9"), nil)
        }
    }

    @Test("balances, ages and items agree in all books", arguments: UInt64(1)...12)
    func agrees(seed: UInt64) throws {
        let world = try ReportBooks()
        var random = RandomVouchers(seed: seed)
        _ = try world.books().post(try random.take(60))
        let report = try world.books().partyBalances(try day("2026-12-31"))
        for party in report.parties {
            var aged = party.ageing.unapplied
            for bucket in party.ageing.buckets { try aged += bucket }
            var open = Money.zero
            for item in party.openItems { try open += item.open }
            #expect(aged == party.balance)
            #expect(open == party.balance)
            #expect(try world.books().partyLedger(party.party, nil).closing == party.balance)
            // Nobody owes an item while a payment lies unapplied.
            #expect(party.ageing.unapplied == .zero || party.ageing.buckets.allSatisfy { $0 == .zero })
        }
    }
}
