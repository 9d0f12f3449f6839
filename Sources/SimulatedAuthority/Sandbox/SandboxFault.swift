import Formats
import HTTP
import Values

/// Something the sandbox shall do wrong: to which requests, how often, and what.
public struct SandboxFault: Sendable {
    /// Nil strikes every method.
    public var method: HTTPMethod?
    /// The path from its first slash, without query; `*` stands for any text: `/apps/*/process/next`.
    public var path: String
    /// So many matching requests are let through first.
    public var skip: Int
    /// So many are struck then.
    public var count: Int
    public var effect: Effect

    public enum Effect: Sendable {
        /// This answer, and nothing happens: 500, 503, 429 with `Retry-After`, 401, 403 …
        case answer(HTTPResponse)
        /// The connection ends before anything happened.
        case dropBefore
        /// What was asked for happens; the answer is lost.
        case dropAfter
        /// The connection is refused. Only in process; over a socket it is as `dropBefore`.
        case unreachable
    }

    public init(
        _ effect: Effect, method: HTTPMethod? = nil, path: String, skip: Int = 0, count: Int = 1
    ) {
        self.effect = effect
        self.method = method
        self.path = path
        self.skip = skip
        self.count = count
    }

    /// An error status with nothing to read, or 429 and 503 with `Retry-After` in seconds.
    public static func status(_ status: Int, retryAfterSeconds: Int? = nil) -> Effect {
        let headers = retryAfterSeconds.map { [HTTPHeader("Retry-After", String($0))] } ?? []
        return .answer(HTTPResponse(status, headers: headers))
    }

    /// True when the request is struck; counts it either way.
    mutating func strikes(_ method: HTTPMethod, _ path: String) -> Bool {
        guard count > 0, self.method.map({ $0 == method }) ?? true, matches(path) else { return false }
        if skip > 0 {
            skip -= 1
            return false
        }
        count -= 1
        return true
    }

    private func matches(_ path: String) -> Bool {
        let parts = self.path.split(separator: "*", omittingEmptySubsequences: false).map { Array($0.utf8) }
        var rest = Array(path.utf8)[...]
        guard let first = parts.first, let last = parts.last, rest.starts(with: first) else { return false }
        if parts.count == 1 { return rest.elementsEqual(first) }
        rest = rest.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() {
            guard let end = SandboxFault.end(of: part, in: rest) else { return false }
            rest = rest[end...]
        }
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }

    /// Just behind the first place where the part stands.
    private static func end(of part: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        guard text.count >= part.count else { return nil }
        return (text.startIndex...(text.endIndex - part.count))
            .first { text[$0..<$0 + part.count].elementsEqual(part) }.map { $0 + part.count }
    }
}

extension SandboxFault {
    /// Reads the form the control endpoint takes: `{"path", "method", "skip", "count", "effect": "status" | "dropBefore" |
    /// "dropAfter", "status", "retryAfter", "body"}`.
    public init(_ json: JSON) throws(InvalidInput) {
        guard let path = json["path"]?.string, path.hasPrefix("/") else {
            throw InvalidInput("path", "a fault strikes a path, such as /apps/*/process/next")
        }
        let method = try json["method"]?.string.map { (name) throws(InvalidInput) -> HTTPMethod in
            guard let method = HTTPMethod(rawValue: name) else { throw InvalidInput(name, "no such method") }
            return method
        }
        self.init(
            try SandboxFault.effect(json), method: method, path: path, skip: Int(json["skip"]?.integer ?? 0),
            count: Int(json["count"]?.integer ?? 1))
    }

    private static func effect(_ json: JSON) throws(InvalidInput) -> Effect {
        switch json["effect"]?.string {
        case "dropBefore": return .dropBefore
        case "dropAfter": return .dropAfter
        case "status":
            guard let status = json["status"]?.integer, (400...599).contains(status) else {
                throw InvalidInput("status", "a status from 400 to 599")
            }
            let headers = json["retryAfter"]?.integer.map { [HTTPHeader("Retry-After", String($0))] } ?? []
            let body = Array((json["body"]?.string ?? "").utf8)
            return .answer(HTTPResponse(Int(status), headers: headers, body: body))
        default: throw InvalidInput("effect", "one of status, dropBefore, dropAfter")
        }
    }
}
