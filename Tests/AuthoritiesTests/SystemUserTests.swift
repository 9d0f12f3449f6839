import Formats
import Foundation
import HTTP
import TestSupport
import Testing
import Values

@testable import Authorities

@Suite("Systems and system users") struct SystemUserTests {
    private static let token = #"{"access_token":"mp","token_type":"Bearer","expires_in":120,"scope":"s"}"#

    private func record() throws -> AuthorityRecord {
        try Fixture.record(
            .production,
            ["maskinporten": ["clientId": "c"], "systemUser": ["systemId": "310000000_bilag"]])
    }

    private func requests(_ transport: ScriptedTransport) throws -> (SystemUserRequests, SystemRegister) {
        let (record, clock) = (try record(), try WaitingClock())
        let client = MaskinportenClient(
            record, credentials: try Fixture.credentials(), transport: transport, surroundings: clock.surroundings)
        return (
            SystemUserRequests(record, client: client, transport: transport, surroundings: clock.surroundings),
            SystemRegister(record, client: client, transport: transport, surroundings: clock.surroundings)
        )
    }

    @Test("a request is posted with exactly this body") func requestBody() async throws {
        let transport = ScriptedTransport(
            .json(200, Self.token),
            .json(
                201,
                #"{"id":"r","systemId":"310000000_bilag","partyOrgNo":"310000051","externalRef":"310000051-filing","#
                    + #""status":"New","confirmUrl":"https://am.ui.altinn.no/accessmanagement/ui/systemuser/request?id=r"}"#
            ))
        let (requests, _) = try requests(transport)
        let party = try OrganisationNumber("310000051")
        let (request, isNew) = try await requests.create(
            system: "310000000_bilag", party: party, reference: try ExternalReference(party: party), title: "Bilag",
            needs: FilingNeed.all(try record()), redirectURL: nil)
        #expect(isNew && request.status == .new)
        let sent = try #require(transport.requests.last)
        #expect(sent.line == "POST https://platform.altinn.no/authentication/api/v1/systemuser/request/vendor")
        #expect(sent.header("Content-Type") == "application/json")
        #expect(
            sent.text == #"{"accessPackages":[{"urn":"urn:altinn:accesspackage:merverdiavgift"}],"#
                + #""externalRef":"310000051-filing","integrationTitle":"Bilag","partyOrgNo":"310000051","#
                + #""rights":[{"resource":[{"id":"urn:altinn:resource","value":"app_skd_mva-melding-innsending-v1"}]}],"#
                + #""systemId":"310000000_bilag"}"#)
    }

