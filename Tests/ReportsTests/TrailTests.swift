import Application
import Ledger
import Testing
import Values

@Suite("The audit trail") struct TrailTests {
    @Test("from voucher to figures and back is the same way", arguments: UInt64(1)...4)
    func symmetrical(seed: UInt64) throws {
        let world = try ReportBooks()
        var random = RandomVouchers(seed: seed)
        let vouchers = try random.take(25)
        _ = try world.books().post(vouchers)
        for text in ["2026-T1", "2025-T4"] {
            _ = try world.books().draftVATReturn(VATDraftRequest(period: try period(text)))
        }
        _ = try world.books().post([try random.next(), try random.next()])
        let books = try world.books()
        var forth: Set<String> = []
        var figures: Set<Figure> = []
        for voucher in vouchers {
            let trail = try books.trail(voucher.number)
            for part in trail.parts {
                figures.insert(part.figure)
                forth.insert("\(part.figure) \(voucher.number) \(part.line) \(part.amount)")
            }
        }
        var back: Set<String> = []
        for figure in figures {
            for step in try books.trail(figure).steps where vouchers.contains(where: { $0.number == step.line.voucher })
            {
                back.insert("\(figure) \(step.line.voucher) \(step.line.line) \(step.amount)")
            }
        }
        #expect(forth == back)
    }

    @Test("a figure is the sum of its postings and what was brought forward") func sums() throws {
        let world = try ReportBooks()
        try world.sell(1000, "2025-12-01", to: "1")
        try world.sell(200, "2026-01-10", to: "1")
        try world.sell(300, "2026-02-10", to: "2")
        let books = try world.books()
        #expect(try books.trail(Figure("account:3000:2026-M01")).sum == Money(ore: -20_000))
        #expect(try books.trail(Figure("income:salgsinntekt:2026")).sum == Money(ore: 50_000))
        let receivables = try books.trail(Figure("balance:kundefordringer:2026"))
        #expect(receivables.broughtForward == Money(ore: 125_000))
        #expect(receivables.steps.count == 2)
        #expect(receivables.sum == Money(ore: 187_500))
        #expect(try books.trail(Figure("vat:2026-T1:1")).sum == Money(ore: 12_500))
        #expect(try books.trail(Figure("party:customer/1")).sum == Money(ore: 150_000))
        #expect(try books.trail(Figure("balance:udisponertResultat:2026")).sum == Money(ore: 150_000))
    }

    @Test("a voucher that came after a filing is said not to be in it") func late() throws {
        let world = try ReportBooks()
        let early = try world.sell(10, "2026-01-10")
        let id = try world.books().draftVATReturn(VATDraftRequest(period: try period("2026-T1"))).id
        let late = try world.sell(20, "2026-01-11")
        let books = try world.books()
        #expect(try books.trail(early.number).filings.map(\.isIn) == [true])
        let trail = try books.trail(late.number)
        #expect(trail.filings.map(\.isIn) == [false])
        #expect(!trail.parts.contains { $0.figure == .filing(id, line: 1) })
        #expect(trail.parts.contains { $0.figure == .vat(id.period, line: 1) })
        #expect(try books.trail(.filing(id, line: 1)).steps.map(\.line.voucher) == [early.number])
    }

    @Test(
        "figures are read as they are written",
        arguments: [
            "account:3000:2026-M01", "income:salgsinntekt:2026-T1", "balance:kundefordringer:2026", "vat:2026-T1:1",
            "filing:vat-2026-T1-1:2", "party:customer/10 01",
        ])
    func figure(text: String) throws { #expect(try Figure(text).description == text) }

    @Test(
        "what is no figure is refused",
        arguments: [
            "account:3000", "income:salg:2026", "income:driftsresultat:2026", "balance:kundefordringer:2026-T1",
            "vat:2026-T1:0",
            "vat:2026-T7:1", "filing:x:1", "party:kari", "party:owner/1", "", "vat:2026-T1:99999999999999999999",
        ])
    func wrongFigure(text: String) { #expect(throws: (any Error).self) { try Figure(text) } }

    @Test("lines that a return does not have are refused") func noLine() throws {
        let world = try ReportBooks()
        try world.sell(10, "2026-01-10")
        #expect(throws: FigureError.self) { try world.books().trail(Figure("vat:2026-T1:2")) }
        #expect(throws: AccountReportError.self) { try world.books().trail(Figure("account:1234:2026")) }
        #expect(throws: PartyError.self) { try world.books().trail(Figure("party:customer/9")) }
    }
}
