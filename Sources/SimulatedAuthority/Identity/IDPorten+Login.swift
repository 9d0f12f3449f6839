import Authorities
import Formats
import HTTP
import Values

extension SimulatedAuthority {
    /// Registers a client that logs people in.
    public func register(_ client: SandboxLoginClient) { logins.clients[client.clientID] = client }

    /// The authorization endpoint (altinn.md 13.2). A fault in client or address is shown to the person; any other goes
    /// back to the client (RFC 6749, section 4.1.2.1).
    func authorize(_ target: RequestTarget) throws(Refusal) -> HTTPResponse {
        let names = target.query.map(\.name)
        guard Set(names).count == names.count else { throw .loginPage("A parameter stands twice.") }
        guard let client = logins.clients[target.parameter("client_id") ?? ""] else {
            throw .loginPage("The client is not registered.")
        }
        guard let address = target.parameter("redirect_uri"), client.mayReturn(to: address) else {
            throw .loginPage("The redirect address is not registered on the client.")
        }
        if let (error, text) = objection(to: target, client) {
            return redirect(
                address, [("error", error), ("error_description", text)], state: target.parameter("state"))
        }
        let id = uuid()
        logins.pending[id] = IDPortenLogins.Pending(
            clientID: client.clientID, redirectAddress: address,
            scopes: (target.parameter("scope") ?? "").split(separator: " ").map(String.init),
            state: target.parameter("state") ?? "", nonce: target.parameter("nonce") ?? "",
            challenge: target.parameter("code_challenge") ?? "")
        return .page(200, "ID-porten", "Log in to \(pageText(client.clientID))", loginForm(id))
    }

    private func objection(to target: RequestTarget, _ client: SandboxLoginClient) -> (String, String)? {
        guard target.parameter("response_type") == "code" else {
            return ("unsupported_response_type", "Only response_type=code is supported")
        }
        let scopes = (target.parameter("scope") ?? "").split(separator: " ").map(String.init)
        guard scopes.contains("openid") else { return ("invalid_scope", "The scope must contain openid") }
        if let unknown = scopes.first(where: { !client.scopes.contains($0) }) {
            return ("invalid_scope", "The client is not registered with scope \(unknown)")
        }
        guard target.parameter("code_challenge_method") == "S256", target.parameter("code_challenge")?.utf8.count == 43
        else { return ("invalid_request", "PKCE with code_challenge_method S256 is required") }
        guard target.parameter("state")?.isEmpty == false, target.parameter("nonce")?.isEmpty == false else {
            return ("invalid_request", "state and nonce are required")
        }
        let levels = (target.parameter("acr_values") ?? "").split(separator: " ")
        guard levels.allSatisfy({ LevelOfAssurance(rawValue: String($0)) != nil }) else {
            return ("invalid_request", "acr_values holds an unknown level")
        }
        return nil
    }

    private func loginForm(_ id: String) -> String {
        """
        <form method="post" action="\(TokenIssuer.idPorten.name(places))/login">
        <input type="hidden" name="request" value="\(id)">
        <label>National identity number of a synthetic person
        <input name="pid" value="\(SandboxPerson().pid)" inputmode="numeric" pattern="[0-9]{11}" maxlength="11" \
        title="eleven digits" autocomplete="off" required></label>
        <label>Level of the login <select name="level"><option value="idporten-loa-high">high (BankID, Buypass, \
        Commfides)</option><option value="idporten-loa-substantial">substantial (MinID)</option></select></label>
        <button id="log-in" name="answer" value="yes">Log in</button>
        <button id="cancel" name="answer" value="no" class="second" formnovalidate>Cancel</button>
        </form>
        """
    }

    /// The person's answer on the login page.
    func loginAnswer(_ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        guard let fields = formFields(String(decoding: request.body, as: UTF8.self)),
            let id = fields.first(where: { $0.name == "request" })?.value,
            let pending = logins.pending.removeValue(forKey: id)
        else { throw .loginPage("This login page has been used, or is none of ours.") }
        func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
        guard field("answer") == "yes" else {
            return redirect(
                pending.redirectAddress, [("error", "access_denied"), ("error_description", "The person cancelled")],
                state: pending.state)
        }
        let person = field("pid") ?? SandboxPerson().pid
        guard person.utf8.count == 11, person.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            throw .loginPage("An identity number has eleven digits.")
        }
        let now = clock()
        let seconds = logins.clients[pending.clientID]?.authorizationSeconds ?? 7200
        logins.grants.append(
            IDPortenLogins.Grant(
                pending: pending, person: person, level: field("level") ?? "idporten-loa-high", began: now,
                ends: now.adding(seconds: seconds)))
        let code = uuid()
        logins.codes[code] = IDPortenLogins.Code(grant: logins.grants.count - 1, expires: now.adding(seconds: 60))
        return redirect(pending.redirectAddress, [("code", code)], state: pending.state)
    }

    private func redirect(_ address: String, _ fields: [(String, String)], state: String?) -> HTTPResponse {
        let more = (state.map { [("state", $0)] } ?? []) + [("iss", TokenIssuer.idPorten.name(places))]
        let separator = address.contains("?") ? "&" : "?"
        return HTTPResponse(
            302, headers: [HTTPHeader("Location", address + separator + formEncoded(fields + more))])
    }

    /// What a person with a browser does on the login page: looks, and presses the button.
    /// - Returns: the address the browser is sent back to.
    /// - Throws: `InvalidInput` when the page is an error.
    public func personLogsIn(
        at address: String, as person: SandboxPerson = SandboxPerson(), level: LevelOfAssurance = .high,
        agrees: Bool = true
    ) throws(InvalidInput) -> String {
        personRoles[person.pid] = person.role
        guard case .answer(let page) = reply(to: HTTPRequest(.get, address)) else {
            throw InvalidInput(address, "the login page did not come")
        }
        if page.status == 302, let back = page.header("Location") { return back }
        let text = String(decoding: page.body, as: UTF8.self)
        let parts = text.split(separator: "name=\"request\" value=\"", maxSplits: 1)
        guard page.status == 200, parts.count == 2 else { throw InvalidInput(address, "is not a login page") }
        let body = formEncoded([
            ("request", String(parts[1].prefix { $0 != "\"" })), ("pid", person.pid), ("level", level.rawValue),
            ("answer", agrees ? "yes" : "no"),
        ])
        let answer = reply(
            to: HTTPRequest(.post, TokenIssuer.idPorten.name(places) + "/login", body: Array(body.utf8)))
        guard case .answer(let response) = answer, let back = response.header("Location") else {
            throw InvalidInput(address, "the login was not accepted")
        }
        return back
    }
}

extension Refusal {
    fileprivate static func loginPage(_ text: String) -> Refusal {
        Refusal(.page(400, "ID-porten", "Login failed", "<p>\(pageText(text))</p>"))
    }
}
