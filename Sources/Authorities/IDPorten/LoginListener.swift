import Cryptography
import HTTP
import Synchronization
import Values

/// Waits on 127.0.0.1 for the browser to come back from a login. One answer counts, and only one that carries the
/// login's own `state`: any page a browser has open could call this address.
public final class LoginListener: Sendable {
    /// What the browser is to come back to.
    public let address: String

    private let server: HTTPServer
    private let waiting: Waiting

    private final class Waiting: Sendable {
        struct State {
            var expected: String?
            var continuation: CheckedContinuation<[(name: String, value: String)]?, Never>?
            var answer: [(name: String, value: String)]??
        }

        let state = Mutex(State())

        func end(with answer: [(name: String, value: String)]?) {
            let continuation = state.withLock {
                state -> CheckedContinuation<[(name: String, value: String)]?, Never>? in
                guard state.answer == nil else { return nil }
                state.answer = .some(answer)
                defer { state.continuation = nil }
                return state.continuation
            }
            continuation?.resume(returning: answer)
        }
    }

    /// Listens from now on.
    /// - Throws: `HTTPServerError` when the registered port is taken.
    public init(_ redirect: LoopbackRedirect) throws(HTTPServerError) {
        let waiting = Waiting()
        server = try HTTPServer(port: redirect.port, largestBodyBytes: 0) { request in
            .answer(LoginListener.answer(request, path: redirect.path, waiting))
        }
        self.waiting = waiting
        address = redirect.address(port: server.port)
    }

    /// The query the browser brought back.
    /// - Parameters:
    ///   - open: sends the browser to the login. Called when everything is ready for its answer.
    ///   - seconds: how long a person may take.
    /// - Throws: `AuthorityError` when nobody came back in time; what `open` throws.
    public func answer(
        to attempt: LoginAttempt, within seconds: Int64 = 600, open: () async throws -> Void
    ) async throws -> [(name: String, value: String)] {
        defer { server.stop() }
        waiting.state.withLock { $0.expected = attempt.state }
        let timer = Task { [waiting] in
            try? await Task.sleep(for: .seconds(seconds))
            waiting.end(with: nil)
        }
        defer { timer.cancel() }
        try await open()
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = waiting.state.withLock { state in
                    if state.answer == nil { state.continuation = continuation }
                    return state.answer
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            waiting.end(with: nil)
        }
        // The page for the person is on its way still, and the command may end at once.
        await server.waitUntilAnswered()
        guard let answer else {
            throw AuthorityError(
                .unauthorised, "ID-porten", "nobody came back from the login within \(seconds) seconds",
                "Log in again: 'bilag authority login'.")
        }
        return answer
    }

    private static func answer(_ request: HTTPRequest, path: String, _ waiting: Waiting) -> HTTPResponse {
        let start = request.url.split(separator: "://", maxSplits: 1).last ?? ""
        let target = start.drop { $0 != "/" }
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard request.method == .get, halves.first.map(String.init) == path, halves.count == 2,
            let fields = formFields(halves[1])
        else { return page(404, "Nothing is here", "Bilag waits here for a login, at another address.") }
        let expected = waiting.state.withLock { $0.expected }
        let states = fields.filter { $0.name == "state" }.map(\.value)
        guard let expected, let state = states.first, states.count == 1,
            areEqualInConstantTime(Array(state.utf8), Array(expected.utf8))
        else {
            return page(
                400, "Not the login that was begun",
                "This answer belongs to no login that was begun here. Close this page, and begin again in Bilag.")
        }
        waiting.end(with: fields)
        return fields.contains { $0.name == "error" }
            ? page(
                200, "Not logged in",
                "The login ended without a person. You can close this page; Bilag says what to do.")
            : page(200, "Back in Bilag", "Bilag has the answer of the login and goes on. You can close this page.")
    }

    private static func page(_ status: Int, _ title: String, _ text: String) -> HTTPResponse {
        let html = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="data:,">
            <title>\(title) – Bilag</title>
            <style>
            body{margin:0;font:1rem/1.5 system-ui,"DejaVu Sans",sans-serif;color:#1e2b3c;background:#eef1f4}
            main{max-width:34rem;margin:4rem auto;padding:1.5rem 1.75rem;background:#fff;border:1px solid #c9d0d9;
            border-radius:.5rem}
            h1{margin:0 0 .75rem;font-size:1.4rem}p{margin:0}
            </style>
            </head>
            <body><main><h1>\(title)</h1><p>\(text)</p></main></body>
            </html>

            """
        return HTTPResponse(
            status,
            headers: [
                HTTPHeader("Content-Type", "text/html; charset=utf-8"), HTTPHeader("Cache-Control", "no-store"),
                HTTPHeader("Referrer-Policy", "no-referrer"), HTTPHeader("X-Content-Type-Options", "nosniff"),
                HTTPHeader(
                    "Content-Security-Policy",
                    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
                ),
            ], body: Array(html.utf8))
    }
}
