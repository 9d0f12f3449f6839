import Foundation

/// Does work for another thread, in the order in which it was handed over and behind a queue of bounded length, so that
/// two processors share a long task: one reads and checks, say, while the other stores.
///
/// The first error ends the work: what was handed over after it is dropped, and the error comes back at the next call.
public final class SideThread<Item: Sendable>: @unchecked Sendable {
    /// Lock and signal of all that follows.
    private let condition = NSCondition()
    private var queue: [[Item]] = []
    private var isWorking = false
    private var isEnding = false
    private var hasEnded = false
    private var failure: (any Error)?
    private let work: (Item) throws -> Void

    /// Enough that neither side waits for the other's short pauses, and small beside all else in memory.
    private static var longestQueue: Int { 4 }

    /// - Parameter work: called on the thread, one item at a time; what it captures belongs to the thread between
    ///   `hand` and the return of `settle`.
    public init(_ work: @escaping (Item) throws -> Void) {
        self.work = work
        let thread = Thread { [self] in loop() }
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Whether the queue is full, so that handing over more would wait.
    public var isBehind: Bool {
        condition.lock()
        defer { condition.unlock() }
        return queue.count >= Self.longestQueue
    }

    /// Hands over some items; waits while the queue is full.
    ///
    /// - Throws: the error that ended the work.
    public func hand(_ items: [Item]) throws {
        condition.lock()
        defer { condition.unlock() }
        while queue.count >= Self.longestQueue, failure == nil { condition.wait() }
        if let failure { throw failure }
        queue.append(items)
        condition.broadcast()
    }

    /// Waits until all that was handed over is done.
    ///
    /// - Throws: the error that ended the work.
    public func settle() throws {
        condition.lock()
        defer { condition.unlock() }
        while !queue.isEmpty || isWorking { condition.wait() }
        if let failure { throw failure }
    }

    /// Ends the thread. What waits in the queue is done first, unless it is to be dropped.
    public func end(dropping: Bool) {
        condition.lock()
        defer { condition.unlock() }
        if dropping { queue.removeAll() }
        isEnding = true
        condition.broadcast()
        while !hasEnded { condition.wait() }
    }

    private func loop() {
        while let items = next() {
            var failure: (any Error)?
            do { for item in items { try work(item) } } catch { failure = error }
            finished(failure)
        }
    }

    /// Nil when there will be nothing more to do.
    private func next() -> [Item]? {
        condition.lock()
        defer { condition.unlock() }
        while queue.isEmpty, !isEnding { condition.wait() }
        guard !queue.isEmpty else {
            hasEnded = true
            condition.broadcast()
            return nil
        }
        isWorking = true
        condition.broadcast()
        return queue.removeFirst()
    }

    private func finished(_ error: (any Error)?) {
        condition.lock()
        defer { condition.unlock() }
        isWorking = false
        if let error {
            failure = failure ?? error
            queue.removeAll()
        }
        condition.broadcast()
    }
}
