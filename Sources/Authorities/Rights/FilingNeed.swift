/// What filing one kind of document takes at Altinn. One row per kind, and nothing else needs to change for a new one:
/// the system's registration, requests to customers and the check before filing are all made from these rows.
public struct FilingNeed: Hashable, Sendable {
    /// The filing's kind, as in `vat`.
    public let kind: String
    /// The resource in Altinn's resource register: `app_skd_mva-melding-innsending-v1`.
    public let resource: String
    /// `urn:altinn:accesspackage:…`.
    public let accessPackages: [String]
    /// What a machine's token must hold.
    public let maskinportenScopes: [String]
    public let token: TokenKind

    /// The rows for the services as they are configured.
    public static func all(_ record: AuthorityRecord) -> [FilingNeed] { [vat(record)] }

    /// VAT returns of all categories: they go to the same service.
    public static func vat(_ record: AuthorityRecord) -> FilingNeed {
        FilingNeed(
            kind: "vat", resource: "app_\(record.vat.app.org)_\(record.vat.app.name)",
            accessPackages: record.vat.accessPackages, maskinportenScopes: record.vat.maskinportenScopes,
            token: record.vat.token)
    }

    /// The scopes of the vendor's own work with the register and with requests (altinn.md 5 and 6).
    public static let registerScope = "altinn:authentication/systemregister.write"
    public static let requestReadScope = "altinn:authentication/systemuser.request.read"
    public static let requestWriteScope = "altinn:authentication/systemuser.request.write"
}
