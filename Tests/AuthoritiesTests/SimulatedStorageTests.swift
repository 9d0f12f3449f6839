import Formats
import HTTP
import SimulatedAuthority
import Testing

@Suite("The simulated storage")
struct SimulatedStorageTests {
    private let path = "/platform/storage/api/v1/instances"
    private let header = ["X-Ai-InstanceOwnerIdentifier": "Organisation:310000000"]

    private func ids(_ response: HTTPResponse) throws -> [String] {
        (try JSON(parsing: response.body)["instances"]?.array ?? []).compactMap { $0["id"]?.string }
    }

    @Test("the party is named in exactly one way")
    func party() async throws {
        let client = try await SandboxClient()
        let instance = try await OpenInstance(client)
        let party = String(instance.id.prefix { $0 != "/" })
        let token = instance.token
        let byParty = path + "?instanceOwner.partyId=\(party)"
        #expect(try ids(try await client.send(.get, byParty, token: token)) == [instance.id])
        #expect(try ids(try await client.send(.get, path, token: token, headers: header)) == [instance.id])
        #expect(try await client.send(.get, path, token: token).status == 400)
        #expect(try await client.send(.get, byParty, token: token, headers: header).status == 400)
        let odd = ["X-Ai-InstanceOwnerIdentifier": "310000000"]
        #expect(try await client.send(.get, path, token: token, headers: odd).status == 400)
        #expect(try await client.send(.get, byParty).status == 401)
    }

    @Test(
        "filters choose by app, state and time",
        arguments: [
            ("appId=skd/mva-melding-innsending-v1", 3), ("appId=skd%2Fmva-melding-innsending-v1", 3),
            ("appId=skd/other", 0), ("process.isComplete=true", 1), ("process.isComplete=false", 2),
            ("status.isArchived=true", 1), ("process.currentTask=Task_1", 2), ("status.isSoftDeleted=true", 1),
            ("status.isSoftDeleted=false", 2), ("created=gte:2026-03-20T08:15:10Z", 2),
            ("created=gt:2026-03-20T08:15:10Z", 1), ("created=lt:2026-03-20T08:15:10Z", 1),
            ("created=gte:2026-03-20T08:15:10Z&created=lte:2026-03-20T08:15:10Z", 1),
            ("created=eq:2026-03-20T09:15:10.000%2B01:00", 1),
        ])
    func filters(query: String, count: Int) async throws {
        let client = try await SandboxClient()
        let first = try await OpenInstance(client)
        client.clock.advance(seconds: 10)
        let second = try await OpenInstance(client)
        client.clock.advance(seconds: 10)
        _ = try await OpenInstance(client)
        try await first.fill()
        _ = try await first.next()
        try await client.authority.finishFeedback(first.id)
        #expect(try await second.call(.delete).status == 200)
        let response = try await client.send(.get, path + "?" + query, token: first.token, headers: header)
        #expect(try JSON(parsing: response.body)["count"] == .integer(Int64(count)))
    }

    @Test(
        "values that cannot be read are refused",
        arguments: [
            "created=2026", "created=gte:x", "process.isComplete=maybe", "size=0", "order=up", "continuationToken=x",
        ])
    func badFilters(query: String) async throws {
        let client = try await SandboxClient()
        let token = try await client.altinnToken()
        #expect(try await client.send(.get, path + "?" + query, token: token, headers: header).status == 400)
    }

    @Test("pages follow each other by next, and hold every instance once", arguments: Reach.allCases)
    func pages(reach: Reach) async throws {
        let client = try await SandboxClient(reach)
        defer { client.stop() }
        var made: [String] = []
        for _ in 0..<5 {
            client.clock.advance(seconds: 1)
            made.append(try await OpenInstance(client).id)
        }
        let token = try await client.altinnToken()
        var next: String? = path + "?size=2&appId=skd/mva-melding-innsending-v1&order=desc:lastChanged"
        var found: [String] = []
        while let page = next {
            let response = try await client.send(.get, page, token: token, headers: header)
            found += try ids(response)
            next = try JSON(parsing: response.body)["next"]?.string
        }
        #expect(found == made.reversed())
    }

    @Test("a new instance is listed only after its delay, but can be read at once")
    func delay() async throws {
        let client = try await SandboxClient()
        await client.authority.change { $0.secondsBeforeListed = 5 }
        let instance = try await OpenInstance(client)
        #expect(try ids(try await client.send(.get, path, token: instance.token, headers: header)).isEmpty)
        #expect(try await client.send(.get, path + "/" + instance.id, token: instance.token).status == 200)
        client.clock.advance(seconds: 5)
        #expect(try ids(try await client.send(.get, path, token: instance.token, headers: header)) == [instance.id])
    }

    @Test("what the caller may not read is missing without notice, and what is deleted hard is gone")
    func invisible() async throws {
        let client = try await SandboxClient()
        let instance = try await OpenInstance(client)
        let other = try await client.altinnToken([
            "authorization_details": [
                client.systemUser([
                    "systemuser_org": .object(["authority": "iso6523-actorid-upis", "ID": "0192:999999999"])
                ])
            ]
        ])
        let answer = try await client.send(.get, path, token: other, headers: header)
        #expect(answer.status == 200)
        #expect(try ids(answer).isEmpty)
        #expect(try await client.send(.get, path + "/" + instance.id, token: other).status == 403)
        #expect(try await instance.call(.delete, "?hard=true").status == 200)
        #expect(try ids(try await client.send(.get, path, token: instance.token, headers: header)).isEmpty)
        #expect(try await client.send(.post, path, token: instance.token).status == 405)
    }
}
