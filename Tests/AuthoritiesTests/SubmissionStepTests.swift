import Cryptography
import Formats
import Testing
import Values

@testable import Authorities

@Suite struct SubmissionStepTests {
    static let instance = "50267437/55604b08-1690-4a8d-bf6b-95c11dc40c58"

    private func steps() throws -> [SubmissionStep] {
        let moment = try Timestamp("2026-03-20T08:15:00Z")
        let id = try InstanceID(Self.instance)
        let digest = SHA256Digest(of: [1])
        let part = DocumentDigest(name: "mva-melding.xml", sha256: digest)
        let finding = ValidationFinding(
            path: "/a", vatCode: nil, message: "m", verdict: .deviating, code: "C", rule: "R018", details: nil)
        let result = ValidationResult(verdict: .unknown("godkjent"), findings: [finding])
        let payment = PaymentInformation(
            paymentReference: "1234567897", amount: Money(ore: 5_320_200), payee: "Skatteetaten",
            dueDate: try CalendarDate("2026-04-10"), accountNumber: "12345678903", bic: "X")
        return [
            .started(
                reference: "ref-12345", environment: .test, app: "skd/x", party: "310000000", documents: [part],
                at: moment),
            .prevalidated(result, answer: digest, isAccepted: false), .instanceRequested(at: moment),
            .instanceCreated(id, elements: [ElementReference(id: "e", dataType: "t")], foundBy: .creationTime),
            .instanceDeletionRequested(id), .instanceDeleted(id), .uploadRequested(part),
            .uploaded(part, element: "e"), .copyRemovalRequested(name: "n", element: "e"),
            .processAdvanceRequested(from: "data", at: moment), .processAdvanced(from: "data", to: "confirmation"),
            .submitted(at: moment), .awaitingSignature(link: "https://af.altinn.no", reason: "r"),
            .feedbackReceived(
                FeedbackDocument(kind: "kvittering", element: "e", contentType: "application/pdf", sha256: digest)),
            .completed(result, payment), .completed(result, nil),
            .refused(message: "m", findings: [finding], answer: digest), .stopped(reason: "r"),
            .nothingFound(at: moment), .otherContentSent(id, files: [part], vatReturn: digest),
            .otherContentSent(id, files: [], vatReturn: nil),
        ]
    }

    @Test("every step comes back from its name and its stored bytes")
    func roundTrip() throws {
        for step in try steps() {
            let stored = step.body.canonicalBytes
            #expect(try SubmissionStep(name: step.name, body: try JSON(parsing: stored)) == step)
        }
        #expect(Set(try steps().map(\.name)) == Set(SubmissionStep.names))
    }

    @Test("the stored form is as published")
    func form() throws {
        let forms = try steps().map { "\($0.name) \($0.body.canonicalText)" }
        let hash = "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"
        #expect(
            forms[0] == #"started {"app":"skd/x","at":"2026-03-20T08:15:00.000Z","documents":[{"name":"#
                + #""mva-melding.xml","sha256":"\#(hash)"}],"environment":"test","party":"310000000","reference":"ref-12345"}"#
        )
        #expect(
            forms[3] == #"instance-created {"elements":[{"dataType":"t","id":"e"}],"foundBy":"creation-time","#
                + #""instance":"\#(Self.instance)"}"#)
        #expect(
            forms[14] == #"completed {"payment":{"accountNumber":"12345678903","amountOre":5320200,"bic":"X","#
                + #""dueDate":"2026-04-10","iban":null,"information":null,"payee":"Skatteetaten","#
                + #""paymentReference":"1234567897"},"result":{"findings":[{"code":"C","details":null,"message":"m","#
                + #""path":"/a","rule":"R018","vatCode":null,"verdict":"avvikende skattemelding"}],"verdict":"godkjent"}}"#
        )
    }

    @Test("an unknown step, or one with a member missing, is refused by name")
    func odd() throws {
        #expect(throws: InvalidInput.self) { try SubmissionStep(name: "teleported", body: .object([:])) }
        for step in try steps() where !(step.body.object?.members.isEmpty ?? true) {
            #expect(throws: InvalidInput.self) { try SubmissionStep(name: step.name, body: .object([:])) }
        }
    }
}
