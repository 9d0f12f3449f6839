import Formats
import HTTP
import SimulatedAuthority
import Testing

@Suite("The simulated validation service")
struct SimulatedValidationServiceTests {
    private let path = "/skatteetaten/api/mva/grensesnittstoette/mva-melding/valider"
    private let xml = ["Content-Type": "application/xml", "Accept": "application/xml"]

    @Test("a person's token gets a verdict, also for a return that is invalid", arguments: Reach.allCases)
    func verdicts(reach: Reach) async throws {
        let client = try await SandboxClient(reach)
        defer { client.stop() }
        let token = try await client.authority.issuePersonToken()
        for (old, new, verdict) in [
            ("", "", "ingen avvik"), ("20000</fastsatt", "20001</fastsatt", "avvikende skattemelding"),
            ("<betalingsinformasjon/>", "", "ugyldig skattemelding"),
            ("<sats>25</sats>", "<sats>25.0</sats>", "ugyldig skattemelding"),
        ] {
            let body =
                old.isEmpty
                ? SampleVATDocuments.vatReturn
                : SampleVATDocuments.vatReturn.replacingOccurrences(of: old, with: new)
            let response = try await client.send(.post, path, token: token, headers: xml, body: Array(body.utf8))
            #expect(response.status == 200)
            let result = try XMLElement(parsing: response.body)
            #expect(result.namespace == "no:skatteetaten:fastsetting:avgift:mva:valideringsresultat:v1")
            #expect(result.child("avvikVedMeldingslevering")?.text == verdict)
        }
    }

    @Test("machine tokens, Altinn tokens, missing scope and missing right are refused")
    func tokens() async throws {
        let client = try await SandboxClient()
        let body = Array(SampleVATDocuments.vatReturn.utf8)
        let refused = [
            (try await client.maskinportenToken(), 401), (try await client.altinnToken(), 401),
            (try await client.personToken(), 401),
            (try await client.authority.issuePersonToken(scopes: ["openid", "altinn:instances.write"]), 403),
            (
                try await client.authority.issuePersonToken(for: SandboxPerson(pid: "03819012345", role: .none)), 403
            ),
        ]
        for (token, status) in refused {
            #expect(try await client.send(.post, path, token: token, headers: xml, body: body).status == status)
        }
        #expect(try await client.send(.post, path, headers: xml, body: body).status == 401)
    }

    @Test(
        "other formats and bodies that are no XML are refused",
        arguments: [
            ("application/xml", "text/html", "<a/>", 406), ("application/xml", "application/json", "<a/>", 406),
            ("application/json", "*/*", "{}", 400), ("application/xml", "*/*", "<a", 400),
            ("application/xml", "application/*", "<a/>", 200),
        ])
    func formats(type: String, accept: String, body: String, status: Int) async throws {
        let client = try await SandboxClient()
        let token = try await client.authority.issuePersonToken()
        let headers = ["Content-Type": type, "Accept": accept]
        let response = try await client.send(.post, path, token: token, headers: headers, body: Array(body.utf8))
        #expect(response.status == status)
    }
}
