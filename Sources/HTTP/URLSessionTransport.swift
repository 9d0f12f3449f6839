import Foundation
import FoundationNetworking

/// A real connection, by Foundation's `URLSession`.
///
/// TLS certificates are always verified; there is no switch for it. No redirect is followed, to whatever host, no
/// cookie kept, no answer cached, no answer read beyond a limit, and nothing is sent twice: each request has a session, and so a connection, of its own, because libcurl
/// under `URLSession` silently repeats a request, a POST included, when a reused connection turns out to be dead
/// (`Curl_retry_request` in libcurl's transfer.c).
public struct URLSessionTransport: HTTPTransport {
    /// More than any answer of an authority. The largest that are known are feedback documents of some hundred kilobytes.
    public static let largestAnswerBytes = 64 << 20

    private let largestAnswerBytes: Int

    /// - Parameter largestAnswerBytes: a longer body, unpacked, is not read to its end; the call then counts as unanswered.
    public init(largestAnswerBytes: Int = URLSessionTransport.largestAnswerBytes) {
        self.largestAnswerBytes = largestAnswerBytes
    }

    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let outgoing = try URLSessionTransport.urlRequest(for: request)
        let exchange = Exchange(largestAnswerBytes: largestAnswerBytes)
        let session = URLSession(
            configuration: URLSessionTransport.configuration(for: request), delegate: exchange, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let pending = PendingTask()
        let outcome: Result<HTTPResponse, TransportError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                exchange.whenFinished { continuation.resume(returning: $0) }
                pending.start(session.dataTask(with: outgoing))
            }
        } onCancel: {
            pending.cancel()
        }
        return try outcome.get()
    }

    private static func configuration(for request: HTTPRequest) -> URLSessionConfiguration {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        configuration.urlCache = nil
        configuration.urlCredentialStorage = nil
        configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
        configuration.timeoutIntervalForRequest = TimeInterval(request.timeoutSeconds)
        configuration.timeoutIntervalForResource = TimeInterval(request.timeoutSeconds)
        return configuration
    }

    private static func urlRequest(for request: HTTPRequest) throws(TransportError) -> URLRequest {
        let url = try checkedURL(request.url)
        var outgoing = URLRequest(url: url)
        outgoing.httpMethod = request.method.rawValue
        outgoing.timeoutInterval = TimeInterval(request.timeoutSeconds)
        for header in request.headers {
            guard header.isWellFormed else { throw .notSent("the header '\(header.name)' holds a line break") }
            outgoing.addValue(header.value, forHTTPHeaderField: header.name)
        }
        if request.method != .get || !request.body.isEmpty { outgoing.httpBody = Data(request.body) }
        return outgoing
    }

    /// - Throws: `TransportError.notSent` unless the address is https, or http to this machine itself.
    static func checkedURL(_ text: String) throws(TransportError) -> URL {
        guard let url = URL(string: text), let host = url.host, let scheme = url.scheme?.lowercased() else {
            throw .notSent("'\(text)' is not an absolute address")
        }
        guard url.user == nil, url.password == nil else {
            throw .notSent("an address may not hold a user name or password")
        }
        let isLoopback = ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host.lowercased())
        guard scheme == "https" || (scheme == "http" && isLoopback) else {
            throw .notSent("'\(text)' is not https; without encryption only this machine itself (127.0.0.1) is reached")
        }
        return url
    }

    fileprivate static func response(_ response: URLResponse?, _ body: [UInt8]) throws(TransportError) -> HTTPResponse {
        guard let response = response as? HTTPURLResponse else { throw .answerLost("the answer was not HTTP") }
        let headers = response.allHeaderFields.compactMap { name, value -> HTTPHeader? in
            guard let name = name as? String, let value = value as? String else { return nil }
            return HTTPHeader(name, value)
        }
        let sorted = headers.sorted { $0.name.lowercased() < $1.name.lowercased() }
        return HTTPResponse(response.statusCode, headers: sorted, body: body)
    }

    /// Only what is certain to have happened before the first byte of the request left counts as not sent: no address,
    /// no connection, no trusted certificate. All else may have had its effect.
    static func transportError(for error: any Error) -> TransportError {
        guard let error = error as? URLError else { return .answerLost("\(error)") }
        let reason = error.localizedDescription
        switch error.code {
        case .badURL, .unsupportedURL, .cannotFindHost, .dnsLookupFailed, .cannotConnectToHost,
            .serverCertificateUntrusted, .serverCertificateHasBadDate, .serverCertificateHasUnknownRoot,
            .serverCertificateNotYetValid:
            return .notSent(reason)
        case .timedOut: return .answerLost("no answer within the time limit")
        default: return .answerLost(reason)
        }
    }
}

extension HTTPHeader {
    /// False for a name or value that would break out of its line.
    var isWellFormed: Bool {
        let breaks: Set<UInt8> = [0x00, 0x0A, 0x0D]
        return !name.isEmpty && breaks.isDisjoint(with: name.utf8) && breaks.isDisjoint(with: value.utf8)
    }
}

/// One request and what comes back of it, piece by piece.
private final class Exchange: NSObject, URLSessionDataDelegate, Sendable {
    private struct State {
        var body: [UInt8] = []
        var isTooLong = false
        var finish: (@Sendable (Result<HTTPResponse, TransportError>) -> Void)?
    }

    private let largestAnswerBytes: Int
    private let state = Locked(State())

    init(largestAnswerBytes: Int) { self.largestAnswerBytes = largestAnswerBytes }

    /// - Parameter finish: called once.
    func whenFinished(_ finish: @escaping @Sendable (Result<HTTPResponse, TransportError>) -> Void) {
        state.withLock { $0.finish = finish }
    }

    /// Whether to go elsewhere is for the caller to decide: an authority that redirects is a change worth a look.
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) { completionHandler(nil) }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLong = state.withLock { state in
            if state.body.count + data.count > largestAnswerBytes { state.isTooLong = true }
            if state.isTooLong { state.body = [] } else { state.body += data }
            return state.isTooLong
        }
        if isTooLong { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let (body, isTooLong, finish) = state.withLock { state in
            defer { state.finish = nil }
            return (state.body, state.isTooLong, state.finish)
        }
        guard let finish else { return }
        if isTooLong {
            finish(.failure(.answerLost("the answer is longer than \(largestAnswerBytes) bytes, and was not read")))
        } else if let error {
            finish(.failure(URLSessionTransport.transportError(for: error)))
        } else {
            finish(Result { () throws(TransportError) in try URLSessionTransport.response(task.response, body) })
        }
    }
}

/// A task that may be cancelled before or after it is started.
private final class PendingTask: Sendable {
    private enum State {
        case waiting
        case started(URLSessionDataTask)
        case cancelled
    }

    private let state = Locked(State.waiting)

    func start(_ task: URLSessionDataTask) {
        let isCancelled = state.withLock { state in
            if case .cancelled = state { return true }
            state = .started(task)
            return false
        }
        task.resume()
        if isCancelled { task.cancel() }
    }

    func cancel() {
        let started = state.withLock { state -> URLSessionDataTask? in
            defer { state = .cancelled }
            if case .started(let task) = state { return task }
            return nil
        }
        started?.cancel()
    }
}
