import Formats
import Values

/// A system in Altinn's System Register: the program customers give rights to. The register is per environment; what
/// stands in test does not stand in production.
public struct SystemRegistration: Hashable, Sendable {
    /// `{vendor's number}_{name}`, unique for ever.
    public let id: String
    public let vendor: OrganisationNumber
    public let name: Texts
    public let description: Texts
    /// Resources of Altinn's resource register.
    public let resources: [String]
    public let accessPackages: [String]
    public let clientIDs: [String]
    /// Whether customers can find the system in Altinn and begin by themselves.
    public let isVisible: Bool
    public let redirectURLs: [String]

    /// A text in the three written languages the register asks for. Without `nb` every approval fails (AUTH-00017).
    public struct Texts: Hashable, Sendable {
        public let nb: String
        public let nn: String
        public let en: String

        var json: JSON { ["nb": .string(nb), "nn": .string(nn), "en": .string(en)] }

        init(nb: String, nn: String, en: String) { (self.nb, self.nn, self.en) = (nb, nn, en) }

        init(_ json: JSON?) {
            (nb, nn, en) = (json?["nb"]?.string ?? "", json?["nn"]?.string ?? "", json?["en"]?.string ?? "")
        }
    }

    /// What the settings and the table of filings declare.
    /// - Throws: `ConfigurationError` for a missing setting, or a system id that does not begin with a vendor's number.
    public init(declaredBy record: AuthorityRecord) throws(ConfigurationError) {
        let (id, vendor) = try record.systemIdentity()
        let clientID = try record.required(
            record.maskinporten.clientID, "maskinporten.clientId", "make a Maskinporten client in Digdir's self-service"
        )
        let needs = FilingNeed.all(record)
        self.id = id
        self.vendor = vendor
        name = record.system.name
        description = record.system.description
        resources = needs.map(\.resource)
        accessPackages = Array(Set(needs.flatMap(\.accessPackages))).sorted()
        clientIDs = [clientID]
        isVisible = record.system.isVisible
        redirectURLs = record.system.redirectURLs
    }

    /// The body of `POST vendor` and `PUT vendor/{id}`.
    public var json: JSON {
        [
            "id": .string(id),
            "vendor": ["authority": "iso6523-actorid-upis", "ID": .string("0192:\(vendor)")],
            "name": name.json, "description": description.json, "rights": SystemRegistration.rights(resources),
            "accessPackages": SystemRegistration.packages(accessPackages),
            "clientId": .array(clientIDs.map(JSON.string)), "isVisible": .bool(isVisible),
            "allowedRedirectUrls": .array(redirectURLs.map(JSON.string)),
        ]
    }

    static func rights(_ resources: [String]) -> JSON {
        .array(resources.map { ["resource": [["id": "urn:altinn:resource", "value": .string($0)]]] })
    }

    static func packages(_ urns: [String]) -> JSON { .array(urns.map { ["urn": .string($0)] }) }

    static func resources(in rights: JSON?) -> [String] {
        (rights?.array ?? []).flatMap { $0["resource"]?.array ?? [] }.compactMap { $0["value"]?.string }
    }

    static func urns(in packages: JSON?) -> [String] { (packages?.array ?? []).compactMap { $0["urn"]?.string } }

    /// Reads a registered system. Both spellings of `clientId` and of the vendor's identifier have been seen.
    init(registered json: JSON) throws(InvalidInput) {
        let id = json["systemId"]?.string ?? json["id"]?.string ?? ""
        let named =
            json["vendor"]?["ID"]?.string ?? json["vendor"]?["id"]?.string ?? json["systemVendorOrgNumber"]?.string
        let digits =
            named.map { $0.hasPrefix("0192:") ? String($0.dropFirst(5)) : $0 } ?? String(id.prefix { $0 != "_" })
        self.id = id
        vendor = try OrganisationNumber(digits)
        name = Texts(json["name"])
        description = Texts(json["description"])
        resources = SystemRegistration.resources(in: json["rights"])
        accessPackages = SystemRegistration.urns(in: json["accessPackages"])
        clientIDs = (json["clientId"] ?? json["clientIds"])?.array?.compactMap(\.string) ?? []
        isVisible = json["isVisible"]?.bool ?? true
        redirectURLs = json["allowedRedirectUrls"]?.array?.compactMap(\.string) ?? []
    }

    /// One thing that is registered otherwise than declared.
    public struct Difference: Hashable, Sendable {
        /// The member's name in the register.
        public let member: String
        public let declared: String
        public let registered: String
    }

    /// What an update would change.
    public func differences(from registered: SystemRegistration) -> [Difference] {
        func list(_ values: [String]) -> String { values.sorted().joined(separator: ", ") }
        let members: [(String, String, String)] = [
            ("name.nb", name.nb, registered.name.nb), ("name.nn", name.nn, registered.name.nn),
            ("name.en", name.en, registered.name.en),
            ("description.nb", description.nb, registered.description.nb),
            ("description.nn", description.nn, registered.description.nn),
            ("description.en", description.en, registered.description.en),
            ("rights", list(resources), list(registered.resources)),
            ("accessPackages", list(accessPackages), list(registered.accessPackages)),
            ("clientId", list(clientIDs), list(registered.clientIDs)),
            ("isVisible", "\(isVisible)", "\(registered.isVisible)"),
            ("allowedRedirectUrls", list(redirectURLs), list(registered.redirectURLs)),
        ]
        return members.filter { $0.1 != $0.2 }.map { Difference(member: $0.0, declared: $0.1, registered: $0.2) }
    }
}

extension AuthorityRecord {
    /// The system's id, and the vendor its number names.
    public func systemIdentity() throws(ConfigurationError) -> (id: String, vendor: OrganisationNumber) {
        let id = try required(
            systemUser.systemID, "systemUser.systemId",
            "choose one: your organisation number, '_' and a name, as in "
                + "310000051_bilag")
        guard let vendor = try? OrganisationNumber(String(id.prefix { $0 != "_" })), id.contains("_"),
            id.hasPrefix(vendor.digits + "_"), !id.contains(where: \.isWhitespace)
        else {
            throw ConfigurationError(
                file: file, path: "\(environment).systemUser.systemId",
                reason: "'\(id)' does not begin with an organisation number and an underscore, as 310000051_bilag does")
        }
        return (id, vendor)
    }
}
