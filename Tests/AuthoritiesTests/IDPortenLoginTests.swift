import Cryptography
import Formats
import Foundation
import HTTP
import SimulatedAuthority
import Testing
import Values

@testable import Authorities

/// The real client against the simulated ID-porten.
@Suite("Logging in with ID-porten") struct IDPortenLoginTests {
    /// A world of its own: clock, authority, client and a place for the login.
    private struct World {
        let clock: WaitingClock
        let authority: SimulatedAuthority
        let record: AuthorityRecord
        let authentication: ClientAuthentication
        let file: LoginFile

        init(_ proof: SandboxLoginClient.Proof, _ authentication: ClientAuthentication) async throws {
            let clock = try WaitingClock()
            self.clock = clock
            self.authentication = authentication
            authority = try SimulatedAuthority(clock: { clock.now }, signingKey: try Fixture.key.get())
            let folder = FileManager.default.temporaryDirectory.path
            file = LoginFile(path: "\(folder)/login-\(UUID().uuidString).json")
            // What a command would read; the tests of other methods hand theirs in.
            try PrivateFile.write(Array("s3cret\n".utf8), to: file.path + ".secret")
            record = try Fixture.record(
                .sandbox,
                [
                    "idPorten": [
                        "clientId": "login", "clientAuthentication": "client_secret_post",
                        "clientSecretFile": .string(file.path + ".secret"),
                    ]
                ])
            await authority.register(
                SandboxLoginClient(clientID: "login", proof: proof, redirectAddresses: [World.redirect]))
        }

        static let redirect = "http://127.0.0.1:8788/callback"

        static func confidential() async throws -> World { try await World(.secret("s3cret"), .secret("s3cret")) }

        func client() async throws -> IDPortenClient {
            try await IDPortenClient(
                record, authentication: authentication, transport: authority, surroundings: clock.surroundings)
        }

        func answer(_ attempt: LoginAttempt, agrees: Bool = true, level: LevelOfAssurance = .high) async throws
            -> [(name: String, value: String)]
        {
            let back = try await authority.personLogsIn(at: attempt.address, level: level, agrees: agrees)
            return try #require(formFields(back.split(separator: "?").last ?? ""))
        }

        func logIn() async throws -> Login {
            let client = try await client()
            let attempt = try client.begin(redirectAddress: World.redirect)
            let login = try await client.finish(attempt, answer: try await answer(attempt)).login
            try file.write(login)
            return login
        }

        /// A login as another command would find it.
        func person(_ transport: (any HTTPTransport)? = nil) -> PersonLogin {
            PersonLogin(file, record: record, transport: transport ?? authority, surroundings: clock.surroundings)
        }

        func remove() {
            for ending in ["", ".lock", ".secret"] {
                try? FileManager.default.removeItem(atPath: file.path + ending)
            }
        }
    }

    @Test("a login gives tokens, and Altinn takes them") func login() async throws {
        let world = try await World.confidential()
        defer { world.remove() }
        let login = try await world.logIn()
        #expect(login.level == .high)
        #expect(login.refreshToken != nil)
        let exchange = AltinnTokenExchange(
            world.record, transport: world.authority, surroundings: world.clock.surroundings)
        _ = try await exchange.exchange(login.accessToken, from: .idPorten)
    }

    @Test("a client proves itself by the method that is registered, and by no other") func methods() async throws {
        let key = try Fixture.key.get()
        let keys = [SandboxRegistration.Key(keyID: "k", publicKey: key.publicKey)]
        let proofs: [(SandboxLoginClient.Proof, ClientAuthentication)] = [
            (.none, .publicClient), (.secret("a"), .secret("a")), (.keys(keys), .privateKey(key, keyID: "k")),
        ]
        for (row, (proof, _)) in proofs.enumerated() {
            for (column, (_, authentication)) in proofs.enumerated() {
                let world = try await World(proof, authentication)
                defer { world.remove() }
                if row == column {
                    #expect(try await world.logIn().refreshToken == nil || row > 0)
                } else {
                    let error = await authorityError { _ = try await world.logIn() }
                    #expect(error?.problem.contains("invalid_client") == true)
                }
            }
        }
    }

