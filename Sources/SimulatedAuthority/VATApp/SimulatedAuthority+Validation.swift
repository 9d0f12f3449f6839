import Formats
import HTTP
import Values

extension SimulatedAuthority {
    /// The tax authority's own services. They take ID-porten tokens here, never Altinn's nor Maskinporten's.
    func skatteetaten(_ path: [String], _ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        guard path == ["api", "mva", "grensesnittstoette", "mva-melding", "valider"] else { throw Refusal(404) }
        guard request.method == .post else { throw Refusal(405) }
        let claims = try claims(request.bearerToken, issuer: .idPorten)
        guard claims.scopes.contains("skatteetaten:mvameldingvalidering"),
            personRoles[claims["pid"]?.string ?? ""] != SandboxPerson.Role.none
        else { throw Refusal(403) }
        // JSON is taken as well by the real service; in what shape is nowhere written, so the sandbox has XML only.
        guard request.accepts("application/xml") || request.accepts("text/xml") else { throw Refusal(406) }
        guard request.mediaType == "application/xml" else {
            throw Refusal(400, text: "The return is sent as application/xml")
        }
        guard let result = try? control(request.body), let document = try? result.document() else {
            throw Refusal(400, text: "The body is not XML")
        }
        return .xml(200, document)
    }
}
