import Formats
import HTTP
import SimulatedAuthority
import Testing
import Values

@Suite("Data and process of the simulated VAT app")
struct SimulatedVATAppDataTests {
    @Test(
        "an instance has exactly one known owner",
        arguments: [
            (#"{"instanceOwner":{"organisationNumber":"310000000"}}"#, 201),
            (#"{"instanceOwner":{"organisationNumber":"310000000"},"dataValues":{"a":"b"}}"#, 201),
            (#"{"instanceOwner":{"organisationNumber":"310000001"}}"#, 404),
            (#"{"instanceOwner":{"organisationNumber":"999999999"}}"#, 403),
            (#"{"instanceOwner":{"organisationNumber":"310000000","partyId":"1"}}"#, 400),
            (#"{"instanceOwner":{"partyId":"1"}}"#, 404), (#"{"instanceOwner":{"personNumber":"1"}}"#, 404),
            (#"{"instanceOwner":{}}"#, 400), ("{}", 400), ("", 400), ("{", 400),
            (#"{"instanceOwner":{"organisationNumber":"310000000"},"dataValues":{"a":1}}"#, 400),
        ])
    func instantiation(body: String, status: Int) async throws {
        let client = try await SandboxClient()
        let response = try await client.send(
            .post, OpenInstance.app + "/instances", token: try await client.altinnToken(),
            headers: ["Content-Type": "application/json"], body: Array(body.utf8))
        #expect(response.status == status)
        #expect((response.header("Location") != nil) == (status == 201))
        if status == 404 { #expect(String(decoding: response.body, as: UTF8.self).hasPrefix("Cannot lookup party")) }
    }

    @Test("a Maskinporten token, a person's own token and no token at all are 401 at the app; missing scopes are 403")
    func tokens() async throws {
        let client = try await SandboxClient()
        let body = Array(#"{"instanceOwner":{"organisationNumber":"310000000"}}"#.utf8)
        let json = ["Content-Type": "application/json"]
        let path = OpenInstance.app + "/instances"
        let direct = try await client.maskinportenToken()
        #expect(try await client.send(.post, path, token: direct, headers: json, body: body).status == 401)
        let person = try await client.authority.issuePersonToken()
        #expect(try await client.send(.post, path, token: person, headers: json, body: body).status == 401)
        #expect(try await client.send(.post, path, headers: json, body: body).status == 401)
        let reader = try await client.altinnToken(["scope": "altinn:instances.read"])
        #expect(try await client.send(.post, path, token: reader, headers: json, body: body).status == 403)
        let nobody = try await client.altinnToken(["authorization_details": JSON?.none])
        #expect(try await client.send(.post, path, token: nobody, headers: json, body: body).status == 403)
        let powerless = try await client.personToken(.none)
        #expect(try await client.send(.post, path, token: powerless, headers: json, body: body).status == 403)
    }

    @Test("another company's instance is 403, an unknown one 404")
    func others() async throws {
        let client = try await SandboxClient()
        let instance = try await OpenInstance(client)
        let other = try await client.altinnToken([
            "authorization_details": [
                client.systemUser([
                    "systemuser_org": .object(["authority": "iso6523-actorid-upis", "ID": "0192:999999999"])
                ])
            ]
        ])
        #expect(try await instance.call(.get, token: other).status == 403)
        let unknown = OpenInstance.app + "/instances/50000001/00000000-0000-4000-8000-000000000000"
        #expect(try await client.send(.get, unknown, token: instance.token).status == 404)
        #expect(try await client.send(.get, "/apps/skd/other/instances/1/2", token: instance.token).status == 404)
    }

    @Test(
        "the envelope is replaced as application/xml, and must be readable as itself",
        arguments: [
            ("application/xml", SampleVATDocuments.envelope, 201),
            ("application/xml; charset=utf-8", SampleVATDocuments.envelope, 201),
            ("text/xml", SampleVATDocuments.envelope, 415), ("application/json", "{}", 415),
            ("application/xml", SampleVATDocuments.vatReturn, 400), ("application/xml", "<a", 400),
            ("application/xml", "", 400), ("application/xml", "<mvaMeldingInnsending xmlns=\"x\"/>", 400),
        ])
    func envelope(type: String, body: String, status: Int) async throws {
        let instance = try await OpenInstance(try await SandboxClient())
        let response = try await instance.call(
            .put, "/data/\(instance.envelopeID)", headers: ["Content-Type": type], body: Array(body.utf8))
        #expect(response.status == status)
        let stored = try await instance.call(.get, "/data/\(instance.envelopeID)").body
        #expect((stored == Array(body.utf8)) == (status == 201))
    }

    @Test(
        "a file needs a name with an ending, the content type of the ending, and a type that may hold it",
        arguments: [
            ("mvamelding", "attachment; filename=mva-melding.xml", "text/xml", 201),
            ("mvamelding", "attachment; filename=\"mva-melding.xml\"", "text/xml", 201),
            ("MVAMELDING", "attachment; filename=mva-melding.xml", "text/xml", 400),
            ("mvamelding", "attachment; filename=mva-melding.xml", "application/xml", 400),
            ("mvamelding", "attachment; filename=mva-melding.xml", "text/xml; charset=utf-8", 400),
            ("mvamelding", "attachment; filename=mva-melding.xml", "", 400),
            ("mvamelding", "attachment; filename=mva-melding", "text/xml", 400),
            ("mvamelding", "attachment; filename=.xml", "text/xml", 400),
            ("mvamelding", "attachment; filename=../a.xml", "text/xml", 400),
            ("mvamelding", "attachment", "text/xml", 400), ("mvamelding", "inline; filename=a.xml", "text/xml", 400),
            ("mvamelding", "", "text/xml", 400), ("mvamelding", "attachment; filename=a.pdf", "application/pdf", 400),
            ("binaerVedlegg", "attachment; filename=a.pdf", "application/pdf", 201),
            ("binaerVedlegg", "attachment; filename=a.JPG", "image/jpeg", 201),
            ("binaerVedlegg", "attachment; filename=a.exe", "application/octet-stream", 400),
            ("unknown", "attachment; filename=a.xml", "text/xml", 400),
            ("betalingsinformasjon", "attachment; filename=a.xml", "text/xml", 400),
            (
                "no.skatteetaten.fastsetting.avgift.mva.mvameldinginnsending.v1.0", "attachment; filename=a.xml",
                "text/xml", 409
            ),
        ])
    func files(dataType: String, disposition: String, type: String, status: Int) async throws {
        let instance = try await OpenInstance(try await SandboxClient())
        var headers: [String: String] = [:]
        if !type.isEmpty { headers["Content-Type"] = type }
        if !disposition.isEmpty { headers["Content-Disposition"] = disposition }
        let response = try await instance.call(.post, "/data?datatype=\(dataType)", headers: headers, body: [1, 2])
        #expect(response.status == status)
    }

    @Test("empty, too large, one too many, and no data type at all are refused")
    func limits() async throws {
        let instance = try await OpenInstance(try await SandboxClient())
        #expect(try await instance.postFile([]).status == 400)
        #expect(try await instance.postFile([UInt8](repeating: 1, count: 25 << 20 | 1)).status == 413)
        #expect(try await instance.postFile([1]).status == 201)
        #expect(try await instance.postFile([1]).status == 409)
        #expect(try await instance.call(.post, "/data", body: [1]).status == 400)
    }

    @Test("files can be replaced and removed while filling in, and are locked afterwards until the step is taken back")
    func locking() async throws {
        let instance = try await OpenInstance(try await SandboxClient())
        _ = try await instance.putEnvelope()
        let posted = try JSON(parsing: try await instance.postReturn("<wrong/>").body)
        let data = "/data/\(try #require(posted["id"]?.string))"
        let headers = ["Content-Type": "text/xml", "Content-Disposition": "attachment; filename=mva-melding.xml"]
        let right = Array(SampleVATDocuments.vatReturn.utf8)
        #expect(try await instance.call(.put, data, headers: headers, body: right).status == 201)
        #expect(try await instance.next().status == 200)
        let locked = try await instance.call(.put, data, headers: headers, body: right)
        #expect(locked.status == 409)
        #expect(String(decoding: locked.body, as: UTF8.self).contains("is locked and cannot be updated"))
        #expect(try await instance.call(.delete, data).status == 409)
        #expect(try await instance.postFile([1], dataType: "binaerVedlegg").status == 409)
        #expect(try await instance.next(#"{"action":"reject"}"#).status == 200)
        #expect(try await instance.call(.delete, data).status == 200)
        #expect(try await instance.call(.get, data).status == 404)
    }

    @Test("next takes the action of the task, and no other")
    func actions() async throws {
        let instance = try await OpenInstance(try await SandboxClient())
        _ = try await instance.putEnvelope()
        _ = try await instance.postReturn()
        #expect(try await instance.next(#"{"action":"confirm"}"#).status == 403)
        #expect(try await instance.next("[]").status == 400)
        #expect(try await instance.next(#"{"action":"write"}"#).status == 200)
        #expect(try await instance.next(#"{"action":"sign"}"#).status == 403)
        #expect(try await instance.next(#"{"action":"confirm"}"#).status == 200)
    }

    @Test("the authority's task is not the client's to end, and an ended process has no next")
    func notOurs() async throws {
        let client = try await SandboxClient()
        let instance = try await OpenInstance(client)
        try await instance.fill()
        _ = try await instance.next()
        #expect(try await instance.next().status == 403)
        #expect(try await instance.call(.get, "/feedback").status == 409)
        try await client.authority.finishFeedback(instance.id)
        let ended = try await instance.next()
        #expect(ended.status == 409)
        #expect(try JSON(parsing: ended.body)["detail"] == "Process is ended.")
        #expect(try await instance.call(.get, "/validate").status == 409)
        #expect(await client.authority.sentCount == 1)
    }

    @Test("where a person must confirm, the system user sees it beforehand, gets 403, and a person finishes")
    func personConfirms() async throws {
        let client = try await SandboxClient()
        await client.authority.change { $0.machineMayConfirm = false }
        let instance = try await OpenInstance(client)
        try await instance.fill()
        let process = try JSON(parsing: try await instance.call(.get, "/process").body)
        #expect(process["currentTask"]?["actions"]?["confirm"] == false)
        #expect(try await instance.next().status == 403)
        #expect(await client.authority.sentCount == 0)
        let filler = try await client.personToken(.filling)
        #expect(try await instance.call(.put, "/process/next", token: filler).status == 403)
        let signer = try await client.personToken()
        #expect(try await instance.call(.put, "/process/next", token: signer).status == 200)
        #expect(await client.authority.sentCount == 1)
        let second = try await OpenInstance(client)
        try await second.fill()
        try await client.authority.confirmAsPerson(second.id)
        #expect(await client.authority.sentCount == 2)
        await #expect(throws: InvalidInput.self) { try await client.authority.confirmAsPerson(second.id) }
    }

    @Test("feedback takes as many looks as it was told to", arguments: [0, 1, 5])
    func slowFeedback(looks: Int) async throws {
        let client = try await SandboxClient()
        await client.authority.change { $0.looksBeforeFeedback = looks }
        let instance = try await OpenInstance(client)
        try await instance.fill()
        _ = try await instance.next()
        for _ in 0..<looks {
            let status = try JSON(parsing: try await instance.call(.get, "/feedback/status").body)
            #expect(status["isFeedbackProvided"] == false)
        }
        let status = try JSON(parsing: try await instance.call(.get, "/feedback/status").body)
        #expect(status["isFeedbackProvided"] == true)
    }

    @Test("an app that drops data values gives none back")
    func droppedDataValues() async throws {
        let client = try await SandboxClient()
        await client.authority.change { $0.keepsDataValues = false }
        let instance = try await OpenInstance(client, dataValues: .object(["reference": "f-1"]))
        #expect(try await instance.json()["dataValues"]?.isNull == true)
    }
}
