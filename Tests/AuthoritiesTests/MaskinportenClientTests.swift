import Cryptography
import Formats
import HTTP
import Testing
import Values

@testable import Authorities

@Suite struct MaskinportenClientTests {
    static let scopes = ["altinn:instances.read", "altinn:instances.write"]
    static let granted = #"{"access_token":"mp-token","token_type":"Bearer","expires_in":120,"scope":"x"}"#

    private func client(
        _ transport: ScriptedTransport, _ clock: WaitingClock, _ environment: BooksEnvironment = .production
    ) throws -> MaskinportenClient {
        MaskinportenClient(
            try Fixture.record(environment), credentials: try Fixture.credentials(), transport: transport,
            surroundings: clock.surroundings)
    }

    private func user(_ reference: String? = "books-1") throws -> SystemUserReference {
        SystemUserReference(organisation: try Fixture.party(), externalReference: reference)
    }

    @Test("the grant is the documented form, signed, with the system user and the scopes to the letter")
    func grant() async throws {
        let clock = try WaitingClock()
        let transport = ScriptedTransport(.json(200, Self.granted))
        let token = try await client(transport, clock).token(scopes: Self.scopes, systemUser: try user())
        #expect(token.secret == "mp-token")
        let request = try #require(transport.requests.first)
        #expect(request.line == "POST https://maskinporten.no/token")
        #expect(request.header("Content-Type") == "application/x-www-form-urlencoded")
        #expect(request.header("Authorization") == nil)
        let start = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion="
        #expect(request.text.hasPrefix(start))
        let assertion = try JSONWebToken(parsing: String(request.text.dropFirst(start.count)))
        #expect(try assertion.isSigned(by: try Fixture.key.get().publicKey))
        #expect(assertion.header.canonicalText == #"{"alg":"RS256","kid":"key-1","typ":"JWT"}"#)
        let issued = try Timestamp("2026-03-20T08:15:00Z").secondsSince1970
        #expect(
            assertion.claims.canonicalText == #"{"aud":"https://maskinporten.no/","authorization_details":"#
                + #"[{"externalRef":"books-1","systemuser_org":{"ID":"0192:310000000","#
                + #""authority":"iso6523-actorid-upis"},"type":"urn:altinn:systemuser"}],"exp":\#(issued + 100),"#
                + #""iat":\#(issued),"iss":"a7a42bda-0a2f-4ddd-9ba4-dd3a52a0ea5f","#
                + #""jti":"01010101-0101-4101-8101-010101010101","scope":"altinn:instances.read altinn:instances.write"}"#
        )
    }

    @Test("without an external reference the member is left out, since an empty one is another reference")
    func noReference() async throws {
        let transport = ScriptedTransport(.json(200, Self.granted))
        _ = try await client(transport, try WaitingClock()).token(scopes: Self.scopes, systemUser: try user(nil))
        let part = try #require(transport.requests.first?.text.split(separator: ".").dropFirst().first)
        let claims = try JSON(parsing: try Base64.url.decode(String(part)))
        #expect(claims["authorization_details"]?.array?.first?["externalRef"] == nil)
    }

    @Test("a token is kept until shortly before it dies, one for each set of scopes and system user")
    func cache() async throws {
        let clock = try WaitingClock()
        let answers = ScriptedTransport(
            .json(200, Self.granted), .json(200, Self.granted), .json(200, Self.granted), .json(200, Self.granted))
        let client = try client(answers, clock)
        _ = try await client.token(scopes: Self.scopes, systemUser: try user())
        clock.advance(seconds: 109)
        _ = try await client.token(scopes: Self.scopes.reversed(), systemUser: try user())
        #expect(answers.requests.count == 1)
        clock.advance(seconds: 1)
        _ = try await client.token(scopes: Self.scopes, systemUser: try user())
        #expect(answers.requests.count == 2)
        _ = try await client.token(scopes: Self.scopes, systemUser: try user("other"))
        #expect(answers.requests.count == 3)
        await client.drop(scopes: Self.scopes, systemUser: try user())
        _ = try await client.token(scopes: Self.scopes, systemUser: try user())
        #expect(answers.requests.count == 4)
        let assertions = Set(answers.requests.map(\.text))
        #expect(assertions.count == 4)
    }

    @Test(
        "each documented refusal has its own case and says what to do",
        arguments: [
            ("MP-011", 400, "invalid_request", "stray signs"), ("MP-100", 400, "invalid_grant", "clientId and keyId"),
            ("MP-110", 400, "invalid_grant", "final slash"), ("MP-120", 400, "invalid_grant", "test certificate"),
            ("MP-121", 400, "invalid_grant", "Post the public key"), ("MP-122", 400, "invalid_grant", "client's owner"),
            ("MP-123", 400, "invalid_grant", "whole chain"), ("MP-124", 400, "invalid_grant", "private part"),
            ("MP-200", 400, "invalid_scope", "Add the scopes"), ("MP-201", 400, "invalid_scope", "Use ID-porten"),
            ("MP-250", 403, "forbidden", "Order access"), ("MP-251", 403, "forbidden", "delegate"),
            ("MP-301", 400, "invalid_request", "Update Bilag"), ("MP-302", 400, "invalid_request", "Update Bilag"),
            ("MP-303", 400, "invalid_altinn_customer_configuration", "310000000 must approve the system user"),
        ])
    func refusals(code: String, status: Int, error: String, advice: String) async throws {
        let body = #"{"error":"\#(error)","error_description":"Some words (\#(code))","error_uri":"https://x"}"#
        let transport = ScriptedTransport(.json(status, body))
        let client = try client(transport, try WaitingClock())
        let thrown = await authorityError {
            _ = try await client.token(scopes: Self.scopes, systemUser: try user())
        }
        let expected = try #require(MaskinportenRefusal.Code(rawValue: code))
        #expect(thrown?.kind == .maskinporten(expected))
        #expect(thrown?.nextStep.contains(advice) == true, "\(thrown?.nextStep ?? "")")
        #expect(thrown?.description.contains(code) == true)
        #expect(transport.requests.count == 1)
    }

    @Test("a clock that is ahead and a system user without a number are known by their words")
    func withoutNumber() async throws {
        for (body, code) in [
            (#"{"error":"invalid_grant","error_description":"Issue time is after now"}"#, "issue-time"),
            (#"{"error":"invalid_altinn_customer_configuration"}"#, "MP-303"),
            ("<html>", "unknown"),
        ] {
            let client = try client(ScriptedTransport(.text(400, body)), try WaitingClock())
            let thrown = await authorityError { _ = try await client.token(scopes: Self.scopes, systemUser: nil) }
            #expect(thrown?.kind == .maskinporten(try #require(MaskinportenRefusal.Code(rawValue: code))))
        }
    }

    @Test("a grant that was used or has expired is made anew once", arguments: ["MP-012", "MP-130"])
    func newAssertion(code: String) async throws {
        let refusal = #"{"error":"invalid_grant","error_description":"\#(code)"}"#
        let cured = ScriptedTransport(.json(400, refusal), .json(200, Self.granted))
        _ = try await client(cured, try WaitingClock()).token(scopes: Self.scopes, systemUser: nil)
        #expect(cured.requests.count == 2)
        #expect(cured.requests[0].text != cured.requests[1].text)
        let uncured = ScriptedTransport(.json(400, refusal), .json(400, refusal))
        let client = try client(uncured, try WaitingClock())
        let thrown = await authorityError { _ = try await client.token(scopes: Self.scopes, systemUser: nil) }
        #expect(thrown?.kind == .maskinporten(try #require(MaskinportenRefusal.Code(rawValue: code))))
    }

    @Test("lost answers, faults and 429 are tried again with a new grant, and Retry-After is kept to")
    func patience() async throws {
        let clock = try WaitingClock()
        let transport = ScriptedTransport(
            .lost, .text(503, "", HTTPHeader("Retry-After", "7")),
            .text(429, "", HTTPHeader("Retry-After", "Fri, 20 Mar 2026 08:15:30 GMT")), .json(200, Self.granted))
        _ = try await client(transport, clock).token(scopes: Self.scopes, systemUser: nil)
        // 1 s after the lost answer; 7 s asked for; then 22 s remain until 08:15:30.
        #expect(clock.pauses == [1, 7, 22])
        #expect(Set(transport.requests.map(\.text)).count == 4)
    }

    @Test("a pause longer than we wait ends the call and says when to come back")
    func longPause() async throws {
        let clock = try WaitingClock()
        let client = try client(ScriptedTransport(.text(429, "", HTTPHeader("Retry-After", "900"))), clock)
        let thrown = await authorityError { _ = try await client.token(scopes: Self.scopes, systemUser: nil) }
        #expect(thrown?.kind == .busy(retryAfterSeconds: 900))
        #expect(clock.pauses.isEmpty)
    }

    @Test(
        "an answer that is no token is refused",
        arguments: [
            "{}", #"{"access_token":"a b","token_type":"Bearer","expires_in":120}"#,
            #"{"access_token":"a","token_type":"mac","expires_in":120}"#,
            #"{"access_token":"a","token_type":"Bearer"}"#,
            "<html>",
        ])
    func oddAnswer(body: String) async throws {
        let client = try client(ScriptedTransport(.text(200, body)), try WaitingClock())
        let thrown = await authorityError { _ = try await client.token(scopes: Self.scopes, systemUser: nil) }
        #expect(thrown?.kind == .unreadableAnswer)
    }

    @Test("a token does not show itself")
    func hidden() throws {
        let token = try #require(BearerToken("eyJhbGciOi.secret"))
        #expect("\(token)" == "‹token›")
        #expect(String(reflecting: token) == "‹token›")
    }
}
