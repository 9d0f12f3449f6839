import Formats
import Values

/// A vendor's request for a system user, which a customer approves in Altinn.
public struct SystemUserRequest: Hashable, Sendable {
    public enum Status: String, Sendable {
        /// Waits for the customer.
        case new = "New"
        /// Approved: the system user's id is the request's.
        case accepted = "Accepted"
        /// The customer said no.
        case rejected = "Rejected"
        case denied = "Denied"
        case timedOut = "Timedout"
        /// A change request that would change nothing.
        case noChangeNeeded = "NoChangeNeeded"
        /// A status that is not documented.
        case unknown

        /// As people read it: Altinn's word in English.
        public var words: Phrase {
            let norwegian =
                switch self {
                case .new: "venter"
                case .accepted: "godkjent"
                case .rejected: "avvist"
                case .denied: "avslått"
                case .timedOut: "utløpt"
                case .noChangeNeeded: "ingen endring trengs"
                case .unknown: "ukjent"
                }
            return Phrase(en: rawValue, nb: norwegian)
        }

        /// The customer said no.
        public var isNo: Bool { self == .rejected || self == .denied }
    }

    public let id: String
    public let systemID: String
    public let party: OrganisationNumber
    public let externalReference: String
    /// What the customer sees it called.
    public let title: String
    public let status: Status
    /// Where the customer decides; nil when the answer gives none.
    public let confirmURL: String?
    /// The customer asked the access manager to decide.
    public let isEscalated: Bool
    public let resources: [String]
    public let accessPackages: [String]

    init(_ json: JSON) throws(InvalidInput) {
        guard let id = json["id"]?.string, !id.isEmpty else { throw InvalidInput("id", "the request has none") }
        self.id = id
        systemID = json["systemId"]?.string ?? ""
        party = try OrganisationNumber(json["partyOrgNo"]?.string ?? "")
        externalReference = json["externalRef"]?.string ?? party.digits
        title = json["integrationTitle"]?.string ?? ""
        let status = Status(rawValue: json["status"]?.string ?? "") ?? .unknown
        // In practice a request that nobody decided keeps New and gets this flag after 180 days.
        self.status = json["timedOut"]?.bool == true && status == .new ? .timedOut : status
        confirmURL = json["confirmUrl"]?.string
        isEscalated = json["escalated"]?.bool ?? false
        resources = SystemRegistration.resources(in: json["rights"] ?? json["requiredRights"])
        accessPackages = SystemRegistration.urns(in: json["accessPackages"] ?? json["requiredAccessPackages"])
    }
}

/// A system user a customer has approved.
public struct SystemUser: Hashable, Sendable {
    public let id: String
    public let party: String
    public let externalReference: String
    public let title: String
    public let accessPackages: [String]

    init?(_ json: JSON) {
        guard let id = json["id"]?.string else { return nil }
        self.id = id
        party = json["reporteeOrgNo"]?.string ?? json["partyOrgNo"]?.string ?? ""
        externalReference = json["externalRef"]?.string ?? ""
        title = json["integrationTitle"]?.string ?? ""
        accessPackages = SystemRegistration.urns(in: json["accessPackages"])
    }
}

/// The reference of a customer's system user: `310000051-filing`, `310000051-filing-2`. Unique per system and customer.
public struct ExternalReference: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public var description: String { text }

    /// - Parameter number: tells a second system user of the same purpose; 1 is not written.
    public init(party: OrganisationNumber, purpose: String = "filing", number: Int = 1) throws(InvalidInput) {
        try self.init("\(party)-\(purpose)" + (number > 1 ? "-\(number)" : ""))
    }

    /// - Throws: `InvalidInput` for text that could not stand in an address, or is empty: Altinn would store the
    ///   organisation number for it.
    public init(_ text: String) throws(InvalidInput) {
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_")
        }
        guard isPlain, (1...255).contains(text.utf8.count) else {
            throw InvalidInput(text, "a reference has letters, digits, '-' and '_', as in 310000051-filing")
        }
        self.text = text
    }
}
