import Application
import EventLog
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

    @Test("a return whose postings the company's own return counts is not made ready unasked") func shared()
        async throws
    {
        let world = try await world()
        defer { world.remove() }
        try world.sell(20_000, on: "2025-05-20")
        let other = try draft(.alminnelig, in: world).id
        let shared = try world.books().sharedPostings(of: other)
        #expect(shared.map(\.category) == [.primaernaering])
        #expect(shared.map(\.filing) == [nil])
        #expect(shared.map(\.vouchers) == [1] && shared.map(\.postings) == [1])
        #expect(throws: SharedPostingsRefusal.self) { try world.books().markReady(other) }
        let own = try draft(nil, in: world).id
        #expect(try world.books().sharedPostings(of: other).map(\.filing) == [own])
        #expect(throws: SharedPostingsRefusal.self) { try world.books().markReady(other) }
        // A mere draft of the other does not hinder the company's own return.
        try await file(own, in: world)
        try world.books().markReady(other, acceptingShared: true)
        try world.approve(other)
        guard case .accepted = try await world.submit(other) else {
            Issue.record("it was not accepted")
            return
        }
        let twice = try world.books().check(keys: []).findings.compactMap { finding in
            if case .countedTwice(let id, let shared) = finding { (id, shared.filing) } else { nil }
        }
        #expect(twice.map(\.0) == [own])
        #expect(twice.map(\.1) == [other])
    }

    @Test("a reverse-charge return shares postings with an ordinary one, and a compensation return with none")
    func kinds() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        try world.buyAbroad(8000, on: "2026-01-20")
        let term = ApprovalWorld.period
        let own = try world.draft().id
        let charge = VATDraftRequest(period: try ReportingPeriod("2026-Q1"), category: .omvendtAvgiftsplikt)
        let claim = VATDraftRequest(period: term, category: .kompensasjon)
        let reverse = try world.books().draftVATReturn(charge).id
        let compensation = try world.books().draftVATReturn(claim).id
        #expect(try world.books().sharedPostings(of: reverse).map(\.filing) == [own])
        #expect(try world.books().sharedPostings(of: own).map(\.filing) == [reverse])
        #expect(try world.books().sharedPostings(of: compensation).isEmpty)
        // What is dated outside the common days is counted once.
        let later = VATDraftRequest(period: try ReportingPeriod("2026-T2"))
        try world.buyAbroad(100, on: "2026-04-02")
        #expect(try world.books().sharedPostings(of: try world.books().draftVATReturn(later).id).isEmpty)
    }

    @Test("a log where both have one name is read as it was meant, and told apart from here on") func olderLog()
        async throws
    {
        let world = try await world()
        defer { world.remove() }
        // As they were named before kinds told the categories apart.
        let draft = try draft(.alminnelig, in: world).current.event
        let old = try FilingID("vat-2025-1")
        let named = FilingDrafted(
            filing: old, hashes: draft.hashes, prefix: draft.prefix, builder: draft.builder, inputs: draft.inputs,
            by: draft.by)
        let older = try await self.world()
        defer { older.remove() }
        let content = try [draft.hashes.document, draft.hashes.envelope].map { try #require(try world.log.content($0)) }
        try older.log.write(expecting: nil) { writer in
            for document in content { _ = try writer.store(document.bytes, mediaType: document.mediaType) }
            _ = try writer.append(named.newEvent, at: older.clock.now)
        }
        #expect(try older.books().filing(old).category == .alminnelig)
        #expect(try self.draft(nil, in: older).id == (try FilingID("vat-2025-2")))
        #expect(try self.draft(.alminnelig, in: older).id == old)
        #expect(try dueReturn(in: older)?.status == .open(try FilingID("vat-2025-2")))
        #expect(try older.books().replay(old).isIdentical)
    }
}
