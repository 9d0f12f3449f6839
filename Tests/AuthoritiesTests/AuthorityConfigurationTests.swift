import Formats
import HTTP
import Testing
import Values

@testable import Authorities

@Suite struct AuthorityConfigurationTests {
    @Test("the built-in settings of production are the published addresses")
    func production() throws {
        let record = try AuthorityConfiguration.builtIn().record(for: .production)
        #expect(record.maskinporten.issuer == "https://maskinporten.no/")
        #expect(record.maskinporten.tokenEndpoint.text == "https://maskinporten.no/token")
        #expect(record.idPorten.issuer == "https://idporten.no")
        #expect(record.altinn.platform.text == "https://platform.altinn.no")
        #expect(record.vat.appEndpoint.text == "https://skd.apps.altinn.no/skd/mva-melding-innsending-v1")
        #expect(
            record.skatteetaten.person.text + record.vat.validationPath
                == "https://idporten.api.skatteetaten.no/api/mva/grensesnittstoette/mva-melding/valider")
        #expect(record.vat.token == .idPorten)
        #expect(record.maskinporten.clientID == nil)
    }

    @Test("the built-in settings of test are the authorities' test addresses")
    func test() throws {
        let record = try AuthorityConfiguration.builtIn().record(for: .test)
        #expect(record.maskinporten.issuer == "https://test.maskinporten.no/")
        #expect(record.altinn.platform.text == "https://platform.tt02.altinn.no")
        #expect(record.vat.appEndpoint.text == "https://skd.apps.tt02.altinn.no/skd/mva-melding-innsending-test")
    }

    @Test("the sandbox follows from one base address")
    func sandbox() throws {
        let file = Array(#"{"sandbox": {"baseUrl": "http://127.0.0.1:9000"}}"#.utf8)
        let record = try AuthorityConfiguration(parsing: file, file: "config.json").record(for: .sandbox)
        #expect(record.maskinporten.issuer == "http://127.0.0.1:9000/maskinporten/")
        #expect(record.maskinporten.tokenEndpoint.text == "http://127.0.0.1:9000/maskinporten/token")
        #expect(record.altinn.platform.text == "http://127.0.0.1:9000/platform")
        #expect(record.vat.appEndpoint.text == "http://127.0.0.1:9000/apps/skd/mva-melding-innsending-v1")
        #expect(record.skatteetaten.person.text == "http://127.0.0.1:9000/skatteetaten")
    }

    @Test("every built-in setting says where and when it was read, and fits its kind")
    func sources() {
        for row in DefaultSetting.rows {
            #expect(!row.source.isEmpty && row.seen.hasPrefix("202"))
            guard row.value.string?.hasPrefix("{base}") != true else { continue }
            #expect(Settings.kinds[row.path]?.objection(to: row.value) == nil, "\(row.path)")
        }
    }

    @Test("a file overrides, and relative paths count from its folder")
    func overrides() throws {
        let file = Array(
            """
            {"production": {"maskinporten": {"clientId": "abc", "keyFile": "keys/prod.pem", "keyId": "k1"},
             "systemUser": {"externalRef": "books-1"}, "vat": {"token": "idPorten", "app": "skd/mva-melding-innsending-v2"}}}
            """.utf8)
        let record = try AuthorityConfiguration(parsing: file, file: "/etc/bilag/config.json")
            .record(for: .production)
        #expect(record.maskinporten.keyFile == "/etc/bilag/keys/prod.pem")
        #expect(record.maskinporten.clientID == "abc")
        #expect(record.systemUser.externalReference == "books-1")
        #expect(record.vat.token == .idPorten)
        #expect(record.vat.appEndpoint.text == "https://skd.apps.altinn.no/skd/mva-melding-innsending-v2")
    }

    @Test(
        "a setting that cannot be used is refused with file, path and reason",
        arguments: [
            (#"{"production": {"maskinporten": {"klient": "x"}}}"#, "production.maskinporten.klient", "not a setting"),
            (#"{"prod": {}}"#, "prod", "not an environment"),
            (#"{"production": {"maskinporten": "x"}}"#, "production.maskinporten", "object"),
            (#"{"production": []}"#, "production", "object"),
            (#"{"production": {"maskinporten": {"clientId": 5}}}"#, "production.maskinporten.clientId", "text"),
            (#"{"production": {"vat": {"token": "password"}}}"#, "production.vat.token", "maskinportenSystemUser"),
            (#"{"production": {"vat": {"prevalidate": "yes"}}}"#, "production.vat.prevalidate", "true or false"),
            (#"{"production": {"vat": {"app": "../x/y"}}}"#, "production.vat.app", "owner/name"),
            (
                #"{"production": {"vat": {"returnDataType": "a&b"}}}"#, "production.vat.returnDataType",
                "letters, digits"
            ),
            (
                #"{"production": {"vat": {"validationPath": "@evil.example/x"}}}"#, "production.vat.validationPath",
                "slash"
            ),
            (
                #"{"production": {"vat": {"maskinportenScopes": ["a b"]}}}"#, "production.vat.maskinportenScopes",
                "words"
            ),
            (
                #"{"production": {"waiting": {"firstPauseSeconds": 0}}}"#, "production.waiting.firstPauseSeconds",
                "from 1 to 60"
            ),
            (
                #"{"production": {"altinn": {"platformUrl": "http://platform.altinn.no"}}}"#,
                "production.altinn.platformUrl", "https"
            ),
            (
                #"{"production": {"altinn": {"platformUrl": "https://user@platform.altinn.no"}}}"#,
                "production.altinn.platformUrl", "without query or user"
            ),
            (#"{"production": {"baseUrl": "http://127.0.0.1:1"}}"#, "production.baseUrl", "not a setting"),
            (
                #"{"production": {"maskinporten": {"keyId": "k", "certificateChainFile": "c.pem"}}}"#,
                "production.maskinporten.certificateChainFile", "one of them"
            ),
            ("[]", "", "object"), ("{", "", "not JSON"),
        ])
    func refused(text: String, path: String, reason: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try AuthorityConfiguration(parsing: Array(text.utf8), file: "config.json")
        }
        #expect(error?.file == "config.json")
        #expect(error?.path == path)
        #expect(error?.reason.contains(reason) == true, "\(String(describing: error))")
    }

    @Test(
        "a host of another environment is refused",
        arguments: [
            ("production", "altinn", "platformUrl", "https://platform.tt02.altinn.no"),
            ("production", "altinn", "appsUrl", "https://{org}.apps.tt02.altinn.no"),
            ("production", "maskinporten", "tokenUrl", "https://test.maskinporten.no/token"),
            ("production", "maskinporten", "issuer", "https://TEST.maskinporten.no/"),
            ("production", "skatteetaten", "personUrl", "https://idporten-api-test.sits.no"),
            ("production", "skatteetaten", "machineUrl", "https://mva.api.skatteetaten-test.no"),
            ("production", "altinn", "platformUrl", "http://127.0.0.1:8787/platform"),
            ("test", "altinn", "platformUrl", "https://platform.altinn.no"),
            ("test", "maskinporten", "tokenUrl", "https://maskinporten.no/token"),
            ("test", "skatteetaten", "personUrl", "https://idporten.api.skatteetaten.no"),
            ("test", "altinn", "appsUrl", "http://localhost:8787/apps"),
            ("sandbox", "altinn", "platformUrl", "https://platform.altinn.no"),
            ("sandbox", "altinn", "platformUrl", "https://proxy.example.com"),
        ])
    func mixedEnvironments(environment: String, section: String, setting: String, address: String) {
        let json = JSON.object([environment: .object([section: .object([setting: .string(address)])])])
        let error = #expect(throws: ConfigurationError.self) { try AuthorityConfiguration(json, file: "config.json") }
        #expect(error?.path.hasPrefix("\(environment).") == true)
    }

    @Test("a host that belongs to no authority may be configured, as a proxy is")
    func proxy() throws {
        let record = try Fixture.record(
            .production, .object(["altinn": .object(["platformUrl": "https://altinn-proxy.example.com/p"])]))
        #expect(record.altinn.platform.text == "https://altinn-proxy.example.com/p")
    }

    @Test("requests pass to the environment's own hosts only")
    func guarded() async throws {
        let script = ScriptedTransport(.text(200), .text(200))
        let transport = GuardedTransport(script, for: try Fixture.record(.production))
        _ = try await transport.send(.init(.get, "https://platform.altinn.no/storage/api/v1/instances?appId=a/b"))
        for url in [
            "https://platform.tt02.altinn.no/", "http://platform.altinn.no/", "https://platform.altinn.no:444/",
            "https://platform.altinn.no@evil.example/", "https://evil.example/?https://platform.altinn.no/",
        ] {
            await #expect(throws: TransportError.self) { _ = try await transport.send(.init(.get, url)) }
        }
        #expect(script.requests.count == 1)
    }

    @Test("a setting needed now and not set is named with advice")
    func missing() throws {
        let record = try Fixture.record(.test)
        let error = #expect(throws: ConfigurationError.self) {
            try MaskinportenCredentials.load(record) { _ in "" }
        }
        #expect(error?.description.contains("config.json: test.maskinporten.clientId: is not set") == true)
    }
}
