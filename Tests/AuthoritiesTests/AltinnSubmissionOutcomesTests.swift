import HTTP
import Testing
import Values

@testable import Authorities
@testable import SimulatedAuthority

@Suite struct AltinnSubmissionOutcomesTests {
    @Test("where a person must confirm, the submission waits for a signature and is not shown as filed")
    func signature() async throws {
        let scene = try await SubmissionScene { $0.machineMayConfirm = false }
        let transport = FaultyTransport(scene) { _ in nil }
        guard case .awaitingSignature(let id, let link) = try await scene.run(transport) else {
            Issue.record("not waiting for a signature")
            return
        }
        #expect(link == "http://127.0.0.1:8787/platform/inbox")
        #expect(transport.requests.filter { $0.url.hasSuffix("process/next") }.count == 1)
        #expect(!scene.journal.names.contains("submitted"))
        // Again, and by following: the same, and recorded once.
        #expect(try await scene.run() == .awaitingSignature(id, link: link))
        #expect(try await scene.submission().follow(scene.journal) == .awaitingSignature(id, link: link))
        #expect(scene.journal.names.filter { $0 == "awaiting-signature" }.count == 1)
        // A person signs in Altinn; following sees it, and fetches the answer.
        await scene.authority.signAll()
        guard case .accepted = try await scene.submission().follow(scene.journal) else {
            Issue.record("not accepted after the signature")
            return
        }
        await scene.expectFiledOnce()
    }

    @Test("settings that leave the confirmation to a person are kept to, even where the machine might")
    func settingsForbid() async throws {
        var scene = try await SubmissionScene()
        scene.settings.machineMayConfirm = false
        guard case .awaitingSignature = try await scene.run() else {
            Issue.record("not waiting for a signature")
            return
        }
    }

    @Test("a process that ended with an invalid verdict is a rejection, and its findings are kept")
    func rejected() async throws {
        let scene = try await SubmissionScene {
            $0.findingsAfterSubmission = [
                SimulatedFinding(rule: "R050", severity: .ugyldig, message: "Feil periodetype")
            ]
        }
        guard case .rejected(let result) = try await scene.run() else {
            Issue.record("not rejected")
            return
        }
        #expect(result.verdict == .invalid)
        #expect(result.findings.map(\.rule) == ["R050"])
        #expect(scene.journal.names.last == "completed")
    }

    @Test("a deviating verdict is an acceptance with findings")
    func deviating() async throws {
        let scene = try await SubmissionScene {
            $0.findingsAfterSubmission = [
                SimulatedFinding(rule: "R052", severity: .avvikende, message: "Se på dette")
            ]
        }
        guard case .accepted(let result) = try await scene.run() else {
            Issue.record("not accepted")
            return
        }
        #expect(result.verdict == .deviating)
        #expect(result.findings.count == 1)
    }

    @Test("slow feedback: the run ends waiting, with payment information, and a later one goes on")
    func slow() async throws {
        let scene = try await SubmissionScene { $0.looksBeforeFeedback = 1000 }
        guard case .waitingForFeedback(_, let payment) = try await scene.run() else {
            Issue.record("not waiting")
            return
        }
        #expect(payment != nil)
        #expect(scene.journal.names.last == "feedback-received")
        await scene.authority.change { $0.looksBeforeFeedback = 0 }
        guard case .accepted = try await scene.submission().follow(scene.journal) else {
            Issue.record("not accepted")
            return
        }
        await scene.expectFiledOnce()
    }

    @Test("content the app refuses is not filed: the draft is removed and the app's words are kept")
    func refused() async throws {
        let scene = try await SubmissionScene()
        let other = try SubmissionScene.package(attachments: 0)
        let package = try SubmissionPackage(
            party: scene.package.party, reference: scene.package.reference, envelope: other.envelope,
            document: scene.package.document, attachments: scene.package.attachments)
        let outcome = try await scene.submission().submit(package, journal: scene.journal)
        guard case .refused(let message, _) = outcome else {
            Issue.record("not refused: \(outcome)")
            return
        }
        #expect(message.contains("Valideringsfeil: Vedleggene"))
        #expect(scene.journal.names.suffix(3) == ["refused", "instance-deletion-requested", "instance-deleted"])
        #expect(await scene.authority.instances.map(\.isSoftDeleted) == [true])
        let kept = String(decoding: scene.journal.contents.last?.bytes ?? [], as: UTF8.self)
        #expect(kept.contains("Valideringsfeil"))
        #expect(try await scene.submission().submit(package, journal: scene.journal) == outcome)
    }

    @Test("a return that is invalid by the rules is refused by the app with its findings")
    func refusedByRules() async throws {
        let scene = try await SubmissionScene()
        let clock = scene.clock
        let authority = try SimulatedAuthority(
            clock: { clock.now },
            rules: { _ in [SimulatedFinding(rule: "R003", severity: .ugyldig, message: "sats")] })
        await authority.register(
            SandboxRegistration(
                clientID: try Fixture.credentials().clientID, vendor: try OrganisationNumber("123456785"),
                keys: [.init(keyID: "key-1", publicKey: try Fixture.key.get().publicKey)]))
        guard case .refused(_, let findings) = try await scene.run(authority) else {
            Issue.record("not refused")
            return
        }
        #expect(findings.map(\.rule) == ["R003"])
    }

