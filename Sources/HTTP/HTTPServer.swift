import Foundation

/// What a served request gets.
public enum ServerReply: Sendable {
    case answer(HTTPResponse)
    /// The connection is closed without a word, as when an answer is lost on its way.
    case drop
}

/// A small HTTP/1.1 listener on this machine alone (127.0.0.1), for the sandbox and for tests. One thread and one
/// request per connection.
public final class HTTPServer: Sendable {
    public typealias Handler = @Sendable (HTTPRequest) async -> ServerReply

    /// The port in use, also when any was asked for.
    public let port: UInt16
    /// `http://127.0.0.1:{port}`, without a slash at the end.
    public var baseURL: String { "http://127.0.0.1:\(port)" }

    private let socket: ListeningSocket
    private let handler: Handler
    private let largestBodyBytes: Int
    private let state = Locked(State())

    private struct State: Sendable {
        var isStopped = false
        var connections = 0
        /// Requests that were read and are not answered yet.
        var unanswered = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// As many at once as the sandbox will ever see; more are closed at once.
    private static let mostConnections = 64

    /// Listens from now on.
    /// - Parameter port: 0 takes any free port.
    /// - Throws: `HTTPServerError` when the port cannot be had.
    public init(
        port: UInt16 = 0, largestBodyBytes: Int = 64 << 20, handler: @escaping Handler
    ) throws(HTTPServerError) {
        socket = try ListeningSocket(port: port)
        self.port = socket.port
        self.largestBodyBytes = largestBodyBytes
        self.handler = handler
        let thread = Thread { [self] in acceptConnections() }
        thread.name = "HTTPServer"
        thread.start()
    }

    /// Takes no more connections; those under way are answered.
    public func stop() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard !state.isStopped else { return [] }
            state.isStopped = true
            defer { state.waiting = [] }
            return state.waiting
        }
        socket.shutDown()
        for continuation in waiting { continuation.resume() }
    }

    /// Returns when `stop` has been called.
    public func waitUntilStopped() async {
        await withCheckedContinuation { continuation in
            let isStopped = state.withLock { state in
                if !state.isStopped { state.waiting.append(continuation) }
                return state.isStopped
            }
            if isStopped { continuation.resume() }
        }
    }

    /// Returns when every request that was read is answered, or after some seconds. Whoever ends the process after `stop`
    /// waits here first: else the last answer is lost with it.
    public func waitUntilAnswered(withinSeconds seconds: Int = 3) async {
        for _ in 0..<(max(0, seconds) * 100) where state.withLock({ $0.unanswered > 0 }) {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    private func acceptConnections() {
        while !state.withLock({ $0.isStopped }) {
            guard let connection = socket.accept() else { continue }
            let isWelcome = state.withLock { state in
                guard state.connections < HTTPServer.mostConnections else { return false }
                state.connections += 1
                return true
            }
            guard isWelcome else {
                connection.close()
                continue
            }
            let thread = Thread { [self] in
                serve(connection)
                connection.close()
                state.withLock { $0.connections -= 1 }
            }
            thread.start()
        }
        socket.close()
    }

    private func serve(_ connection: ConnectedSocket) {
        var reader = HTTPRequestReader(
            largestBodyBytes: largestBodyBytes, receive: { connection.receive() },
            allowBody: { connection.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) })
        do {
            let request = try reader.readRequest(base: baseURL)
            state.withLock { $0.unanswered += 1 }
            defer { state.withLock { $0.unanswered -= 1 } }
            guard isAddressedToUs(request) else {
                throw HTTPRequestReader.Failure.refused(421, "this server is 127.0.0.1 only")
            }
            guard case .answer(let response) = reply(to: request) else { return }
            connection.send(response.serialized)
        } catch HTTPRequestReader.Failure.refused(let status, let reason) {
            let headers = [HTTPHeader("Content-Type", "text/plain; charset=utf-8")]
            connection.send(HTTPResponse(status, headers: headers, body: Array((reason + "\n").utf8)).serialized)
        } catch { return }
        connection.finish()
    }

    /// A page in a browser can be made to send requests here under a name of its own (DNS rebinding); they carry that
    /// name in `Host`.
    private func isAddressedToUs(_ request: HTTPRequest) -> Bool {
        let hosts = request.headers.filter { $0.name.lowercased() == "host" }
        guard hosts.count == 1, let host = hosts.first?.value.lowercased() else { return false }
        return ["127.0.0.1", "localhost", "[::1]"].contains { host == "\($0):\(port)" || host == $0 }
    }

    /// Waits on this connection's own thread, never on one that tasks run on.
    private func reply(to request: HTTPRequest) -> ServerReply {
        let answer = Locked(ServerReply.drop)
        let done = DispatchSemaphore(value: 0)
        Task { [handler] in
            let reply = await handler(request)
            answer.withLock { $0 = reply }
            done.signal()
        }
        done.wait()
        return answer.withLock { $0 }
    }
}

extension HTTPResponse {
    /// The answer as it goes over the wire. Headers that would break out of their line are left out.
    var serialized: [UInt8] {
        var head = "HTTP/1.1 \(status) \(reasonPhrase)\r\n"
        for header in headers where header.isWellFormed {
            guard !["content-length", "connection", "transfer-encoding"].contains(header.name.lowercased()) else {
                continue
            }
            head += "\(header.name): \(header.value)\r\n"
        }
        // 204 and 304 have no body, and 204 may not even say so (RFC 9110, section 8.6).
        let hasBody = status != 204 && status != 304
        if hasBody { head += "Content-Length: \(body.count)\r\n" }
        return Array((head + "Connection: close\r\n\r\n").utf8) + (hasBody ? body : [])
    }

    private var reasonPhrase: String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 302: "Found"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        default: "Status"
        }
    }
}
