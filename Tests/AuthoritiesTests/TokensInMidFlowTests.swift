import HTTP
import SimulatedAuthority
import Synchronization
import Testing
import Values

@testable import Authorities

/// Tokens that end while a return is on its way.
@Suite("Tokens in the middle of a filing") struct TokensInMidFlowTests {
    /// Lets half an hour pass before each step of the process, as when a person is slow or the machine slept.
    private final class SlowTransport: HTTPTransport {
        private let authority: SimulatedAuthority
        private let clock: WaitingClock
        private let steps = Mutex(0)

        init(_ authority: SimulatedAuthority, _ clock: WaitingClock) {
            (self.authority, self.clock) = (authority, clock)
        }

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            if request.method == .put, request.url.hasSuffix("/process/next") {
                let number = steps.withLock { steps in
                    steps += 1
                    return steps
                }
                // The step itself is late; its repetition with a new token comes at once.
                if !number.isMultiple(of: 2) { clock.advance(seconds: 31 * 60) }
            }
            return try await authority.send(request)
        }
    }

    private func exchanges(_ authority: SimulatedAuthority) async -> Int {
        await authority.requests.count { $0.path.hasSuffix("/exchange/maskinporten") && $0.status == 200 }
    }

    @Test("an Altinn token that has run out is exchanged anew, and the return is filed once") func expired()
        async throws
    {
        let scene = try await SubmissionScene()
        let outcome = try await scene.run(SlowTransport(scene.authority, scene.clock))
        guard case .accepted = outcome else { throw SubmissionError.notStarted }
        await scene.expectFiledOnce()
        // One at the beginning, and one after each of the two steps: the step itself is refused first, and renewed.
        let count = await exchanges(scene.authority)
        #expect(count == 3)
    }

    @Test("a token that is refused although it should live is renewed once; refused again, nothing was done")
    func refused() async throws {
        let scene = try await SubmissionScene()
        await scene.authority.add(
            SandboxFault(SandboxFault.status(401), method: .post, path: "/apps/*/instances", count: 1))
        guard case .accepted = try await scene.run() else { throw SubmissionError.notStarted }
        await scene.expectFiledOnce()
        let count = await exchanges(scene.authority)
        #expect(count == 2)

        let second = try await SubmissionScene()
        await second.authority.add(
            SandboxFault(SandboxFault.status(401), method: .post, path: "/apps/*/instances", count: 2))
        let error = await authorityError { _ = try await second.run() }
        #expect(error?.kind == .unauthorised)
        let instances = await second.authority.allInstances.count
        #expect(instances == 0)
    }
}
