import Formats
import HTTP
import Values

extension SimulatedAuthority {
    private static let machineTokenSeconds: Int64 = 1800

    /// Accepted in the exchange of an ID-porten token that has no `altinn:` scope (altinn.md 4).
    private static let partnerScopes: Set<String> = [
        "skatteetaten:formueinntekt/skattemelding", "skatteetaten:mvameldinginnsending",
        "skatteetaten:mvameldingvalidering",
    ]

    func authentication(_ path: [String], _ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        guard request.method == .get else { throw Refusal(405) }
        if path == ["openid", ".well-known", "openid-configuration", "jwks"] { return .json(200, try keySet(.altinn)) }
        guard path.count == 2, path[0] == "exchange" else { throw Refusal(404) }
        guard request.header("X-Altinn-EnterpriseUser-Authentication") == nil else { throw Refusal(410) }
        let token: String
        switch path[1].lowercased() {
        case "maskinporten": token = try exchangeMaskinporten(request.bearerToken)
        case "id-porten": token = try exchangeIDPorten(request.bearerToken)
        case "altinnstudio": throw Refusal(401)
        default:
            throw Refusal(
                400, text: "Invalid token provider. Trusted token providers are 'Maskinporten' and 'Id-porten'.")
        }
        if request.header("Accept") != nil, request.accepts("application/json"), !request.accepts("text/plain") {
            return .json(200, .string(token))
        }
        return .text(200, token)
    }

    private func exchangeMaskinporten(_ token: String?) throws(Refusal) -> String {
        let claims = try claims(token, issuer: .maskinporten)
        let consumer = claims["consumer"]?["ID"]?.string ?? ""
        return try altinnToken(
            claims,
            adding: [
                "urn:altinn:orgNumber": .string(String(consumer.dropFirst(5))),
                "urn:altinn:authenticatemethod": "maskinporten", "urn:altinn:authlevel": 3,
            ], until: clock().secondsSince1970 + SimulatedAuthority.machineTokenSeconds)
    }

    private func exchangeIDPorten(_ token: String?) throws(Refusal) -> String {
        let claims = try claims(token, issuer: .idPorten)
        let scopes = claims.scopes
        guard
            scopes.contains(where: { $0.hasPrefix("altinn:") })
                || !scopes.isDisjoint(with: SimulatedAuthority.partnerScopes)
        else { throw Refusal(403) }
        let level: JSON =
            switch claims["acr"]?.string {
            case "idporten-loa-high": 4
            case "idporten-loa-substantial": 3
            default: 0
            }
        let party = parties.party(ofPerson: claims["pid"]?.string ?? "")
        return try altinnToken(
            claims,
            adding: [
                "urn:altinn:userid": .integer(party - 30_000_000), "urn:altinn:partyid": .integer(party),
                "urn:altinn:username": "", "urn:altinn:authenticatemethod": "idporten",
                "urn:altinn:authlevel": level,
            ], until: claims["exp"]?.integer ?? 0)
    }

    /// The old claims, with Altinn's own.
    private func altinnToken(_ claims: JSON, adding more: [String: JSON], until: Int64) throws(Refusal) -> String {
        var members = more
        for member in claims.object?.members ?? [] where members[member.name] == nil {
            members[member.name] = member.value
        }
        let now = clock().secondsSince1970
        members["iss"] = nil
        return try issue(.altinn, claims: members, seconds: until - now)
    }
}
