import Cryptography
import Values

/// The clock, the waiting and the randomness that authority clients need, handed in so that tests decide them.
public struct Surroundings: Sendable {
    public let now: @Sendable () -> Timestamp
    /// Waits some seconds; throws `CancellationError` when the user has had enough.
    public let pause: @Sendable (_ seconds: Int64) async throws -> Void
    /// Unpredictable bytes.
    public let randomBytes: @Sendable (_ count: Int) throws -> [UInt8]

    public init(
        now: @escaping @Sendable () -> Timestamp, pause: @escaping @Sendable (_ seconds: Int64) async throws -> Void,
        randomBytes: @escaping @Sendable (_ count: Int) throws -> [UInt8] = { try RandomBytes.make($0) }
    ) {
        self.now = now
        self.pause = pause
        self.randomBytes = randomBytes
    }

    /// A fresh random UUID (version 4).
    public func uuid() throws -> String { uuidVersion4(from: try randomBytes(16)) }
}

/// Pauses that double from the first to the longest, until a sum of seconds is used up.
struct Pauses {
    private var next: Int64
    private let longest: Int64
    private(set) var remaining: Int64

    init(_ waiting: WaitingSettings, within seconds: Int64) {
        next = max(1, waiting.firstPauseSeconds)
        longest = max(1, waiting.longestPauseSeconds)
        remaining = seconds
    }

    /// The next pause in seconds; nil when the time is used up. The last pause is cut to what remains.
    mutating func take() -> Int64? {
        guard remaining > 0 else { return nil }
        let pause = min(next, longest, remaining)
        remaining -= pause
        next = min(longest, next * 2)
        return pause
    }
}
