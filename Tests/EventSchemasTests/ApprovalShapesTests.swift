import EventLog
import Formats
import Foundation
import Testing
import Values

@testable import Filing

/// The published example is a local approval; these are the other forms.
@Suite("The forms of an approval")
struct ApprovalShapesTests {
    private static let hash = String(repeating: "ab", count: 32)

    static let forms: [(method: String, evidence: JSON)] = [
        ("local", ["user": "ola"]),
        ("ssh", ["key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "signature": .string(hash)]),
        (
            "idporten",
            [
                "acr": "idporten-loa-high", "clientId": "client", "idToken": .string(hash),
                "issuer": "https://idporten.no", "keys": .string(hash), "person": .string(hash),
            ]
        ),
    ]

    @Test("each form conforms to the schema, and is read and written again to the same bytes", arguments: forms)
    func roundTrip(method: String, evidence: JSON) throws {
        let event = try PublishedEvent(FilingEventType.approved)
        let body = try event.recorded().body.with("method", .string(method)).with("evidence", evidence)
        #expect(try JSONSchema(event.schema).breaches(in: body).isEmpty)
        #expect(try Approval(body).newEvent.body == body.canonicalBytes)
        for member in evidence.object?.members ?? [] {
            let without = body.with("evidence", evidence.without(member.name))
            #expect(try !JSONSchema(event.schema).breaches(in: without).isEmpty)
            #expect(throws: InvalidInput.self) { try Approval(without) }
        }
    }

    @Test("a method that is unknown, a review by no entry and a requirement of nobody are refused")
    func refused() throws {
        let body = try PublishedEvent(FilingEventType.approved).recorded().body
        let nobody: JSON = ["method": "local", "approvers": 0, "approverIsNotPreparer": false]
        for (name, value) in [("method", "fax" as JSON), ("review", 0), ("requirement", nobody), ("evidence", 1)] {
            #expect(throws: InvalidInput.self) { try Approval(body.with(name, value)) }
        }
    }

    @Test("the statement of the published approval is the one the document about the log's form shows")
    func statement() throws {
        let approval = try Approval(PublishedEvent(FilingEventType.approved).recorded().body)
        let statement = ApprovalStatement(
            organisationNumber: try OrganisationNumber("310027464"), booksID: "7b1c9e52-4d83-4f0a-9c36-2f1de8a05b47",
            environment: .sandbox, filing: approval.filing, review: approval.review, hashes: approval.hashes)
        let document = try String(
            contentsOf: PublishedEvent.checkout.appending(path: "docs/log-format.md"), encoding: .utf8)
        #expect(document.contains("```\n\(statement.text)```"))
    }
}