    @Test("a system user nobody approved: nothing leaves, and the message says who must approve")
    func notApproved() async throws {
        let scene = try await SubmissionScene()
        await scene.authority.register(
            SandboxRegistration(
                clientID: try Fixture.credentials().clientID, vendor: try OrganisationNumber("123456785"),
                keys: [.init(keyID: "key-1", publicKey: try Fixture.key.get().publicKey)], systemUsers: .only([])))
        let thrown = await authorityError { _ = try await scene.run() }
        #expect(thrown?.kind == .maskinporten(.systemUserNotFound))
        #expect(thrown?.nextStep.contains("310000000 must approve") == true)
        #expect(scene.journal.names == ["started"])
        #expect(await scene.authority.instances.isEmpty)
        // Approved afterwards, the same submission goes on without searching for what cannot be there.
        await scene.authority.register(
            SandboxRegistration(
                clientID: try Fixture.credentials().clientID, vendor: try OrganisationNumber("123456785"),
                keys: [.init(keyID: "key-1", publicKey: try Fixture.key.get().publicKey)]))
        guard case .accepted = try await scene.run() else {
            Issue.record("not accepted")
            return
        }
        await scene.expectFiledOnce()
    }

    @Test("a draft that somebody changed in Altinn is not confirmed")
    func tampered() async throws {
        let scene = try await SubmissionScene { $0.machineMayConfirm = false }
        guard case .awaitingSignature = try await scene.run() else {
            Issue.record("not waiting for a signature")
            return
        }
        await scene.authority.tamper()
        let thrown = await authorityError { _ = try await scene.run() }
        #expect(thrown?.kind == .unexpectedState)
        #expect(thrown?.problem.contains("mva-melding.xml") == true)
        #expect(await scene.authority.instances.allSatisfy { $0.ended == nil })
    }

    @Test("a submission goes on with the documents and the destination it began with, or not at all")
    func otherDocuments() async throws {
        let scene = try await SubmissionScene { $0.machineMayConfirm = false }
        _ = try await scene.run()
        let other = try SubmissionScene.package(period: "juli-august")
        await #expect(throws: SubmissionError.otherDocuments(name: "envelope")) {
            _ = try await scene.submission().submit(other, journal: scene.journal)
        }
        let reference = try SubmissionScene.package(reference: "b5f1c9a0-0002")
        await #expect(throws: SubmissionError.otherDocuments(name: "reference")) {
            _ = try await scene.submission().submit(reference, journal: scene.journal)
        }
        await #expect(throws: SubmissionError.notStarted) {
            _ = try await scene.submission().follow(MemoryJournal())
        }
    }

    @Test("following a draft takes no step")
    func following() async throws {
        let scene = try await SubmissionScene()
        scene.journal.crash = (5, true)
        await #expect(throws: Crash.self) { _ = try await scene.run() }
        let transport = FaultyTransport(scene) { _ in nil }
        #expect(try await scene.submission(transport).follow(scene.journal) == .notSent(task: "data"))
        #expect(transport.requests.filter { $0.method != .get && !$0.url.hasSuffix("/token") }.isEmpty)
    }

    @Test("the validation service is asked first where the package says so")
    func prevalidation() async throws {
        let deviating =
            "<valideringsresultat><avvikVedMeldingslevering>avvikende skattemelding</avvikVedMeldingslevering></valideringsresultat>"
        let invalid = deviating.replacing("avvikende", with: "ugyldig")
        let scene = try await SubmissionScene()
        func package(_ accepting: Bool) throws -> SubmissionPackage {
            try SubmissionScene.package(prevalidation: .ask(acceptingDeviations: accepting))
        }
        await #expect(throws: SubmissionError.validationNeedsLogin) {
            _ = try await scene.submission().submit(try package(false), journal: scene.journal)
        }
        let held = try await scene.submission(ScriptedTransport(.text(200, deviating)), personToken: "login")
            .submit(try package(false), journal: scene.journal)
        #expect(held == .heldBack(ValidationResult(verdict: .deviating, findings: [])))
        #expect(await scene.authority.instances.isEmpty)
        let refused = try await scene.submission(ScriptedTransport(.text(200, invalid)), personToken: "login")
            .submit(try package(true), journal: scene.journal)
        guard case .refused(let message, _) = refused else {
            Issue.record("not refused")
            return
        }
        #expect(message.contains("ugyldig skattemelding"))
        #expect(scene.journal.names == ["started", "prevalidated", "prevalidated", "refused"])
    }
}

extension SimulatedAuthority {
    /// A person confirms everything that waits for it.
    func signAll() {
        for index in instances.indices
        where instances[index].task == .confirmation && !instances[index].isSoftDeleted {
            try? confirm(index, by: "person")
        }
    }

    /// Somebody replaces the return in a draft, and lets the machine confirm.
    func tamper() {
        behaviour.machineMayConfirm = true
        for index in instances.indices {
            for place in instances[index].data.indices where instances[index].data[place].type == "mvamelding" {
                instances[index].data[place].bytes = Array("<mvaMeldingDto/>".utf8)
            }
        }
    }
}
