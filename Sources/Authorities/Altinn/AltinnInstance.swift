import Formats
import Values

/// An instance of an app as Altinn shows it: the draft, the sent filing, or the finished one with its receipts.
public struct AltinnInstance: Hashable, Sendable {
    public let id: InstanceID
    public let appID: String?
    public let ownerOrganisation: String?
    /// Our own reference among others; empty where the app drops it.
    public let dataValues: [String: String]
    public let created: Timestamp?
    public let isArchived: Bool
    public let isSoftDeleted: Bool
    /// What the authority calls the state, such as `Mottatt`.
    public let substatus: String?
    public let process: ProcessState
    public let elements: [DataElement]

    /// Reads an instance.
    /// - Throws: `InvalidInput` when the id is missing or odd. Unknown members are ignored.
    public init(_ json: JSON) throws(InvalidInput) {
        id = try InstanceID(json["id"]?.string ?? "")
        appID = json["appId"]?.string
        ownerOrganisation = json["instanceOwner"]?["organisationNumber"]?.string
        var values: [String: String] = [:]
        for member in json["dataValues"]?.object?.members ?? [] { values[member.name] = member.value.string }
        dataValues = values
        created = json["created"]?.string.flatMap { try? Timestamp($0) }
        isArchived = json["status"]?["isArchived"]?.bool ?? false
        isSoftDeleted = json["status"]?["isSoftDeleted"]?.bool ?? false
        substatus = json["status"]?["substatus"]?["label"]?.string
        process = ProcessState(json["process"] ?? .null)
        elements = (json["data"]?.array ?? []).compactMap(DataElement.init)
    }

    /// True while nothing has been sent: the process stands in a task where a draft is made or confirmed.
    var isDraft: Bool {
        guard case .inTask(let task) = process else { return process == .unknown }
        return task.kind == .data || task.kind == .confirmation || task.kind == .signing
    }
}

/// A file or form of an instance.
public struct DataElement: Hashable, Sendable {
    public let id: String
    public let dataType: String
    public let filename: String?
    public let contentType: String?
    public let sizeBytes: Int64?
    public let created: Timestamp?
    /// `NotApplicable`, `Pending`, `Clean` or `Infected`.
    public let fileScanResult: String?

    init?(_ json: JSON) {
        guard let id = json["id"]?.string, InstanceID.isUUID(id), let type = json["dataType"]?.string else {
            return nil
        }
        (self.id, dataType) = (id, type)
        filename = json["filename"]?.string
        contentType = json["contentType"]?.string
        sizeBytes = json["size"]?.integer
        created = json["created"]?.string.flatMap { try? Timestamp($0) }
        fileScanResult = json["fileScanResult"]?.string
    }
}
