import Cryptography
import Formats
import HTTP
import Testing
import Values

@testable import Authorities

@Suite("What issuers publish") struct PublishedDocumentsTests {
    private func calls(_ transport: ScriptedTransport, _ clock: WaitingClock) throws -> PatientCalls {
        PatientCalls(
            transport: transport, waiting: try Fixture.record().waiting, surroundings: clock.surroundings,
            service: "ID-porten")
    }

    @Test("a document is fetched once a day, or as often as its answer asks for")
    func expiry() async throws {
        let clock = try WaitingClock()
        let short = HTTPHeader("Cache-Control", "public, max-age=300")
        let transport = ScriptedTransport(.text(200, "1"), .text(200, "2"), .text(200, "3", short), .text(200, "4"))
        let (documents, calls) = (PublishedDocuments(), try calls(transport, clock))
        let place = try Endpoint("https://idporten.no/jwks.json")
        func read() async throws -> String {
            String(decoding: try await documents.bytes(of: place, calls), as: UTF8.self)
        }
        #expect(try await read() == "1")
        clock.advance(seconds: 86_399)
        #expect(try await read() == "1")
        clock.advance(seconds: 1)
        #expect(try await read() == "2")
        clock.advance(seconds: 86_400)
        #expect(try await read() == "3")
        clock.advance(seconds: 300)
        #expect(try await read() == "4")
    }

    @Test("a document that lacks something is fetched anew, though not more than once a minute")
    func insufficient() async throws {
        let clock = try WaitingClock()
        let transport = ScriptedTransport(.text(200, "old"), .text(200, "new"))
        let (documents, calls) = (PublishedDocuments(), try calls(transport, clock))
        let place = try Endpoint("https://idporten.no/jwks.json")
        _ = try await documents.bytes(of: place, calls)
        _ = try await documents.bytes(of: place, calls) { _ in false }
        #expect(transport.requests.count == 1)
        clock.advance(seconds: 60)
        let bytes = try await documents.bytes(of: place, calls) { $0 == Array("new".utf8) }
        #expect(bytes == Array("new".utf8))
        #expect(transport.requests.count == 2)
    }

    @Test("a token signed with a key that was published since is checked with that key")
    func rotatedKey() async throws {
        let clock = try WaitingClock()
        let (old, new) = (try Fixture.key.get(), try RSAPrivateKey.generate())
        func set(_ keys: (String, RSAPrivateKey)...) throws -> String {
            JSON.object(["keys": .array(try keys.map { try $0.1.publicKey.jwk(keyID: $0.0) })]).canonicalText
        }
        let transport = ScriptedTransport(
            .json(200, try set(("old", old))), .json(200, try set(("old", old), ("new", new))))
        let record = try Fixture.record()
        let metadata = try IDPortenMetadata(
            [
                "issuer": "https://idporten.no", "authorization_endpoint": "https://login.idporten.no/authorize",
                "token_endpoint": "https://idporten.no/token", "jwks_uri": "https://idporten.no/jwks.json",
            ], record)
        let documents = PublishedDocuments()
        for (id, key, fetches) in [("old", old, 1), ("old", old, 1), ("new", new, 2), ("old", old, 2)] {
            clock.advance(seconds: 61)
            let token = try JSONWebToken.sign(header: ["kid": .string(id)], claims: [:], key: key)
            let keys = try await metadata.keys(
                for: token, record, transport: transport, surroundings: clock.surroundings, documents: documents)
            #expect(keys[id] != nil)
            #expect(transport.requests.count == fetches)
        }
    }

    @Test("Maskinporten's own word about its addresses is held against the settings, with the line to write")
    func maskinporten() async throws {
        let record = try Fixture.record()
        let answer = #"{"issuer":"https://maskinporten.no/","token_endpoint":"https://maskinporten.no/v2/token"}"#
        let transport = ScriptedTransport(.json(200, answer))
        let metadata = try await MaskinportenMetadata.fetch(
            record, transport: transport, surroundings: try WaitingClock().surroundings)
        #expect(
            transport.requests.first?.line == "GET https://maskinporten.no/.well-known/oauth-authorization-server")
        #expect(
            metadata.objections(to: record).map { $0.text(in: .english) } == [
                "tokens come from https://maskinporten.no/v2/token: write \"production\": "
                    + "{ \"maskinporten\": { \"tokenUrl\": \"https://maskinporten.no/v2/token\" } }"
            ])
    }

    @Test("an app with the next number is found where the configured one is gone")
    func successor() async throws {
        let record = try Fixture.record()
        let found = #"{"id":"skd/mva-melding-innsending-v3","dataTypes":[]}"#
        let transport = ScriptedTransport(.text(404), .json(200, found))
        let next = await AppMetadata.successor(
            of: record.vat.app, record, transport: transport, surroundings: try WaitingClock().surroundings)
        #expect(next?.id == "skd/mva-melding-innsending-v3")
        #expect(
            transport.requests.map(\.url)
                == [2, 3].map {
                    "https://skd.apps.altinn.no/skd/mva-melding-innsending-v\($0)/api/v1/applicationmetadata"
                })
    }
}
