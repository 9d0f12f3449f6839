import EventLog
import Formats
import Values

/// Facts between the company and the authorities that are no part of one filing.
public enum AuthorityEventType {
    public static let systemUserRequested = EventType("authority.system-user-requested", version: 1)
    public static let systemUserApproved = EventType("authority.system-user-approved", version: 1)

    public static let companyLookedUp = EventType("authority.company-looked-up", version: 1)
    public static let systemUserRejected = EventType("authority.system-user-rejected", version: 1)
    public static let systemUserWithdrawn = EventType("authority.system-user-withdrawn", version: 1)
    public static let systemUserChangeRequested = EventType("authority.system-user-change-requested", version: 1)
    public static let systemUserChangeApproved = EventType("authority.system-user-change-approved", version: 1)

    public static let all = [
        systemUserRequested, systemUserApproved, systemUserRejected, systemUserWithdrawn, systemUserChangeRequested,
        systemUserChangeApproved, companyLookedUp,
    ]
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
