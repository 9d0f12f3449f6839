import EventLog
import Formats
import Values

/// A request for a system user, or for a change of one, ended without the customer's approval.
public struct SystemUserRequestEnded: Hashable, Sendable {
    public enum Outcome: Sendable {
        /// The customer's no was seen in Altinn.
        case rejected
        /// It was taken back before, or after, it was decided, so that the reference is free again.
        case withdrawn

        public var eventType: EventType {
            switch self {
            case .rejected: AuthorityEventType.systemUserRejected
            case .withdrawn: AuthorityEventType.systemUserWithdrawn
            }
        }
    }

    public let outcome: Outcome
    public let system: String
    public let externalReference: String
    /// Altinn's id of the request.
    public let request: String
    public let by: String

    public init(_ outcome: Outcome, system: String, externalReference: String, request: String, by: String) {
        self.outcome = outcome
        (self.system, self.externalReference, self.request, self.by) = (system, externalReference, request, by)
    }

    public var newEvent: NewEvent {
        NewEvent(
            outcome.eventType,
            body: [
                "system": .string(system), "externalRef": .string(externalReference), "request": .string(request),
                "by": .string(by),
            ])
    }

    public init(_ outcome: Outcome, _ body: JSON) throws(InvalidInput) {
        let member = JSONMembers(body, of: "the end of a request for a system user")
        self.init(
            outcome, system: try member.text("system"), externalReference: try member.text("externalRef"),
            request: try member.text("request"), by: try member.text("by"))
    }
}

/// The customer was asked to give an approved system user more.
public struct SystemUserChangeRequested: Hashable, Sendable {
    public let system: String
    public let externalReference: String
    /// Altinn's id of the system user.
    public let systemUser: String
    /// Altinn's id of the change request.
    public let request: String
    /// What the system user is to have, by their Altinn names.
    public let resources: [String]
    public let accessPackages: [String]
    /// Where the customer decides; nil where Altinn gave no address.
    public let confirmURL: String?
    public let by: String

    public init(
        system: String, externalReference: String, systemUser: String, request: String, resources: [String],
        accessPackages: [String], confirmURL: String?, by: String
    ) {
        (self.system, self.externalReference, self.systemUser) = (system, externalReference, systemUser)
        (self.request, self.resources, self.accessPackages) = (request, resources, accessPackages)
        (self.confirmURL, self.by) = (confirmURL, by)
    }

    public var newEvent: NewEvent {
        var body: [String: JSON] = [
            "system": .string(system), "externalRef": .string(externalReference), "systemUser": .string(systemUser),
            "request": .string(request), "resources": .array(resources.map(JSON.string)),
            "accessPackages": .array(accessPackages.map(JSON.string)), "by": .string(by),
        ]
        if let confirmURL { body["confirmUrl"] = .string(confirmURL) }
        return NewEvent(AuthorityEventType.systemUserChangeRequested, body: .object(body))
    }

    public init(_ body: JSON) throws(InvalidInput) {
        let member = JSONMembers(body, of: "a request to change a system user")
        self.init(
            system: try member.text("system"), externalReference: try member.text("externalRef"),
            systemUser: try member.text("systemUser"), request: try member.text("request"),
            resources: try member.array("resources").compactMap(\.string),
            accessPackages: try member.array("accessPackages").compactMap(\.string),
            confirmURL: try member.optionalText("confirmUrl"), by: try member.text("by"))
    }
}

/// The customer's approval of a change was seen in Altinn.
public struct SystemUserChangeApproved: Hashable, Sendable {
    public let system: String
    public let externalReference: String
    public let systemUser: String
    /// Altinn's id of the change request.
    public let request: String
    public let by: String

    public init(system: String, externalReference: String, systemUser: String, request: String, by: String) {
        (self.system, self.externalReference, self.systemUser) = (system, externalReference, systemUser)
        (self.request, self.by) = (request, by)
    }

    public var newEvent: NewEvent {
        NewEvent(
            AuthorityEventType.systemUserChangeApproved,
            body: [
                "system": .string(system), "externalRef": .string(externalReference),
                "systemUser": .string(systemUser), "request": .string(request), "by": .string(by),
            ])
    }

    public init(_ body: JSON) throws(InvalidInput) {
        let member = JSONMembers(body, of: "a changed system user")
        self.init(
            system: try member.text("system"), externalReference: try member.text("externalRef"),
            systemUser: try member.text("systemUser"), request: try member.text("request"), by: try member.text("by"))
    }
}
