import Authorities
import Formats
import HTTP
import Values

extension SimulatedAuthority {
    /// The sandbox's own control, which no real authority has:
    ///
    /// | call | effect |
    /// |---|---|
    /// | `POST /sandbox/registrations` | registers a client, see `SandboxRegistration` |
    /// | `POST /sandbox/faults`, `DELETE /sandbox/faults` | adds a fault, see `SandboxFault`; removes all |
    /// | `PUT /sandbox/behaviour` | changes settings, see `SandboxBehaviour` |
    /// | `POST /sandbox/idporten/clients` | registers a client that logs people in, see `SandboxLoginClient` |
    /// | `POST /sandbox/idporten/token` | a person's token: `{"pid", "role", "scopes", "seconds"}`, all optional |
    /// | `POST /sandbox/systemusers/{orgnr}/approve`, `…/reject` | a customer decides over what waits for it |
    /// | `POST /sandbox/systemusers/{orgnr}/remove` | a customer takes its system user's rights back |
    /// | `PUT /sandbox/app` | rolls the VAT app: `{"app": "skd/mva-melding-innsending-v2"}` |
    /// | `PUT /sandbox/companies/{orgnr}` | what Enhetsregisteret says of a company; `status` 404 or 410 where it says no more |
    /// | `PUT /sandbox/rates/{currency}` | Norges Bank's rate from a day on: `{"2026-12-31":"11.7865"}` |
    /// | `GET /sandbox/instances`, `GET /sandbox/requests` | what there is, and what was asked |
    /// | `POST /sandbox/instances/{party}/{guid}/confirm` | a person confirms in Altinn |
    /// | `POST /sandbox/instances/{party}/{guid}/delete` | a person deletes the draft in Altinn |
    /// | `POST /sandbox/instances/{party}/{guid}/feedback` | the authority is done with the return |
    func control(_ path: [String], _ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        switch (request.method, path.first, path.count) {
        case (.post, "registrations", 1):
            let body = try object(in: request)
            do { register(try SandboxRegistration(body)) } catch { throw Refusal(400, text: "\(error)") }
        case (.post, "faults", 1):
            let body = try object(in: request)
            do { faults.append(try SandboxFault(body)) } catch { throw Refusal(400, text: error.description) }
        case (.delete, "faults", 1): faults = []
        case (.put, "behaviour", 1):
            var changed = behaviour
            do { try changed.change(try object(in: request)) } catch { throw Refusal(400, text: "\(error)") }
            behaviour = changed
        case (.post, "idporten", 2) where path[1] == "clients":
            let body = try object(in: request)
            do { register(try SandboxLoginClient(body)) } catch { throw Refusal(400, text: "\(error)") }
        case (.post, "idporten", 2) where path[1] == "token": return try personToken(request)
        case (.get, "instances", 1):
            return .json(200, .array(instances.map { $0.json(appID: appID, at: places) }))
        case (.get, "requests", 1): return .json(200, .array(requests.map(\.json)))
        case (.post, "instances", 4): return try act(path)
        case (.put, "app", 1):
            let name = try object(in: request)["app"]?.string ?? ""
            guard (try? AltinnApp(name)) != nil else { throw Refusal(400, text: "app is owner/name") }
            appID = name
        case (.put, "companies", 2):
            guard let number = try? OrganisationNumber(path[1]) else { throw Refusal(400) }
            companies[number] = try object(in: request)
        case (.put, "rates", 2): try tellRates(path[1], try object(in: request))
        case (.post, "systemusers", 3):
            let party = try? OrganisationNumber(path[1])
            guard let party, ["approve", "reject", "remove"].contains(path[2]) else { throw Refusal(404) }
            do {
                if path[2] == "remove" {
                    try customerRemoves(party)
                } else {
                    try customerDecides(party, approves: path[2] == "approve")
                }
            } catch {
                throw Refusal(409, text: error.description)
            }
        default: throw Refusal(404)
        }
        return HTTPResponse(204)
    }

    private func object(in request: HTTPRequest) throws(Refusal) -> JSON {
        let body: JSON
        do { body = try JSON(parsing: request.body) } catch { throw Refusal(400, text: error.description) }
        guard body.object != nil else { throw Refusal(400, text: "The body must be a JSON object") }
        return body
    }

