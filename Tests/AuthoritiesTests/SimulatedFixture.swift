import Cryptography
import Formats
import Foundation
import HTTP
import SimulatedAuthority
import Synchronization
import TestSupport
import Values

/// How a test reaches the sandbox.
enum Reach: CaseIterable, Sendable {
    case inProcess, loopback
}

/// The time of the sandbox, which a test can move.
final class SandboxClock: Sendable {
    private let time: Mutex<Timestamp>

    init(_ text: String) throws { time = Mutex(try Timestamp(text)) }

    var now: Timestamp { time.withLock { $0 } }

    func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// A sandbox with one client, and the calls a client makes, written from the reference and not from our own clients.
struct SandboxClient: Sendable {
    static let owner = "310000000"
    static let clientID = "5c7b2c2e-7d0f-4b7e-9f2a-3a1f0a6f1c11"
    static let vendor = "999999999"
    static let key = Result { try RSAPrivateKey.generate() }

    let authority: SimulatedAuthority
    let clock: SandboxClock
    let transport: any HTTPTransport
    let base: String
    private let server: HTTPServer?

    init(_ reach: Reach = .inProcess, rules: SimulatedAuthority.ReturnRules? = nil) async throws {
        let clock = try SandboxClock("2026-03-20T08:15:00Z")
        authority = try SimulatedAuthority(
            clock: { clock.now }, random: SeededGenerator(seed: 7), rules: rules)
        self.clock = clock
        let key = SandboxRegistration.Key(keyID: "k1", publicKey: try SandboxClient.key.get().publicKey)
        let vendor = try OrganisationNumber(SandboxClient.vendor)
        await authority.register(SandboxRegistration(clientID: SandboxClient.clientID, vendor: vendor, keys: [key]))
        switch reach {
        case .inProcess:
            server = nil
            transport = authority
        case .loopback:
            server = try await authority.serve()
            transport = URLSessionTransport()
        }
        base = await authority.baseURL
    }

    func stop() { server?.stop() }

    // Maskinporten

    func grantClaims(_ changes: [String: JSON?] = [:]) -> [String: JSON] {
        let now = clock.now.secondsSince1970
        var claims: [String: JSON] = [
            "iss": .string(SandboxClient.clientID), "aud": .string(base + "/maskinporten/"),
            "scope": "altinn:instances.read altinn:instances.write", "iat": .integer(now),
            "exp": .integer(now + 120), "jti": .string(UUID().uuidString),
            "authorization_details": [systemUser()],
        ]
        for (name, value) in changes { claims[name] = value }
        return claims
    }

    func systemUser(_ changes: [String: JSON] = [:]) -> JSON {
        var members: [String: JSON] = [
            "type": "urn:altinn:systemuser", "externalRef": "ref-1",
            "systemuser_org": .object([
                "authority": "iso6523-actorid-upis", "ID": .string("0192:\(SandboxClient.owner)"),
            ]),
        ]
        members.merge(changes) { $1 }
        return .object(members)
    }

    func assertion(
        _ claims: [String: JSON], header: [String: JSON] = ["kid": "k1"], key: RSAPrivateKey? = nil
    ) throws -> String {
        try JSONWebToken.sign(
            header: .object(header), claims: .object(claims), key: try key ?? SandboxClient.key.get())
    }

    func requestToken(_ assertion: String) async throws -> HTTPResponse {
        let body = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + assertion
        return try await transport.send(
            HTTPRequest(
                .post, base + "/maskinporten/token",
                headers: [HTTPHeader("Content-Type", "application/x-www-form-urlencoded")], body: Array(body.utf8)))
    }

    func maskinportenToken(_ changes: [String: JSON?] = [:]) async throws -> String {
        let response = try await requestToken(try assertion(grantClaims(changes)))
        return try JSON(parsing: response.body)["access_token"]?.string ?? "none"
    }

    func exchange(_ token: String, provider: String = "maskinporten") async throws -> String {
        let response = try await send(
            .get, "/platform/authentication/api/v1/exchange/\(provider)", token: token,
            headers: ["Accept": "text/plain"])
        return String(decoding: response.body, as: UTF8.self)
    }

    /// An Altinn token of the system user.
    func altinnToken(_ changes: [String: JSON?] = [:]) async throws -> String {
        try await exchange(try await maskinportenToken(changes))
    }

    /// An Altinn token of a person.
    func personToken(_ role: SandboxPerson.Role = .signing) async throws -> String {
        let person = SandboxPerson(pid: role == .signing ? "01819012345" : "02819012345", role: role)
        return try await exchange(try await authority.issuePersonToken(for: person), provider: "id-porten")
    }

    // Any call

    func send(
        _ method: HTTPMethod, _ path: String, token: String? = nil, headers: [String: String] = [:],
        body: [UInt8] = []
    ) async throws -> HTTPResponse {
        var all = headers.map { HTTPHeader($0.key, $0.value) }
        if let token { all.append(HTTPHeader("Authorization", "Bearer \(token)")) }
        let url = path.hasPrefix("http") ? path : base + path
        return try await transport.send(HTTPRequest(method, url, headers: all, body: body))
    }
}

/// An instance as a client knows it: its address and the envelope's element.
struct OpenInstance: Sendable {
    let client: SandboxClient
    let token: String
    let id: String
    let envelopeID: String

    static let app = "/apps/skd/mva-melding-innsending-v1"
    var path: String { OpenInstance.app + "/instances/" + id }

