import Formats
import HTTP
import TestSupport
import Testing
import Values

@testable import Authorities

/// Each documented code through the real client, row by row of the tables made from the services' own sources.
@Suite(
    "Codes of refusals", .enabled(if: OfficialFiles.arePresent, Comment(rawValue: OfficialFiles.absence)))
struct AuthorityCodesTests {
    private static let token = #"{"access_token":"mp","token_type":"Bearer","expires_in":120,"scope":"s"}"#

    /// What a person is told when a request for a system user is answered so.
    private func told(_ status: Int, _ body: JSON) async throws -> AuthorityError? {
        let record = try Fixture.record(.production, ["maskinporten": ["clientId": "c"]])
        let clock = try WaitingClock()
        let answer = ScriptedTransport.Answer.json(status, body.canonicalText)
        // A 401 is asked again with a new token, and so is the token.
        let transport = ScriptedTransport(
            .json(200, Self.token), answer, status == 401 ? .json(200, Self.token) : answer, answer, answer)
        let client = MaskinportenClient(
            record, credentials: try Fixture.credentials(), transport: transport, surroundings: clock.surroundings)
        let requests = SystemUserRequests(
            record, client: client, transport: transport, surroundings: clock.surroundings)
        return await authorityError {
            _ = try await requests.create(
                system: "s", party: try Fixture.party(), reference: try ExternalReference("x"), title: "Bilag",
                needs: FilingNeed.all(record), redirectURL: nil)
        }
    }

    @Test("every problem code of Altinn's is told by its own words, with what to do") func problems() async throws {
        let json = try JSON(parsing: try OfficialFiles.bytes("altinn/derived/auth_problem_codes.json"))
        var messages: Set<String> = []
        let rows = json["problems"]?.array ?? []
        for row in rows {
            let code = try #require(row["code"]?.string)
            let status = Int(try #require(row["status"]?.integer))
            // 429 says nothing happened, and is tried again first.
            let error = try #require(
                try await told(status, ["code": .string(code), "title": row["detail"] ?? "x"]), "\(code)")
            #expect(error.problem.hasPrefix("\(code), HTTP \(status): "), "\(error)")
            #expect(error.nextStep.count > 20, "\(error)")
            messages.insert(String(error.problem.dropFirst("\(code), HTTP \(status): ".count)))
        }
        #expect(rows.count == 80)
        #expect(messages.count == 80)
    }

    @Test("every validation code of the System Register's is told by its own words, with what to do")
    func validation() async throws {
        let json = try JSON(parsing: try OfficialFiles.bytes("altinn/derived/auth_validation_codes.json"))
        let rows = json["validation"]?.array ?? []
        var messages: Set<String> = []
        for row in rows {
            let code = try #require(row["code"]?.string)
            let error = try #require(
                try await told(
                    400, ["code": "STD-00000", "validationErrors": [["code": .string(code), "detail": "x"]]]))
            #expect(error.problem.hasPrefix("\(code), HTTP 400: "), "\(error)")
            #expect(error.nextStep.count > 20, "\(error)")
            messages.insert(error.problem)
        }
        // The service has two sentences under AUTH.VLD-00014.
        #expect(messages.count == Set(rows.compactMap { $0["code"]?.string }).count)
        #expect(messages.count == 18)
    }

    @Test("every documented refusal of Maskinporten's is told by its own words, with cause and next step")
    func maskinporten() async throws {
        let json = try JSON(parsing: try OfficialFiles.bytes("altinn/derived/maskinporten_errors.json"))
        let rows = json["errors"]?.array ?? []
        var causes: Set<String> = []
        for row in rows {
            let code = try #require(row["code"]?.string)
            let known = try #require(MaskinportenRefusal.Code(rawValue: code), "\(code) has no case of its own")
            let status = Int(try #require(row["status"]?.integer))
            let body: JSON = [
                "error": row["error"]?.string.map(JSON.string) ?? "x", "error_description": .string(code),
            ]
            let refusal = MaskinportenRefusal(HTTPResponse(status, body: body.canonicalBytes))
            #expect(refusal.code == known)
            #expect(refusal.code.isCuredByNewAssertion == (row["retry"]?.string?.hasPrefix("new assertion") == true))
            let error = refusal.authorityError(try Fixture.record().maskinporten, systemUser: nil)
            #expect(error.kind == .maskinporten(known) && error.problem.hasPrefix("\(code), HTTP \(status): "))
            #expect(error.nextStep.count > 15, "\(error)")
            causes.insert(refusal.advice(try Fixture.record().maskinporten, nil).cause)
        }
        #expect(rows.count == 17 && causes.count == 17)
    }

    @Test(
        "a refusal of Maskinporten's without a number is known by its words, else by its name",
        arguments: [
            ("invalid_grant", "Issue time is after now", MaskinportenRefusal.Code.issuedInTheFuture),
            ("invalid_grant", "Invalid audience, expected x", .wrongAudience),
            ("invalid_scope", "no", .scopeRefused), ("invalid_grant", "no", .grantRefused),
            ("invalid_client", "no", .clientNotFound),
            ("invalid_altinn_customer_configuration", "no", .systemUserNotFound), ("other", "no", .unknown),
        ])
    func words(error: String, description: String, code: MaskinportenRefusal.Code) {
        let body: JSON = ["error": .string(error), "error_description": .string(description)]
        #expect(MaskinportenRefusal(HTTPResponse(400, body: body.canonicalBytes)).code == code)
    }
}
