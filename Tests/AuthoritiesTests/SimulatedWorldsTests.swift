import Cryptography
import Formats
import HTTP
import SimulatedAuthority
import Testing
import Values

@testable import Authorities

/// Two worlds at the real addresses of test and production, in process, with the real clients.
@Suite("Worlds that do not know each other") struct SimulatedWorldsTests {
    /// One world, and the clients of a vendor in it.
    private struct World {
        let record: AuthorityRecord
        let authority: SimulatedAuthority
        let clock: WaitingClock
        static let system = "310000000_bilag"

        init(_ environment: BooksEnvironment, app: String? = nil) async throws {
            let clock = try WaitingClock()
            self.clock = clock
            record = try Fixture.record(
                environment,
                [
                    "maskinporten": ["clientId": .string("client-\(environment)")],
                    "systemUser": ["systemId": "310000000_bilag"],
                ])
            authority = try SimulatedAuthority(worldOf: record, clock: { clock.now })
        }

        func register() async throws {
            await authority.register(
                SandboxRegistration(
                    clientID: "client-\(record.environment)", vendor: try OrganisationNumber("310000000"),
                    keys: [SandboxRegistration.Key(keyID: "key-1", publicKey: try Fixture.key.get().publicKey)],
                    scopes: SandboxRegistration.defaultScopes.union(SimulatedAuthority.vendorScopes),
                    systemUsers: .registered))
        }

        /// A client of this world's record that sends its calls through a transport.
        func client(_ transport: any HTTPTransport) throws -> MaskinportenClient {
            let credentials = MaskinportenCredentials(
                clientID: "client-\(record.environment)", key: try Fixture.key.get(), keyName: .keyID("key-1"))
            return MaskinportenClient(
                record, credentials: credentials, transport: transport, surroundings: clock.surroundings)
        }

        func register(_ client: MaskinportenClient) -> SystemRegister {
            SystemRegister(record, client: client, transport: authority, surroundings: clock.surroundings)
        }
    }

    @Test("what is registered and approved in one is unknown in the other")
    func strangers() async throws {
        let (test, production) = (try await World(.test), try await World(.production))
        let user = SystemUserReference(
            organisation: try OrganisationNumber("310000051"), externalReference: "310000051-filing")
        try await test.register()
        // The client is unknown in production.
        let unknown = await authorityError {
            _ = try await production.client(production.authority).token(
                scopes: ["altinn:instances.read"], systemUser: nil)
        }
        #expect(unknown?.kind == .maskinporten(.clientNotFound))
        try await production.register()

        // The system and its user are in test only.
        let (testClient, productionClient) = (
            try test.client(test.authority), try production.client(production.authority)
        )
        try await test.register(testClient).register(try SystemRegistration(declaredBy: test.record))
        #expect(try await test.register(testClient).find(World.system) != nil)
        #expect(try await production.register(productionClient).find(World.system) == nil)
        let requests = SystemUserRequests(
            test.record, client: testClient, transport: test.authority, surroundings: test.clock.surroundings)
        let (request, _) = try await requests.create(
            system: World.system, party: user.organisation, reference: try ExternalReference("310000051-filing"),
            title: "Bilag", needs: FilingNeed.all(test.record), redirectURL: nil)
        #expect(
            request.confirmURL?.hasPrefix("https://am.ui.tt02.altinn.no/accessmanagement/ui/systemuser/request?id=")
                == true)
        try await test.authority.customerDecides(user.organisation, approves: true)
        _ = try await testClient.token(scopes: ["altinn:instances.read"], systemUser: user)
        let stranger = await authorityError {
            _ = try await productionClient.token(scopes: ["altinn:instances.read"], systemUser: user)
        }
        #expect(stranger?.kind == .maskinporten(.systemUserNotFound))
    }

    @Test("a token of one opens nothing in the other, and neither world is reached at the other's addresses")
    func tokens() async throws {
        let (test, production) = (try await World(.test), try await World(.production))
        try await test.register()
        try await production.register()
        let token = try await test.client(test.authority).token(scopes: ["altinn:instances.read"], systemUser: nil)
        let exchange = AltinnTokenExchange(
            production.record, transport: production.authority, surroundings: production.clock.surroundings)
        let refused = await authorityError { _ = try await exchange.exchange(token, from: .maskinporten) }
        #expect(refused?.kind == .unauthorised)
        // The same client with its calls led to the other world: nothing is there.
        let misled = await authorityError {
            _ = try await test.client(production.authority).token(scopes: ["altinn:instances.read"], systemUser: nil)
        }
        #expect(misled?.kind == .unreachable)
    }
}
