import Formats
import HTTP
import Values

extension SimulatedAuthority {
    static let registerScope = "altinn:authentication/systemregister.write"
    static let requestReadScope = "altinn:authentication/systemuser.request.read"
    static let requestWriteScope = "altinn:authentication/systemuser.request.write"

    /// The scopes of a vendor's work with the register and with requests.
    public static let vendorScopes: Set<String> = [registerScope, requestReadScope, requestWriteScope]

    /// The vendor behind a token of Maskinporten, as it is or exchanged. 401 without a token, 403 without the scope.
    func vendor(_ request: HTTPRequest, scopes: Set<String>) throws(Refusal) -> OrganisationNumber {
        let claims: JSON
        do { claims = try self.claims(request.bearerToken, issuer: .maskinporten) } catch {
            claims = try self.claims(request.bearerToken, issuer: .altinn)
        }
        guard !claims.scopes.isDisjoint(with: scopes) else { throw Refusal(403) }
        let number = claims["consumer"]?["ID"]?.string ?? ""
        guard let vendor = try? OrganisationNumber(String(number.dropFirst(5))) else {
            throw .authentication("AUTH-00023", 401)
        }
        return vendor
    }

    /// `systemregister/vendor…`
    func systemRegister(_ path: [String], _ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        let vendor = try vendor(request, scopes: [Self.registerScope])
        guard path.first == "vendor" else { throw Refusal(403) }
        switch (request.method, path.count) {
        case (.get, 1):
            return .json(200, .array(rights.systems.filter { $0.vendor == vendor && !$0.isDeleted }.map(\.json)))
        case (.post, 1): return try registerSystem(try registerBody(request), vendor)
        case (.get, 2): return .json(200, rights.systems[try ownSystem(path[1], vendor)].json)
        case (.put, 2): return try updateSystem(path[1], try registerBody(request), vendor)
        case (.put, 3) where path[2] == "rights" || path[2] == "accesspackages":
            return try replaceList(path[2], of: path[1], request, vendor)
        case (.delete, 2):
            let index = try ownSystem(path[1], vendor)
            rights.systems[index].isDeleted = true
            rights.systems[index].clientIDs = []
            return .json(200, ["succeeded": true])
        default: throw Refusal(404)
        }
    }

    private func registerBody(_ request: HTTPRequest) throws(Refusal) -> JSON {
        guard request.mediaType == "application/json" else { throw Refusal(415) }
        guard let body = try? JSON(parsing: request.body), body.object != nil else { throw Refusal(400) }
        return body.withLowercasedMembers
    }

    private func ownSystem(_ id: String, _ vendor: OrganisationNumber) throws(Refusal) -> Int {
        guard let index = rights.systems.firstIndex(where: { $0.id == id && $0.vendor == vendor }),
            !rights.systems[index].isDeleted
        else { throw Refusal(404) }
        return index
    }

    private func registerSystem(_ body: JSON, _ vendor: OrganisationNumber) throws(Refusal) -> HTTPResponse {
        let system = try system(body, vendor, replacing: nil)
        guard rights.system(system.id) == nil else {
            throw .validation("AUTH.VLD-00002", "/registersystemrequest/systemid")
        }
        rights.systems.append(system)
        return .json(200, .string(uuid()))
    }

    private func updateSystem(_ id: String, _ body: JSON, _ vendor: OrganisationNumber) throws(Refusal) -> HTTPResponse
    {
        if rights.system(id)?.isDeleted == true {
            throw Refusal(400, text: "Cannot update a system marked as deleted.")
        }
        let index = try ownSystem(id, vendor)
        guard body["id"]?.string == id else { throw .validation("AUTH.VLD-00012", "/registersystemrequest/systemid") }
        rights.systems[index] = try system(body, vendor, replacing: id)
        return .json(200, ["succeeded": true])
    }

    private func replaceList(
        _ list: String, of id: String, _ request: HTTPRequest, _ vendor: OrganisationNumber
    ) throws(Refusal) -> HTTPResponse {
        let index = try ownSystem(id, vendor)
        guard let body = try? JSON(parsing: request.body), body.array != nil,
            var members = rights.systems[index].json.withLowercasedMembers.object
        else { throw Refusal(400) }
        members[list] = body
        rights.systems[index] = try system(.object(members), vendor, replacing: id)
        return .json(200, ["succeeded": true])
    }

