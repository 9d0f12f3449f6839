import Formats
import HTTP
import Values

extension SimulatedAuthority {
    /// `systemuser/…`
    func systemUsers(
        _ path: [String], _ target: RequestTarget, _ request: HTTPRequest
    ) throws(Refusal) -> HTTPResponse {
        switch (request.method, path.first, path.dropFirst().first) {
        case (_, "request", "vendor"): return try requests(Array(path.dropFirst(2)), target, request)
        case (_, "changerequest", "vendor"): return try changeRequests(Array(path.dropFirst(2)), target, request)
        case (.get, "vendor", "bysystem") where path.count == 3:
            let vendor = try vendor(request, scopes: [Self.registerScope])
            return try usersPage(path[2], vendor, target)
        case (.get, "vendor", "byquery"):
            let vendor = try vendor(request, scopes: [Self.requestWriteScope])
            guard let system = rights.system(target.parameter("system-id") ?? ""), system.vendor == vendor,
                let user = rights.users.first(where: {
                    $0.systemID == system.id && $0.party.digits == target.parameter("orgno")
                        && $0.reference == target.parameter("external-ref") ?? $0.party.digits
                })
            else { throw .authentication("AUTH-00015", 404) }
            return .json(200, user.json)
        default: throw Refusal(404)
        }
    }

    private func requests(
        _ path: [String], _ target: RequestTarget, _ request: HTTPRequest
    ) throws(Refusal) -> HTTPResponse {
        let isReading = request.method == .get
        let vendor = try vendor(request, scopes: [isReading ? Self.requestReadScope : Self.requestWriteScope])
        switch (request.method, path.count) {
        case (.post, 0): return try createRequest(request, vendor)
        case (.get, 4) where path[0] == "byexternalref":
            let found = rights.requests.first { $0.matchesText(path[1], path[2], path[3]) }
            guard let found, rights.system(found.systemID)?.vendor == vendor else {
                throw .authentication("AUTH-00010", 404)
            }
            return .json(200, json(found))
        case (.get, 2) where path[0] == "bysystem":
            return try requestsPage("request", path[1], vendor, target)
        case (.get, 1): return .json(200, json(rights.requests[try requestIndex(path[0])]))
        case (.delete, 1):
            // No check of ownership, as in the service itself.
            rights.requests[try requestIndex(path[0])].isDeleted = true
            return HTTPResponse(202)
        default: throw Refusal(404)
        }
    }

    func requestIndex(_ id: String) throws(Refusal) -> Int {
        guard let index = rights.requests.firstIndex(where: { $0.id == id && !$0.isDeleted }) else {
            throw .authentication("AUTH-00010", 404)
        }
        return index
    }

    /// In the order of the service's own checks, which decides the error one sees (altinn.md 6.1).
    private func createRequest(_ request: HTTPRequest, _ vendor: OrganisationNumber) throws(Refusal) -> HTTPResponse {
        guard request.mediaType == "application/json", let parsed = try? JSON(parsing: request.body) else {
            throw Refusal(415)
        }
        let body = parsed.withLowercasedMembers
        let number = body["partyorgno"]?.string ?? ""
        let systemID = body["systemid"]?.string ?? ""
        let given = body["externalref"]?.string
        let party = try? OrganisationNumber(number)
        let reference = given.flatMap { $0.isEmpty ? nil : $0 } ?? number
        if given != "", let party {
            if rights.users.contains(where: {
                $0.systemID == systemID && $0.party == party && $0.reference == reference
            }) {
                throw .authentication("AUTH-00004", 400)
            }
            if let old = rights.requests.first(where: { $0.matches(systemID, party, reference) }) {
                return .json(200, json(old))
            }
        }
        guard let system = rights.system(systemID), system.vendor == vendor, !system.isDeleted else {
            throw .authentication("AUTH-00011", 404)
        }
        guard let party, behaviour.knownOrganisations?.contains(party) ?? true else {
            throw .authentication("AUTH-00000", 400)
        }
        let redirect = body["redirecturl"]?.string
        if let redirect, !system.redirectURLs.contains(String(redirect.prefix { $0 != "?" })) {
            throw .authentication("AUTH-00021", 400)
        }
        let (resources, packages) = try asked(body["rights"], body["accesspackages"], system)
        let made = RightsRegister.Request(
            id: uuid(), systemID: systemID, party: party, reference: reference,
            title: body["integrationtitle"]?.string ?? "", resources: resources, packages: packages,
            redirectURL: redirect, created: clock())
        rights.requests.append(made)
        return .json(201, json(made))
    }

