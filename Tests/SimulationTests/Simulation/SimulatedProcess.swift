import Application
import EventLog
import Filing
import SQLiteEventLog
import Synchronization
import TestSupport
import Values

/// A process with the books open, until it dies.
final class SimulatedProcess: @unchecked Sendable {
    let person: String
    var isDead = false
    /// Something else happened while its command ran, so that the model cannot tell what must come of it.
    var isDisturbed = false
    /// Another process acted while its request waited to leave.
    var hasWaited = false
    /// The filing it submits.
    var filing: String?
    private var opened: OpenBooks?

    init(in world: World, person: String) throws {
        self.person = person
        let time = world.time
        let log = BoundaryLog(try SQLiteEventLog.open(at: world.path)) { [unowned world, unowned self] boundary in
            try world.reach(boundary, self)
        }
        opened = try world.inPeace { try OpenBooks(log, person: person, clock: { time.now }) }
    }

    var books: OpenBooks {
        get throws {
            guard let opened else { throw CrashSignal() }
            return opened
        }
    }
}

/// The time of a world, and its chance.
final class SimulatedTime: Sendable {
    private let milliseconds: Mutex<Int64>
    private let random: Mutex<SeededGenerator>

    init(_ start: String, seed: UInt64) throws {
        milliseconds = Mutex(try Timestamp(start).millisecondsSince1970)
        random = Mutex(SeededGenerator(seed: ~seed))
    }

    /// Each look at the clock takes a millisecond.
    var now: Timestamp {
        milliseconds.withLock {
            $0 += 1
            return Timestamp(millisecondsSince1970: $0)
        }
    }

    func advance(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1000 } }

    func randomBytes(_ count: Int) -> [UInt8] {
        random.withLock { random in (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) } }
    }
}
