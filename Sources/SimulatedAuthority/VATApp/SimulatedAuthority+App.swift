import Formats
import HTTP
import Values

extension SimulatedAuthority {
    /// The app's API. The path begins behind the app's name.
    func app(_ path: [String], _ target: RequestTarget, _ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        if path == ["api", "v1", "applicationmetadata"], request.method == .get { return .json(200, metadata) }
        let caller = try caller(request)
        guard path.first == "instances" else { throw Refusal(404) }
        if path.count == 1 {
            guard request.method == .post else { throw Refusal(405) }
            return try instantiate(target, request, caller)
        }
        if path.count == 3, path[2] == "active", request.method == .get { return try active(path[1], caller) }
        guard path.count >= 3 else { throw Refusal(404) }
        let index = try index(path[1], path[2], caller, writes: request.method != .get)
        return try instance(index, Array(path.dropFirst(3)), target, request, caller)
    }

    /// What the app says of itself to everybody.
    private var metadata: JSON {
        let types = [
            VATDataType.envelope, VATDataType.vatReturn, VATDataType.attachment, VATDataType.payment,
            VATDataType.receipt, VATDataType.result,
        ]
        return [
            "id": .string(appID), "org": .string(String(appID.prefix { $0 != "/" })),
            "title": ["nb": "Mva-melding"], "dataTypes": .array(types.map { ["id": .string($0)] }),
        ]
    }

    private func instance(
        _ index: Int, _ path: [String], _ target: RequestTarget, _ request: HTTPRequest, _ caller: AltinnCaller
    ) throws(Refusal) -> HTTPResponse {
        switch (request.method, path.first, path.count) {
        case (.get, nil, _):
            look(at: index)
            return .json(200, json(index))
        case (.delete, nil, _): return delete(index, target, caller)
        case (.post, "data", 1): return try addFile(index, target, request, caller)
        case (.get, "data", 2): return try content(index, path[1])
        case (.put, "data", 2): return try replace(index, path[1], request, caller)
        case (.delete, "data", 2): return try removeElement(index, path[1], caller)
        case (.get, "validate", 1): return try validate(index)
        case (.get, "process", 1):
            look(at: index)
            return .json(200, processState(index, caller))
        case (.put, "process", 2) where path[1] == "next": return try next(index, request, caller)
        case (.get, "process", 2) where path[1] == "history": return .json(200, instances[index].history)
        case (.get, "feedback", 1), (.get, "feedback", 2): return try feedback(index, Array(path.dropFirst()))
        default: throw Refusal(404)
        }
    }

    // Instances

    func json(_ index: Int) -> JSON { instances[index].json(appID: appID, at: places) }

    /// Where the instance stands in our list. 404 when there is none, 403 when the caller has no right to it.
    func index(_ party: String, _ guid: String, _ caller: AltinnCaller, writes: Bool) throws(Refusal) -> Int {
        guard let index = instances.firstIndex(where: { String($0.partyID) == party && $0.guid == guid }) else {
            throw Refusal(404)
        }
        let owner = instances[index].owner
        guard writes ? caller.mayWrite(for: owner) : caller.mayRead(for: owner) else { throw .forbidden }
        return index
    }

    private func instantiate(
        _ target: RequestTarget, _ request: HTTPRequest, _ caller: AltinnCaller
    ) throws(Refusal) -> HTTPResponse {
        let (owner, dataValues) = try template(target, request)
        guard caller.mayWrite(for: owner) else { throw .forbidden }
        let now = clock()
        var instance = VATInstance(
            partyID: parties.party(of: owner), guid: uuid(), owner: owner, created: now, createdBy: caller.name,
            dataValues: behaviour.keepsDataValues ? dataValues : [:], data: [], steps: [], lastChanged: now,
            lastChangedBy: caller.name)
        instance.begin(.data, at: now)
        instance.data.append(
            element(
                VATDataType.envelope, nil, "application/xml",
                Array("<?xml version=\"1.0\" encoding=\"utf-8\"?><mvaMeldingInnsending/>".utf8), by: caller.name))
        instances.append(instance)
        let json = instance.json(appID: appID, at: places)
        let location = json["selfLinks"]?["apps"]?.string ?? ""
        return .json(201, json, headers: [HTTPHeader("Location", location)])
    }

    /// The owner and the data values that the request names.
    private func template(
        _ target: RequestTarget, _ request: HTTPRequest
    ) throws(Refusal) -> (OrganisationNumber, [String: String]) {
        if let party = target.parameter("instanceOwnerPartyId") {
            guard request.body.isEmpty else { throw Refusal(400, text: "Both a party in the query and a body") }
            return (try organisation(party: party), [:])
        }
        guard request.mediaType == "application/json" else {
            throw Refusal(400, text: "Unexpected content type: \(request.mediaType)")
        }
        guard let body = try? JSON(parsing: request.body), let owner = body["instanceOwner"] else {
            throw Refusal(400, text: "Cannot read the instance template: instanceOwner is missing")
        }
        let kinds = ["partyId", "organisationNumber", "personNumber", "username"]
        let given = kinds.filter { owner[$0].map { !$0.isNull } ?? false }
        guard given.count == 1, let kind = given.first, let value = owner[kind]?.string else {
            throw Refusal(400, text: "Exactly one of \(kinds.joined(separator: ", ")) must name the instance owner")
        }
        return (try organisation(kind, value), try dataValues(body["dataValues"]))
    }

    private func dataValues(_ json: JSON?) throws(Refusal) -> [String: String] {
        guard let json, !json.isNull else { return [:] }
        guard let members = json.object?.members, members.allSatisfy({ $0.value.string != nil }) else {
            throw Refusal(400, text: "dataValues must map texts to texts")
        }
        return Dictionary(members.map { ($0.name, $0.value.string ?? "") }) { $1 }
    }

    private func organisation(_ kind: String, _ value: String) throws(Refusal) -> OrganisationNumber {
        switch kind {
        case "partyId": return try organisation(party: value)
        case "organisationNumber":
            guard let organisation = try? OrganisationNumber(value), organisation.digits == value,
                behaviour.knownOrganisations?.contains(organisation) ?? true
            else { throw Refusal(404, text: "Cannot lookup party: \(value)") }
            return organisation
        default: throw Refusal(404, text: "Cannot lookup party: only organisations file here")
        }
    }

    private func organisation(party: String) throws(Refusal) -> OrganisationNumber {
        guard let organisation = Int64(party).flatMap({ parties.organisation(of: $0) }) else {
            throw Refusal(404, text: "Cannot lookup party: \(party)")
        }
        return organisation
    }

    private func active(_ party: String, _ caller: AltinnCaller) throws(Refusal) -> HTTPResponse {
        let open = instances.filter { instance in
            String(instance.partyID) == party && instance.task != nil && !instance.isSoftDeleted
                && caller.mayRead(for: instance.owner)
        }
        return .json(
            200,
            .array(
                open.map {
                    .object([
                        "id": .string($0.id), "lastChanged": .string($0.lastChanged.description),
                        "lastChangedBy": .string($0.lastChangedBy),
                    ])
                }))
    }

    private func delete(_ index: Int, _ target: RequestTarget, _ caller: AltinnCaller) -> HTTPResponse {
        instances[index].isSoftDeleted = true
        instances[index].touch(by: caller.name, at: clock())
        let json = json(index)
        if target.parameter("hard")?.lowercased() == "true" { instances.remove(at: index) }
        return .json(200, json)
    }
}

extension Refusal {
    static var forbidden: Refusal {
        Refusal(.problem(403, "Unauthorized", detail: "The policy does not allow this caller to do this here"))
    }
}
