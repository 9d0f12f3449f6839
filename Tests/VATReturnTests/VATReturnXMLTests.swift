import Formats
import LegalTables
import TestSupport
import Testing
import Values

@testable import VATReturn

@Suite("The VAT return as a document") struct VATReturnXMLTests {
    @Test("the whole document of domestic trade is the printed one, byte for byte")
    func wholeDocument() throws {
        #expect(try WorkedExample.domesticTrade.vatReturn().xml == Array(ExpectedXML.domesticTrade.utf8))
    }

    @Test("the figures of each worked example are written as printed", arguments: WorkedExample.all.dropFirst())
    func figures(example: WorkedExample) throws {
        #expect(try example.vatReturn().fastsattMerverdiavgift == example.total)
        let lines = try example.document().split(separator: "\n").map(String.init)
        let first = try #require(lines.firstIndex { $0.hasPrefix("  <skattegrunnlag") })
        let last = try #require(lines.firstIndex { $0.hasPrefix("  </skattegrunnlag") })
        #expect(lines[first...last].map { String($0.dropFirst(2)) }.joined(separator: "\n") == example.xml)
    }

    @Test("a refund carries the KID the bank wants, and every other return an empty element")
    func paymentInformation() throws {
        let kid = "  <betalingsinformasjon><kundeIdentifikasjonsnummer>3000047112</kundeIdentifikasjonsnummer>"
        #expect(try WorkedExample.refund.document().contains(kid + "</betalingsinformasjon>\n"))
        #expect(try WorkedExample.zeroReturn.document().contains("\n  <betalingsinformasjon/>\n  <skattepliktig>"))
    }

    @Test("a remark on the return stands last, structured where the code list has it")
    func returnRemark() throws {
        let remark = try #require(VATRemark(" bfu ", on: .return, in: .alminnelig))
        #expect(remark == .structured("BFU"))
        let vatReturn = try VATReturn(
            reference: "1", system: nil, period: ReportingPeriod("2026-T1"), category: .alminnelig, lines: [],
            organisationNumber: OrganisationNumber("310000000"), remark: remark)
        let end = "  <merknad><utvalgtMerknad>BFU</utvalgtMerknad></merknad>\n</mvaMeldingDto>\n"
        #expect(String(decoding: vatReturn.xml, as: UTF8.self).hasSuffix(end))
    }

    @Test(
        "the name of a structured remark, in any case, becomes that remark; other words are free text",
        arguments: [
            ("KREDITNOTA", VATCategory.alminnelig, VATRemark.structured("kreditnota")),
            ("gjenutførsel\u{A0}eller retur", .alminnelig, .structured("gjenutførsel eller retur")),
            ("Kreditnota til A. Hansen", .alminnelig, .text("Kreditnota til A. Hansen")),
            ("store anskaffelser", .kompensasjon, .text("store anskaffelser")),
            ("forlis", .alminnelig, .text("forlis")),
        ])
    func lineRemark(text: String, category: VATCategory, remark: VATRemark) {
        #expect(VATRemark(text, on: .line, in: category) == remark)
    }

    @Test("a blank remark is none") func blankRemark() {
        #expect(VATRemark(" \n", on: .line, in: .alminnelig) == nil)
    }

    @Test("postings that agree keep their remark, others share a free text")
    func joinedRemarks() throws {
        let remarks = LegalTables.current.vatRemarks
        let joined = { (texts: [String]) in VATRemark(joining: texts, in: .alminnelig, of: remarks) }
        #expect(joined(["kreditnota", "Kreditnota"]) == .structured("kreditnota"))
        #expect(joined(["kreditnota", "feil pris"]) == .text("kreditnota; feil pris"))
        #expect(joined([]) == nil)
    }

    @Test("markup in the ledger's own texts is escaped")
    func escaping() throws {
        let line = VATReturnLine(
            code: try VATCode("3"), ledgerCode: "<A&B>", merverdiavgift: 0, remark: .text("5 < 6"))
        let vatReturn = try VATReturn(
            reference: "1", system: nil, period: ReportingPeriod("2026-T1"), category: .alminnelig, lines: [line],
            organisationNumber: OrganisationNumber("310000000"))
        let text = String(decoding: vatReturn.xml, as: UTF8.self)
        #expect(text.contains("<mvaKodeRegnskapsystem>&lt;A&amp;B&gt;</mvaKodeRegnskapsystem>"))
        #expect(VATReturnDocument(validBytes: vatReturn.xml)?.lines.first?.ledgerCode == "<A&B>")
    }

    @Test("what the schema or XML cannot hold is refused with the place")
    func unfitTexts() throws {
        let long = VATReturnLine(
            code: try VATCode("3"), merverdiavgift: 0, remark: .text(String(repeating: "å", count: 4001)))
        let control = VATReturnLine(code: try VATCode("3"), ledgerCode: "a\u{1}", merverdiavgift: 0)
        let huge = VATReturnLine(code: try VATCode("3"), merverdiavgift: .max)
        func error(_ lines: [VATReturnLine]) throws -> VATReturnError? {
            let number = try OrganisationNumber("310000000")
            let period = try ReportingPeriod("2026-T1")
            return #expect(throws: VATReturnError.self) {
                try VATReturn(
                    reference: "1", system: nil, period: period, category: .alminnelig, lines: lines,
                    organisationNumber: number)
            }
        }
        #expect(
            try error([control, long])?.description.hasPrefix("Line 1: mvaKodeRegnskapsystem has a control") == true)
        #expect(try error([long]) == .textTooLong(element: "merknad", line: 1))
        #expect(try error([huge, huge]) == .totalTooLarge)
    }

    @Test("a document comes back as it was written", arguments: WorkedExample.all)
    func reading(example: WorkedExample) throws {
        let vatReturn = try example.vatReturn()
        let (read, problems) = VATReturnDocument.read(vatReturn.xml)
        #expect(problems == [])
        let document = try #require(read)
        #expect(document.period == vatReturn.period)
        #expect(document.category == vatReturn.category)
        #expect(document.total?.kroner == vatReturn.fastsattMerverdiavgift)
        #expect(document.organisationNumber == "310000000")
        #expect(document.refundKID == vatReturn.refundKID?.text)
        #expect(document.lines.map(\.code) == vatReturn.lines.map(\.code))
        #expect(document.lines.map(\.specification) == vatReturn.lines.map(\.specification))
        #expect(document.lines.map(\.sats) == vatReturn.lines.map(\.sats))
        #expect(document.lines.map { $0.grunnlag?.kroner } == vatReturn.lines.map(\.grunnlag))
        #expect(document.lines.map { $0.merverdiavgift.kroner } == vatReturn.lines.map(\.merverdiavgift))
    }

    @Test("postings without a standard code stop the return with their names")
    func unmapped() throws {
        #expect(VATReturnError.unmappedCodes(["S9", "X"]).description.contains("S9, X. Map each"))
    }
}