    @Test("an answer of another login, another issuer or with an error is refused") func answers() async throws {
        let world = try await World.confidential()
        let client = try await world.client()
        let attempt = try client.begin(redirectAddress: World.redirect)
        let good = try await world.answer(attempt)
        func changed(_ name: String, _ value: String?) -> [(name: String, value: String)] {
            good.compactMap { $0.name == name ? value.map { (name, $0) } : $0 }
        }
        for (fields, expected) in [
            (changed("state", "other"), "another login"), (changed("state", nil), "another login"),
            (good + [("state", "other")], "another login"), (changed("iss", "https://evil.example"), "another issuer"),
            (changed("iss", nil), "another issuer"), (changed("code", nil), "no code"),
        ] {
            let error = await authorityError { _ = try await client.finish(attempt, answer: fields) }
            #expect(error?.problem.contains(expected) == true)
        }
        let second = try client.begin(redirectAddress: World.redirect)
        let refused = try await world.answer(second, agrees: false)
        let error = await authorityError { _ = try await client.finish(second, answer: refused) }
        #expect(error?.problem.contains("access_denied") == true)
    }

    @Test("a login of too low a level does not count") func level() async throws {
        let record = try Fixture.record(
            .sandbox, ["idPorten": ["clientId": "login", "leastLevel": "idporten-loa-high"]])
        let world = try await World.confidential()
        let client = try await IDPortenClient(
            record, authentication: .secret("s3cret"), transport: world.authority,
            surroundings: world.clock.surroundings)
        let attempt = try client.begin(redirectAddress: World.redirect)
        let answer = try await world.answer(attempt, level: .substantial)
        await #expect(throws: IDTokenError.tooLowLevel(least: .high)) {
            _ = try await client.finish(attempt, answer: answer)
        }
    }

    @Test("a refresh token is used once, and the new one is on disk before its access token is used")
    func rotation() async throws {
        let world = try await World.confidential()
        defer { world.remove() }
        let first = try await world.logIn()
        #expect(try await world.person().token().token == first.accessToken)
        world.clock.advance(seconds: 130)
        let (token, _) = try await world.person().token()
        let kept = try #require(try world.file.read())
        #expect(token == kept.accessToken)
        #expect(kept.refreshToken != first.refreshToken)
        // The old one again, as a thief or a restored backup would: the whole login ends.
        try world.file.write(first)
        let stolen = await authorityError { _ = try await world.person().token() }
        #expect(stolen?.kind == .unauthorised)
        try world.file.write(kept)
        world.clock.advance(seconds: 130)
        let ended = await authorityError { _ = try await world.person().token() }
        #expect(ended?.problem.contains("invalid_grant") == true)
    }

    @Test("two commands at once renew a login once") func twoAtOnce() async throws {
        let world = try await World.confidential()
        defer { world.remove() }
        _ = try await world.logIn()
        world.clock.advance(seconds: 130)
        world.clock.letPausesLast(milliseconds: 100)
        let before = await world.authority.requests.count { $0.path == "/idporten/token" }
        async let first = world.person().token()
        async let second = world.person().token()
        let tokens = try await (first.token, second.token)
        #expect(tokens.0 == tokens.1)
        #expect(await world.authority.requests.count { $0.path == "/idporten/token" } == before + 1)
    }

    @Test("a lost answer to a refresh leaves the old login where it was") func lostRefresh() async throws {
        let world = try await World.confidential()
        defer { world.remove() }
        let first = try await world.logIn()
        world.clock.advance(seconds: 130)
        await world.authority.add(SandboxFault(.dropBefore, path: "/idporten/token"))
        let error = await authorityError { _ = try await world.person().token() }
        #expect(error?.kind == .answerUnclear)
        #expect(try world.file.read()?.refreshToken == first.refreshToken)
        _ = try await world.person().token()
    }

    @Test("a renewal that was cut off after ID-porten gave the new token says to log in again") func cutOff()
        async throws
    {
        let world = try await World.confidential()
        defer { world.remove() }
        _ = try await world.logIn()
        world.clock.advance(seconds: 130)
        await world.authority.add(SandboxFault(.dropAfter, path: "/idporten/token"))
        let lost = await authorityError { _ = try await world.person().token() }
        #expect(lost?.kind == .answerUnclear)
        let ended = await authorityError { _ = try await world.person().token() }
        #expect(ended?.nextStep.contains("cut off half-way") == true)
        #expect(ended?.nextStep.contains("bilag authority login") == true)
    }

    @Test("a revoked login opens nothing") func revoke() async throws {
        let world = try await World.confidential()
        defer { world.remove() }
        let login = try await world.logIn()
        try await world.client().revoke(login)
        let exchange = AltinnTokenExchange(
            world.record, transport: world.authority, surroundings: world.clock.surroundings)
        let error = await authorityError { _ = try await exchange.exchange(login.accessToken, from: .idPorten) }
        #expect(error?.kind == .unauthorised)
    }

    @Test("a login file that others can read is refused, and so is one of another client") func file() async throws {
        let world = try await World.confidential()
        defer { world.remove() }
        _ = try await world.logIn()
        let mode = try FileManager.default.attributesOfItem(atPath: world.file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: world.file.path)
        #expect(throws: CryptographyError.self) { try world.file.read() }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: world.file.path)
        let other = try Fixture.record(.sandbox, ["idPorten": ["clientId": "another"]])
        let person = PersonLogin(
            world.file, record: other, transport: world.authority, surroundings: world.clock.surroundings)
        #expect(throws: AuthorityError.self) { try person.kept() }
    }

    @Test("the code is exchanged with exactly these fields") func exactRequest() async throws {
        let metadata = """
            {"issuer":"https://idporten.no","authorization_endpoint":"https://login.idporten.no/authorize",
            "token_endpoint":"https://idporten.no/token","jwks_uri":"https://idporten.no/jwks.json"}
            """
        let transport = ScriptedTransport(.json(200, metadata), .json(400, #"{"error":"invalid_grant"}"#))
        let record = try Fixture.record(.production, ["idPorten": ["clientId": "c"]])
        let clock = try WaitingClock()
        let client = try await IDPortenClient(
            record, authentication: .secret("s&t"), transport: transport, surroundings: clock.surroundings)
        let attempt = try client.begin(redirectAddress: "http://127.0.0.1:5000/callback")
        // State, nonce and verifier are 32 bytes of 1, 2 and 3; the challenge was worked out with openssl.
        let state = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"
        let verifier = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM"
        let query = try #require(formFields(attempt.address.split(separator: "?").last ?? ""))
        #expect(attempt.address.hasPrefix("https://login.idporten.no/authorize?response_type=code&client_id=c&"))
        #expect(query.first { $0.name == "state" }?.value == state)
        #expect(query.first { $0.name == "code_challenge_method" }?.value == "S256")
        #expect(query.first { $0.name == "code_challenge" }?.value.utf8.count == 43)
        #expect(query.first { $0.name == "scope" }?.value.hasPrefix("openid ") == true)
        _ = await authorityError {
            _ = try await client.finish(attempt, answer: [("code", "x y"), ("state", state)])
        }
        let request = try #require(transport.requests.last)
        #expect(request.line == "POST https://idporten.no/token")
        #expect(
            request.text == "grant_type=authorization_code&code=x%20y"
                + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A5000%2Fcallback&code_verifier=\(verifier)"
                + "&client_id=c&client_secret=s%26t")
    }
}
