import Application
import Filing
import Testing
import Values

@Suite("Returns of two categories") struct TwoCategoriesTests {
    private func year() throws -> ReportingPeriod { try ReportingPeriod("2025") }

    /// A company in primary industry that is registered for ordinary VAT too; nothing of 2025 has VAT.
    private func world() async throws -> ApprovalWorld {
        let world = try await ApprovalWorld(category: .primaernaering)
        try world.move(100, on: "2025-05-05")
        return world
    }

    private func draft(_ category: VATCategory?, in world: ApprovalWorld) throws -> FilingRecord {
        try world.books().draftVATReturn(VATDraftRequest(period: try year(), category: category))
    }

    private func file(_ id: FilingID, in world: ApprovalWorld) async throws {
        try world.books().markReady(id)
        if try !world.books().closedPeriods().contains(id.period) { try world.books().close(id.period) }
        try world.approve(id)
        guard case .accepted = try await world.submit(id) else {
            Issue.record("\(id) was not accepted")
            return
        }
    }

    private func dueReturn(in world: ApprovalWorld) throws -> DueReport? {
        try world.books().deadlines().first { $0.report == "mva-melding" && $0.period.year == 2025 }
    }

    @Test("a draft of one does not take the place of the other's") func drafts() async throws {
        let world = try await world()
        defer { world.remove() }
        let own = try draft(nil, in: world)
        let other = try draft(.alminnelig, in: world)
        #expect(own.id == (try FilingID("vat-2025-1")))
        #expect(other.id != own.id)
        #expect(try draft(nil, in: world).drafts.count == 1)
        #expect(try draft(.alminnelig, in: world).id == other.id)
        #expect(try world.books().filings().records.count == 2)
    }

    @Test("the one that was filed leaves the other due, and is not superseded by it") func status() async throws {
        let world = try await world()
        defer { world.remove() }
        let other = try draft(.alminnelig, in: world).id
        try await file(other, in: world)
        #expect(try dueReturn(in: world)?.status == .open(nil))
        #expect(try world.books().vatYear(2025).terms.first?.filing == nil)
        // 2026-04-03: the deadline is a week away.
        world.clock.advance(24 * 86_400)
        let reminded = try world.books().check(keys: []).findings.contains { $0.isReminder }
        #expect(reminded)

        let own = try draft(nil, in: world).id
        #expect(try world.books().difference(of: try world.books().filing(own)) == nil)
        try await file(own, in: world)
        #expect(try dueReturn(in: world)?.status == .done(own))
        #expect(try world.books().filing(other).state == .accepted)
        #expect(try world.books().filing(own).state == .accepted)
    }
}