    init(_ client: SandboxClient, token: String? = nil, dataValues: JSON = .null) async throws {
        self.client = client
        self.token = if let token { token } else { try await client.altinnToken() }
        let body = JSON.object([
            "instanceOwner": .object(["organisationNumber": .string(SandboxClient.owner)]), "dataValues": dataValues,
        ])
        let response = try await client.send(
            .post, OpenInstance.app + "/instances/", token: self.token, headers: ["Content-Type": "application/json"],
            body: body.canonicalBytes)
        let json = try JSON(parsing: response.body)
        id = json["id"]?.string ?? "none"
        envelopeID = json["data"]?.array?.first?["id"]?.string ?? "none"
    }

    func call(
        _ method: HTTPMethod, _ rest: String = "", headers: [String: String] = [:], body: [UInt8] = [],
        token: String? = nil
    ) async throws -> HTTPResponse {
        try await client.send(method, path + rest, token: token ?? self.token, headers: headers, body: body)
    }

    func putEnvelope(_ xml: String = SampleVATDocuments.envelope) async throws -> HTTPResponse {
        try await call(
            .put, "/data/\(envelopeID)", headers: ["Content-Type": "application/xml"], body: Array(xml.utf8))
    }

    func postFile(
        _ body: [UInt8], name: String = "mva-melding.xml", type: String = "text/xml", dataType: String = "mvamelding"
    ) async throws -> HTTPResponse {
        try await call(
            .post, "/data?dataType=\(dataType)",
            headers: ["Content-Type": type, "Content-Disposition": "attachment; filename=\(name)"], body: body)
    }

    func postReturn(_ xml: String = SampleVATDocuments.vatReturn) async throws -> HTTPResponse {
        try await postFile(Array(xml.utf8))
    }

    func next(_ body: String = "") async throws -> HTTPResponse {
        try await call(.put, "/process/next", headers: ["Content-Type": "application/json"], body: Array(body.utf8))
    }

    /// Uploads everything, and ends filling in.
    func fill() async throws {
        _ = try await putEnvelope()
        _ = try await postReturn()
        _ = try await next()
    }

    func json() async throws -> JSON { try JSON(parsing: try await call(.get).body) }

    func element(_ type: String) async throws -> [UInt8] {
        let element = try await json()["data"]?.array?.first { $0["dataType"]?.string == type }
        return try await call(.get, "/data/\(element?["id"]?.string ?? "none")").body
    }
}

/// A small return for January and February 2026 with its envelope, put together by hand: 25 000 out, 5 000 in.
enum SampleVATDocuments {
    static let vatReturn = """
        <?xml version="1.0" encoding="UTF-8"?>
        <mvaMeldingDto xmlns="no:skatteetaten:fastsetting:avgift:mva:skattemeldingformerverdiavgift:v1.0">
          <innsending><regnskapssystemsreferanse>r-1</regnskapssystemsreferanse></innsending>
          <skattegrunnlagOgBeregnetSkatt>
            <skattleggingsperiode>
              <periode><skattleggingsperiodeToMaaneder>januar-februar</skattleggingsperiodeToMaaneder></periode>
              <aar>2026</aar>
            </skattleggingsperiode>
            <fastsattMerverdiavgift>20000</fastsattMerverdiavgift>
            <mvaSpesifikasjonslinje><mvaKode>3</mvaKode><grunnlag>100000</grunnlag><sats>25</sats><merverdiavgift>25000</merverdiavgift></mvaSpesifikasjonslinje>
            <mvaSpesifikasjonslinje><mvaKode>1</mvaKode><merverdiavgift>-5000</merverdiavgift></mvaSpesifikasjonslinje>
          </skattegrunnlagOgBeregnetSkatt>
          <betalingsinformasjon/>
          <skattepliktig><organisasjonsnummer>310000000</organisasjonsnummer></skattepliktig>
          <meldingskategori>alminnelig</meldingskategori>
        </mvaMeldingDto>
        """

    static let envelope = """
        <?xml version="1.0" encoding="UTF-8"?>
        <mvaMeldingInnsending xmlns="no:skatteetaten:fastsetting:avgift:mva:mvameldinginnsending:v1.0">
          <norskIdentifikator><organisasjonsnummer>310000000</organisasjonsnummer></norskIdentifikator>
          <skattleggingsperiode>
            <periode><skattleggingsperiodeToMaaneder>januar-februar</skattleggingsperiodeToMaaneder></periode>
            <aar>2026</aar>
          </skattleggingsperiode>
          <meldingskategori>alminnelig</meldingskategori>
          <innsendingstype>komplett</innsendingstype>
          <instansstatus>default</instansstatus>
          <opprettetAv>Kari Nordmann</opprettetAv>
          <vedlegg>
            <vedleggstype>mva-melding</vedleggstype>
            <kildegruppe>sluttbrukersystem</kildegruppe>
            <opprettetAv>Kari Nordmann</opprettetAv>
            <vedleggsfil><filnavn>mva-melding</filnavn><filekstensjon>xml</filekstensjon><filinnhold>mva-melding</filinnhold></vedleggsfil>
          </vedlegg>
        </mvaMeldingInnsending>
        """

    /// The envelope with one more listed file.
    static func envelope(listing name: String, ending: String) -> String {
        let entry = """
              <vedlegg>
                <vedleggstype>binaerVedlegg</vedleggstype>
                <kildegruppe>sluttbruker</kildegruppe>
                <opprettetAv>Kari Nordmann</opprettetAv>
                <vedleggsfil><filnavn>\(name)</filnavn><filekstensjon>\(ending)</filekstensjon><filinnhold>Bilag</filinnhold></vedleggsfil>
              </vedlegg>
            </mvaMeldingInnsending>
            """
        return envelope.replacingOccurrences(of: "</mvaMeldingInnsending>", with: entry)
    }
}
