import Cryptography
import HTTP
import Testing
import Values

@testable import Authorities
@testable import SimulatedAuthority

/// What persons do in Altinn with an instance of ours, and what books that were restored find there.
@Suite("Submissions that others took a hand in")
struct SubmissionTakenOverTests {
    private static let next = "/apps/*/process/next"

    /// Refused at the confirmation, and the draft could not be deleted: it waits there for anybody to sign.
    private func refusedScene() async throws -> SubmissionScene {
        let scene = try await SubmissionScene()
        let text = HTTPResponse(409, body: Array("Filnavn må være unike".utf8))
        await scene.authority.add(SandboxFault(.answer(text), method: .put, path: Self.next, skip: 1))
        await scene.authority.add(
            SandboxFault(SandboxFault.status(500), method: .delete, path: "/apps/*", count: 3))
        guard case .refused = try await scene.run() else {
            Issue.record("not refused")
            return scene
        }
        #expect(await scene.authority.instances.map(\.isSoftDeleted) == [false])
        #expect(await scene.authority.instances.first?.task == .confirmation)
        #expect(scene.journal.names.contains("refused") && !scene.journal.names.contains("instance-deleted"))
        return scene
    }

    @Test("a draft that was refused and could not be deleted is deleted by the next run")
    func refusedThenDeleted() async throws {
        let scene = try await refusedScene()
        #expect(try await scene.submission().takeBack(scene.journal) == nil)
        #expect(await scene.authority.instances.map(\.isSoftDeleted) == [true])
        #expect(scene.journal.names.suffix(2) == ["instance-deletion-requested", "instance-deleted"])
    }

    @Test("a refused draft that a person signed is filed, and following learns it", arguments: [true, false])
    func refusedThenSigned(isFollowing: Bool) async throws {
        let scene = try await refusedScene()
        await scene.authority.signAll()
        let outcome =
            isFollowing
            ? try await scene.submission().follow(scene.journal)
            : try await scene.submission().takeBack(scene.journal)
        guard case .accepted? = outcome else {
            Issue.record("not accepted: \(String(describing: outcome))")
            return
        }
        await scene.expectFiledOnce()
    }

    @Test("following a refused draft that lies there says so, and takes no step")
    func refusedFollowed() async throws {
        let scene = try await refusedScene()
        guard case .refused = try await scene.submission().follow(scene.journal) else {
            Issue.record("not refused")
            return
        }
        #expect(await scene.authority.instances.map(\.isSoftDeleted) == [false])
    }

    @Test("a refusal of the step after the one a person took is no refusal of what the person sent")
    func confirmedInBetween() async throws {
        let scene = try await SubmissionScene()
        let authority = scene.authority
        let transport = AnsweringTransport(authority) { request, number in
            guard request.url.hasSuffix("process/next"), number == 2 else { return nil }
            await authority.signAll()
            return HTTPResponse(409, body: Array("Filnavn må være unike".utf8))
        }
        guard case .accepted = try await scene.run(transport) else {
            Issue.record("not accepted")
            return
        }
        #expect(!scene.journal.names.contains("refused"))
        await scene.expectFiledOnce()
    }

    @Test("a return that a person changed and signed in Altinn is not taken for ours")
    func changedAndSigned() async throws {
        let scene = try await SubmissionScene { $0.machineMayConfirm = false }
        guard case .awaitingSignature(let id, _) = try await scene.run() else {
            Issue.record("not waiting for a signature")
            return
        }
        let other = scene.package.document.bytes + Array("\n".utf8)
        await scene.authority.changeReturn(to: other)
        await scene.authority.signAll()
        let names = [scene.package.document.name] + scene.package.attachments.map(\.name)
        let outcome = try await scene.submission().follow(scene.journal)
        guard case .otherContentSent(id, let files) = outcome else {
            Issue.record("taken for ours: \(outcome)")
            return
        }
        #expect(files.map(\.name).sorted() == names.sorted())
        #expect(files.contains { $0.sha256 == SHA256Digest(of: other) })
        #expect(scene.journal.names.last == "other-content-sent")
        #expect(scene.journal.contents.last?.bytes == other)
        // Said again without asking anybody.
        let requests = await scene.authority.requests.count
        #expect(try await scene.submission().follow(scene.journal) == outcome)
        #expect(try await scene.run() == outcome)
        #expect(await scene.authority.requests.count == requests)
    }

    @Test("a removed or an added attachment is other content as well")
    func otherAttachments() async throws {
        let scene = try await SubmissionScene(attachments: 2) { $0.machineMayConfirm = false }
        _ = try await scene.run()
        await scene.authority.removeAttachment()
        await scene.authority.signAll()
        guard case .otherContentSent = try await scene.submission().follow(scene.journal) else {
            Issue.record("taken for ours")
            return
        }
    }

