import Foundation
import Testing

/// Runs longer than the tests' own are asked for by `Tools/simulate`, which sets these variables.
enum Extent {
    static func number(_ variable: String, _ usual: Int) -> Int {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) } ?? usual
    }
}

@Suite("Simulation of everything that goes wrong", .serialized)
struct SimulationTests {
    private static let first = UInt64(Extent.number("BILAG_SIMULATE_FIRST_SEED", 1))
    private static let seeds = UInt64(Extent.number("BILAG_SIMULATE_SEEDS", 20))
    private static let commands = Extent.number("BILAG_SIMULATE_COMMANDS", 40)

    @Test("whatever strikes, the books keep their promises")
    func seeds() async throws {
        var (crashes, entries) = (0, 0)
        for seed in Self.first..<Self.first + Self.seeds {
            let world = try await World(seed: seed)
            do {
                try await world.run(commands: Self.commands)
            } catch {
                Issue.record(
                    """
                    seed \(seed): \(error)
                    Run it alone with: Tools/simulate --first-seed \(seed) --seeds 1 --commands \(Self.commands)
                    \(world.story.suffix(40).joined(separator: "\n"))
                    """)
            }
            crashes += world.crashes
            entries += world.model.count
        }
        print("simulation: \(Self.seeds) seeds, \(crashes) crashes, \(entries) entries")
    }

    @Test("a seed tells the same story each time")
    func repeatable() async throws {
        let first = try await World(seed: 7)
        try? await first.run(commands: 20)
        let second = try await World(seed: 7)
        try? await second.run(commands: 20)
        #expect(first.story == second.story)
        #expect(first.model.leaves == second.model.leaves)
    }
}
