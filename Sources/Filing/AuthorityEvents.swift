import EventLog
import Formats
import Values

/// Facts between the company and the authorities that are no part of one filing.
public enum AuthorityEventType {
    public static let systemUserRequested = EventType("authority.system-user-requested", version: 1)
    public static let systemUserApproved = EventType("authority.system-user-approved", version: 1)

    public static let all = [systemUserRequested, systemUserApproved]
}

/// The customer was asked in Altinn to approve a system user.
public struct SystemUserRequested: Hashable, Sendable {
    /// The system's id in Altinn's System Register.
    public let system: String
    /// Unique per system and customer.
    public let externalReference: String
    /// Altinn's id of the request; the system user's own once it is approved.
    public let request: String
    /// The resources and access packages asked for, by their Altinn names.
    public let resources: [String]
    public let accessPackages: [String]
    /// Where the customer decides; nil where Altinn gave no address.
    public let confirmURL: String?
    public let by: String

    public init(
        system: String, externalReference: String, request: String, resources: [String], accessPackages: [String],
        confirmURL: String?, by: String
    ) {
        self.system = system
        self.externalReference = externalReference
        self.request = request
        self.resources = resources
        self.accessPackages = accessPackages
        self.confirmURL = confirmURL
        self.by = by
    }

    public var newEvent: NewEvent {
        var body: [String: JSON] = [
            "system": .string(system), "externalRef": .string(externalReference), "request": .string(request),
            "resources": .array(resources.map(JSON.string)),
            "accessPackages": .array(accessPackages.map(JSON.string)), "by": .string(by),
        ]
        if let confirmURL { body["confirmUrl"] = .string(confirmURL) }
        return NewEvent(AuthorityEventType.systemUserRequested, body: .object(body))
    }

    public init(_ body: JSON) throws(InvalidInput) {
        let member = JSONMembers(body, of: "a request for a system user")
        self.init(
            system: try member.text("system"), externalReference: try member.text("externalRef"),
            request: try member.text("request"), resources: try member.array("resources").compactMap(\.string),
            accessPackages: try member.array("accessPackages").compactMap(\.string),
            confirmURL: try member.optionalText("confirmUrl"), by: try member.text("by"))
    }
}

/// The customer's approval of a system user was seen in Altinn.
public struct SystemUserApproved: Hashable, Sendable {
    public let system: String
    public let externalReference: String
    /// Altinn's id of the system user.
    public let systemUser: String
    public let by: String

    public init(system: String, externalReference: String, systemUser: String, by: String) {
        self.system = system
        self.externalReference = externalReference
        self.systemUser = systemUser
        self.by = by
    }

    public var newEvent: NewEvent {
        NewEvent(
            AuthorityEventType.systemUserApproved,
            body: [
                "system": .string(system), "externalRef": .string(externalReference),
                "systemUser": .string(systemUser), "by": .string(by),
            ])
    }

    public init(_ body: JSON) throws(InvalidInput) {
        let member = JSONMembers(body, of: "an approved system user")
        self.init(
            system: try member.text("system"), externalReference: try member.text("externalRef"),
            systemUser: try member.text("systemUser"), by: try member.text("by"))
    }
}

/// The system users a company asked for and approved, as its log tells.
public struct SystemUserGrants: Sendable {
    public private(set) var requested: [SystemUserRequested] = []
    public private(set) var approved: [SystemUserApproved] = []

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
        default: break
        }
    }

    /// The reference of the newest system user of a system: one that is approved, else one that was asked for.
    public func reference(system: String) -> String? {
        approved.last { $0.system == system }?.externalReference
            ?? requested.last { $0.system == system }?.externalReference
    }
}
