import Synchronization

/// Buffers that two threads hand back and forth, so that large ones are not made anew for each batch: the system would
/// clear their memory each time.
public final class Spares<Buffer: Sendable>: Sendable {
    private let buffers = Mutex<[Buffer]>([])

    public init() {}

    /// Nil when none has come back.
    public func take() -> Buffer? { buffers.withLock { $0.popLast() } }

    /// Gives back a buffer that nobody uses any more.
    public func give(_ buffer: Buffer) { buffers.withLock { $0.append(buffer) } }
}
