import Formats
import HTTP
import Values

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
                "The authority has rolled it. Look its new name up, and \(record.line("vat.app", "owner/name")).")
        }
        guard response.status == 200, let json = try? JSON(parsing: response.body), let id = json["id"]?.string else {
            throw AuthorityError(
                .unreadableAnswer, calls.service, "its metadata cannot be read (HTTP \(response.status))",
                "Check altinn.appsUrl and vat.app.")
        }
        return AppMetadata(id: id, dataTypes: (json["dataTypes"]?.array ?? []).compactMap { $0["id"]?.string })
    }

    /// The app that has taken the place of one that is gone: of the same name with one of the next three numbers, `-v2`
    /// after `-v1`. Nil when none of those answers, or the name has no number.
    public static func successor(
        of app: AltinnApp, _ record: AuthorityRecord, transport: any HTTPTransport, surroundings: Surroundings
    ) async -> AppMetadata? {
        let digits = app.name.reversed().prefix { $0.isASCII && $0.isNumber }
        guard (1...3).contains(digits.count), let number = Int(String(digits.reversed())),
            let host = try? record.altinn.apps.endpoint(org: app.org)
        else { return nil }
        let stem = app.name.dropLast(digits.count)
        for next in number + 1...number + 3 {
            guard let address = try? Endpoint("\(host)/\(app.org)/\(stem)\(next)"),
                let found = try? await fetch(address, record, transport: transport, surroundings: surroundings)
            else { continue }
            return found
        }
        return nil
    }

    /// The settings that do not fit what the app says, each as a sentence with the line to write instead.
    public func objections(to vat: VATServiceSettings, _ record: AuthorityRecord) -> [Phrase] {
        var objections: [Phrase] = []
        if id != vat.app.description {
            objections.append(
                Phrase {
                    Phrase(en: "the app calls itself", nb: "appen kaller seg").text(in: $0)
                        + " \(id): \(record.line("vat.app", id, in: $0))"
                })
        }
        if !dataTypes.contains(where: { $0.hasPrefix(vat.envelopeDataTypePrefix) }) {
            objections.append(
                Phrase {
                    Phrase(en: "no data type begins with", nb: "ingen datatype begynner med").text(in: $0)
                        + " \(vat.envelopeDataTypePrefix): "
                        + record.line("vat.envelopeDataTypePrefix", likeliest(vat.envelopeDataTypePrefix), in: $0)
                })
        }
        for (setting, type) in [
            ("returnDataType", vat.returnDataType), ("attachmentDataType", vat.attachmentDataType),
        ] where !dataTypes.contains(type) {
            objections.append(
                Phrase {
                    Phrase(en: "there is no data type", nb: "det finnes ingen datatype").text(in: $0)
                        + " \(type): \(record.line("vat.\(setting)", likeliest(type), in: $0))"
                })
        }
        let types = dataTypes.sorted().joined(separator: ", ")
        return objections.isEmpty
            ? []
            : objections + [Phrase(en: "the app's data types are \(types)", nb: "appens datatyper er \(types)")]
    }

    /// The data type that begins most like a configured one; an ellipsis when none does.
    private func likeliest(_ type: String) -> String {
        func shared(_ other: String) -> Int {
            zip(type.lowercased(), other.lowercased()).prefix { $0 == $1 }.count
        }
        guard let best = dataTypes.max(by: { shared($0) < shared($1) }), shared(best) >= 4 else { return "…" }
        return best
    }
}
