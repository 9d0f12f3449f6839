import Formats
import HTTP

extension AltinnInstances {
    /// Replaces a form that was created with the instance. Safe to repeat.
    public func replaceForm(_ element: String, of id: InstanceID, with bytes: [UInt8]) async throws {
        let url = "\(address(id))/data/\(element)"
        let response = try await calls.change(
            // `text/xml` gives 415 for forms.
            request(.put, url, contentType: "application/xml", body: bytes))
        guard [200, 201].contains(response.status) else { throw refusal(response, "uploading the envelope to \(id)") }
    }

    /// Adds a file. Each call adds another one: look for it first.
    public func addFile(_ file: SubmissionFile, as dataType: String, to id: InstanceID) async throws -> DataElement {
        let url = "\(address(id))/data?dataType=\(dataType)"
        let response = try await calls.change(fileRequest(.post, url, file))
        guard [200, 201].contains(response.status) else {
            throw refusal(response, "uploading \(file.name) to \(id)")
        }
        guard let element = (try? AltinnInstances.json(response.body)).flatMap(DataElement.init) else {
            throw AuthorityError(
                .answerUnclear, AltinnInstances.service, "the answer to the upload of \(file.name) cannot be read",
                "Run the command again; it first reads what the authority has.")
        }
        return element
    }

    /// Replaces a file. Safe to repeat.
    public func replaceFile(_ element: String, of id: InstanceID, with file: SubmissionFile) async throws {
        let response = try await calls.change(fileRequest(.put, "\(address(id))/data/\(element)", file))
        guard [200, 201].contains(response.status) else {
            throw refusal(response, "replacing \(file.name) in \(id)")
        }
    }

    /// Removes a file; one that is gone already counts as removed.
    public func removeFile(_ element: String, of id: InstanceID) async throws {
        let response = try await calls.change(request(.delete, "\(address(id))/data/\(element)"))
        guard [200, 204, 404].contains(response.status) else { throw refusal(response, "removing a file from \(id)") }
    }

    /// The bytes of an element, and their content type.
    public func download(
        _ element: DataElement, of id: InstanceID
    ) async throws -> (bytes: [UInt8], contentType: String) {
        let url = "\(address(id))/data/\(element.id)"
        let response = try await calls.read(request(.get, url, accept: "*/*"))
        guard response.status == 200 else { throw refusal(response, "fetching \(element.dataType) from \(id)") }
        return (
            response.body, element.contentType ?? response.header("Content-Type") ?? "application/octet-stream"
        )
    }

    /// The type must equal the MIME type of the name's extension, without a charset, and the name stands unquoted.
    private func fileRequest(_ method: HTTPMethod, _ url: String, _ file: SubmissionFile) -> HTTPRequest {
        request(
            method, url, contentType: file.contentType,
            [HTTPHeader("Content-Disposition", "attachment; filename=\(file.name)")], body: file.bytes)
    }
}
