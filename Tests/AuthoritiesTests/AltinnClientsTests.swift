import Formats
import HTTP
import Testing
import Values

@testable import Authorities

@Suite struct AltinnClientsTests {
    static let id = "50267437/55604b08-1690-4a8d-bf6b-95c11dc40c58"
    static let app = "https://skd.apps.altinn.no/skd/mva-melding-innsending-v1"
    static let element = "87ff3fc2-a47f-4dc9-8b4d-63fe27aa05f7"
    static let instance = """
        {"id":"\(id)","instanceOwner":{"partyId":"50267437","organisationNumber":"310000000"},
        "appId":"skd/mva-melding-innsending-v1","dataValues":{"bilagReference":"ref-12345"},
        "created":"2026-03-20T08:15:01.1234567Z","status":{"isArchived":false},
        "process":{"started":"2026-03-20T08:15:01Z","currentTask":{"elementId":"Task_1","altinnTaskType":"data"}},
        "data":[{"id":"\(element)","dataType":"no.skatteetaten.fastsetting.avgift.mva.mvameldinginnsending.v1.0"}]}
        """

    /// The first answer is the token exchange's.
    private func instances(
        _ answers: ScriptedTransport, _ clock: WaitingClock? = nil
    ) throws -> AltinnInstances {
        let record = try Fixture.record(.production)
        let surroundings = try (clock ?? WaitingClock()).surroundings
        return AltinnInstances(
            record.vat.app, at: record.vat.appEndpoint, record,
            tokens: try Fixture.personTokens(record, answers, surroundings), transport: answers,
            surroundings: surroundings)
    }

    private func instanceID() throws -> InstanceID { try InstanceID(Self.id) }

    private func file() throws -> SubmissionFile {
        try SubmissionFile(name: "mva-melding.xml", contentType: "text/xml", bytes: Array("<a/>".utf8))
    }

    @Test("an instance is asked for with the organisation number and our reference")
    func create() async throws {
        let transport = ScriptedTransport(.text(200, "token"), .json(201, Self.instance))
        let made = try await instances(transport)
            .create(for: try Fixture.party(), dataValues: ["bilagReference": "ref-12345"])
        let request = transport.requests[1]
        #expect(request.line == "POST \(Self.app)/instances")
        #expect(request.header("Authorization") == "Bearer token")
        #expect(request.header("Content-Type") == "application/json")
        #expect(request.header("Accept") == "application/json")
        #expect(
            request.text
                == #"{"dataValues":{"bilagReference":"ref-12345"},"instanceOwner":{"organisationNumber":"310000000"}}"#)
        #expect(made.id.description == Self.id)
        #expect(made.dataValues == ["bilagReference": "ref-12345"])
        #expect(made.created == (try Timestamp("2026-03-20T08:15:01.123Z")))
        #expect(made.isDraft)
    }

