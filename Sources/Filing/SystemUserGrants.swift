import EventLog
import Values

/// The system users a company asked for and decided over, as its log tells.
public struct SystemUserGrants: Sendable {
    public private(set) var requested: [SystemUserRequested] = []
    public private(set) var approved: [SystemUserApproved] = []
    public private(set) var changes: [SystemUserChangeRequested] = []
    /// Ids of requests, and of change requests, whose end the log tells.
    public private(set) var rejected: Set<String> = []
    public private(set) var withdrawn: Set<String> = []
    public private(set) var changesApproved: Set<String> = []

    public init() {}

    /// What the log's first `size` entries tell.
    public static func load(from log: any EventLog, size: UInt64) throws -> SystemUserGrants {
        var grants = SystemUserGrants()
        guard size > 0 else { return grants }
        try log.readRare(1...size) { entry in
            guard let type = EntryBytes.typeName(of: entry.bytes), type.starts(with: "authority.".utf8) else { return }
            try grants.apply(entry.decoded())
        }
        return grants
    }

    /// - Throws: `InvalidInput` when an event does not have its published shape.
    public mutating func apply(_ event: RecordedEvent) throws(InvalidInput) {
        switch event.type {
        case AuthorityEventType.systemUserRequested: requested.append(try SystemUserRequested(event.body))
        case AuthorityEventType.systemUserApproved: approved.append(try SystemUserApproved(event.body))
        case AuthorityEventType.systemUserRejected:
            rejected.insert(try SystemUserRequestEnded(.rejected, event.body).request)
        case AuthorityEventType.systemUserWithdrawn:
            let event = try SystemUserRequestEnded(.withdrawn, event.body)
            withdrawn.insert(event.request)
            approved.removeAll { $0.systemUser == event.request }
        case AuthorityEventType.systemUserChangeRequested: changes.append(try SystemUserChangeRequested(event.body))
        case AuthorityEventType.systemUserChangeApproved:
            changesApproved.insert(try SystemUserChangeApproved(event.body).request)
        default: break
        }
    }

    /// The reference of the newest system user of a system: one that is approved, else one that was asked for.
    public func reference(system: String) -> String? {
        approved.last { $0.system == system }?.externalReference
            ?? requested.last { $0.system == system }?.externalReference
    }

    /// The newest change of a system user that the log tells no end of.
    public func openChange(system: String, reference: String) -> SystemUserChangeRequested? {
        changes.last { $0.system == system && $0.externalReference == reference }.flatMap {
            isDecided($0.request) ? nil : $0
        }
    }

    private func isDecided(_ request: String) -> Bool {
        rejected.contains(request) || withdrawn.contains(request) || changesApproved.contains(request)
    }
}
