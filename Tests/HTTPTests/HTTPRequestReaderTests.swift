import TestSupport
import Testing

@testable import HTTP

@Suite("Reading requests")
struct HTTPRequestReaderTests {
    /// Reads the text, given in pieces of at most that many bytes.
    private func read(_ bytes: [UInt8], pieces: Int = .max, limit: Int = 1000) throws(HTTPRequestReader.Failure)
        -> HTTPRequest
    {
        var rest = bytes[...]
        var reader = HTTPRequestReader(
            largestBodyBytes: limit,
            receive: {
                let piece = Array(rest.prefix(pieces))
                rest = rest.dropFirst(pieces)
                return piece
            })
        return try reader.readRequest(base: "http://127.0.0.1:1")
    }

    private func status(_ text: String, limit: Int = 1000) -> Int? {
        do {
            _ = try read(Array(text.utf8), limit: limit)
            return 200
        } catch HTTPRequestReader.Failure.refused(let status, _) {
            return status
        } catch { return nil }
    }

    @Test("a request with a body is read whole, however it is cut", arguments: [1, 2, 3, 7, 1000])
    func cut(pieces: Int) throws {
        let text = "POST /token?a=b HTTP/1.1\r\nHost: x\r\nContent-Length:  5 \r\nA: \t1: 2\r\n\r\nhallo"
        let request = try read(Array(text.utf8), pieces: pieces)
        #expect(request.method == .post)
        #expect(request.url == "http://127.0.0.1:1/token?a=b")
        #expect(request.header("a") == "1: 2")
        #expect(request.body == Array("hallo".utf8))
    }

    @Test("chunks are put together, with extensions and trailer ignored", arguments: [1, 2, 1000])
    func chunked(pieces: Int) throws {
        let text =
            "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nT: u\r\n\r\n"
        #expect(try read(Array(text.utf8), pieces: pieces).body == Array("abc0123456789".utf8))
    }

    @Test(
        "what is ambiguous, too large or no HTTP is refused with the right status",
        arguments: [
            ("GET / HTTP/2.0\r\n\r\n", 400), ("GET  / HTTP/1.1\r\n\r\n", 400), ("GET http://x/ HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\n\n", 400), ("GET / HTTP/1.1\rX\r\n\r\n", 400), ("GET /\u{7F} HTTP/1.1\r\n\r\n", 400),
            ("BREW / HTTP/1.1\r\n\r\n", 501), ("GET / HTTP/1.1\r\nA\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n: a\r\n\r\n", 400), ("GET / HTTP/1.1\r\nA : a\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400), ("GET / HTTP/1.1\r\nA: \u{1}\r\n\r\n", 400),
            ("PUT / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
            ("PUT / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("PUT / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
            ("PUT / HTTP/1.1\r\nContent-Length: 0x1\r\n\r\n", 400),
            ("PUT / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n", 413),
            ("PUT / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", 413),
            ("PUT / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
            ("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nG\r\n", 400),
            ("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
            ("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFF\r\n", 400),
            ("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7FFFFFFF\r\n", 413),
            ("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n", 400),
        ])
    func refused(text: String, expected: Int) { #expect(status(text) == expected) }

    @Test("a head without end is refused before it fills the memory")
    func endless() {
        #expect(status("GET /" + String(repeating: "a", count: 40_000)) == 431)
        #expect(status("GET / HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 101)) == 431)
        #expect(
            status("GET / HTTP/1.1\r\n" + String(repeating: "A: \(String(repeating: "b", count: 900))\r\n", count: 50))
                == 431)
    }

    @Test(
        "a request cut short is no request",
        arguments: ["", "G", "GET / HTTP/1.1\r\n", "PUT / HTTP/1.1\r\nContent-Length: 2\r\n\r\na"])
    func short(text: String) { #expect(status(text) == nil) }

    @Test("the reader survives random changes to a request", arguments: UInt64(1)...300)
    func changed(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = Array("PUT /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            default: bytes.remove(at: place)
            }
        }
        _ = try? read(bytes, pieces: Int.random(in: 1...20, using: &random))
    }
}
