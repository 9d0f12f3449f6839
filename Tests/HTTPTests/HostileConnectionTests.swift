import Glibc
import TestSupport
import Testing

@testable import HTTP

@Suite("Hostile connections", .timeLimit(.minutes(1)))
struct HostileConnectionTests {
    @Test("whatever bytes come in, the server answers or closes, and serves the next one")
    func garbage() async throws {
        let server = try HTTPServer { .answer(HTTPResponse(200, body: $0.body)) }
        defer { server.stop() }
        for seed in UInt64(1)...30 {
            var random = SeededGenerator(seed: seed)
            var bytes = Array("POST / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nContent-Length: 3\r\n\r\nabc".utf8)
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            let answer = String(decoding: rawAnswer(to: bytes, port: server.port), as: UTF8.self)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 "), "seed \(seed)")
        }
        #expect(try await URLSessionTransport().send(HTTPRequest(.get, server.baseURL + "/")).status == 200)
    }

    @Test("a request without a host, or with two, is refused", arguments: ["", "Host: a\r\nHost: 127.0.0.1\r\n"])
    func hosts(header: String) throws {
        let server = try HTTPServer { _ in .answer(HTTPResponse(200)) }
        defer { server.stop() }
        let answer = rawAnswer(to: Array("GET / HTTP/1.1\r\n\(header)\r\n".utf8), port: server.port)
        #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 421 "))
    }

    @Test("an answer's headers cannot break out of their line")
    func brokenHeaders() throws {
        let server = try HTTPServer { _ in
            .answer(HTTPResponse(200, headers: [HTTPHeader("X", "a\r\nSet-Cookie: b"), HTTPHeader("Y", "c")]))
        }
        defer { server.stop() }
        let answer = rawAnswer(to: Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8), port: server.port)
        let text = String(decoding: answer, as: UTF8.self)
        #expect(!text.contains("Set-Cookie"))
        #expect(text.contains("\r\nY: c\r\n"))
        #expect(text.hasSuffix("Content-Length: 0\r\nConnection: close\r\n\r\n"))
    }

    /// Sends the bytes over a bare socket, ends our side, and reads until the other side closes.
    private func rawAnswer(to bytes: [UInt8], port: UInt16) -> [UInt8] {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return [] }
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        shutdown(descriptor, Int32(SHUT_WR))
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { return answer }
            answer += chunk[..<count]
        }
    }
}
