/// The way out to the authorities: a real connection, or the simulated authority in process. Behind this line all other
/// code is the same in tests, in the sandbox and in production.
public protocol HTTPTransport: Sendable {
    /// Sends one request and waits for the answer. Follows no redirect and repeats nothing by itself: whether a
    /// request may be repeated is for the caller to decide.
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}

public enum HTTPMethod: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
}

public struct HTTPHeader: Hashable, Sendable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

public struct HTTPRequest: Sendable {
    public var method: HTTPMethod
    /// An absolute address. `https`, or `http` to a loopback address; a transport refuses anything else.
    public var url: String
    public var headers: [HTTPHeader]
    public var body: [UInt8]
    public var timeoutSeconds: Int

    public init(
        _ method: HTTPMethod, _ url: String, headers: [HTTPHeader] = [], body: [UInt8] = [], timeoutSeconds: Int = 60
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutSeconds = timeoutSeconds
    }

    /// The first header of that name, in whatever case.
    public func header(_ name: String) -> String? { value(of: name, in: headers) }
}

public struct HTTPResponse: Sendable {
    public var status: Int
    public var headers: [HTTPHeader]
    public var body: [UInt8]

    public init(_ status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, in whatever case.
    public func header(_ name: String) -> String? { value(of: name, in: headers) }
}

private func value(of name: String, in headers: [HTTPHeader]) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
}

/// Why no answer came. The difference between the cases decides whether a step may be repeated.
public enum TransportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No byte of the request left this machine: it had no effect.
    case notSent(String)
    /// The request may have arrived and had its effect, but the answer was lost.
    case answerLost(String)

    public var description: String {
        switch self {
        case .notSent(let reason): "the request could not be sent: \(reason)"
        case .answerLost(let reason): "no answer came: \(reason)"
        }
    }
}
