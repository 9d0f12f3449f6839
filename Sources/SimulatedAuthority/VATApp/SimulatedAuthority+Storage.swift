import Formats
import HTTP
import Values

extension SimulatedAuthority {
    /// Storage reads; it never writes for a client (altinn.md 11).
    func storage(_ path: [String], _ target: RequestTarget, _ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        let caller = try caller(request)
        guard request.method == .get else { throw Refusal(405) }
        if path.isEmpty { return try list(target, request, caller) }
        guard path.count >= 2 else { throw Refusal(404) }
        let index = try index(path[0], path[1], caller, writes: false)
        switch Array(path.dropFirst(2)) {
        case []:
            look(at: index)
            return .json(200, json(index))
        case ["process"]:
            look(at: index)
            return .json(200, instances[index].process(nil))
        case ["process", "history"]: return .json(200, instances[index].history)
        case let rest where rest.count == 2 && rest[0] == "data": return try content(index, rest[1])
        default: throw Refusal(404)
        }
    }

    private func list(
        _ target: RequestTarget, _ request: HTTPRequest, _ caller: AltinnCaller
    ) throws(Refusal) -> HTTPResponse {
        guard caller.scopes.contains("altinn:instances.read") else { throw .forbidden }
        let query = try InstanceQuery(target, party: try party(target, request))
        let oldest = clock().adding(seconds: -behaviour.secondsBeforeListed)
        let found = instances.filter { instance in
            instance.created <= oldest && query.matches(instance, appID: appID) && caller.mayRead(for: instance.owner)
        }
        let sorted = query.sorted(found)
        let page = sorted.dropFirst(query.offset).prefix(query.size)
        let isLast = query.offset + page.count >= sorted.count
        let base = places.address("/platform/storage/api/v1/instances")
        return .json(
            200,
            .object([
                "count": .integer(Int64(page.count)), "self": .string(base + query.text(offset: query.offset)),
                "next": isLast ? .null : .string(base + query.text(offset: query.offset + page.count)),
                "instances": .array(page.map { $0.json(appID: appID, at: places) }),
            ]))
    }

    /// The party must be named, in exactly one of two ways.
    private func party(_ target: RequestTarget, _ request: HTTPRequest) throws(Refusal) -> Int64 {
        let parameter = target.parameter("instanceOwner.partyId")
        let header = request.header("X-Ai-InstanceOwnerIdentifier")
        guard (parameter == nil) != (header == nil) else {
            throw Refusal(
                400, text: "Name the party by instanceOwner.partyId or by X-Ai-InstanceOwnerIdentifier, not both")
        }
        if let parameter {
            guard let party = Int64(parameter) else {
                throw Refusal(400, text: "instanceOwner.partyId is not a number")
            }
            return party
        }
        let parts = (header ?? "").split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0].lowercased() == "organisation",
            let organisation = try? OrganisationNumber(parts[1])
        else { throw Refusal(400, text: "X-Ai-InstanceOwnerIdentifier must be Organisation:{number}") }
        return parties.party(of: organisation)
    }
}