    @Test("the envelope replaces its element as application/xml, a file is added as text/xml with its name unquoted")
    func uploads() async throws {
        let transport = ScriptedTransport(
            .text(200, "token"), .text(201), .json(201, #"{"id":"\#(Self.element)","dataType":"mvamelding"}"#),
            .text(200))
        let instances = try instances(transport)
        try await instances.replaceForm(Self.element, of: try instanceID(), with: Array("<e/>".utf8))
        let added = try await instances.addFile(try file(), as: "mvamelding", to: try instanceID())
        try await instances.replaceFile(Self.element, of: try instanceID(), with: try file())
        let requests = transport.requests
        #expect(requests[1].line == "PUT \(Self.app)/instances/\(Self.id)/data/\(Self.element)")
        #expect(requests[1].header("Content-Type") == "application/xml")
        #expect(requests[1].text == "<e/>")
        #expect(requests[2].line == "POST \(Self.app)/instances/\(Self.id)/data?dataType=mvamelding")
        #expect(requests[2].header("Content-Type") == "text/xml")
        #expect(requests[2].header("Content-Disposition") == "attachment; filename=mva-melding.xml")
        #expect(requests[3].line == "PUT \(Self.app)/instances/\(Self.id)/data/\(Self.element)")
        #expect(requests[3].header("Content-Disposition") == "attachment; filename=mva-melding.xml")
        #expect(added.id == Self.element)
    }

    @Test("a task is ended by an empty PUT, and each documented answer is told apart")
    func advance() async throws {
        let refusal = #""Valideringsfeil: Perioden mangler""#
        let transport = ScriptedTransport(
            .text(200, "token"), .json(200, "{}"), .json(409, #"{"title":"Lock is already held"}"#),
            .json(409, #"{"detail":"Process is ended."}"#), .json(409, refusal),
            .json(403, #"{"title":"Unauthorized"}"#))
        let instances = try instances(transport)
        let id = try instanceID()
        #expect(try await instances.advance(id) == .advanced)
        #expect(try await instances.advance(id) == .lockHeld)
        #expect(try await instances.advance(id) == .processHasEnded)
        let refused = AltinnInstances.Advance.contentRefused(body: Array(refusal.utf8), contentType: "application/json")
        #expect(try await instances.advance(id) == refused)
        #expect(try await instances.advance(id) == .forbidden("Unauthorized"))
        let request = transport.requests[1]
        #expect(request.line == "PUT \(Self.app)/instances/\(Self.id)/process/next")
        #expect(request.header("Content-Type") == "application/json")
        #expect(request.body.isEmpty)
    }

    @Test("a step with an effect is never repeated by itself, but for 401 once and 429")
    func effects() async throws {
        let clock = try WaitingClock()
        let unclear: [ScriptedTransport.Answer] = [.lost, .text(500, "oops"), .text(502), .text(503)]
        for answer in unclear {
            let transport = ScriptedTransport(.text(200, "token"), answer, .json(200, "{}"))
            let instances = try instances(transport, clock)
            let thrown = await authorityError { _ = try await instances.advance(try instanceID()) }
            #expect(thrown?.leavesEffectUnclear == true)
            #expect(transport.requests.count == 2)
        }
        let transport = ScriptedTransport(.text(200, "token"), .unreachable)
        let unreachable = try instances(transport, clock)
        let thrown = await authorityError { _ = try await unreachable.advance(try instanceID()) }
        #expect(thrown?.kind == .unreachable)
        #expect(thrown?.leavesEffectUnclear == false)
    }

    @Test("401 renews the token once, 429 waits as long as asked")
    func renewal() async throws {
        let clock = try WaitingClock()
        let transport = ScriptedTransport(
            .text(200, "old"), .text(401), .text(200, "new"), .text(429, "", HTTPHeader("Retry-After", "9")),
            .json(200, "{}"))
        #expect(try await instances(transport, clock).advance(try instanceID()) == .advanced)
        #expect(transport.requests[1].header("Authorization") == "Bearer old")
        #expect(transport.requests[3].header("Authorization") == "Bearer new")
        #expect(clock.pauses == [9])
        let refused = ScriptedTransport(.text(200, "old"), .text(401), .text(200, "new"), .text(401))
        let instances = try instances(refused, clock)
        let thrown = await authorityError { _ = try await instances.advance(try instanceID()) }
        #expect(thrown?.kind == .unauthorised)
        #expect(refused.requests.count == 4)
    }

    @Test("reading is repeated through faults")
    func reading() async throws {
        let clock = try WaitingClock()
        let transport = ScriptedTransport(.text(200, "token"), .lost, .text(500), .json(200, Self.instance))
        #expect(try await instances(transport, clock).read(try instanceID()).elements.count == 1)
        #expect(transport.requests.last?.line == "GET \(Self.app)/instances/\(Self.id)")
        #expect(clock.pauses == [1, 2])
    }

    @Test(
        "a refusal says who must approve what, or what to correct",
        arguments: [
            (403, "{}", AuthorityError.Kind.forbidden, "urn:altinn:accesspackage:merverdiavgift"),
            (404, #""Cannot lookup party: x""#, .notFound, "no such organisation"), (404, "", .notFound, "deleted"),
            (400, "x", .refused(status: 400), "configuration"), (418, "", .refused(status: 418), "vat.app"),
        ])
    func refusals(status: Int, body: String, kind: AuthorityError.Kind, advice: String) async throws {
        let instances = try instances(ScriptedTransport(.text(200, "token"), .json(status, body)))
        let thrown = await authorityError {
            _ = try await instances.create(for: try Fixture.party(), dataValues: [:])
        }
        #expect(thrown?.kind == kind)
        #expect(thrown?.nextStep.contains(advice) == true, "\(thrown?.nextStep ?? "")")
    }

    @Test("an answer to an instantiation that cannot be read, or a 409, leaves the effect unclear")
    func unclearInstance() async throws {
        for answer in [ScriptedTransport.Answer.text(201, "<html>"), .text(409, "process could not start")] {
            let instances = try instances(ScriptedTransport(.text(200, "token"), answer))
            let thrown = await authorityError {
                _ = try await instances.create(for: try Fixture.party(), dataValues: [:])
            }
            #expect(thrown?.leavesEffectUnclear == true)
        }
    }

    @Test("storage is asked by app, party header and time, page after page, on our own host")
    func storage() async throws {
        let record = try Fixture.record(.production)
        let surroundings = try WaitingClock().surroundings
        let next =
            "https://evil.example/storage/api/v1/instances?appId=skd/mva-melding-innsending-v1&continuationToken=abc"
        let deleted = Self.instance.replacing(#""isArchived":false"#, with: #""isSoftDeleted":true"#)
        let other = Self.instance.replacing("310000000", with: "123456785")
        let transport = ScriptedTransport(
            .text(200, "token"), .json(200, #"{"instances":[\#(deleted),\#(other)],"next":"\#(next)"}"#),
            .json(200, #"{"instances":[\#(Self.instance)],"next":null}"#))
        let storage = AltinnStorage(
            record.vat.app, record, tokens: try Fixture.personTokens(record, transport, surroundings),
            transport: transport, surroundings: surroundings)
        let found = try await storage.instances(
            of: try Fixture.party(), createdFrom: try Timestamp("2026-03-20T08:14:00Z"))
        #expect(found.map(\.id.description) == [Self.id])
        let base = "GET https://platform.altinn.no/storage/api/v1/instances?appId=skd/mva-melding-innsending-v1"
        #expect(transport.requests[1].line == base + "&created=gte:2026-03-20T08:14:00.000Z")
        #expect(transport.requests[1].header("X-Ai-InstanceOwnerIdentifier") == "Organisation:310000000")
        #expect(transport.requests[2].line == base + "&continuationToken=abc")
    }

    @Test("the process is read by task type, and by the task's name where the type is missing")
    func process() throws {
        for (text, name) in [
            (#"{"currentTask":{"elementId":"Task_2","altinnTaskType":"confirmation"}}"#, "confirmation"),
            (#"{"currentTask":{"elementId":"Task_3","name":"Tilbakemelding"}}"#, "feedback"),
            (#"{"currentTask":{"altinnTaskType":"payment"}}"#, "payment"),
            (#"{"currentTask":null,"ended":"2021-05-21T11:29:35.5242382Z"}"#, "ended"), ("{}", "unknown"),
        ] {
            #expect(ProcessState(try JSON(parsing: text)).name == name)
        }
    }

    @Test("what the process says about our rights is read beforehand, in both its forms")
    func permission() throws {
        for (text, permission) in [
            (#""actions":{"confirm":true}"#, ProcessTask.Permission.allowed),
            (#""actions":{"confirm":false}"#, .refused),
            (#""userActions":[{"id":"confirm","authorized":false}]"#, .refused),
            (#""actions":{"confirm":true},"userActions":[{"id":"confirm","authorized":true}]"#, .allowed),
            (#""actions":{"reject":true}"#, .notTold), (#""name":"x""#, .notTold),
        ] {
            let state = ProcessState(
                try JSON(parsing: #"{"currentTask":{"altinnTaskType":"confirmation",\#(text)}}"#))
            guard case .inTask(let task) = state else {
                Issue.record("no task")
                continue
            }
            #expect(task.permission == permission, "\(text)")
        }
    }

    @Test("the validation service takes the person's own token and the return as it is")
    func validation() async throws {
        let transport = ScriptedTransport(
            .text(
                200,
                "<valideringsresultat><avvikVedMeldingslevering>ingen avvik</avvikVedMeldingslevering></valideringsresultat>"
            ),
            .text(401))
        let service = VATValidationService(
            try Fixture.record(.production), token: try #require(BearerToken("login")), transport: transport,
            surroundings: try WaitingClock().surroundings)
        #expect(try await service.validate(Array("<mvaMeldingDto/>".utf8)).result.verdict == .noDeviation)
        let request = transport.requests[0]
        #expect(
            request.line
                == "POST https://idporten.api.skatteetaten.no/api/mva/grensesnittstoette/mva-melding/valider")
        #expect(request.header("Authorization") == "Bearer login")
        #expect(request.header("Content-Type") == "application/xml")
        #expect(request.text == "<mvaMeldingDto/>")
        let thrown = await authorityError { _ = try await service.validate([]) }
        #expect(thrown?.kind == .unauthorised)
    }

    @Test("what a server says is shown without identity numbers, tokens or control signs")
    func serverWords() {
        let token = String(repeating: "eyJhbGciOiJSUzI1NiJ9", count: 10)
        #expect(
            serverText(Array("Person 01017012345 \u{1B}[31m har ikke rett".utf8))
                == "Person ‹identity number› [31m har ikke rett")
        #expect(serverText(Array("org 310000000 \(token)".utf8)) == "org 310000000 ‹…›")
        #expect(
            serverText(Array("010170 12345 kan ikke, Bearer abc123".utf8))
                == "‹identity number› kan ikke, Bearer ‹token›")
        #expect(
            serverText(Array("assertion=eyJhbGciOiJSUzI1NiJ9.e30.AA er brukt".utf8)) == "assertion=‹token› er brukt")
        #expect(serverText(Array("konto 123456 1234567".utf8)) == "konto 123456 1234567")
        #expect(
            serverText(Array(#"{"title":"Unauthorized","status":403,"detail":"no access"}"#.utf8))
                == "Unauthorized: no access")
    }

    @Test(
        "ids that could lead an address elsewhere are refused",
        arguments: [
            "", "1/2", "../55604b08-1690-4a8d-bf6b-95c11dc40c58", "1/55604b08-1690-4a8d-bf6b-95c11dc40c5?", "1/2/3",
        ])
    func oddIDs(text: String) {
        #expect(throws: InvalidInput.self) { try InstanceID(text) }
    }

    @Test(
        "a file that Altinn would refuse is refused before anything is sent",
        arguments: [
            ("kvitt ering.pdf", "application/pdf", "rename"), ("a;b.pdf", "application/pdf", "rename"),
            ("bilag.exe", "application/octet-stream", "kinds"), ("bilag", "application/pdf", "kinds"),
            ("bilag.pdf", "text/xml", "application/pdf"), ("bilag.xml", "application/xml", "text/xml"),
        ])
    func oddFiles(name: String, contentType: String, advice: String) {
        let error = #expect(throws: InvalidInput.self) {
            try SubmissionFile(name: name, contentType: contentType, bytes: [1])
        }
        #expect(error?.description.contains(advice) == true)
    }
}