    @Test("one garbled download of what was sent makes no difference for good")
    func garbledOnce() async throws {
        let scene = try await SubmissionScene { $0.machineMayConfirm = false }
        _ = try await scene.run()
        await scene.authority.signAll()
        let transport = AnsweringTransport(scene.authority) { request, number in
            request.url.contains("/data/") && number == 1 ? HTTPResponse(200, body: Array("<html>".utf8)) : nil
        }
        let thrown = await authorityError { _ = try await scene.submission(transport).follow(scene.journal) }
        #expect(thrown?.kind == .unreadableAnswer)
        guard case .accepted = try await scene.submission().follow(scene.journal) else {
            Issue.record("not accepted")
            return
        }
    }

    @Test("a draft that a person deleted is noticed, and another run makes a new one")
    func deletedByPerson() async throws {
        let scene = try await SubmissionScene { $0.machineMayConfirm = false }
        guard case .awaitingSignature(let id, _) = try await scene.run() else {
            Issue.record("not waiting for a signature")
            return
        }
        await scene.authority.deleteAll()
        #expect(try await scene.submission().follow(scene.journal) == .draftDeleted(id))
        #expect(try await scene.submission().follow(scene.journal) == .notSent(task: "none"))
        guard case .awaitingSignature(let second, _) = try await scene.run() else {
            Issue.record("not waiting for a signature again")
            return
        }
        #expect(second != id)
        await scene.authority.signAll()
        guard case .accepted = try await scene.submission().follow(scene.journal) else {
            Issue.record("not accepted")
            return
        }
        await scene.expectFiledOnce()
    }

    @Test("what was sent counts, although somebody deleted it from the inbox afterwards")
    func deletedAfterSending() async throws {
        let scene = try await SubmissionScene { $0.machineMayConfirm = false }
        _ = try await scene.run()
        await scene.authority.signAll()
        await scene.authority.deleteAll()
        guard case .accepted = try await scene.submission().follow(scene.journal) else {
            Issue.record("not accepted")
            return
        }
    }

    @Test("a submission is taken back from wherever it stopped before it was sent")
    func takenBack() async throws {
        let clean = try await SubmissionScene { $0.machineMayConfirm = false }
        _ = try await clean.run()
        for write in 1...clean.journal.steps.count {
            let scene = try await SubmissionScene { $0.machineMayConfirm = false }
            scene.journal.crash = (write, true)
            _ = try? await scene.run()
            scene.journal.crash = nil
            #expect(try await scene.submission().takeBack(scene.journal) == nil, "write \(write)")
            #expect(await scene.authority.instances.allSatisfy(\.isSoftDeleted), "write \(write)")
        }
    }

    @Test("what a lost request made is taken back too, and that nothing is there is recorded")
    func takenBackUnknown() async throws {
        for effect in [SandboxFault.Effect.dropAfter, .dropBefore] {
            let scene = try await SubmissionScene()
            await scene.authority.add(SandboxFault(effect, method: .post, path: "/apps/*/instances"))
            scene.journal.crash = (3, false)
            _ = try? await scene.run()
            scene.journal.crash = nil
            #expect(scene.journal.names == ["started", "instance-requested"])
            #expect(try await scene.submission().takeBack(scene.journal) == nil)
            #expect(await scene.authority.instances.allSatisfy(\.isSoftDeleted))
            #expect(scene.journal.names.last == "nothing-found")
        }
    }

    @Test("what was sent is not taken back: its answer is fetched instead")
    func tooLate() async throws {
        let scene = try await SubmissionScene { $0.machineMayConfirm = false }
        _ = try await scene.run()
        await scene.authority.signAll()
        guard case .accepted? = try await scene.submission().takeBack(scene.journal) else {
            Issue.record("not accepted")
            return
        }
        await scene.expectFiledOnce()
    }

    @Test("a draft that cannot be deleted is said to lie there, and a passing 404 is not taken for its absence")
    func deletionFails() async throws {
        for status in [500, 404, 403] {
            let scene = try await SubmissionScene { $0.machineMayConfirm = false }
            _ = try await scene.run()
            await scene.authority.add(
                SandboxFault(SandboxFault.status(status), method: .delete, path: "/apps/*", count: 3))
            #expect(await authorityError { _ = try await scene.submission().takeBack(scene.journal) } != nil)
            #expect(!scene.journal.names.contains("instance-deleted"))
            await scene.authority.removeFaults()
            #expect(try await scene.submission().takeBack(scene.journal) == nil)
            #expect(await scene.authority.instances.map(\.isSoftDeleted) == [true])
        }
    }

