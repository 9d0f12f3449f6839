import Formats
import HTTP
import SimulatedAuthority
import TestSupport
import Testing

@Suite("Hostile input to the sandbox")
struct SimulatedHostileInputTests {
    private static let paths = [
        "maskinporten", "token", ".well-known", "oauth-authorization-server", "idporten", "platform", "authentication",
        "api", "v1", "exchange", "storage", "instances", "apps", "skd", "mva-melding-innsending-v1", "data", "process",
        "next", "feedback", "status", "validate", "sandbox", "faults", "behaviour", "confirm", "50000001", "%C3%A6",
        "..", "?created=gte:", "?size=99999999999999999999", "?dataType=mvamelding", "active",
    ]

    private static let bodies = [
        "", "{}", "[]", "null", "{\"instanceOwner\":null}",
        "{\"instanceOwner\":{\"partyId\":\"-9223372036854775808\"}}",
        "grant_type=x&assertion=..", "<a/>", "<mvaMeldingInnsending/>", "<mvaMeldingDto/>", "\u{0}\u{1}",
        "{\"path\":\"*\",\"effect\":\"dropAfter\",\"count\":-9223372036854775808,\"skip\":9223372036854775807}",
        "{\"looksBeforeFeedback\":9223372036854775807}", "{\"maskinportenTokenSeconds\":9223372036854775807}",
        "{\"secondsBeforeListed\":9223372036854775807}", "{\"action\":1}",
    ]

    @Test(
        "random requests with a right token are always answered, never with a server error", arguments: UInt64(1)...100)
    func random(seed: UInt64) async throws {
        let client = try await SandboxClient()
        let instance = try await OpenInstance(client)
        var random = SeededGenerator(seed: seed)
        let methods: [HTTPMethod] = [.get, .post, .put, .delete]
        for _ in 0..<20 {
            let parts = (0..<Int.random(in: 0...7, using: &random)).compactMap { _ in
                SimulatedHostileInputTests.paths.randomElement(using: &random)
            }
            let prefix = Bool.random(using: &random) ? instance.path : ""
            var body = Array((SimulatedHostileInputTests.bodies.randomElement(using: &random) ?? "").utf8)
            if Bool.random(using: &random), !body.isEmpty {
                body[Int.random(in: 0..<body.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let type = ["application/json", "application/xml", "text/xml", ""].randomElement(using: &random) ?? ""
            let response = try? await client.send(
                methods.randomElement(using: &random) ?? .get, prefix + "/" + parts.joined(separator: "/"),
                token: instance.token,
                headers: ["Content-Type": type, "Content-Disposition": "attachment; filename=a.xml"],
                body: body)
            #expect((response?.status ?? 0) < 500)
        }
    }

    @Test("numbers at the end of their range are survived")
    func extremes() async throws {
        let client = try await SandboxClient()
        let token = try await client.altinnToken()
        let json = ["Content-Type": "application/json"]
        for party in ["-9223372036854775808", "9223372036854775807", "50000000", "0", "99999999999999999999"] {
            let body = Array("{\"instanceOwner\":{\"partyId\":\"\(party)\"}}".utf8)
            let path = OpenInstance.app + "/instances"
            #expect(try await client.send(.post, path, token: token, headers: json, body: body).status == 404)
            let list = "/platform/storage/api/v1/instances?size=9223372036854775807&instanceOwner.partyId=" + party
            let page = try await client.send(.get, list + "&continuationToken=9223372036854775807", token: token)
            #expect(page.status == (party.count == 20 && party.hasPrefix("9") ? 400 : 200))
        }
        for setting in ["looksBeforeFeedback", "secondsBeforeListed", "maskinportenTokenSeconds"] {
            for value in ["9223372036854775807", "-9223372036854775808"] {
                let body = Array("{\"\(setting)\":\(value)}".utf8)
                #expect(try await client.send(.put, "/sandbox/behaviour", body: body).status == 204)
                #expect(try await client.altinnToken().split(separator: ".").count == 3)
                let header = ["X-Ai-InstanceOwnerIdentifier": "Organisation:310000000"]
                let list = "/platform/storage/api/v1/instances"
                #expect(try await client.send(.get, list, token: token, headers: header).status == 200)
            }
        }
    }

    @Test("odd claims in a rightly signed grant are refused, not stumbled over", arguments: UInt64(1)...100)
    func claims(seed: UInt64) async throws {
        let client = try await SandboxClient()
        var random = SeededGenerator(seed: seed)
        let values: [JSON] = [
            .null, true, .integer(.max), .integer(.min), .decimal("1e400"), "", " ", "0192:", [], [[]], [.null],
            .object([:]), .object(["type": "urn:altinn:systemuser"]), .object(["authority": .null, "ID": .integer(0)]),
            [.object(["type": "urn:altinn:systemuser", "systemuser_org": "x"])],
            [.object(["type": "urn:altinn:systemuser", "systemuser_org": .object(["ID": "0192:æøå"])])],
        ]
        let names = ["iss", "aud", "scope", "iat", "exp", "jti", "authorization_details", "resource", "consumer_org"]
        var claims = client.grantClaims()
        for name in names where Int.random(in: 0..<4, using: &random) == 0 {
            claims[name] = values.randomElement(using: &random)
        }
        let response = try await client.requestToken(try client.assertion(claims))
        #expect([200, 400, 403].contains(response.status))
        if response.status != 200 { #expect(try JSON(parsing: response.body)["error"]?.string != nil) }
    }
}
