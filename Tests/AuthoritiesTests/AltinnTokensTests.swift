import HTTP
import Testing
import Values

@testable import Authorities

@Suite struct AltinnTokensTests {
    private func machineTokens(_ transport: ScriptedTransport, _ clock: WaitingClock) throws -> AltinnTokens {
        let record = try Fixture.record(.production)
        let client = MaskinportenClient(
            record, credentials: try Fixture.credentials(), transport: transport, surroundings: clock.surroundings)
        let user = SystemUserReference(organisation: try Fixture.party(), externalReference: nil)
        return AltinnTokens(
            .systemUser(client, scopes: MaskinportenClientTests.scopes, user),
            exchange: AltinnTokenExchange(record, transport: transport, surroundings: clock.surroundings),
            surroundings: clock.surroundings)
    }

    @Test("a Maskinporten token is exchanged at its provider, and quotes around the answer fall away")
    func machine() async throws {
        let clock = try WaitingClock()
        let transport = ScriptedTransport(.json(200, MaskinportenClientTests.granted), .json(200, #""altinn-token""#))
        let tokens = try machineTokens(transport, clock)
        #expect(try await tokens.token().secret == "altinn-token")
        let exchange = try #require(transport.requests.last)
        #expect(exchange.line == "GET https://platform.altinn.no/authentication/api/v1/exchange/maskinporten")
        #expect(exchange.header("Authorization") == "Bearer mp-token")
        clock.advance(seconds: 24 * 60)
        _ = try await tokens.token()
        #expect(transport.requests.count == 2)
    }

    @Test("a person's token goes to the provider with a hyphen")
    func person() async throws {
        let clock = try WaitingClock()
        let transport = ScriptedTransport(.text(200, "altinn-token\n"))
        let tokens = try Fixture.personTokens(try Fixture.record(.test), transport, clock.surroundings)
        #expect(try await tokens.token().secret == "altinn-token")
        #expect(
            transport.requests.first?.line
                == "GET https://platform.tt02.altinn.no/authentication/api/v1/exchange/id-porten")
    }

    @Test("a 401 from the exchange gets a new Maskinporten token and one more try")
    func retry() async throws {
        let granted = MaskinportenClientTests.granted
        let cured = ScriptedTransport(.json(200, granted), .text(401), .json(200, granted), .text(200, "t"))
        #expect(try await machineTokens(cured, try WaitingClock()).token().secret == "t")
        let uncured = ScriptedTransport(.json(200, granted), .text(401), .json(200, granted), .text(401))
        let tokens = try machineTokens(uncured, try WaitingClock())
        let thrown = await authorityError { _ = try await tokens.token() }
        #expect(thrown?.kind == .unauthorised)
        #expect(uncured.requests.count == 4)
    }

    @Test(
        "a refused exchange says what is wrong",
        arguments: [
            (401, AuthorityError.Kind.unauthorised, "Log in again"), (403, .forbidden, "altinn:instances.read"),
            (400, .refused(status: 400), "platformUrl"),
        ])
    func refused(status: Int, kind: AuthorityError.Kind, advice: String) async throws {
        let clock = try WaitingClock()
        let tokens = try Fixture.personTokens(
            try Fixture.record(.test), ScriptedTransport(.text(status)), clock.surroundings)
        let thrown = await authorityError { _ = try await tokens.token() }
        #expect(thrown?.kind == kind)
        #expect(thrown?.nextStep.contains(advice) == true)
    }
}