    // Restored books

    @Test("books that know nothing of a submission find it by its reference, and file nothing twice")
    func restored() async throws {
        let scene = try await SubmissionScene()
        guard case .accepted(let first) = try await scene.run() else {
            Issue.record("not accepted")
            return
        }
        let restored = MemoryJournal()
        guard case .accepted(let second) = try await scene.submission().submit(scene.package, journal: restored) else {
            Issue.record("not accepted")
            return
        }
        #expect(second == first)
        #expect(restored.names.starts(with: ["started", "instance-created"]))
        await scene.expectFiledOnce()
    }

    @Test("books that would file something else under the reference of what was sent learn that they are too old")
    func restoredOtherwise() async throws {
        let scene = try await SubmissionScene()
        _ = try await scene.run()
        let other = try SubmissionScene.package(period: "juli-august")
        let outcome = try await scene.submission().submit(other, journal: MemoryJournal())
        guard case .otherContentSent = outcome else {
            Issue.record("taken for ours: \(outcome)")
            return
        }
        #expect(await scene.authority.sentCount == 1)
    }

    @Test("books that know nothing of a draft of theirs go on with it")
    func restoredDraft() async throws {
        let scene = try await SubmissionScene()
        scene.journal.crash = (8, true)
        _ = try? await scene.run()
        let restored = MemoryJournal()
        guard case .accepted = try await scene.submission().submit(scene.package, journal: restored) else {
            Issue.record("not accepted")
            return
        }
        await scene.expectFiledOnce()
    }

    // Late documents

    @Test("a receipt that comes a little after the verdict is waited for")
    func slowReceipt() async throws {
        let scene = try await SubmissionScene { $0.looksBeforeReceipt = 3 }
        guard case .accepted(let result) = try await scene.run() else {
            Issue.record("not accepted")
            return
        }
        #expect(result.documents.contains { $0.kind == "kvittering" })
        #expect(scene.journal.names.last == "completed")
    }

    @Test("documents that come long after the verdict are fetched by following")
    func lateDocuments() async throws {
        let scene = try await SubmissionScene {
            $0.looksBeforeReceipt = 1000
            $0.looksBeforePayment = 1000
        }
        guard case .accepted(let result) = try await scene.run() else {
            Issue.record("not accepted")
            return
        }
        #expect(result.documents.map(\.kind) == ["valideringsresultat"])
        await scene.authority.deliverAllDelayed()
        guard case .accepted(let later) = try await scene.submission().follow(scene.journal) else {
            Issue.record("not accepted")
            return
        }
        #expect(Set(later.documents.map(\.kind)) == Set(FeedbackDocument.kinds))
        #expect(scene.journal.names.filter { $0 == "completed" }.count == 1)
        let requests = await scene.authority.requests.count
        _ = try await scene.submission().follow(scene.journal)
        #expect(await scene.authority.requests.count == requests)
    }
}

/// Answers some requests itself: those for which `answer` has one. It is told how many of the kind came, where the kind
/// is the method and the last part of the address but ids.
struct AnsweringTransport: HTTPTransport {
    private let target: any HTTPTransport
    private let counts = Counts()
    private let answer: @Sendable (HTTPRequest, _ number: Int) async -> HTTPResponse?

    private actor Counts {
        private var byKind: [String: Int] = [:]

        func next(_ kind: String) -> Int {
            byKind[kind, default: 0] += 1
            return byKind[kind] ?? 0
        }
    }

    init(_ target: any HTTPTransport, _ answer: @escaping @Sendable (HTTPRequest, _ number: Int) async -> HTTPResponse?)
    {
        self.target = target
        self.answer = answer
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let parts = request.url.split(separator: "/").filter { !InstanceID.isUUID(String($0)) }
        let number = await counts.next(request.method.rawValue + " " + parts.suffix(2).joined(separator: "/"))
        if let answer = await answer(request, number) { return answer }
        return try await target.send(request)
    }
}

extension SimulatedAuthority {
    func changeReturn(to bytes: [UInt8]) {
        for index in instances.indices {
            for place in instances[index].data.indices where instances[index].data[place].type == "mvamelding" {
                instances[index].data[place].bytes = bytes
            }
        }
    }

    func removeAttachment() {
        for index in instances.indices {
            if let place = instances[index].data.firstIndex(where: { $0.type == "binaerVedlegg" }) {
                instances[index].data.remove(at: place)
            }
        }
    }

    func deleteAll() { for index in instances.indices { instances[index].isSoftDeleted = true } }

    func deliverAllDelayed() {
        for index in instances.indices {
            instances[index].data += instances[index].delayed.map(\.element)
            instances[index].delayed = []
        }
    }
}
