import Values

/// Which world a host belongs to, so that books of one world can never be pointed at another by a mistyped address.
///
/// Sources: the agencies' lists of addresses (docs.digdir.no, Altinn Studio docs, skatteetaten.github.io), gathered
/// 2026-09. A host in no row belongs to nobody and may be configured, as a firewall's own proxy is.
enum HostOwnership {
    /// `*.` stands for one or more labels. The longest fitting pattern decides.
    private static let rows: [(pattern: String, environment: BooksEnvironment)] = [
        ("localhost", .sandbox),
        ("127.0.0.1", .sandbox),
        ("[::1]", .sandbox),
        ("maskinporten.no", .production),
        ("*.maskinporten.no", .production),
        ("test.maskinporten.no", .test),
        ("*.test.maskinporten.no", .test),
        ("idporten.no", .production),
        ("*.idporten.no", .production),
        ("test.idporten.no", .test),
        ("*.test.idporten.no", .test),
        ("*.samarbeid.digdir.no", .production),
        ("*.test.samarbeid.digdir.no", .test),
        ("*.altinn.no", .production),
        ("*.tt02.altinn.no", .test),
        ("*.altinn.cloud", .test),
        ("*.skatteetaten.no", .production),
        ("*.skatteetaten-test.no", .test),
        ("*.sits.no", .test),
        ("*.brreg.no", .production),
    ]

    static func owner(of host: String) -> BooksEnvironment? {
        rows.filter { fits(host, $0.pattern) }.max { $0.pattern.count < $1.pattern.count }?.environment
    }

    /// Why the host may not stand in the record of an environment; nil when it may.
    static func objection(to host: String, in environment: BooksEnvironment) -> String? {
        let owner = owner(of: host)
        if environment == .sandbox, owner != .sandbox {
            return "the sandbox runs on this machine, so its address is 127.0.0.1, not \(host)"
        }
        guard let owner, owner != environment else { return nil }
        return "\(host) belongs to \(owner), and books of \(environment) must never reach it"
    }

    private static func fits(_ host: String, _ pattern: String) -> Bool {
        pattern.hasPrefix("*.") ? host.hasSuffix(pattern.dropFirst()) : host == pattern
    }
}
