import Formats
import HTTP

/// What an app says of itself: its id and the data types it takes. Apps are rolled (`-v1`, `-202406`), so what is
/// configured is held against it before a filing.
/// Source: Altinn/app-lib-dotnet, `ApplicationMetadataController`, 2026-06-29.
public struct AppMetadata: Hashable, Sendable {
    public let id: String
    public let dataTypes: [String]

    /// - Throws: `AuthorityError`; `.notFound` where there is no such app.
    public static func fetch(
        _ endpoint: Endpoint, _ record: AuthorityRecord, transport: any HTTPTransport, surroundings: Surroundings
    ) async throws -> AppMetadata {
        let calls = PatientCalls(
            transport: GuardedTransport(transport, for: record), waiting: record.waiting, surroundings: surroundings,
            service: "the app \(endpoint)")
        let response = try await calls.send {
            HTTPRequest(
                .get, "\(endpoint)/api/v1/applicationmetadata", headers: [HTTPHeader("Accept", "application/json")])
        }
        // A retired VAT app was seen to answer 418 (vat-return.md 8.1).
        guard response.status != 404, response.status != 410, response.status != 418 else {
            throw AuthorityError(
                .notFound, calls.service, "there is no such app (HTTP \(response.status))",
                "The authority has rolled it: look its new name up, and set \(record.environment).vat.app.")
        }
        guard response.status == 200, let json = try? JSON(parsing: response.body), let id = json["id"]?.string else {
            throw AuthorityError(
                .unreadableAnswer, calls.service, "its metadata cannot be read (HTTP \(response.status))",
                "Check altinn.appsUrl and vat.app.")
        }
        return AppMetadata(id: id, dataTypes: (json["dataTypes"]?.array ?? []).compactMap { $0["id"]?.string })
    }

    /// The settings that do not fit what the app says, each as a sentence with the line to change.
    public func objections(to vat: VATServiceSettings, _ record: AuthorityRecord) -> [String] {
        let place = record.environment.rawValue
        var objections: [String] = []
        if id != vat.app.description { objections.append("the app calls itself \(id): set \(place).vat.app to that") }
        if !dataTypes.contains(where: { $0.hasPrefix(vat.envelopeDataTypePrefix) }) {
            objections.append(
                "no data type begins with \(vat.envelopeDataTypePrefix): set \(place).vat.envelopeDataTypePrefix")
        }
        for (setting, type) in [
            ("returnDataType", vat.returnDataType), ("attachmentDataType", vat.attachmentDataType),
        ] where !dataTypes.contains(type) {
            objections.append("there is no data type \(type): set \(place).vat.\(setting)")
        }
        return objections.isEmpty
            ? [] : objections + ["the app's data types are \(dataTypes.sorted().joined(separator: ", "))"]
    }
}
