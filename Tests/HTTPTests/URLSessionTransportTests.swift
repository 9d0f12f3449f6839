import Foundation
import Testing

@testable import HTTP

@Suite("The transport over real sockets", .timeLimit(.minutes(1)))
struct URLSessionTransportTests {
    let transport = URLSessionTransport()

    @Test("method, path, headers and body arrive, and status, headers and body come back")
    func roundTrip() async throws {
        let server = try HTTPServer { request in
            let seen = "\(request.method.rawValue) \(request.url.split(separator: "/", maxSplits: 2).last ?? "") "
            let headers = [
                HTTPHeader("Content-Type", "text/plain"), HTTPHeader("X-Seen", request.header("x-mine") ?? ""),
            ]
            return .answer(HTTPResponse(409, headers: headers, body: Array(seen.utf8) + request.body))
        }
        defer { server.stop() }
        for method in [HTTPMethod.post, .put, .delete] {
            let answer = try await transport.send(
                HTTPRequest(
                    method, server.baseURL + "/a%20b?c=d", headers: [HTTPHeader("X-Mine", "æ")],
                    body: Array("hei".utf8)))
            #expect(answer.status == 409)
            #expect(answer.header("content-type") == "text/plain")
            #expect(String(decoding: answer.body, as: UTF8.self).hasSuffix("a%20b?c=d hei"))
        }
    }

    @Test("an empty body is sent with PUT, and a large one in both directions")
    func sizes() async throws {
        let server = try HTTPServer { .answer(HTTPResponse(200, body: $0.body)) }
        defer { server.stop() }
        for count in [0, 1, 2_000_000] {
            let body = [UInt8](repeating: 7, count: count)
            let answer = try await transport.send(HTTPRequest(.put, server.baseURL + "/", body: body))
            #expect(answer.body == body)
        }
    }

    @Test("a body over the server's limit is answered with 413")
    func tooLarge() async throws {
        let server = try HTTPServer(largestBodyBytes: 1000) { _ in .answer(HTTPResponse(200)) }
        defer { server.stop() }
        let request = HTTPRequest(.put, server.baseURL + "/", body: [UInt8](repeating: 7, count: 1001))
        #expect(try await transport.send(request).status == 413)
    }

    @Test("an answer over the limit is not read to its end, and the call counts as unanswered")
    func tooLongAnswer() async throws {
        let server = try HTTPServer { .answer(HTTPResponse(200, body: $0.body)) }
        defer { server.stop() }
        let transport = URLSessionTransport(largestAnswerBytes: 100_000)
        let fitting = HTTPRequest(.put, server.baseURL + "/", body: [UInt8](repeating: 7, count: 100_000))
        #expect(try await transport.send(fitting).body.count == 100_000)
        for count in [100_001, 3_000_000] {
            let request = HTTPRequest(.put, server.baseURL + "/", body: [UInt8](repeating: 7, count: count))
            await #expect(throws: Self.tooLong) { try await transport.send(request) }
        }
    }

    private static let tooLong = TransportError.answerLost(
        "the answer is longer than 100000 bytes, and was not read")

