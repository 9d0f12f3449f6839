import Formats
import Foundation
import HTTP
import SimulatedAuthority
import TestSupport
import Testing
import Values

@Suite("The simulated VAT app")
struct SimulatedVATAppTests {
    @Test("a right return goes from data over confirmation and feedback to its end", arguments: Reach.allCases)
    func wholeWay(reach: Reach) async throws {
        let client = try await SandboxClient(reach)
        defer { client.stop() }
        let instance = try await OpenInstance(client, dataValues: .object(["reference": "f-1"]))
        #expect(try await instance.json()["dataValues"] == .object(["reference": "f-1"]))
        #expect(try await instance.putEnvelope().status == 201)
        #expect(try await instance.postReturn().status == 201)
        let validation = try await instance.call(.get, "/validate")
        #expect(try JSON(parsing: validation.body) == [])
        let first = try JSON(parsing: try await instance.next().body)
        #expect(first["currentTask"]?["altinnTaskType"] == "confirmation")
        #expect(first["currentTask"]?["actions"]?["confirm"] == true)
        #expect(await client.authority.sentCount == 0)
        let second = try await instance.next()
        #expect(second.status == 200)
        #expect(try JSON(parsing: second.body)["currentTask"]?["name"] == "Tilbakemelding")
        #expect(await client.authority.sentCount == 1)
        #expect(
            try JSON(parsing: try await instance.call(.get, "/feedback/status").body)["isFeedbackProvided"] == false)
        #expect(try JSON(parsing: try await instance.call(.get, "/feedback/status").body)["isFeedbackProvided"] == true)
        let done = try JSON(parsing: try await instance.call(.get, "/feedback").body)
        #expect(done["process"]?["currentTask"]?.isNull == true)
        #expect(done["process"]?["ended"]?.string == "2026-03-20T08:15:00.000Z")
        #expect(done["status"]?["isArchived"] == true)
        #expect(done["status"]?["substatus"]?["label"] == "Mottatt")
        let types = Set((done["data"]?.array ?? []).compactMap { $0["dataType"]?.string })
        #expect(types.isSuperset(of: ["betalingsinformasjon", "valideringsresultat", "kvittering", "mvamelding"]))
        #expect(await client.authority.allInstances.map(\.isCompleted) == [true])
    }

    @Test("the feedback says what to pay by when, and that nothing deviates")
    func feedback() async throws {
        let instance = try await finished()
        let payment = try XMLElement(parsing: try await instance.element("betalingsinformasjon"))
        #expect(payment.child("innsendingsreferanse")?.text == instance.id)
        #expect(payment.child("beloep")?.text == "20000")
        // 310000000 2026 01: every second digit from the right doubled, cross sums 2 + 3 + 2 + 2 + 1 + 6 = 16, so 4 (MOD10).
        #expect(payment.child("kundeidentifikasjonsnummer")?.text == "3100000002026014")
        // One month and ten days after the period's end (skatteforvaltningsforskriften § 8-3-10).
        #expect(payment.child("betalingsfrist")?.text == "2026-04-10")
        #expect(payment.at("skattleggingsperiode", "periode")?.children.first?.text == "januar-februar")
        let result = try XMLElement(parsing: try await instance.element("valideringsresultat"))
        #expect(result.child("avvikVedMeldingslevering")?.text == "ingen avvik")
        #expect(result.children("avvik").isEmpty)
    }

    @Test(
        "the feedback documents keep to the official schemas",
        .enabled(if: OfficialFiles.arePresent, Comment(rawValue: OfficialFiles.absence)),
        arguments: [
            (
                "betalingsinformasjon",
                "no.skatteetaten.fastsetting.avgift.mva.skattemeldingformerverdiavgift.betalingsinformasjon.v1.0.xsd"
            ), ("valideringsresultat", "no.skatteetaten.fastsetting.avgift.mva.valideringsresultat.v1.xsd"),
        ])
    func schemas(type: String, schema: String) async throws {
        let finding = SimulatedFinding(rule: "R052", severity: .avvikende, message: "Omsetning under <grensen> & mer")
        let instance = try await finished { $0.findingsAfterSubmission = [finding] }
        let file = FileManager.default.temporaryDirectory.appending(path: "bilag-\(UUID().uuidString).xml")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(try await instance.element(type)).write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let folder = try #require(OfficialFiles.folder)
        process.arguments = [
            "xmllint", "--noout", "--nonet", "--schema", folder.appending(path: "vat/xsd/\(schema)").path, file.path,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test("the receipt is a PDF whose table of places is right")
    func receipt() async throws {
        let bytes = try await finished().element("kvittering")
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("%PDF-1.4\n"))
        #expect(text.hasSuffix("%%EOF\n"))
        #expect(text.contains("Fastsatt merverdiavgift: 20000 kroner"))
        #expect(text.contains("ikke levert til Skatteetaten"))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let start = try #require(lines.firstIndex(of: "startxref"))
        let table = try #require(Int(lines[start + 1]))
        #expect(bytes[table...].starts(with: Array("xref\n0 6\n".utf8)))
        let places = lines.filter { $0.hasSuffix(" 00000 n ") }.compactMap { Int($0.prefix(10)) }
        #expect(places.count == 5)
        for (index, place) in places.enumerated() {
            #expect(bytes[place...].starts(with: Array("\(index + 1) 0 obj\n".utf8)))
        }
    }

    @Test("an end of the process can hold a refusal, which only the result tells")
    func refusedAfterwards() async throws {
        let finding = SimulatedFinding(rule: "R049", severity: .ugyldig, message: "Feil periode")
        let instance = try await finished { $0.findingsAfterSubmission = [finding] }
        #expect(try await instance.json()["status"]?["isArchived"] == true)
        let result = try XMLElement(parsing: try await instance.element("valideringsresultat"))
        #expect(result.child("avvikVedMeldingslevering")?.text == "ugyldig skattemelding")
        #expect(result.at("avvik", "avviksinformasjon", "avvikKode")?.text == "R049")
    }

    private func finished(
        _ change: @escaping @Sendable (inout SandboxBehaviour) -> Void = { _ in }
    ) async throws -> OpenInstance {
        let client = try await SandboxClient()
        await client.authority.change(change)
        let instance = try await OpenInstance(client)
        try await instance.fill()
        _ = try await instance.next()
        try await client.authority.finishFeedback(instance.id)
        return instance
    }

    @Test(
        "what does not fit together is refused when filling in ends, and nothing moves",
        arguments: [
            (("310000000</org", "999999999</org"), nil, "forskjellig fra organisasjonsnummeret til instansen"),
            (nil, ("310000000", "999999999"), "forskjellig fra organisasjonsnummeret i mva-melding.xml"),
            (("alminnelig", "primaernaering"), nil, "forskjellig fra meldingskategorien i mva-melding.xml"),
            (("<instansstatus>default</instansstatus>", ""), nil, "instansstatus mangler"),
            (("default", " "), nil, "instansstatus mangler"),
            (
                ("<skattleggingsperiodeToMaaneder>januar-februar</skattleggingsperiodeToMaaneder>", ""), nil,
                "skattleggingsperiode"
            ),
            (("komplett</inn", "halv</inn"), nil, "XSD-feil"), ((" xmlns=\"no:", " xmlns:x=\"no:"), nil, "XSD-feil"),
            (("<opprettetAv>Kari Nordmann</opprettetAv>\n  <vedlegg>", "<vedlegg>"), nil, "XSD-feil"),
            (("<vedlegg>", "<endringstidspunkt>2026-03-20T09:15:00Z</endringstidspunkt><vedlegg>"), nil, "XSD-feil"),
            (("<vedleggstype>mva-melding", "<vedleggstype>binaerVedlegg"), nil, "ett vedlegg av type mva-melding"),
        ] as [((String, String)?, (String, String)?, String)])
    func contentCheck(envelope: (String, String)?, document: (String, String)?, message: String) async throws {
        let instance = try await OpenInstance(try await SandboxClient())
        let put = try await instance.putEnvelope(changed(SampleVATDocuments.envelope, envelope))
        #expect(put.status == 201)
        #expect(try await instance.postReturn(changed(SampleVATDocuments.vatReturn, document)).status == 201)
        let refusal = try await instance.next()
        #expect(refusal.status == 409)
        let text = try #require(try JSON(parsing: refusal.body).string)
        #expect(text.hasPrefix("Valideringsfeil: "))
        #expect(text.contains(message), "\(text)")
        #expect(try await instance.json()["process"]?["currentTask"]?["altinnTaskType"] == "data")
    }

    private func changed(_ text: String, _ change: (String, String)?) -> String {
        guard let change else { return text }
        #expect(text.contains(change.0))
        return text.replacingOccurrences(of: change.0, with: change.1)
    }

    @Test(
        "an invalid return is refused with the result of the control, a deviating one is let through",
        arguments: [
            ("<betalingsinformasjon/>", "", "R001"), ("<sats>25</sats>", "<sats>25.0</sats>", "R003"),
            (
                "<merverdiavgift>-5000</merverdiavgift>",
                "<grunnlag>20000</grunnlag><sats>25</sats><merverdiavgift>-5000</merverdiavgift>", "R065"
            ),
            ("20000</fastsatt", "20001</fastsatt", nil),
        ] as [(String, String, String?)])
    func control(old: String, new: String, rule: String?) async throws {
        let instance = try await OpenInstance(try await SandboxClient())
        _ = try await instance.putEnvelope()
        _ = try await instance.postReturn(changed(SampleVATDocuments.vatReturn, (old, new)))
        let answer = try await instance.next()
        guard let rule else {
            #expect(answer.status == 200)
            return
        }
        #expect(answer.status == 409)
        #expect(answer.header("Content-Type")?.hasPrefix("application/xml") == true)
        let result = try XMLElement(parsing: answer.body)
        #expect(result.child("avvikVedMeldingslevering")?.text == "ugyldig skattemelding")
        let rules = result.children("avvik").flatMap { $0.children("avviksinformasjon") }
            .compactMap { $0.child("avvikKode")?.text }
        #expect(rules.contains(rule), "\(rules)")
    }

    @Test("findings of rules given from outside are answered place by place")
    func givenRules() async throws {
        let client = try await SandboxClient(rules: { _ in
            [SimulatedFinding(rule: "R999", severity: .ugyldig, message: "Nei", path: "mvaMeldingDto/merknad")]
        })
        let instance = try await OpenInstance(client)
        _ = try await instance.putEnvelope()
        _ = try await instance.postReturn()
        let result = try XMLElement(parsing: try await instance.next().body)
        #expect(result.at("avvik", "stiTilAvvik")?.text == "mvaMeldingDto/merknad")
    }

    @Test("filling in cannot end without the return")
    func missing() async throws {
        let instance = try await OpenInstance(try await SandboxClient())
        _ = try await instance.putEnvelope()
        let answer = try await instance.next()
        #expect(answer.status == 409)
        let json = try JSON(parsing: answer.body)
        #expect(json["title"] == "Validation failed for task")
        #expect(json["validationIssues"]?.array?.first?["code"] == "TooFewDataElementsOfType")
    }

    @Test("attachments must be listed and uploaded both, under the same names")
    func attachments() async throws {
        let client = try await SandboxClient()
        for (listed, uploaded, isRight) in [
            ("note", "note.pdf", true), ("note", "other.pdf", false), ("note", nil, false), (nil, "note.pdf", false),
        ] {
            let instance = try await OpenInstance(client)
            let envelope = listed.map { SampleVATDocuments.envelope(listing: $0, ending: "pdf") }
            _ = try await instance.putEnvelope(envelope ?? SampleVATDocuments.envelope)
            _ = try await instance.postReturn()
            if let uploaded {
                let post = try await instance.postFile(
                    [1], name: uploaded, type: "application/pdf", dataType: "binaerVedlegg")
                #expect(post.status == 201)
            }
            #expect(try await instance.next().status == (isRight ? 200 : 409))
        }
    }

    @Test("two files of the same name are refused when filling in ends")
    func sameName() async throws {
        let instance = try await OpenInstance(try await SandboxClient())
        _ = try await instance.putEnvelope(SampleVATDocuments.envelope(listing: "mva-melding", ending: "xml"))
        _ = try await instance.postReturn()
        _ = try await instance.postFile([1], dataType: "binaerVedlegg")
        #expect(try JSON(parsing: try await instance.next().body) == "Valideringsfeil: Filnavn må være unike")
    }
}