    @Test("an address to approve at that is not Altinn's is refused") func foreignApproval() async throws {
        let transport = ScriptedTransport(
            .json(200, Self.token),
            .json(
                200, #"{"id":"r","partyOrgNo":"310000051","status":"New","confirmUrl":"https://am.ui.evil.example/x"}"#)
        )
        let (requests, _) = try requests(transport)
        let party = try OrganisationNumber("310000051")
        let error = await authorityError {
            _ = try await requests.find(system: "s", party: party, reference: try ExternalReference("x"))
        }
        #expect(error?.kind == .unreadableAnswer)
    }

    @Test("a step asks for its own scope alone") func scopes() async throws {
        let transport = ScriptedTransport(.json(200, Self.token), .text(404))
        let (_, register) = try requests(transport)
        #expect(try await register.find("310000000_bilag") == nil)
        let asked = try #require(transport.requests.first)
        let fields = try #require(formFields(asked.text))
        let assertion = try #require(fields.first { $0.name == "assertion" }?.value)
        let claims = try #require(assertion.split(separator: ".").dropFirst().first)
        let padded =
            String(claims).replacing("-", with: "+").replacing("_", with: "/")
            + String(repeating: "=", count: (4 - claims.count % 4) % 4)
        let decoded = try #require(Data(base64Encoded: padded))
        let json = try JSON(parsing: Array(decoded))
        #expect(json["scope"]?.string == "altinn:authentication/systemregister.write")
    }

    @Test("the list of system users is followed to its last page") func paging() async throws {
        let next = "https://platform.altinn.no/authentication/api/v1/systemuser/vendor/bysystem/s?token=x"
        let transport = ScriptedTransport(
            .json(200, Self.token), .json(200, #"{"links":{"next":"\#(next)"},"data":[{"id":"1"},{"id":"2"}]}"#),
            .json(200, #"{"links":{"next":null},"data":[{"id":"3"}]}"#))
        let (requests, _) = try requests(transport)
        #expect(try await requests.systemUsers(system: "s").map(\.id) == ["1", "2", "3"])
        #expect(transport.requests.last?.url == next)
    }

    @Test("a next page that lies elsewhere is not followed with our token") func hostilePaging() async throws {
        let transport = ScriptedTransport(
            .json(200, Self.token), .json(200, #"{"links":{"next":"https://evil.example/x"},"data":[]}"#))
        let (requests, _) = try requests(transport)
        let error = await authorityError { _ = try await requests.systemUsers(system: "s") }
        #expect(error?.kind == .unreachable)
        #expect(transport.requests.count == 2)
    }

    @Test(
        "each code is told with what it means and what to do",
        arguments: [
            ("AUTH-00063", 400, "not on the system", "authority system update"),
            ("AUTH-00004", 400, "approved", "authority user status"),
            ("AUTH-00009", 400, "rejected", "authority user withdraw"),
            ("AUTH-00020", 403, "too low", "BankID"),
        ])
    func problems(code: String, status: Int, meaning: String, next: String) throws {
        let body = JSON.object(["code": .string(code), "title": "x", "NotFoundPackages": ["urn:a:b"]])
        let error = AltinnProblem(HTTPResponse(status, body: body.canonicalBytes)).authorityError("Altinn")
        #expect(error.problem.contains(code) && error.problem.contains(meaning))
        #expect(error.nextStep.contains(next))
    }

    @Test("AUTH.VLD-00004 and AUTH-00004 are two different errors") func validationCode() throws {
        let body: JSON = ["code": "STD-00000", "validationErrors": [["code": "AUTH.VLD-00004", "title": "x"]]]
        let problem = AltinnProblem(HTTPResponse(400, body: body.canonicalBytes))
        #expect(problem.code == "AUTH.VLD-00004")
        #expect(problem.authorityError("Altinn").problem.contains("tagged"))
    }

    @Test(
        "every code of the service's own source has a row",
        .enabled(if: OfficialFiles.arePresent, Comment(rawValue: OfficialFiles.absence)))
    func allCodes() throws {
        for (file, list) in [("auth_problem_codes", "problems"), ("auth_validation_codes", "validation")] {
            let json = try JSON(parsing: try OfficialFiles.bytes("altinn/derived/\(file).json"))
            let codes = (json[list]?.array ?? []).compactMap { $0["code"]?.string }
            #expect(codes.count > 15)
            #expect(codes.filter { AltinnProblemTable.row($0) == nil }.isEmpty)
        }
    }

    @Test("a reference is never empty, and follows the convention") func references() throws {
        let party = try OrganisationNumber("310000051")
        #expect(try ExternalReference(party: party, purpose: "payroll", number: 2).text == "310000051-payroll-2")
        for text in ["", "a b", "a/b", "å"] { #expect(throws: InvalidInput.self) { try ExternalReference(text) } }
    }

    @Test("an app that was rolled gives the line to change") func appMetadata() throws {
        let record = try record()
        let metadata = AppMetadata(id: "skd/mva-melding-innsending-v2", dataTypes: ["mvamelding"])
        let objections = metadata.objections(to: record.vat, record).map { $0.text(in: .english) }
        #expect(
            objections.contains {
                $0.contains(#"write "production": { "vat": { "app": "skd/mva-melding-innsending-v2" } }"#)
            })
        #expect(objections.contains { $0.contains(#""attachmentDataType": "…""#) })
        #expect(!objections.contains { $0.contains("returnDataType") })
    }
}
