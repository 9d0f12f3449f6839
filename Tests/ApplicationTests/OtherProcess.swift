import Application
import Filing
import SQLiteEventLog
import SimulatedAuthority
import Synchronization

/// Somebody else at work on the same books.
final class OtherProcess: Sendable {
    private let path: String
    private let clock: TestClock
    private let done = Mutex(false)

    init(_ world: ApprovalWorld) throws {
        path = world.path
        clock = world.clock
    }

    var hasWithdrawn: Bool { done.withLock { $0 } }

    /// The first time only.
    func withdraw(_ id: FilingID) {
        guard !hasWithdrawn else { return }
        let clock = clock
        guard let log = try? SQLiteEventLog.open(at: path),
            let books = try? OpenBooks(log, person: "per", clock: { clock.now })
        else { return }
        if (try? books.withdraw(id, reason: "wait")) != nil { done.withLock { $0 = true } }
    }
}
