import Formats
import HTTP
import Testing
import Values

@testable import Authorities

@Suite("Environments never mix") struct EnvironmentMixingTests {
    /// The settings that hold an address requests go to.
    private static let addresses: [(path: String, isTemplate: Bool)] = {
        var found: [(path: String, isTemplate: Bool)] = []
        for (path, kind) in Settings.kinds.sorted(by: { $0.key < $1.key }) where path != "baseUrl" {
            if case .endpoint = kind { found.append((path, false)) }
            if case .endpointTemplate = kind { found.append((path, true)) }
        }
        return found
    }()

    /// Hosts of each environment: those of the built-in addresses, and further ones from the agencies' own lists.
    private static let hosts: [BooksEnvironment: [String]] = [
        .production: [
            "maskinporten.no", "idporten.no", "login.idporten.no", "platform.altinn.no", "skd.apps.altinn.no",
            "am.ui.altinn.no", "af.altinn.no", "api.skatteetaten.no", "mva.api.skatteetaten.no",
            "idporten.api.skatteetaten.no", "api.samarbeid.digdir.no", "data.brreg.no",
        ],
        .test: [
            "test.maskinporten.no", "test.idporten.no", "login.test.idporten.no", "platform.tt02.altinn.no",
            "skd.apps.tt02.altinn.no", "am.ui.tt02.altinn.no", "af.tt02.altinn.no", "api-test.sits.no",
            "idporten-api-test.sits.no", "idporten-api-sbstest.sits.no", "mva.api.skatteetaten-test.no",
            "api.test.samarbeid.digdir.no", "platform.at22.altinn.cloud",
        ],
        .sandbox: ["127.0.0.1", "localhost", "[::1]"],
    ]

    /// Other spellings of a host's address.
    private static func spellings(_ host: String) -> [String] {
        [
            "https://\(host)", "https://\(host)/", "https://\(host)/some/path", "https://\(host.uppercased())",
            "https://\(host):443", "https://\(host):8443/x", "http://\(host)", "https://user@\(host)",
            "https://\(host).", "https://\(host)\\@proxy.example.com", "https://\(host)?x", "https://\(host)#x",
            "HTTPS://\(host)",
        ]
    }

    @Test("no address setting of one environment takes a host of another, however it is spelt")
    func allSettings() throws {
        var tried = 0
        for environment in BooksEnvironment.allCases {
            for (other, hosts) in Self.hosts where other != environment {
                for (path, isTemplate) in Self.addresses {
                    for address in hosts.flatMap({ Self.spellings($0).prefix(6) }) {
                        let value = isTemplate && tried.isMultiple(of: 2) ? address + "/{org}" : address
                        tried += 1
                        #expect(throws: ConfigurationError.self, "\(environment) \(path) \(value)") {
                            try AuthorityConfiguration(Self.file(environment, path, value), file: "config.json")
                        }
                    }
                }
            }
        }
        #expect(tried > 4_000)
    }

    @Test("the base address of the sandbox is this machine's alone")
    func sandboxBase() {
        for address in ([.production, .test] as [BooksEnvironment]).flatMap({ Self.hosts[$0] ?? [] }).flatMap(
            Self.spellings)
        {
            #expect(throws: ConfigurationError.self) {
                try AuthorityConfiguration(["sandbox": ["baseUrl": .string(address)]], file: "config.json")
            }
        }
    }

    @Test(
        "an app's name or a path cannot lead to another host",
        arguments: [
            ("vat.app", "skd.apps.tt02.altinn.no/x"), ("vat.app", "../x"), ("vat.app", "a@b/c"),
            ("altinn.appsUrl", "https://{org}.apps.altinn.no@evil.example"), ("vat.validationPath", "@evil.example"),
        ])
    func templates(path: String, value: String) {
        #expect(throws: ConfigurationError.self) {
            try AuthorityConfiguration(Self.file(.production, path, value), file: "config.json")
        }
    }

    @Test("a request to any host of another environment does not leave, whoever makes it")
    func guarded() async throws {
        for environment in BooksEnvironment.allCases {
            let script = ScriptedTransport()
            let transport = GuardedTransport(script, for: try Fixture.record(environment))
            for (other, hosts) in Self.hosts where other != environment {
                for address in hosts.flatMap(Self.spellings) {
                    await #expect(throws: TransportError.self, "\(environment) \(address)") {
                        _ = try await transport.send(HTTPRequest(.get, address))
                    }
                }
            }
            #expect(script.requests.isEmpty)
        }
    }

    @Test("no two environments share an address by default, but for registers open to all")
    func defaults() throws {
        let open = "https://data.norges-bank.no:443"
        let records = try BooksEnvironment.allCases.map { try Fixture.record($0).allowedOrigins.subtracting([open]) }
        #expect(records[0].isDisjoint(with: records[1]))
        #expect(records[0].isDisjoint(with: records[2]))
        #expect(records[1].isDisjoint(with: records[2]))
    }

    private static func file(_ environment: BooksEnvironment, _ path: String, _ value: String) -> JSON {
        let parts = path.split(separator: ".").map(String.init)
        return .object([
            environment.rawValue: .object([parts[0]: .object([parts[parts.count - 1]: .string(value)])])
        ])
    }
}
