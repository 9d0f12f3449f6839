import Foundation
import Testing

/// One after the other: they keep the processor busy, and other tests wait for the clock.
@Suite("Random histories of approvals", .serialized)
struct ApprovalHistoryTests {
    /// BILAG_SEEDS=500 plays as many.
    static let seeds = UInt64(1)...(ProcessInfo.processInfo.environment["BILAG_SEEDS"].flatMap(UInt64.init) ?? 12)

    @Test("a submission happens if and only if enough approvals stand for exactly these bytes", arguments: seeds)
    func submissions(seed: UInt64) async throws {
        let history = try await ApprovalHistory(seed: seed)
        defer { history.remove() }
        for _ in 0..<60 { try await history.step() }
    }

    @Test("the histories reach both: submissions, and refusals")
    func reach() async throws {
        var (submissions, refusals) = (0, 0)
        for seed in UInt64(1_000_001)...1_000_003 {
            let history = try await ApprovalHistory(seed: seed)
            defer { history.remove() }
            for _ in 0..<60 { try await history.step() }
            submissions += history.submissions
            refusals += history.refusals
        }
        #expect(submissions >= 4)
        #expect(refusals >= 4)
    }
}
