import Formats
import HTTP

/// A request that is not carried out, with the answer it gets.
struct Refusal: Error {
    let response: HTTPResponse

    init(_ response: HTTPResponse) { self.response = response }
    init(_ status: Int, text: String = "") { response = .text(status, text) }
}

extension HTTPResponse {
    static func json(_ status: Int, _ value: JSON, headers: [HTTPHeader] = []) -> HTTPResponse {
        HTTPResponse(
            status, headers: [HTTPHeader("Content-Type", "application/json; charset=utf-8")] + headers,
            body: value.canonicalBytes)
    }

    /// Plain text; without any, an answer without body.
    static func text(_ status: Int, _ text: String) -> HTTPResponse {
        let headers = text.isEmpty ? [] : [HTTPHeader("Content-Type", "text/plain; charset=utf-8")]
        return HTTPResponse(status, headers: headers, body: Array(text.utf8))
    }

    static func xml(_ status: Int, _ bytes: [UInt8]) -> HTTPResponse {
        HTTPResponse(status, headers: [HTTPHeader("Content-Type", "application/xml; charset=utf-8")], body: bytes)
    }

    /// A problem document as ASP.NET writes it (RFC 9457).
    static func problem(_ status: Int, _ title: String, detail: String, more: [String: JSON] = [:]) -> HTTPResponse {
        var members: [String: JSON] = [
            "title": .string(title), "status": .integer(Int64(status)), "detail": .string(detail),
        ]
        members.merge(more) { $1 }
        return HTTPResponse(
            status, headers: [HTTPHeader("Content-Type", "application/problem+json; charset=utf-8")],
            body: JSON.object(members).canonicalBytes)
    }
}

extension HTTPRequest {
    /// The media type of the body in lower case and without parameters: `application/json`.
    var mediaType: String {
        let text = header("Content-Type") ?? ""
        return String(text.prefix { $0 != ";" }).lowercased().filter { $0 != " " }
    }

    /// Whether the client takes an answer of the media type. No `Accept` takes everything (RFC 9110, section 12.5.1).
    func accepts(_ mediaType: String) -> Bool {
        guard let accept = header("Accept") else { return true }
        let group = String(mediaType.prefix { $0 != "/" }) + "/*"
        let ranges = accept.lowercased().split(separator: ",").map { range in
            String(range.prefix { $0 != ";" }).filter { $0 != " " }
        }
        return ranges.contains { $0 == mediaType || $0 == group || $0 == "*/*" }
    }

    /// The token after `Bearer`, or nil.
    var bearerToken: String? {
        guard let text = header("Authorization"), text.lowercased().hasPrefix("bearer ") else { return nil }
        return String(text.dropFirst(7))
    }
}
