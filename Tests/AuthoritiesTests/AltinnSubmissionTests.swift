import HTTP
import TestSupport
import Testing
import Values

@testable import Authorities
@testable import SimulatedAuthority

@Suite struct AltinnSubmissionTests {
    @Test("a return is filed in the documented order, each step recorded before and after")
    func order() async throws {
        let scene = try await SubmissionScene()
        let transport = FaultyTransport(scene) { _ in nil }
        guard case .accepted(let result) = try await scene.run(transport) else {
            Issue.record("not accepted")
            return
        }
        #expect(result.verdict == .noDeviation)
        #expect(result.documents.map(\.kind) == ["betalingsinformasjon", "valideringsresultat", "kvittering"])
        #expect(result.payment?.amount == .zero)
        #expect(
            scene.journal.names == [
                "started", "instance-requested", "instance-created", "upload-requested", "uploaded",
                "upload-requested", "uploaded", "upload-requested", "uploaded", "process-advance-requested",
                "process-advanced", "process-advance-requested", "process-advanced", "submitted",
                "feedback-received", "feedback-received", "feedback-received", "process-advanced", "completed",
            ])
        let changes = transport.requests.filter { $0.method != .get }.map {
            $0.method.rawValue + " " + shortened($0.url)
        }
        #expect(
            changes == [
                "POST token", "POST instances", "PUT data/…", "POST data?dataType=mvamelding",
                "POST data?dataType=binaerVedlegg", "PUT process/next", "PUT process/next",
            ])
        await scene.expectFiledOnce()
        #expect(scene.journal.contents.map(\.mediaType) == ["text/xml", "text/xml", "application/pdf"])
    }

    private func shortened(_ url: String) -> String {
        let parts = url.split(separator: "/").map(String.init)
        guard let last = parts.last else { return url }
        let isID = InstanceID.isUUID(last)
        return ["data", "process"].contains(parts[parts.count - 2])
            ? "\(parts[parts.count - 2])/\(isID ? "…" : last)" : last
    }

    @Test("running a finished submission again asks nobody and says the same")
    func finished() async throws {
        let scene = try await SubmissionScene()
        let first = try await scene.run()
        let transport = FaultyTransport(scene) { _ in nil }
        #expect(try await scene.run(transport) == first)
        #expect(try await scene.submission(transport).follow(scene.journal) == first)
        #expect(transport.requests.isEmpty)
    }

    @Test("one fault at any request: the return is filed once", arguments: FaultyTransport.Fault.allCases)
    func faults(fault: FaultyTransport.Fault) async throws {
        let clean = try await SubmissionScene()
        let counter = FaultyTransport(clean) { _ in nil }
        _ = try await clean.run(counter)
        for number in 1...counter.requests.count {
            let scene = try await SubmissionScene()
            let transport = FaultyTransport(scene) { $0 == number ? fault : nil }
            let outcome = try await scene.runUntilDone(transport)
            guard case .accepted = outcome else {
                Issue.record("\(fault) at \(counter.requests[number - 1].url): \(String(describing: outcome))")
                continue
            }
            await scene.expectFiledOnce("\(fault) at request \(number)")
        }
    }

    @Test("the process dies at any journal write, before or after it is durable: the return is filed once")
    func crashes() async throws {
        let clean = try await SubmissionScene()
        _ = try await clean.run()
        for write in 1...clean.journal.steps.count {
            for isDurable in [true, false] {
                let scene = try await SubmissionScene()
                scene.journal.crash = (write, isDurable)
                guard case .accepted = try await scene.runUntilDone() else {
                    Issue.record("crash at write \(write)")
                    continue
                }
                await scene.expectFiledOnce("crash at write \(write), durable \(isDurable)")
            }
        }
    }

    @Test("many faults and crashes at once: the return is filed once", arguments: UInt64(1)...40)
    func storm(seed: UInt64) async throws {
        let scene = try await SubmissionScene(attachments: 2) { $0.secondsBeforeListed = Int64(seed % 3) }
        var random = SeededGenerator(seed: seed)
        let faults = (0..<2000).map { _ in
            Int.random(in: 0..<6, using: &random) == 0
                ? FaultyTransport.Fault.allCases.randomElement(using: &random) : nil
        }
        let transport = FaultyTransport(scene) { $0 < faults.count ? faults[$0] : nil }
        var outcome: SubmissionOutcome?
        for _ in 0..<80 {
            if Int.random(in: 0..<2, using: &random) == 0 {
                scene.journal.crash = (
                    scene.journal.steps.count + Int.random(in: 1...6, using: &random), Bool.random(using: &random)
                )
            }
            outcome = try await scene.runUntilDone(transport, runs: 1)
            if outcome != nil { break }
        }
        guard case .accepted = outcome else {
            Issue.record("seed \(seed): \(String(describing: outcome)) after \(scene.journal.names)")
            return
        }
        await scene.expectFiledOnce("seed \(seed)")
    }

    @Test("an app that drops our reference: the untouched instance made since the intent is ours")
    func droppedReference() async throws {
        let scene = try await SubmissionScene { $0.keepsDataValues = false }
        let transport = FaultyTransport(scene) { $0 == 4 ? .lostAfter : nil }
        guard case .accepted = try await scene.runUntilDone(transport) else {
            Issue.record("not accepted")
            return
        }
        await scene.expectFiledOnce()
        #expect(
            scene.journal.steps.contains {
                if case .instanceCreated(_, _, .creationTime) = $0 { true } else { false }
            })
    }

    @Test("a step without an answer is not taken again while it may still be running")
    func slowStep() async throws {
        let clean = try await SubmissionScene()
        let counter = FaultyTransport(clean) { _ in nil }
        _ = try await clean.run(counter)
        let steps = counter.requests.indices.filter { counter.requests[$0].url.hasSuffix("process/next") }
        #expect(steps.count == 2)
        for step in steps {
            let scene = try await SubmissionScene()
            let transport = FaultyTransport(scene) { $0 == step + 1 ? .lostLate : nil }
            guard case .accepted = try await scene.run(transport) else {
                Issue.record("not accepted")
                return
            }
            #expect(transport.requests.filter { $0.url.hasSuffix("process/next") }.count == 2)
        }
    }

    @Test("an instance that storage lists only after we made another is deleted in the end")
    func lateTwin() async throws {
        let scene = try await SubmissionScene {
            $0.secondsBeforeListed = 5
            $0.looksBeforeFeedback = 8
        }
        let transport = FaultyTransport(scene) { $0 == 4 ? .lostAfter : nil }
        guard case .accepted = try await scene.runUntilDone(transport) else {
            Issue.record("not accepted")
            return
        }
        #expect(await scene.authority.instances.count == 2)
        await scene.expectFiledOnce()
    }

    @Test(
        "two instances with our reference: the oldest is kept, the other draft deleted, though the answer be lost",
        arguments: [0, 1, 2], [true, false])
    func twins(losses: Int, isDeletedAllTheSame: Bool) async throws {
        let scene = try await SubmissionScene()
        let loss = isDeletedAllTheSame ? SandboxFault.Effect.dropAfter : .dropBefore
        await scene.authority.add(SandboxFault(loss, method: .delete, path: "/apps/*", count: losses))
        scene.journal.crash = (2, true)
        await #expect(throws: Crash.self) { _ = try await scene.run() }
        // The authority made two of the one request, as a proxy that repeats requests would have it.
        let instances = try scene.submission().instances
        for _ in 0..<2 {
            _ = try await instances.create(
                for: scene.package.party, dataValues: [AltinnSubmission.referenceName: scene.package.reference])
            scene.clock.advance(seconds: 1)
        }
        scene.journal.crash = nil
        guard case .accepted = try await scene.run() else {
            Issue.record("not accepted")
            return
        }
        await scene.expectFiledOnce()
        let all = await scene.authority.instances
        #expect(all.map(\.isSoftDeleted) == [false, true])
        #expect(scene.journal.names.filter { $0 == "instance-deleted" }.count == 1)
    }

    @Test("another company's or an older return's instances are left alone")
    func others() async throws {
        let scene = try await SubmissionScene()
        let instances = try scene.submission().instances
        _ = try await instances.create(
            for: scene.package.party, dataValues: [AltinnSubmission.referenceName: "another-submission"])
        let transport = FaultyTransport(scene) { $0 == 4 ? .lostAfter : nil }
        guard case .accepted = try await scene.runUntilDone(transport) else {
            Issue.record("not accepted")
            return
        }
        let all = await scene.authority.instances
        #expect(all.map(\.isSoftDeleted) == [false, false])
        #expect(all.map { $0.ended != nil } == [false, true])
    }
}
