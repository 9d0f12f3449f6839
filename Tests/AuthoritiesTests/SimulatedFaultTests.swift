import Formats
import HTTP
import SimulatedAuthority
import Testing
import Values

@Suite("Faults of the sandbox")
struct SimulatedFaultTests {
    @Test("an answer that is told to fail has no effect, and only so often", arguments: Reach.allCases)
    func answers(reach: Reach) async throws {
        let client = try await SandboxClient(reach)
        defer { client.stop() }
        let token = try await client.altinnToken()
        await client.authority.add(
            SandboxFault(
                SandboxFault.status(429, retryAfterSeconds: 7), method: .post, path: "/apps/*/instances*", skip: 1,
                count: 2))
        var answers: [HTTPResponse] = []
        for _ in 0..<4 { answers.append(try await create(client, token)) }
        #expect(answers.map(\.status) == [201, 429, 429, 201])
        #expect(answers[1].header("Retry-After") == "7")
        #expect(await client.authority.allInstances.count == 2)
    }

    private func create(_ client: SandboxClient, _ token: String) async throws -> HTTPResponse {
        try await client.send(
            .post, OpenInstance.app + "/instances", token: token, headers: ["Content-Type": "application/json"],
            body: Array(#"{"instanceOwner":{"organisationNumber":"310000000"}}"#.utf8))
    }

    @Test("a dropped connection is a lost answer, before the effect or after it", arguments: Reach.allCases)
    func drops(reach: Reach) async throws {
        let client = try await SandboxClient(reach)
        defer { client.stop() }
        let token = try await client.altinnToken()
        for (effect, count) in [(SandboxFault.Effect.dropBefore, 0), (.dropAfter, 1)] {
            await client.authority.add(SandboxFault(effect, path: "/apps/*"))
            await #expect {
                _ = try await create(client, token)
            } throws: { error in
                if case .some(.answerLost) = error as? TransportError { true } else { false }
            }
            #expect(await client.authority.allInstances.count == count)
        }
        #expect(await client.authority.requests.suffix(2).map(\.status) == [nil, nil])
    }

    @Test("a refused connection was not sent, nor is anything that belongs elsewhere")
    func unreachable() async throws {
        let client = try await SandboxClient()
        await client.authority.add(SandboxFault(.unreachable, path: "/idporten/*"))
        await #expect(throws: TransportError.notSent("the connection was refused")) {
            try await client.send(.get, "/idporten/jwks.json")
        }
        await #expect {
            _ = try await client.send(.get, "https://maskinporten.no/token")
        } throws: { error in
            if case .some(.notSent) = error as? TransportError { true } else { false }
        }
    }

    @Test(
        "a pattern's stars stand for any text, and all else for itself",
        arguments: [
            ("/a/b", "/a/b", true), ("/a/b", "/a/b/c", false), ("/a/*", "/a/", true), ("/a/*", "/a", false),
            ("*", "/anything", true), ("*/process/next", "/apps/x/process/next", true),
            ("*/process/next", "/apps/x/process", false), ("/a*b*c", "/a1b2c", true), ("/a*b*c", "/abc", true),
            ("/a*b*c", "/acb", false), ("/a*a", "/a", false), ("/*/data/*", "/apps/1/data/2", true),
        ])
    func patterns(pattern: String, path: String, strikes: Bool) async throws {
        let client = try await SandboxClient()
        await client.authority.add(SandboxFault(SandboxFault.status(599), path: pattern))
        #expect((try await client.send(.get, path).status == 599) == strikes)
    }

    @Test("all of it can be told over HTTP", arguments: Reach.allCases)
    func overHTTP(reach: Reach) async throws {
        let client = try await SandboxClient(reach)
        defer { client.stop() }
        let fault = #"{"path":"/apps/*","effect":"status","status":503,"retryAfter":1,"body":"Lock","count":1}"#
        #expect(try await client.send(.post, "/sandbox/faults", body: Array(fault.utf8)).status == 204)
        let token = try await client.altinnToken()
        let struck = try await create(client, token)
        #expect(struck.status == 503)
        #expect(struck.body == Array("Lock".utf8))
        let behaviour = #"{"machineMayConfirm":false,"looksBeforeFeedback":100}"#
        #expect(try await client.send(.put, "/sandbox/behaviour", body: Array(behaviour.utf8)).status == 204)
        let instance = try await OpenInstance(client)
        try await instance.fill()
        #expect(try await instance.next().status == 403)
        let control = "/sandbox/instances/\(instance.id)"
        #expect(try await client.send(.post, control + "/feedback").status == 409)
        #expect(try await client.send(.post, control + "/confirm").status == 200)
        #expect(try await client.send(.post, control + "/confirm").status == 409)
        #expect(try await client.send(.post, control + "/feedback").status == 200)
        let list = try JSON(parsing: try await client.send(.get, "/sandbox/instances").body)
        #expect(list.array?.first?["status"]?["isArchived"] == true)
        let minted = try await client.send(.post, "/sandbox/idporten/token", body: Array(#"{"role":"filling"}"#.utf8))
        let person = try #require(try JSON(parsing: minted.body)["access_token"]?.string)
        #expect(try await client.exchange(person, provider: "id-porten").split(separator: ".").count == 3)
        let requests = try JSON(parsing: try await client.send(.get, "/sandbox/requests").body)
        #expect(requests.array?.first?["path"] == "/maskinporten/token")
    }

    @Test("a client registers itself over HTTP and then gets a token")
    func registration() async throws {
        let client = try await SandboxClient()
        let key = try SandboxClient.key.get().publicKey.jwk(keyID: "new")
        let body = JSON.object([
            "clientId": "c-2", "vendor": "999999999", "jwks": .object(["keys": [key]]),
            "scopes": ["altinn:instances.read"],
            "systemUsers": [.object(["owner": "310000000", "externalRef": "ref-1"])],
        ])
        #expect(try await client.send(.post, "/sandbox/registrations", body: body.canonicalBytes).status == 204)
        let claims = client.grantClaims(["iss": "c-2", "scope": "altinn:instances.read"])
        let response = try await client.requestToken(try client.assertion(claims, header: ["kid": "new"]))
        #expect(response.status == 200)
    }

    @Test(
        "control that cannot be read is refused, and changes nothing",
        arguments: [
            ("POST", "faults", "{}"), ("POST", "faults", #"{"path":"x","effect":"dropBefore"}"#),
            ("POST", "faults", #"{"path":"/","effect":"status","status":200}"#),
            ("POST", "faults", #"{"path":"/","effect":"explode"}"#), ("POST", "faults", "["),
            ("PUT", "behaviour", #"{"unknown":1}"#), ("PUT", "behaviour", #"{"machineMayConfirm":1}"#),
            ("PUT", "behaviour", #"{"findingsAfterSubmission":[{}]}"#), ("POST", "registrations", "{}"),
            ("POST", "registrations", #"{"clientId":"a","vendor":"1","jwks":{"keys":[]}}"#),
            ("POST", "idporten/token", #"{"role":"king"}"#),
        ])
    func badControl(method: String, path: String, body: String) async throws {
        let client = try await SandboxClient()
        let method = try #require(HTTPMethod(rawValue: method))
        #expect(try await client.send(method, "/sandbox/" + path, body: Array(body.utf8)).status == 400)
    }

    @Test(
        "addresses and escapes that make no sense are answered, not followed",
        arguments: ["/", "/%", "/%zz", "/a/../b", "/maskinporten/%00", "/sandbox", "/platform", "/apps/skd"])
    func oddAddresses(path: String) async throws {
        let client = try await SandboxClient()
        #expect([400, 401, 404].contains(try await client.send(.get, path).status))
    }

    @Test("the same seed and the same requests give the same answers")
    func repeatable() async throws {
        let first = try await OpenInstance(try await SandboxClient())
        let second = try await OpenInstance(try await SandboxClient())
        #expect(first.id == second.id)
        #expect(try await first.json() == (try await second.json()))
    }
}
