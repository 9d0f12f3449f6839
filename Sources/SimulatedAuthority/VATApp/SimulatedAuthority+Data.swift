import Formats
import HTTP
import VATReturn
import Values

extension SimulatedAuthority {
    func element(
        _ type: String, _ filename: String?, _ contentType: String, _ bytes: [UInt8], by name: String
    ) -> VATInstance.DataElement {
        let now = clock()
        return VATInstance.DataElement(
            id: uuid(), type: type, filename: filename, contentType: contentType, bytes: bytes, created: now,
            createdBy: name, lastChanged: now, lastChangedBy: name)
    }

    func addFile(
        _ index: Int, _ target: RequestTarget, _ request: HTTPRequest, _ caller: AltinnCaller
    ) throws(Refusal) -> HTTPResponse {
        try checkIsFilling(index)
        guard let type = target.parameter("dataType") else { throw Refusal(400, text: "dataType is missing") }
        guard type != VATDataType.envelope else {
            throw Refusal(409, text: "There is already an element of type \(type); replace it")
        }
        let file = try FileRules(request, type: type, others: instances[index].elements(type).count)
        let element = element(type, file.filename, file.contentType, request.body, by: caller.name)
        instances[index].data.append(element)
        instances[index].touch(by: caller.name, at: clock())
        let json = instances[index].json(element, appID: appID, at: places)
        let location = json["selfLinks"]?["apps"]?.string ?? ""
        return .json(201, json, headers: [HTTPHeader("Location", location)])
    }

    func content(_ index: Int, _ id: String) throws(Refusal) -> HTTPResponse {
        let element = instances[index].data[try elementIndex(index, id)]
        var headers = [HTTPHeader("Content-Type", element.contentType)]
        if let filename = element.filename {
            headers.append(HTTPHeader("Content-Disposition", "attachment; filename=\(filename)"))
        }
        return HTTPResponse(200, headers: headers, body: element.bytes)
    }

    func replace(
        _ index: Int, _ id: String, _ request: HTTPRequest, _ caller: AltinnCaller
    ) throws(Refusal) -> HTTPResponse {
        let place = try changeableElement(index, id)
        let type = instances[index].data[place].type
        if FileRules.isFileType(type) {
            let file = try FileRules(request, type: type, others: instances[index].elements(type).count - 1)
            instances[index].data[place].filename = file.filename
            instances[index].data[place].contentType = file.contentType
        } else {
            try checkForm(request)
        }
        instances[index].data[place].bytes = request.body
        instances[index].data[place].lastChanged = clock()
        instances[index].data[place].lastChangedBy = caller.name
        instances[index].touch(by: caller.name, at: clock())
        return .json(201, instances[index].json(instances[index].data[place], appID: appID, at: places))
    }

    /// The envelope is a form: `application/xml`, and readable as its model. Its order is checked when the task ends.
    private func checkForm(_ request: HTTPRequest) throws(Refusal) {
        guard request.mediaType == "application/xml" else {
            throw Refusal(415, text: "Unsupported media type \(request.mediaType)")
        }
        guard let root = try? XMLElement(parsing: request.body), root.name == "mvaMeldingInnsending",
            root.namespace == nil || root.namespace == VATEnvelope.namespace
        else { throw Refusal(400, text: "Failed to deserialize XML") }
    }

    func removeElement(_ index: Int, _ id: String, _ caller: AltinnCaller) throws(Refusal) -> HTTPResponse {
        let place = try changeableElement(index, id)
        instances[index].data.remove(at: place)
        instances[index].touch(by: caller.name, at: clock())
        return .text(200, "")
    }

    private func changeableElement(_ index: Int, _ id: String) throws(Refusal) -> Int {
        let place = try elementIndex(index, id)
        guard !instances[index].data[place].isLocked else {
            throw Refusal(409, text: "Data element \(id) is locked and cannot be updated")
        }
        try checkIsFilling(index)
        return place
    }

    private func elementIndex(_ index: Int, _ id: String) throws(Refusal) -> Int {
        guard let place = instances[index].data.firstIndex(where: { $0.id == id }) else { throw Refusal(404) }
        return place
    }

    private func checkIsFilling(_ index: Int) throws(Refusal) {
        guard instances[index].task == .data else {
            throw Refusal(409, text: "Data cannot be changed in this task of the process")
        }
    }
}
