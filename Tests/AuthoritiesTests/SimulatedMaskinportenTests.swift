import Cryptography
import Formats
import HTTP
import SimulatedAuthority
import TestSupport
import Testing
import Values

@Suite("The simulated Maskinporten")
struct SimulatedMaskinportenTests {
    /// `error`, the code in the description, and the status.
    private func refusal(_ response: HTTPResponse) throws -> [String] {
        let json = try JSON(parsing: response.body)
        let description = json["error_description"]?.string ?? ""
        return [json["error"]?.string ?? "none", String(description.prefix(6)), String(response.status)]
    }

    @Test("a right grant gives a token with the system user in it", arguments: Reach.allCases)
    func granted(reach: Reach) async throws {
        let client = try await SandboxClient(reach)
        defer { client.stop() }
        let response = try await client.requestToken(try client.assertion(client.grantClaims()))
        #expect(response.status == 200)
        let json = try JSON(parsing: response.body)
        #expect(json["token_type"] == "Bearer")
        #expect(json["expires_in"] == 120)
        #expect(json["scope"] == "altinn:instances.read altinn:instances.write")
        let token = try JSONWebToken(parsing: try #require(json["access_token"]?.string))
        #expect(token.claims["consumer"]?["ID"]?.string == "0192:\(SandboxClient.vendor)")
        let detail = try #require(token.claims["authorization_details"]?.array?.first)
        #expect(detail["systemuser_org"]?["ID"]?.string == "0192:\(SandboxClient.owner)")
        #expect(detail["systemuser_id"]?.array?.count == 1)
        #expect(detail["system_id"]?.string == "\(SandboxClient.vendor)_bilag")
    }

    @Test("the key set of the metadata verifies the token")
    func metadata() async throws {
        let client = try await SandboxClient()
        let metadata = try JSON(
            parsing: try await client.send(.get, "/maskinporten/.well-known/oauth-authorization-server").body)
        #expect(metadata["issuer"]?.string == client.base + "/maskinporten/")
        #expect(metadata["token_endpoint"]?.string == client.base + "/maskinporten/token")
        let keys = try JSON(parsing: try await client.send(.get, try #require(metadata["jwks_uri"]?.string)).body)
        let key = try RSAPublicKey(jwk: try #require(keys["keys"]?.array?.first))
        let token = try JSONWebToken(parsing: try await client.maskinportenToken())
        #expect(try token.isSigned(by: key))
    }

    @Test(
        "a claim that breaks a rule is refused with its code",
        arguments: [
            ("aud", "http://127.0.0.1:8787/maskinporten", "invalid_grant", "MP-110"),
            ("aud", "https://maskinporten.no/", "invalid_grant", "MP-110"),
            ("aud", ["http://127.0.0.1:8787/maskinporten/"], "invalid_grant", "MP-110"),
            ("iss", "another", "invalid_grant", "MP-100"), ("iss", nil, "invalid_request", "MP-011"),
            ("scope", "altinn:instances.reed", "invalid_scope", "MP-200"),
            ("scope", "altinn:instances.read altinn:other", "invalid_scope", "MP-200"),
            ("scope", "Altinn:instances.read", "invalid_scope", "MP-200"),
            ("scope", "openid", "invalid_scope", "MP-201"), ("scope", nil, "invalid_request", "MP-011"),
            ("scope", "altinn:instances.read  altinn:instances.write", "invalid_request", "MP-011"),
            ("scope", "altinn:instances.read\n", "invalid_request", "MP-011"),
            ("iat", "1", "invalid_request", "MP-011"), ("exp", nil, "invalid_request", "MP-011"),
            ("resource", "https://x", "invalid_request", "MP-011"),
            ("consumer_org", "999999999", "invalid_request", "MP-011"),
            ("authorization_details", .object([:]), "invalid_request", "MP-301"),
            ("authorization_details", [], "invalid_request", "MP-301"),
        ] as [(String, JSON?, String, String)])
    func claimRules(name: String, value: JSON?, error: String, code: String) async throws {
        let client = try await SandboxClient()
        let response = try await client.requestToken(try client.assertion(client.grantClaims([name: value])))
        #expect(try refusal(response) == [error, code, "400"])
    }

    @Test(
        "issue and expiry times are held to their limits, in seconds from now",
        arguments: [
            (0, 120, "granted"), (10, 130, "granted"), (-119, 1, "granted"), (11, 100, "Issue "),
            (0, 121, "The as"), (-120, 0, "MP-130"), (-500, -400, "MP-130"), (5, 5, "The as"),
        ])
    func times(issued: Int64, expires: Int64, outcome: String) async throws {
        let client = try await SandboxClient()
        let now = client.clock.now.secondsSince1970
        let claims = client.grantClaims(["iat": .integer(now + issued), "exp": .integer(now + expires)])
        let response = try await client.requestToken(try client.assertion(claims))
        #expect(try response.status == 200 ? outcome == "granted" : refusal(response)[1] == outcome)
        #expect(try response.status == 200 || refusal(response)[0] == "invalid_grant")
    }

    @Test("the same grant, or another with the same jti, is refused; a new jti is not")
    func reuse() async throws {
        let client = try await SandboxClient()
        let first = try client.assertion(client.grantClaims(["jti": "one"]))
        #expect(try await client.requestToken(first).status == 200)
        #expect(try refusal(try await client.requestToken(first)) == ["invalid_grant", "MP-012", "400"])
        let other = try client.assertion(client.grantClaims(["jti": "one", "scope": "altinn:instances.read"]))
        #expect(try refusal(try await client.requestToken(other)) == ["invalid_grant", "MP-012", "400"])
        #expect(try await client.requestToken(try client.assertion(client.grantClaims(["jti": "two"]))).status == 200)
        let without = try client.assertion(client.grantClaims(["jti": JSON?.none]))
        #expect(try await client.requestToken(without).status == 200)
        #expect(try refusal(try await client.requestToken(without))[1] == "MP-012")
    }

    @Test("a wrong signature, an unknown key id, and both or none of kid and x5c are refused")
    func headers() async throws {
        let client = try await SandboxClient()
        let claims = { client.grantClaims() }
        let other = try client.assertion(claims(), key: try RSAPrivateKey.generate())
        #expect(try refusal(try await client.requestToken(other)) == ["invalid_grant", "MP-124", "400"])
        for (header, error, code) in [
            (["kid": "k2"], "invalid_grant", "MP-100"), ([:], "invalid_request", "MP-011"),
            (["kid": "k1", "x5c": []], "invalid_request", "MP-011"), (["x5c": ["AA=="]], "invalid_grant", "MP-100"),
        ] as [([String: JSON], String, String)] {
            let response = try await client.requestToken(try client.assertion(claims(), header: header))
            #expect(try refusal(response) == [error, code, "400"])
        }
    }

    @Test("a client without registered keys proves itself by its own organisation's certificate chain")
    func certificates() async throws {
        let client = try await SandboxClient()
        let key = try RSAPrivateKey(jwk: RFC7515Example.privateKey)
        let vendor = try OrganisationNumber(SandboxClient.vendor)
        await client.authority.register(
            SandboxRegistration(clientID: SandboxClient.clientID, vendor: vendor, keys: []))
        for (pem, signer, outcome) in [
            (EnterpriseCertificateExample.leaf + EnterpriseCertificateExample.root, key, "granted"),
            (EnterpriseCertificateExample.leaf, try SandboxClient.key.get(), "MP-124"),
            (EnterpriseCertificateExample.olderLeaf, key, "MP-122"),
        ] {
            let chain = try CertificateChain(pem: pem).x5c.map { JSON.string($0) }
            let assertion = try client.assertion(client.grantClaims(), header: ["x5c": .array(chain)], key: signer)
            let response = try await client.requestToken(assertion)
            #expect(try response.status == 200 ? outcome == "granted" : refusal(response)[1] == outcome)
        }
        for header in ["MIIB", [], ["MIIB"], [1]] as [JSON] {
            let assertion = try client.assertion(client.grantClaims(), header: ["x5c": header], key: key)
            #expect(try refusal(try await client.requestToken(assertion)) == ["invalid_grant", "MP-123", "400"])
        }
    }

    @Test("a key registered more than a year ago has expired")
    func oldKey() async throws {
        let client = try await SandboxClient()
        let key = SandboxRegistration.Key(
            keyID: "k1", publicKey: try SandboxClient.key.get().publicKey, registered: client.clock.now)
        let vendor = try OrganisationNumber(SandboxClient.vendor)
        await client.authority.register(
            SandboxRegistration(clientID: SandboxClient.clientID, vendor: vendor, keys: [key]))
        #expect(try await client.requestToken(try client.assertion(client.grantClaims())).status == 200)
        client.clock.advance(seconds: 365 * 86_400)
        let response = try await client.requestToken(try client.assertion(client.grantClaims()))
        #expect(try refusal(response) == ["invalid_grant", "MP-121", "400"])
    }

    @Test(
        "authorization_details must have the type, no foreign member, and an approved system user",
        arguments: [
            (["type": "urn:altinn:other"], "invalid_request", "MP-301"),
            (["externalReference": "x"], "invalid_request", "MP-302"),
            (
                [
                    "systemuser_org": .object([
                        "authority": "iso6523-actorid-upis", "ID": "0192:310000000", "name": "x",
                    ])
                ],
                "invalid_request", "MP-302"
            ),
            (
                ["systemuser_org": .object(["authority": "iso6523-actorid-upis", "ID": "310000000"])],
                "invalid_altinn_customer_configuration", "MP-303"
            ),
            (["externalRef": "another"], "invalid_altinn_customer_configuration", "MP-303"),
            (["externalRef": ""], "invalid_altinn_customer_configuration", "MP-303"),
            (
                ["systemuser_org": .object(["authority": "iso6523-actorid-upis", "ID": "0192:999999999"])],
                "invalid_altinn_customer_configuration", "MP-303"
            ),
        ] as [([String: JSON], String, String)])
    func systemUser(changes: [String: JSON], error: String, code: String) async throws {
        let client = try await SandboxClient()
        try await approveOnly([("310000000", "ref-1")], client)
        let claims = client.grantClaims(["authorization_details": [client.systemUser(changes)]])
        #expect(try refusal(try await client.requestToken(try client.assertion(claims))) == [error, code, "400"])
        #expect(try await client.requestToken(try client.assertion(client.grantClaims())).status == 200)
    }

    @Test("without a reference, the approval under the owner's own number counts")
    func defaultReference() async throws {
        let client = try await SandboxClient()
        try await approveOnly([("310000000", nil)], client)
        let detail: JSON = .object([
            "type": "urn:altinn:systemuser",
            "systemuser_org": .object(["authority": "iso6523-actorid-upis", "ID": "0192:310000000"]),
        ])
        let claims = client.grantClaims(["authorization_details": [detail]])
        #expect(try await client.requestToken(try client.assertion(claims)).status == 200)
        let other = try client.assertion(client.grantClaims())
        #expect(try refusal(try await client.requestToken(other))[1] == "MP-303")
    }

    private func approveOnly(_ users: [(String, String?)], _ client: SandboxClient) async throws {
        let key = SandboxRegistration.Key(keyID: "k1", publicKey: try SandboxClient.key.get().publicKey)
        let approved = try users.map {
            SandboxRegistration.SystemUser(owner: try OrganisationNumber($0.0), externalReference: $0.1)
        }
        await client.authority.register(
            SandboxRegistration(
                clientID: SandboxClient.clientID, vendor: try OrganisationNumber(SandboxClient.vendor), keys: [key],
                systemUsers: .only(Set(approved))))
    }

    @Test("a scope whose owner has not granted it gives 403")
    func noGrant() async throws {
        let client = try await SandboxClient()
        let key = SandboxRegistration.Key(keyID: "k1", publicKey: try SandboxClient.key.get().publicKey)
        var registration = SandboxRegistration(
            clientID: SandboxClient.clientID, vendor: try OrganisationNumber(SandboxClient.vendor), keys: [key])
        registration.scopesWithoutGrant = ["skatteetaten:other"]
        await client.authority.register(registration)
        let response = try await client.requestToken(
            try client.assertion(client.grantClaims(["scope": "skatteetaten:other"])))
        #expect(try refusal(response) == ["invalid_scope", "MP-250", "403"])
    }

    @Test("a body that is no form, another grant type, and no assertion are refused")
    func bodies() async throws {
        let client = try await SandboxClient()
        let form = "application/x-www-form-urlencoded"
        for (type, body, error) in [
            ("application/json", "{}", "invalid_request"), (form, "grant_type=password", "unsupported_grant_type"),
            (form, "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer", "invalid_request"),
            (form, "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=a.b", "invalid_request"),
            (form, "grant_type=%zz", "invalid_request"),
        ] {
            let response = try await client.send(
                .post, "/maskinporten/token", headers: ["Content-Type": type], body: Array(body.utf8))
            #expect(response.status == 400)
            #expect(try refusal(response)[0] == error)
        }
        #expect(try await client.send(.get, "/maskinporten/token").status == 405)
    }
}