    /// Checks a body in the register's own order (altinn.md 5.2, 5.3).
    private func system(
        _ body: JSON, _ vendor: OrganisationNumber, replacing old: String?
    ) throws(Refusal) -> RightsRegister.System {
        let place = "/registersystemrequest/"
        let number = body["vendor"]?.withLowercasedMembers["id"]?.string ?? ""
        guard number.hasPrefix("0192:"), let named = try? OrganisationNumber(String(number.dropFirst(5))) else {
            throw .validation("AUTH.VLD-00000", place + "vendor")
        }
        guard named == vendor else { throw Refusal(403) }
        let id = body["id"]?.string ?? ""
        guard !id.contains(where: \.isWhitespace) else { throw .validation("AUTH.VLD-00013", place + "systemid") }
        guard id.hasPrefix("\(vendor)_"), id.utf8.count > 10 else {
            throw .validation("AUTH.VLD-00001", place + "systemid")
        }
        let resources = try resources(body["rights"], place)
        let packages = try packages(body["accesspackages"], place)
        let clients = body["clientid"]?.array?.compactMap(\.string) ?? []
        guard Set(clients).count == clients.count else { throw .validation("AUTH.VLD-00011", place + "clientid") }
        let taken = rights.systems.filter { $0.id != old && !$0.isDeleted }.flatMap(\.clientIDs)
        guard Set(taken).isDisjoint(with: clients) else { throw .validation("AUTH.VLD-00004", place + "clientid") }
        let addresses = body["allowedredirecturls"]?.array?.compactMap(\.string) ?? []
        guard addresses.allSatisfy({ $0.hasPrefix("https://") && $0.count > 10 }) else {
            throw .validation("AUTH.VLD-00005", place + "allowedredirecturls")
        }
        let isVisible = body["isvisible"]?.bool ?? true
        if isVisible, packages.contains(where: { RightsRegister.isKnown(package: $0) == false }) {
            throw .validation("AUTH.VLD-00018", place + "isvisible")
        }
        let stored: JSON = [
            "id": .string(id), "vendor": body["vendor"] ?? .null, "name": body["name"] ?? .null,
            "description": body["description"] ?? .null, "rights": body["rights"] ?? [],
            "accessPackages": body["accesspackages"] ?? [], "clientId": .array(clients.map(JSON.string)),
            "isVisible": .bool(isVisible), "allowedRedirectUrls": .array(addresses.map(JSON.string)),
        ]
        return RightsRegister.System(
            id: id, vendor: vendor, json: stored, resources: resources, packages: packages, clientIDs: clients,
            redirectURLs: addresses, hasName: body["name"]?["nb"]?.string?.isEmpty == false)
    }

    private func resources(_ list: JSON?, _ place: String) throws(Refusal) -> [String] {
        var found: [String] = []
        for resource in (list?.array ?? []).flatMap({ $0["resource"]?.array ?? [] }) {
            guard resource["id"]?.string == "urn:altinn:resource" else {
                throw .validation("AUTH.VLD-00009", place + "rights/resource")
            }
            let value = resource["value"]?.string ?? ""
            let own = "app_" + appID.replacing("/", with: "_")
            guard value == own || RightsRegister.resources.contains(value) else {
                throw .validation("AUTH.VLD-00003", place + "rights/resource")
            }
            guard !found.contains(value) else { throw .validation("AUTH.VLD-00006", place + "rights/resource") }
            found.append(value)
        }
        return found
    }

    private func packages(_ list: JSON?, _ place: String) throws(Refusal) -> [String] {
        var found: [String] = []
        for package in list?.array ?? [] {
            let urn = package["urn"]?.string ?? ""
            guard RightsRegister.isKnown(package: urn) != nil else {
                throw .validation("AUTH.VLD-00008", place + "accesspackages")
            }
            guard !found.contains(urn) else { throw .validation("AUTH.VLD-00007", place + "accesspackages") }
            found.append(urn)
        }
        return found
    }
}

extension JSON {
    /// The service matches member names without regard to case.
    var withLowercasedMembers: JSON {
        guard let object else { return self }
        var members: [String: JSON] = [:]
        for member in object.members { members[member.name.lowercased()] = member.value }
        return .object(members)
    }
}

extension Refusal {
    /// A problem with its code; the sentence is in `title`, as in releases from 2026.
    static func authentication(_ code: String, _ status: Int, more: [String: JSON] = [:]) -> Refusal {
        var members: [String: JSON] = [
            "code": .string(code), "status": .integer(Int64(status)), "title": .string("Refused with \(code)."),
        ]
        members.merge(more) { $1 }
        return Refusal(
            HTTPResponse(
                status, headers: [HTTPHeader("Content-Type", "application/problem+json; charset=utf-8")],
                body: JSON.object(members).canonicalBytes))
    }

    static func validation(_ code: String, _ path: String) -> Refusal {
        .authentication(
            "STD-00000", 400,
            more: [
                "title": "One or more validation errors occurred.",
                "validationErrors": [
                    ["code": .string(code), "title": .string("Refused with \(code)."), "paths": [.string(path)]]
                ],
            ])
    }
}
