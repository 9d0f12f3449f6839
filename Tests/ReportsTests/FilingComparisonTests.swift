import Application
import Filing
import Ledger
import Projections
import Testing
import VATReturn
import Values

@Suite("Exceptions and differences of filings") struct FilingComparisonTests {
    /// Filed: sale 1000, VAT 250. Then a sale of 400, a purchase of 100, and an entry on the VAT account alone.
    private func world() throws -> (ReportBooks, FilingID) {
        let world = try ReportBooks()
        try world.sell(1000, "2026-01-10")
        let id = try world.books().draftVATReturn(VATDraftRequest(period: try period("2026-T1"))).id
        try world.sell(400, "2026-02-27")
        try world.buy(100, "2026-01-31")
        try world.sell(77, "2026-03-01")
        try world.post("2026-02-02", [line("2700", -300), line("6300", 300)])
        return (world, id)
    }

    @Test("every late posting is valued on its line, and the corrected return is a fresh draft") func exceptions()
        throws
    {
        let (world, id) = try world()
        let head = try world.log.head()
        let found = try world.books().exceptions(id)
        #expect(try world.log.head() == head)
        #expect(found.effects.map(\.key.code.description) == ["3", "1"])
        #expect(try found.effects[0].base() == Money(ore: 40_000))
        #expect(try found.effects[0].vat() == Money(ore: 10_000))
        #expect(try found.effects[1].base() == nil)
        #expect(try found.effects[1].vat() == Money(ore: -2_500))
        #expect(found.others.map(\.vatAccounts) == [Money(ore: 300)])
        #expect(found.difference.totalBefore == 250)
        #expect(found.difference.totalAfter == 325)
        let drafted = try world.books().draft(found)
        let document = try world.books().document(of: drafted)
        #expect(VATReturnDocument(validBytes: document.bytes)?.total?.kroner == 325)
        #expect(try world.books().exceptions(drafted.id).isEmpty)
    }

    @Test("the corrected return is, byte for byte, what drafting at the same moment gives") func fresh() throws {
        let (world, id) = try world()
        let found = try world.books().exceptions(id)
        let books = try world.books()
        let record = try books.draftVATReturn(VATDraftRequest(period: try period("2026-T1")))
        let drafted = try #require(VATReturnDocument(validBytes: try books.document(of: record).bytes))
        #expect(VATReturnDifference(from: found.corrected.document, to: drafted).isEmpty)
        #expect(found.corrected.document.reference == drafted.reference)
    }

    @Test(
        "in all books the corrected return is the fresh draft, and its effects are the difference",
        arguments: UInt64(1)...10)
    func property(seed: UInt64) throws {
        let world = try ReportBooks()
        var random = RandomVouchers(seed: seed)
        _ = try world.books().post(try random.take(40))
        let term = try period("2026-T3")
        let id = try world.books().draftVATReturn(VATDraftRequest(period: term)).id
        let before = try world.books().vatReport(term).specification
        _ = try world.books().post(try random.take(40))
        let found = try world.books().exceptions(id)
        let after = try world.books().vatReport(term).specification
        var change = Money.zero
        for effect in found.effects { try change += try effect.vat() }
        // Lines that come to less than a krone are left out of a specification.
        let difference = try after.exactVAT - before.exactVAT
        #expect(try (change - difference).ore.magnitude < 400)
        let books = try world.books()
        let record = try books.draftVATReturn(VATDraftRequest(period: term))
        #expect(try books.document(of: record).bytes == found.corrected.package.document.bytes)
    }

    @Test("a filing that nothing reached has no exceptions") func none() throws {
        let world = try ReportBooks()
        try world.sell(1000, "2026-01-10")
        let id = try world.books().draftVATReturn(VATDraftRequest(period: try period("2026-T1"))).id
        try world.sell(5, "2026-03-10")
        #expect(try world.books().exceptions(id).isEmpty)
        #expect(throws: FilingError.self) { try world.books().exceptions(try FilingID("vat-2026-T2-1")) }
    }

    @Test("two drafts differ by the vouchers between them, and the other way with opposite sign") func drafts() throws {
        let (world, id) = try world()
        _ = try world.books().draftVATReturn(VATDraftRequest(period: try period("2026-T1")))
        let books = try world.books()
        let forth = try books.compare(.draft(id, draft: 1), .draft(id, draft: 2))
        #expect(try forth.effects?.map { try $0.vat() } == [Money(ore: 10_000), Money(ore: -2_500)])
        let back = try books.compare(.draft(id, draft: nil), .draft(id, draft: 1))
        #expect(try back.effects?.map { try $0.vat() } == [Money(ore: -10_000), Money(ore: 2_500)])
        #expect(try books.compare(.draft(id, draft: 2), .books).difference.isEmpty)
        // Whole kroner on each line, so that effects are the differences to the øre.
        for line in forth.difference.lines {
            let effect = try #require(
                forth.effects?.first {
                    $0.key.code.description == line.code && $0.key.rate?.officialText == line.sats
                })
            let change = (line.after?.merverdiavgift ?? 0) - (line.before?.merverdiavgift ?? 0)
            #expect(try effect.vat() == Money(ore: change * 100))
        }
        #expect(throws: FilingComparisonError.noSuchDraft(id, 3, drafts: 2)) {
            try books.compare(.draft(id, draft: 3), .books)
        }
        #expect(throws: FilingComparisonError.nothingToCompare) { try books.compare(.books, .books) }
    }

    @Test("returns of different periods are compared without vouchers") func periods() throws {
        let (world, id) = try world()
        let other = try world.books().draftVATReturn(VATDraftRequest(period: try period("2026-T2"))).id
        let comparison = try world.books().compare(.draft(id, draft: nil), .draft(other, draft: nil))
        #expect(comparison.effects == nil)
        #expect(comparison.difference.totalAfter == 19)
    }

    @Test("returns of other periods and kinds differ, also where their figures do not") func zeroReturns() throws {
        let world = try ReportBooks()
        let first = try world.books().draftVATReturn(VATDraftRequest(period: try period("2026-T1"))).id
        let second = try world.books().draftVATReturn(VATDraftRequest(period: try period("2026-T2"))).id
        let claim = VATDraftRequest(period: try period("2026-T1"), category: .kompensasjon)
        let third = try world.books().draftVATReturn(claim).id
        let books = try world.books()
        let periods = try books.compare(.draft(first, draft: nil), .draft(second, draft: nil)).difference
        #expect(periods.others == ["skattleggingsperiode"])
        #expect(!periods.isEmpty)
        let kinds = try books.compare(.draft(first, draft: nil), .draft(third, draft: nil)).difference
        #expect(kinds.others == ["meldingskategori"])
        #expect(!kinds.isEmpty)
        #expect(try books.compare(.draft(first, draft: nil), .books).difference.isEmpty)
    }

    @Test("a side is read as it is written", arguments: ["vat-2026-T1-1", "vat-2026-T1-2:3", "books"])
    func version(text: String) throws { #expect(try FilingVersion(text).description == text) }

    @Test(
        "what is no side is refused",
        arguments: ["", "vat", "vat-2026-T1-1:0", "vat-2026-T1-1:x", "vat-2026-T1-1:1:1", ":1"])
    func wrongVersion(text: String) { #expect(throws: InvalidInput.self) { try FilingVersion(text) } }
}
