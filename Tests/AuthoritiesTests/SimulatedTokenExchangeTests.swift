import Cryptography
import Formats
import HTTP
import SimulatedAuthority
import Testing

@Suite("The simulated token exchange")
struct SimulatedTokenExchangeTests {
    private let path = "/platform/authentication/api/v1/exchange/"

    @Test(
        "a Maskinporten token becomes an Altinn token of thirty minutes with the same claims", arguments: Reach.allCases
    )
    func machine(reach: Reach) async throws {
        let client = try await SandboxClient(reach)
        defer { client.stop() }
        let token = try JSONWebToken(parsing: try await client.altinnToken())
        let now = client.clock.now.secondsSince1970
        #expect(token.claims["exp"] == .integer(now + 1800))
        #expect(token.claims["urn:altinn:orgNumber"]?.string == SandboxClient.vendor)
        #expect(token.claims["urn:altinn:authlevel"] == 3)
        #expect(token.claims["authorization_details"]?.array?.count == 1)
        #expect(token.claims["scope"] == "altinn:instances.read altinn:instances.write")
    }

    @Test("with Accept application/json the token is a JSON string; providers are known in any case")
    func quoted() async throws {
        let client = try await SandboxClient()
        let response = try await client.send(
            .get, path + "Maskinporten", token: try await client.maskinportenToken(),
            headers: ["Accept": "application/json"])
        let text = try #require(try JSON(parsing: response.body).string)
        #expect(try JSONWebToken(parsing: text).claims["urn:altinn:authenticatemethod"] == "maskinporten")
    }

    @Test("a person's token keeps its end, and gets its level from the login")
    func person() async throws {
        let client = try await SandboxClient()
        for (acr, level) in [("idporten-loa-high", 4), ("idporten-loa-substantial", 3), ("idporten-loa-low", 0)] {
            let token = try await client.authority.issuePersonToken(acr: acr, seconds: 600)
            let altinn = try JSONWebToken(parsing: try await client.exchange(token, provider: "id-porten"))
            #expect(altinn.claims["exp"] == .integer(client.clock.now.secondsSince1970 + 600))
            #expect(altinn.claims["urn:altinn:authlevel"] == .integer(Int64(level)))
            #expect(altinn.claims["urn:altinn:partyid"]?.integer != nil)
        }
    }

    @Test("the wrong token, no token, a strange provider and old headers are refused")
    func refused() async throws {
        let client = try await SandboxClient()
        let (machine, person) = (try await client.maskinportenToken(), try await client.authority.issuePersonToken())
        #expect(try await client.send(.get, path + "id-porten", token: machine).status == 401)
        #expect(try await client.send(.get, path + "maskinporten", token: person).status == 401)
        #expect(try await client.send(.get, path + "maskinporten").status == 401)
        #expect(try await client.send(.get, path + "maskinporten", token: "a.b.c").status == 401)
        #expect(try await client.send(.get, path + "maskinporten", token: machine + "x").status == 401)
        #expect(try await client.send(.get, path + "other", token: machine).status == 400)
        let old = ["X-Altinn-EnterpriseUser-Authentication": "x"]
        #expect(try await client.send(.get, path + "maskinporten", token: machine, headers: old).status == 410)
        let none = try await client.authority.issuePersonToken(scopes: ["openid"])
        #expect(try await client.send(.get, path + "id-porten", token: none).status == 403)
        let partner = try await client.authority.issuePersonToken(scopes: ["skatteetaten:mvameldingvalidering"])
        #expect(try await client.send(.get, path + "id-porten", token: partner).status == 200)
    }

    @Test("tokens die at their time")
    func expiry() async throws {
        let client = try await SandboxClient()
        let machine = try await client.maskinportenToken()
        let altinn = try await client.exchange(machine)
        client.clock.advance(seconds: 119)
        #expect(try await client.send(.get, path + "maskinporten", token: machine).status == 200)
        client.clock.advance(seconds: 1)
        #expect(try await client.send(.get, path + "maskinporten", token: machine).status == 401)
        let list = "/platform/storage/api/v1/instances?instanceOwner.partyId=50000001"
        client.clock.advance(seconds: 1679)
        #expect(try await client.send(.get, list, token: altinn).status == 200)
        client.clock.advance(seconds: 1)
        #expect(try await client.send(.get, list, token: altinn).status == 401)
    }

    @Test("ID-porten's discovery document names its issuer without a slash, and keys that verify its tokens")
    func discovery() async throws {
        let client = try await SandboxClient()
        let document = try JSON(
            parsing: try await client.send(.get, "/idporten/.well-known/openid-configuration").body)
        #expect(document["issuer"]?.string == client.base + "/idporten")
        let keys = try JSON(parsing: try await client.send(.get, try #require(document["jwks_uri"]?.string)).body)
        let key = try RSAPublicKey(jwk: try #require(keys["keys"]?.array?.first))
        let token = try JSONWebToken(parsing: try await client.authority.issuePersonToken())
        #expect(try token.isSigned(by: key))
        #expect(token.claims["iss"] == document["issuer"])
    }
}