    @Test("an answer that only unpacking makes too long is stopped as well")
    func packedAnswer() async throws {
        // 100 001 zeros, packed by gzip.
        let packed = try #require(
            Data(
                base64Encoded:
                    "H4sIAAAAAAACA+3BMQEAAADCoPVPbQ0PoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                    + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIBbA5nzYvyhhgEA"))
        let server = try HTTPServer { _ in
            .answer(HTTPResponse(200, headers: [HTTPHeader("Content-Encoding", "gzip")], body: Array(packed)))
        }
        defer { server.stop() }
        let request = HTTPRequest(.get, server.baseURL + "/")
        #expect(try await transport.send(request).body.count == 100_001)
        await #expect(throws: Self.tooLong) {
            try await URLSessionTransport(largestAnswerBytes: 100_000).send(request)
        }
    }

    @Test("a connection closed without a word is a lost answer, and the request arrived exactly once")
    func dropped() async throws {
        let count = Locked(0)
        let server = try HTTPServer { request in
            if request.url.hasSuffix("/fine") { return .answer(HTTPResponse(200)) }
            count.withLock { $0 += 1 }
            return .drop
        }
        defer { server.stop() }
        _ = try await transport.send(HTTPRequest(.get, server.baseURL + "/fine"))
        await #expect {
            try await transport.send(HTTPRequest(.post, server.baseURL + "/", body: [1]))
        } throws: { error in
            if case .some(.answerLost) = error as? TransportError { true } else { false }
        }
        #expect(count.withLock { $0 } == 1)
    }

    @Test("where nobody listens, nothing was sent")
    func refused() async throws {
        let server = try HTTPServer { _ in .drop }
        let address = server.baseURL
        server.stop()
        await #expect {
            // The listening socket closes a moment after it was told to.
            for _ in 0..<20 { _ = try await transport.send(HTTPRequest(.post, address + "/")) }
        } throws: { error in
            if case .some(.notSent) = error as? TransportError { true } else { false }
        }
    }

    @Test("a redirect is handed to the caller, not followed")
    func redirect() async throws {
        let count = Locked(0)
        let server = try HTTPServer { _ in
            count.withLock { $0 += 1 }
            return .answer(HTTPResponse(302, headers: [HTTPHeader("Location", "/elsewhere")]))
        }
        defer { server.stop() }
        let answer = try await transport.send(HTTPRequest(.get, server.baseURL + "/"))
        #expect(answer.status == 302)
        #expect(answer.header("Location") == "/elsewhere")
        #expect(count.withLock { $0 } == 1)
    }

    @Test("silence past the time limit is a lost answer")
    func silence() async throws {
        let server = try HTTPServer { _ in
            try? await Task.sleep(for: .seconds(3))
            return .drop
        }
        defer { server.stop() }
        await #expect(throws: TransportError.answerLost("no answer within the time limit")) {
            try await transport.send(HTTPRequest(.get, server.baseURL + "/", timeoutSeconds: 1))
        }
    }

    @Test(
        "addresses that are not https, nor this machine itself, are refused before anything is sent",
        arguments: [
            "http://maskinporten.no/token", "http://127.0.0.1.example.com/", "http://[::2]/", "ftp://127.0.0.1/",
            "file:///etc/passwd", "https://user:secret@example.com/", "http://user@127.0.0.1/", "", "/token",
            "https://",
        ])
    func refusedAddresses(url: String) async {
        await #expect {
            try await transport.send(HTTPRequest(.get, url))
        } throws: { error in
            if case .some(.notSent) = error as? TransportError { true } else { false }
        }
    }

    @Test(
        "https and loopback addresses are allowed",
        arguments: ["https://maskinporten.no/token", "HTTP://localhost:1/", "http://[::1]:8/", "http://127.0.0.1:9/"])
    func allowedAddresses(url: String) throws { _ = try URLSessionTransport.checkedURL(url) }

    @Test("a request under another host name is refused, as a browser page would send it")
    func otherHost() async throws {
        let server = try HTTPServer { _ in .answer(HTTPResponse(200)) }
        defer { server.stop() }
        let request = HTTPRequest(.get, server.baseURL + "/", headers: [HTTPHeader("Host", "evil.example")])
        #expect(try await transport.send(request).status == 421)
    }

    @Test("forty requests at once are all answered")
    func many() async throws {
        let server = try HTTPServer { .answer(HTTPResponse(200, body: $0.body)) }
        defer { server.stop() }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in UInt8(0)..<40 {
                group.addTask {
                    let request = HTTPRequest(.post, server.baseURL + "/", body: [number])
                    return try await URLSessionTransport().send(request).body == [number]
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test("a port in use is refused with advice")
    func portInUse() throws {
        let server = try HTTPServer { _ in .drop }
        defer { server.stop() }
        #expect(throws: HTTPServerError.portInUse(server.port)) { try HTTPServer(port: server.port) { _ in .drop } }
    }
}
