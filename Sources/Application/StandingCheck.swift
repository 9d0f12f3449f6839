import AuditBundle
import EventLog
import Filing

/// Whether the events of filings stand on the log that they name: all entries before their own.
struct StandingCheck {
    private var events: [RecordedEvent] = []

    mutating func visit(_ event: RecordedEvent) {
        if event.type.name.hasPrefix("filing."), event.type != FilingEventType.drafted { events.append(event) }
    }

    /// - Parameter size: of the log that was visited.
    /// - Throws: `LogFault` at the first that names another log.
    func finish(_ log: any EventLog, size: UInt64) throws {
        // Nearly all began a transaction, before which the tree was recorded; others need a pass over the hashes.
        var prover: LogProver?
        for event in events {
            let named = BundleReferences([event]).heads.first?.head
            var actual = try log.tree(at: event.sequence - 1)?.head
            if actual == nil {
                prover = try prover ?? LogProver(log, size: size)
                actual = try prover?.head(at: event.sequence - 1)
            }
            guard let named, named == actual else {
                throw LogFault(at: event.sequence, "it stands on another log than the entries before it")
            }
        }
    }
}
