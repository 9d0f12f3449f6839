import Formats
import Values

/// What the simulated Altinn holds of systems, requests and system users.
struct RightsRegister {
    struct System {
        let id: String
        let vendor: OrganisationNumber
        /// As it was registered, with the members under the register's own names.
        var json: JSON
        var resources: [String]
        var packages: [String]
        var clientIDs: [String]
        var redirectURLs: [String]
        var hasName: Bool
        /// The id of a deleted system stays taken; its client ids become free.
        var isDeleted = false
    }

    struct Request {
        let id: String
        let systemID: String
        let party: OrganisationNumber
        let reference: String
        let title: String
        let resources: [String]
        let packages: [String]
        let redirectURL: String?
        let created: Timestamp
        /// The system user that a change request is about.
        var systemUser: String?
        var correlation: String?
        var status = "New"
        var isDeleted = false

        func matches(_ system: String, _ party: OrganisationNumber, _ reference: String) -> Bool {
            !isDeleted && systemUser == nil && systemID == system && self.party == party && self.reference == reference
        }
    }

    struct User {
        let id: String
        let systemID: String
        let party: OrganisationNumber
        let reference: String
        let title: String
        var resources: [String]
        var packages: [String]
    }

    var systems: [System] = []
    var requests: [Request] = []
    var users: [User] = []

    /// Packages and whether a standard request may hold them (altinn.md 8).
    static let packages: [String: Bool] = [
        "merverdiavgift": true, "regnskap-okonomi-rapport": true, "skattegrunnlag": true, "skatt-naering": true,
        "krav-og-utlegg": true, "lonn": true, "a-ordning": true, "hovedadministrator": true,
        "regnskapsforer-med-signeringsrettighet": false, "regnskapsforer-uten-signeringsrettighet": false,
        "regnskapsforer-lonn": false, "ansvarlig-revisor": false, "revisormedarbeider": false,
    ]

    /// Resources other than the VAT app's own (altinn.md 8).
    static let resources: Set<String> = [
        "app_skd_formueinntekt-skattemelding-v2", "app_brg_aarsregnskap-vanlig-202406",
        "ske-innrapportering-amelding", "ske-innrapportering-aksjonaerregisteroppgave",
    ]

    static func isKnown(package: String) -> Bool? {
        let prefix = "urn:altinn:accesspackage:"
        return package.hasPrefix(prefix) ? packages[String(package.dropFirst(prefix.count))] : nil
    }

    func system(_ id: String) -> System? { systems.first { $0.id == id } }

    /// Whether the organisation was ever asked to approve a system user of the client's system.
    func wasAsked(_ organisation: OrganisationNumber, client: String) -> Bool {
        requests.contains { request in
            request.party == organisation && system(request.systemID)?.clientIDs.contains(client) == true
        }
    }

    /// As Maskinporten asks: the system lives, is the client's vendor's, holds the client id, and the owner's system user
    /// has that reference (altinn.md 3.3).
    func resolves(
        _ user: SandboxRegistration.SystemUser, client: String, vendor: OrganisationNumber
    ) -> User? {
        users.first { found in
            guard found.party == user.owner, found.reference == user.externalReference,
                let system = system(found.systemID)
            else { return false }
            return !system.isDeleted && system.vendor == vendor && system.clientIDs.contains(client)
        }
    }
}
