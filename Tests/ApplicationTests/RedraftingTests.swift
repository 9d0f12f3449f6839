import Application
import Filing
import Interchange
import Testing
import VATReturn
import Values

@Suite("Drafting again") struct RedraftingTests {
    private func inputs(_ record: FilingRecord) throws -> VATReturnInputs {
        try VATReturnInputs(record.current.event.inputs)
    }

    private func file(_ name: String, _ description: String, _ text: String) -> VATDraftRequest.AttachmentFile {
        VATDraftRequest.AttachmentFile(fileName: name, description: description, bytes: Array(text.utf8))
    }

    @Test("a return that follows a delivered one keeps its remarks, KID and attachments") func correction()
        async throws
    {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        try world.sell(1000)
        var request = VATDraftRequest(period: ApprovalWorld.period)
        request.remark = "Som avtalt"
        request.refundKID = "3000047112"
        request.lineRemarks = [1: "Stort salg"]
        request.attachments = [file("kontrakt.pdf", "Kontrakt", "Avtale")]
        let id = try world.books().draftVATReturn(request).id
        try world.books().markReady(id)
        try world.books().close(ApprovalWorld.period)
        try world.approve(id)
        guard case .accepted = try await world.submit(id) else {
            Issue.record("it was not accepted")
            return
        }
        // Nothing was posted: the return would say the same, and a draft of it would.
        let exceptions = try world.books().exceptions(id)
        #expect(exceptions.difference.lines.isEmpty && exceptions.difference.others.isEmpty)
        let next = try world.draft()
        #expect(next.id == (try FilingID("vat-2026-T1-2")))
        let (before, after) = (try inputs(try world.books().filing(id)), try inputs(next))
        #expect(after.remark == "Som avtalt")
        #expect(after.refundKID == "3000047112")
        #expect(after.lineRemarks == before.lineRemarks)
        #expect(after.attachments == before.attachments)
        // A filing of its own, with a reference of its own.
        #expect(after.reference != before.reference)
    }

    @Test("the same bytes under another name are another attachment") func renamed() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        try world.sell(1000)
        var request = VATDraftRequest(period: ApprovalWorld.period)
        request.attachments = [file("a.pdf", "A", "Avtale")]
        let first = try world.books().draftVATReturn(request)
        #expect(try world.books().draftVATReturn(request).drafts.count == 1)
        request.attachments = [file("b.pdf", "A", "Avtale")]
        let second = try world.books().draftVATReturn(request)
        #expect(try inputs(second).attachments.map(\.name) == ["b"])
        #expect(second.current.event.hashes.envelope != first.current.event.hashes.envelope)
        request.attachments = [file("b.pdf", "B", "Avtale")]
        #expect(try inputs(try world.books().draftVATReturn(request)).attachments.map(\.description) == ["B"])
        request.attachments = []
        #expect(try inputs(try world.books().draftVATReturn(request)).attachments.isEmpty)
    }

    @Test("a VAT code that a filing on its way counts keeps its mapping until the filing is finished")
    func remapping() async throws {
        let world = try await ApprovalWorld()
        defer { world.remove() }
        try world.sell(1000, ledgerCode: "S")
        let id = try world.readyFiling()
        try world.approve(id)
        world.transport.set(.losesInstance)
        await #expect(throws: (any Error).self) { try await world.submit(id) }
        #expect(try world.books().filing(id).mayLieAtAuthority)

        func map(_ json: String) throws { _ = try world.books().map(VATMappingFile(parsing: Array(json.utf8))) }
        let size = try world.log.size()
        #expect(throws: BooksError.self) { try map(#"{"S":"31"}"#) }
        #expect(try world.log.size() == size)
        // What moves nothing of its period may be said.
        try map(#"{"S":"3","X":"31"}"#)
        try map(#"[{"ledgerCode":"S","from":"2026-03-01","code":"31"}]"#)

        world.transport.set(.fine)
        guard case .accepted = try await world.submit(id) else {
            Issue.record("it was not accepted")
            return
        }
        try map(#"{"S":"31"}"#)
    }
}