    func asked(
        _ rights: JSON?, _ packages: JSON?, _ system: RightsRegister.System
    ) throws(Refusal) -> (resources: [String], packages: [String]) {
        if rights?.array == nil, packages?.array == nil { throw .authentication("AUTH-00001", 400) }
        let resources = (rights?.array ?? []).flatMap { $0["resource"]?.array ?? [] }.compactMap { $0["value"]?.string }
        let urns = (packages?.array ?? []).compactMap { $0["urn"]?.string }
        guard !resources.isEmpty || !urns.isEmpty else { throw .authentication("AUTH-00059", 400) }
        guard resources.allSatisfy(system.resources.contains) else { throw .authentication("AUTH-00001", 400) }
        let missing = urns.filter { !system.packages.contains($0) }
        guard missing.isEmpty else {
            let named: [String: JSON] =
                urns.count > system.packages.count ? [:] : ["NotFoundPackages": .array(missing.map(JSON.string))]
            throw .authentication("AUTH-00063", 400, more: named)
        }
        guard urns.allSatisfy({ RightsRegister.isKnown(package: $0) == true }) else {
            throw .authentication("AUTH-00064", 400)
        }
        return (resources, urns)
    }
}

extension SimulatedAuthority {
    func json(_ request: RightsRegister.Request) -> JSON {
        let page = request.systemUser == nil ? "request" : "changerequest"
        let isOld = clock() >= request.created.adding(seconds: 180 * 86_400)
        var members: [String: JSON] = [
            "id": .string(request.id), "integrationTitle": .string(request.title),
            "externalRef": .string(request.reference), "systemId": .string(request.systemID),
            "partyOrgNo": .string(request.party.digits), "status": .string(request.status),
            "redirectUrl": request.redirectURL.map(JSON.string) ?? .null, "escalated": false,
            "created": .string(request.created.description), "timedOut": .bool(isOld && request.status == "New"),
            "confirmUrl": .string(
                places.address("/platform/accessmanagement/ui/systemuser/\(page)")
                    + "?id=\(request.id)&DONTCHOOSEREPORTEE=true"),
        ]
        let isChange = request.systemUser != nil
        members[isChange ? "requiredRights" : "rights"] = RightsRegister.rights(request.resources)
        members[isChange ? "requiredAccessPackages" : "accessPackages"] = RightsRegister.packages(request.packages)
        return .object(members)
    }
}

extension RightsRegister.Request {
    func matchesText(_ system: String, _ party: String, _ reference: String) -> Bool {
        !isDeleted && systemUser == nil && systemID == system && self.party.digits == party
            && self.reference == reference
    }
}

extension RightsRegister.User {
    var json: JSON {
        [
            "id": .string(id), "systemId": .string(systemID), "reporteeOrgNo": .string(party.digits),
            "externalRef": .string(reference), "integrationTitle": .string(title),
            "rights": RightsRegister.rights(resources), "accessPackages": RightsRegister.packages(packages),
            "systemUserType": "standard",
        ]
    }
}

extension RightsRegister {
    static func rights(_ resources: [String]) -> JSON {
        .array(resources.map { ["resource": [["id": "urn:altinn:resource", "value": .string($0)]]] })
    }

    static func packages(_ urns: [String]) -> JSON { .array(urns.map { ["urn": .string($0)] }) }
}
