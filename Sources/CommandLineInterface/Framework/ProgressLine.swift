import Values

/// How far a long piece of work has come, with its rate and what remains: on a terminal only, and only when it takes
/// more than a second.
final class ProgressLine {
    private let console: Console
    private let now: @Sendable () -> Timestamp
    private let start: Timestamp
    private var lastShown: Timestamp
    private var isShown = false

    init(on console: Console, now: @escaping @Sendable () -> Timestamp) {
        self.console = console
        self.now = now
        start = now()
        lastShown = start
    }

    /// What is counted.
    enum Unit {
        case bytes, entries

        func rate(_ perSecond: Int64) -> String {
            switch self {
            case .bytes: "\(perSecond / 1_000_000) MB/s"
            case .entries: "\(perSecond) entries/s"
            }
        }
    }

    /// - Parameters:
    ///   - done: so far.
    ///   - total: in all.
    func show(_ done: Int64, of total: Int64, _ unit: Unit = .bytes) {
        guard console.showsProgress, total > 0 else { return }
        let time = now()
        let elapsed = time.millisecondsSince1970 - start.millisecondsSince1970
        guard elapsed > 1000, time.millisecondsSince1970 - lastShown.millisecondsSince1970 > 200 else { return }
        lastShown = time
        isShown = true
        let rate = done / max(1, elapsed / 1000)
        let remaining = rate > 0 ? (total - done) / rate : 0
        console.progress("\(done * 100 / total) %, \(unit.rate(rate)), \(remaining) s")
    }

    /// Takes the line away.
    func end() {
        if isShown { console.progress("") }
    }
}
