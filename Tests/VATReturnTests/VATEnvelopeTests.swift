import LegalTables
import TestSupport
import Testing
import Values

@testable import VATReturn

@Suite("The envelope") struct VATEnvelopeTests {
    private func envelope(_ attachments: [VATEnvelope.Attachment] = []) throws -> VATEnvelope {
        try VATEnvelope(
            for: WorkedExample.domesticTrade.vatReturn(), createdBy: "Kari Nordmann",
            createdAt: Timestamp("2026-03-20T08:15:00Z"), otherAttachments: attachments)
    }

    private func pdf(_ name: String) -> VATEnvelope.Attachment {
        VATEnvelope.Attachment(
            kind: .other, origin: .user, createdBy: "Kari Nordmann",
            file: VATEnvelope.File(
                name: name, fileExtension: "pdf", content: "Specification of large purchases"))
    }

    @Test("the envelope with one attachment is the printed one, byte for byte")
    func document() throws {
        #expect(try envelope([pdf("spesifikasjon-kode-1")]).xml == Array(ExpectedXML.envelope.utf8))
    }

    @Test(
        "an envelope is valid against the authority's schema in every category",
        .enabled(if: SchemaValidator.isPresent, Comment(rawValue: SchemaValidator.absence)),
        arguments: WorkedExample.all)
    func validity(example: WorkedExample) throws {
        let envelope = try VATEnvelope(
            for: example.vatReturn(), createdBy: "Kari <Nordmann>", createdAt: Timestamp("2026-07-01T10:00:00Z"),
            completeness: .incomplete, otherAttachments: [pdf("a"), pdf("b")])
        #expect(try SchemaValidator.complaints(about: envelope.xml, .envelope) == "")
        #expect(VATEnvelopeDocument.read(envelope.xml).problems == [])
    }

    @Test("an envelope comes back as it was written")
    func reading() throws {
        let document = try #require(VATEnvelopeDocument.read(envelope([pdf("bilag")]).xml).document)
        #expect(document.organisationNumber == "310000000")
        #expect(try document.period == ReportingPeriod("2026-T1"))
        #expect(document.category == .alminnelig)
        #expect(document.completeness == .complete)
        #expect(document.instanceStatus == "default")
        #expect(document.attachments.map(\.file.fullName) == ["mva-melding.xml", "bilag.pdf"])
        #expect(document.attachments.map(\.kind) == [.vatReturn, .other])
    }

    @Test("file names must differ, and there may be fifty beside the return")
    func limits() throws {
        #expect(throws: VATEnvelopeError.repeatedFileName("A.pdf")) { try envelope([pdf("a"), pdf("A")]) }
        let many = (1...51).map { pdf("bilag-\($0)") }
        #expect(throws: VATEnvelopeError.tooManyAttachments) { try envelope(many) }
        #expect(try envelope(many.dropLast()).attachments.count == 51)
    }

    @Test(
        "a file without a description, or with a control character, is refused", arguments: ["", "a\u{2}"])
    func unfitText(name: String) { #expect(throws: VATEnvelopeError.unfitText) { try envelope([pdf(name)]) } }

    @Test(
        "the official example envelopes break the schema as their faults say",
        .enabled(if: OfficialFiles.arePresent, Comment(rawValue: OfficialFiles.absence)),
        arguments: [
            ("konvolutt/mvakonvolutt1.xml", 2), ("konvolutt/kompensasjon_mvakonvolutt.xml", 3),
            ("feedback/exampleSuccessfulFeedback17062021/konvolutt.xml", 1),
        ])
    func officialExamples(file: String, faults: Int) throws {
        // No namespace; endringstidspunkt before vedlegg; a category outside the enumeration.
        let (document, problems) = VATEnvelopeDocument.read(try OfficialFiles.bytes("vat/examples/\(file)"))
        #expect(document?.attachments.isEmpty == false)
        #expect(problems.count == faults)
        #expect(problems.first?.reason.text(in: .english).hasPrefix("the namespace should be") == true)
    }

    @Test(
        "no damaged envelope stops the program, and the schema facts judge it as the authority's schema does",
        .enabled(if: SchemaValidator.isPresent, Comment(rawValue: SchemaValidator.absence)),
        arguments: UInt64(1)...40)
    func damagedEnvelopes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let damaged = ExpectedXML.envelope.damaged(using: &random)
        let problems = VATEnvelopeDocument.read(Array(damaged.utf8)).problems
        let isValid = try SchemaValidator.complaints(about: Array(damaged.utf8), .envelope).isEmpty
        #expect(problems.isEmpty == isValid, "\(damaged)")
    }

    @Test(
        "times are read as the schema reads them",
        .enabled(if: SchemaValidator.isPresent, Comment(rawValue: SchemaValidator.absence)),
        arguments: [
            "2026-03-20T09:15:00", "2026-03-20T09:15:00Z", "2026-03-20T24:00:00", "2026-03-20T24:00:01",
            "2026-02-29T09:15:00", "2026-03-20T09:15:60Z", "2026-03-20T09:15:00+14:00", "2026-03-20T09:15:00+14:01",
            "2026-03-20 09:15:00", "2026-03-20T09:15:00.", "2026-03-20T09:15:00.123456789Z",
            "2026-03-20", "",
        ])
    func times(text: String) throws {
        let time = "<opprettingstidspunkt>"
        let bytes = Array(
            ExpectedXML.envelope.replacingFirst("\(time)2026-03-20T09:15:00.000+01:00", with: time + text).utf8)
        let isValid = try SchemaValidator.complaints(about: bytes, .envelope).isEmpty
        #expect(VATEnvelopeDocument.read(bytes).problems.isEmpty == isValid)
    }
}
