import Formats
import Values

extension VATInstance {
    /// The instance as app and storage return it.
    /// - Parameters:
    ///   - appID: `skd/mva-melding-innsending-v1`
    ///   - places: where the services are.
    func json(appID: String, at places: ServiceAddresses) -> JSON {
        let links = links("", appID: appID, at: places)
        return .object([
            "id": .string(id), "appId": .string(appID), "org": .string(String(appID.prefix { $0 != "/" })),
            "instanceOwner": .object([
                "partyId": .string(String(partyID)), "personNumber": .null,
                "organisationNumber": .string(owner.digits),
            ]),
            "selfLinks": links, "dueBefore": .null, "visibleAfter": .string(created.description),
            "process": process(nil),
            "status": status,
            "completeConfirmations": ended.map {
                [.object(["stakeholderId": "skd", "confirmedOn": .string($0.description)])]
            } ?? .null,
            "data": .array(data.map { json($0, appID: appID, at: places) }),
            "dataValues": dataValues.isEmpty ? .null : .object(dataValues.mapValues { .string($0) }),
            "presentationTexts": .null,
            "created": .string(created.description), "createdBy": .string(createdBy),
            "lastChanged": .string(lastChanged.description), "lastChangedBy": .string(lastChangedBy),
        ])
    }

    func json(_ element: DataElement, appID: String, at places: ServiceAddresses) -> JSON {
        .object([
            "id": .string(element.id), "instanceGuid": .string(guid), "dataType": .string(element.type),
            "filename": element.filename.map { .string($0) } ?? .null,
            "contentType": .string(element.contentType),
            "blobStoragePath": .string("\(appID)/\(guid)/data/\(element.id)"),
            "selfLinks": links("/data/\(element.id)", appID: appID, at: places),
            "size": .integer(Int64(element.bytes.count)), "contentHash": .null, "locked": .bool(element.isLocked),
            "refs": [], "isRead": true, "tags": [], "fileScanResult": "NotApplicable",
            "created": .string(element.created.description), "createdBy": .string(element.createdBy),
            "lastChanged": .string(element.lastChanged.description),
            "lastChangedBy": .string(element.lastChangedBy),
        ])
    }

    private func links(_ rest: String, appID: String, at places: ServiceAddresses) -> JSON {
        .object([
            "apps": .string(places.address("/apps/\(appID)/instances/\(id)\(rest)")),
            "platform": .string(places.address("/platform/storage/api/v1/instances/\(id)\(rest)")),
        ])
    }

    private var status: JSON {
        let archived: JSON = ended.map { .string($0.description) } ?? .null
        return .object([
            "isArchived": .bool(ended != nil), "archived": archived, "isSoftDeleted": .bool(isSoftDeleted),
            "softDeleted": isSoftDeleted ? .string(lastChanged.description) : .null, "isHardDeleted": false,
            "hardDeleted": .null, "readStatus": 1,
            // Also for a refused return: what became of it stands in the feedback alone.
            "substatus": ended == nil
                ? .null
                : .object([
                    "label": "Mottatt", "description": "Mva-meldingen er levert og mottatt av Skatteetaten.",
                ]),
        ])
    }

    /// The state of the process.
    /// - Parameter actions: what the caller may do now, which only the process address tells.
    func process(_ actions: [String: Bool]?) -> JSON {
        var members: [String: JSON] = [
            "started": .string(created.description), "startEvent": "StartEvent_1", "currentTask": .null,
            "ended": ended.map { .string($0.description) } ?? .null,
            "endEvent": ended == nil ? .null : "EndEvent_1",
        ]
        if let task, let started = steps.last?.started {
            var current: [String: JSON] = [
                "flow": .integer(Int64(steps.count + 1)), "started": .string(started.description),
                "elementId": .string(task.elementID), "name": .string(task.name),
                "altinnTaskType": .string(task.rawValue), "ended": .null,
                "flowType": "CompleteCurrentMoveToNext",
            ]
            if let actions {
                current["actions"] = .object(actions.mapValues { .bool($0) })
                current["userActions"] = .array(
                    actions.sorted { $0.key < $1.key }.map {
                        .object([
                            "id": .string($0.key), "authorized": .bool($0.value), "type": "ProcessAction",
                        ])
                    })
            }
            members["currentTask"] = .object(current)
        }
        return .object(members)
    }

    var history: JSON {
        .object([
            "processHistory": .array(
                steps.map { step in
                    .object([
                        "eventType": .null, "elementId": .string(step.task.elementID),
                        "started": .string(step.started.description),
                        "ended": step.ended.map { .string($0.description) } ?? .null,
                    ])
                })
        ])
    }
}
