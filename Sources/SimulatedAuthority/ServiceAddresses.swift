import Authorities
import Values

/// Where the simulated services say they are, and which of them an address leads to.
public struct ServiceAddresses: Sendable {
    /// What an address begins with, and the path it stands for here: `https://maskinporten.no` and `/maskinporten`.
    private let rows: [(address: String, path: String)]

    /// All services under one base address, without a slash at the end.
    public init(base: String) { rows = [(base, "")] }

    /// The services at the addresses of a record: those of the real test or production environment, for a world in
    /// process that nobody can take for the other.
    /// - Throws: `InvalidInput` when the apps' address cannot be worked out.
    public init(of record: AuthorityRecord) throws(InvalidInput) {
        let apps = try record.altinn.apps.endpoint(org: record.vat.app.org)
        var rows = [
            (ServiceAddresses.trimmed(record.maskinporten.issuer), "/maskinporten"),
            (ServiceAddresses.trimmed(record.idPorten.issuer), "/idporten"),
            (record.altinn.approval.text + "/accessmanagement", "/platform/accessmanagement"),
            (record.altinn.platform.text, "/platform"), (apps.text, "/apps"),
            (record.skatteetaten.machine.text, "/skatteetaten"), (record.skatteetaten.person.text, "/skatteetaten"),
            (record.lookups.rates.text, "/norges-bank/api/data"),
        ]
        if let companies = record.lookups.companies { rows.append((companies.text, "/brreg/enhetsregisteret/api")) }
        self.rows = rows
    }

    /// The full address of a path of the simulated services: `/platform/storage/api/v1/instances`.
    public func address(_ path: String) -> String {
        let fitting = rows.filter { path == $0.path || path.hasPrefix($0.path + "/") }
        guard let row = fitting.max(by: { $0.path.utf8.count < $1.path.utf8.count }) else { return path }
        return row.address + path.dropFirst(row.path.count)
    }

    /// The path, with query, that an address stands for; nil when it lies in another world.
    func path(of url: String) -> String? {
        let fitting = rows.filter { row in
            url.hasPrefix(row.address) && (url.utf8.count == row.address.utf8.count || url.hasPrefix(row.address + "/"))
        }
        guard let row = fitting.max(by: { $0.address.utf8.count < $1.address.utf8.count }) else { return nil }
        return row.path + url.dropFirst(row.address.count)
    }

    private static func trimmed(_ address: String) -> String {
        address.hasSuffix("/") ? String(address.dropLast()) : address
    }
}
