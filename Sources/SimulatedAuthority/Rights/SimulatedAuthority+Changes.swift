import Formats
import HTTP
import Values

extension SimulatedAuthority {
    /// `systemuser/changerequest/vendor…` (altinn.md 6.4).
    func changeRequests(
        _ path: [String], _ target: RequestTarget, _ request: HTTPRequest
    ) throws(Refusal) -> HTTPResponse {
        let isReading = request.method == .get
        let vendor = try vendor(request, scopes: [isReading ? Self.requestReadScope : Self.requestWriteScope])
        switch (request.method, path.count) {
        case (.post, 0): return try createChange(target, request, vendor)
        case (.get, 1): return .json(200, json(rights.requests[try requestIndex(path[0])]))
        case (.get, 2) where path[0] == "bysystem": return try requestsPage("changerequest", path[1], vendor, target)
        case (.get, 4) where path[0] == "byexternalref":
            let found = rights.requests.last { request in
                !request.isDeleted && request.systemUser != nil && request.systemID == path[1]
                    && request.party.digits == path[2] && request.reference == path[3]
            }
            guard let found, rights.system(found.systemID)?.vendor == vendor else {
                throw .authentication("AUTH-00010", 404)
            }
            return .json(200, json(found))
        case (.delete, 1):
            rights.requests[try requestIndex(path[0])].isDeleted = true
            return HTTPResponse(202)
        default: throw Refusal(404)
        }
    }

    private func createChange(
        _ target: RequestTarget, _ request: HTTPRequest, _ vendor: OrganisationNumber
    ) throws(Refusal) -> HTTPResponse {
        guard request.mediaType == "application/json",
            let body = try? JSON(parsing: request.body).withLowercasedMembers
        else { throw Refusal(415) }
        let correlation = target.parameter("correlation-id") ?? ""
        guard let user = rights.users.first(where: { $0.id == target.parameter("system-user-id") }),
            let system = rights.system(user.systemID), system.vendor == vendor, correlation != user.id,
            !correlation.isEmpty
        else { throw .authentication("AUTH-00015", 404) }
        if let old = rights.requests.first(where: { $0.correlation == correlation && !$0.isDeleted }) {
            guard old.status == "New" else { throw .authentication("AUTH-00061", 409) }
            return .json(200, json(old))
        }
        let (resources, packages) = try asked(body["requiredrights"], body["requiredaccesspackages"], system)
        var made = RightsRegister.Request(
            id: uuid(), systemID: system.id, party: user.party, reference: user.reference, title: user.title,
            resources: resources, packages: packages, redirectURL: body["redirecturl"]?.string, created: clock())
        made.systemUser = user.id
        made.correlation = correlation
        if Set(resources).isSubset(of: user.resources), Set(packages).isSubset(of: user.packages) {
            made.status = "NoChangeNeeded"
            return .json(200, json(made))
        }
        rights.requests.append(made)
        return .json(201, json(made))
    }

    // Lists, by pages

    private static let itemsPerPage = 50

    /// The list of requests names the item its next page begins with, and then leaves it out, as the service itself does
    /// (altinn.md 6.3).
    func requestsPage(
        _ kind: String, _ system: String, _ vendor: OrganisationNumber, _ target: RequestTarget
    ) throws(Refusal) -> HTTPResponse {
        guard rights.system(system)?.vendor == vendor else { throw .authentication("AUTH-00011", 404) }
        let own = rights.requests.filter {
            $0.systemID == system && !$0.isDeleted && ($0.systemUser == nil) == (kind == "request")
        }
        let start = target.parameter("token").flatMap { token in own.firstIndex { $0.id == token } }.map { $0 + 1 } ?? 0
        let end = min(own.count, start + Self.itemsPerPage)
        let next = end < own.count ? own[end].id : nil
        return page("\(kind)/vendor/bysystem/\(system)", own[start..<end].map(json), next: next)
    }

    func usersPage(
        _ system: String, _ vendor: OrganisationNumber, _ target: RequestTarget
    ) throws(Refusal) -> HTTPResponse {
        guard rights.system(system)?.vendor == vendor else { throw .authentication("AUTH-00011", 404) }
        let users = rights.users.filter { $0.systemID == system }
        let start = target.parameter("token").flatMap { Int($0) }.map { min(max(0, $0), users.count) } ?? 0
        let end = min(users.count, start + Self.itemsPerPage)
        return page(
            "vendor/bysystem/\(system)", users[start..<end].map(\.json), next: end < users.count ? "\(end)" : nil)
    }

    private func page(_ list: String, _ items: [JSON], next: String?) -> HTTPResponse {
        let address = next.map { token in
            places.address("/platform/authentication/api/v1/systemuser/\(list)") + "?token=\(token)"
        }
        return .json(200, ["links": ["next": address.map(JSON.string) ?? .null], "data": .array(items)])
    }
}
