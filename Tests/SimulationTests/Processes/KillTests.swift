import Foundation
import Testing

/// SIGKILL at random moments of the real command, over loopback HTTP where it files.
@Suite("Real kills", .serialized, .enabled(if: BilagCommand.binary != nil, "there is no 'bilag' beside the tests"))
struct KillTests {
    private static let kills = Extent.number("BILAG_SIMULATE_KILLS", 12)
    private static let seed = UInt64(Extent.number("BILAG_SIMULATE_FIRST_SEED", 1))

    @Test("kills during posting and import leave all of a command or nothing, and all that was acknowledged")
    func postAndImport() throws {
        let run = try KillRun(seed: Self.seed)
        defer { run.end() }
        try run.makeBooks()
        while run.kills < Self.kills {
            try run.random.chance(2, in: 3) ? run.post() : run.carryIn()
        }
        try run.checkBooks()
        print("kills: \(run.kills) in post and import, \(run.acknowledged.count) vouchers acknowledged")
    }

    @Test("kills during submission lead to one completed instance for each approved filing, accepted")
    func submit() async throws {
        let run = try KillRun(seed: Self.seed + 1)
        defer { run.end() }
        try run.startSandbox()
        try run.makeBooks()
        var filings: [String] = []
        while run.kills < Self.kills, filings.count < 12 {
            filings.append(try run.fileOne(month: filings.count + 1, most: max(4, Self.kills / 10 + 1)))
        }
        try run.checkBooks()
        try await run.checkAuthority(filings)
        print("kills: \(run.kills) in submit, \(filings.count) returns filed")
    }
}
