import Values

/// The filters of storage's list of instances.
struct InstanceQuery {
    let party: Int64
    let offset: Int
    let size: Int
    private let appID: String?
    private let isComplete: Bool?
    private let currentTask: String?
    private let isArchived: Bool?
    private let isSoftDeleted: Bool?
    private let created: [TimeFilter]
    private let lastChanged: [TimeFilter]
    private let isDescending: Bool
    /// All parameters but the continuation, as they stood.
    private let parameters: [(name: String, value: String)]

    /// - Throws: 400 for a value that cannot be read.
    init(_ target: RequestTarget, party: Int64) throws(Refusal) {
        self.party = party
        appID = target.parameter("appId")
        isComplete = try InstanceQuery.flag("process.isComplete", target)
        currentTask = target.parameter("process.currentTask")
        isArchived = try InstanceQuery.flag("status.isArchived", target)
        isSoftDeleted = try InstanceQuery.flag("status.isSoftDeleted", target)
        created = try InstanceQuery.times("created", target)
        lastChanged = try InstanceQuery.times("lastChanged", target)
        let order = target.parameter("order") ?? "asc:lastChanged"
        guard ["asc:lastchanged", "desc:lastchanged"].contains(order.lowercased()) else {
            throw Refusal(400, text: "order must be asc:lastChanged or desc:lastChanged")
        }
        isDescending = order.lowercased().hasPrefix("desc")
        guard let size = Int(target.parameter("size") ?? "100"), size > 0,
            let offset = Int(target.parameter("continuationToken") ?? "0"), offset >= 0
        else { throw Refusal(400, text: "size or continuationToken cannot be read") }
        (self.size, self.offset) = (size, offset)
        parameters = target.query.filter { $0.name.lowercased() != "continuationtoken" }
    }

    func matches(_ instance: VATInstance, appID: String) -> Bool {
        instance.partyID == party && (self.appID ?? appID) == appID
            && isComplete.map { $0 == (instance.ended != nil) } ?? true
            && currentTask.map { $0 == instance.task?.elementID } ?? true
            && isArchived.map { $0 == (instance.ended != nil) } ?? true
            && isSoftDeleted.map { $0 == instance.isSoftDeleted } ?? true
            && created.allSatisfy { $0.allows(instance.created) }
            && lastChanged.allSatisfy { $0.allows(instance.lastChanged) }
    }

    func sorted(_ instances: [VATInstance]) -> [VATInstance] {
        instances.sorted { left, right in
            let (first, second) = isDescending ? (right, left) : (left, right)
            return (first.lastChanged, first.guid) < (second.lastChanged, second.guid)
        }
    }

    /// The query of a page.
    func text(offset: Int) -> String {
        let pairs = parameters + (offset == 0 ? [] : [("continuationToken", String(offset))])
        return pairs.isEmpty
            ? "" : "?" + pairs.map { "\(escaped($0.name))=\(escaped($0.value))" }.joined(separator: "&")
    }

    private func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }

    private static func flag(_ name: String, _ target: RequestTarget) throws(Refusal) -> Bool? {
        guard let text = target.parameter(name)?.lowercased() else { return nil }
        guard let value = Bool(text) else { throw Refusal(400, text: "\(name) must be true or false") }
        return value
    }

    private static func times(_ name: String, _ target: RequestTarget) throws(Refusal) -> [TimeFilter] {
        var filters: [TimeFilter] = []
        for text in target.parameters(name) {
            guard let filter = TimeFilter(text) else {
                throw Refusal(400, text: "\(name) must be gt:, gte:, lt:, lte: or eq: and a time")
            }
            filters.append(filter)
        }
        return filters
    }
}

/// `gte:2026-03-20T08:15:00Z`
struct TimeFilter {
    private let comparison: String
    private let time: Timestamp

    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, ["gt", "gte", "lt", "lte", "eq"].contains(parts[0]), let time = try? Timestamp(parts[1])
        else { return nil }
        (comparison, self.time) = (parts[0], time)
    }

    func allows(_ other: Timestamp) -> Bool {
        switch comparison {
        case "gt": other > time
        case "gte": other >= time
        case "lt": other < time
        case "lte": other <= time
        default: other == time
        }
    }
}