    private func personToken(_ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        let body = request.body.isEmpty ? .object([:]) : try object(in: request)
        guard let role = SandboxPerson.Role(rawValue: body["role"]?.string ?? "signing") else {
            throw Refusal(400, text: "role is signing, filling or none")
        }
        let person = SandboxPerson(pid: body["pid"]?.string ?? SandboxPerson().pid, role: role)
        let seconds = min(max(body["seconds"]?.integer ?? 28_800, 1), 28_800)
        let scopes = body["scopes"]?.array.map { $0.compactMap(\.string) } ?? SimulatedAuthority.vatPersonScopes
        guard let token = try? issuePersonToken(for: person, scopes: scopes, seconds: seconds) else {
            throw Refusal(500)
        }
        return .json(
            200,
            .object(["access_token": .string(token), "token_type": "Bearer", "expires_in": .integer(seconds)]))
    }

    private func act(_ path: [String]) throws(Refusal) -> HTTPResponse {
        let id = "\(path[1])/\(path[2])"
        switch path[3] {
        case "confirm": try personConfirms(id)
        case "delete": try personDeletes(id)
        case "feedback": try completeFeedback(id)
        default: throw Refusal(404)
        }
        guard let index = instances.firstIndex(where: { $0.id == id }) else { throw Refusal(404) }
        return .json(200, json(index))
    }

    private func personConfirms(_ id: String) throws(Refusal) {
        guard let index = instances.firstIndex(where: { $0.id == id }) else { throw Refusal(404) }
        guard instances[index].task == .confirmation else {
            throw Refusal(409, text: "The instance does not wait for a confirmation")
        }
        try confirm(index, by: "20000001")
    }

    private func personDeletes(_ id: String) throws(Refusal) {
        guard let index = instances.firstIndex(where: { $0.id == id }) else { throw Refusal(404) }
        instances[index].isSoftDeleted = true
        instances[index].touch(by: "20000001", at: clock())
    }

    private func completeFeedback(_ id: String) throws(Refusal) {
        guard let index = instances.firstIndex(where: { $0.id == id }) else { throw Refusal(404) }
        guard instances[index].task == .feedback else { throw Refusal(409, text: "The return has not been sent") }
        giveFeedback(index)
    }

    // For tests

    /// An instance as a test wants to see it.
    public struct InstanceSummary: Sendable {
        /// `partyId/guid`
        public let id: String
        public let owner: OrganisationNumber
        /// `data`, `confirmation` or `feedback`; nil when the process has ended.
        public let task: String?
        public let isCompleted: Bool
        public let dataValues: [String: String]
        /// Data types and bytes, in order of creation.
        public let data: [(type: String, bytes: [UInt8])]
    }

    /// All instances, oldest first. Deleted ones are gone when deleted hard.
    public var allInstances: [InstanceSummary] {
        instances.map { instance in
            InstanceSummary(
                id: instance.id, owner: instance.owner, task: instance.task?.rawValue,
                isCompleted: instance.ended != nil, dataValues: instance.dataValues,
                data: instance.data.map { ($0.type, $0.bytes) })
        }
    }

    /// How many returns have been sent: those past the point of no return, answered or not.
    public var sentCount: Int { instances.count { $0.ended != nil || $0.task == .feedback } }

    /// A person confirms the instance in Altinn.
    /// - Throws: `InvalidInput` when it is unknown or does not wait for that.
    public func confirmAsPerson(_ id: String) throws(InvalidInput) {
        do { try personConfirms(id) } catch { throw InvalidInput(id, "does not wait for a confirmation") }
    }

    /// The authority is done with the return, however many looks were to come.
    /// - Throws: `InvalidInput` when it is unknown or has not been sent.
    public func finishFeedback(_ id: String) throws(InvalidInput) {
        do { try completeFeedback(id) } catch { throw InvalidInput(id, "has not been sent, or is already answered") }
    }
}

extension SeenRequest {
    var json: JSON {
        .object([
            "time": .string(time.description), "method": .string(method.rawValue), "path": .string(path),
            "status": status.map { .integer(Int64($0)) } ?? .null,
        ])
    }
}
