/// Reads one HTTP/1.1 request (RFC 9112) from bytes that a stranger sends. Every size is bounded, and whatever could be
/// read in two ways is refused.
struct HTTPRequestReader {
    enum Failure: Error, Hashable {
        /// The other side closed before it sent a whole request.
        case closed
        /// The request is answered with this status and the connection closed.
        case refused(Int, String)
    }

    static let largestHeadBytes = 32_768
    static let mostHeaders = 100

    private let largestBodyBytes: Int
    /// More bytes, or none when the other side closed.
    private let receive: () -> [UInt8]
    /// Called when the client waits for permission to send its body (`Expect: 100-continue`).
    private let allowBody: () -> Void
    private var buffer: [UInt8] = []
    private var start = 0

    init(largestBodyBytes: Int, receive: @escaping () -> [UInt8], allowBody: @escaping () -> Void = {}) {
        self.largestBodyBytes = largestBodyBytes
        self.receive = receive
        self.allowBody = allowBody
    }

    /// - Parameter base: put before the request's target to make an absolute address: `http://127.0.0.1:8080`.
    mutating func readRequest(base: String) throws(Failure) -> HTTPRequest {
        var room = HTTPRequestReader.largestHeadBytes
        let (method, target) = try readRequestLine(&room)
        var headers: [HTTPHeader] = []
        while true {
            let line = try readLine(&room)
            if line.isEmpty { break }
            guard headers.count < HTTPRequestReader.mostHeaders else { throw .refused(431, "too many headers") }
            headers.append(try HTTPRequestReader.header(in: line))
        }
        var request = HTTPRequest(method, base + target, headers: headers)
        request.body = try readBody(of: request)
        return request
    }

    private mutating func readRequestLine(_ room: inout Int) throws(Failure) -> (HTTPMethod, String) {
        let line = try readLine(&room)
        guard line.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .refused(400, "the request line holds other than visible ASCII")
        }
        let parts = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, parts[2] == "HTTP/1.1" || parts[2] == "HTTP/1.0", parts[1].hasPrefix("/") else {
            throw .refused(400, "the request line is not 'METHOD /path HTTP/1.1'")
        }
        guard let method = HTTPMethod(rawValue: parts[0]) else { throw .refused(501, "this method is not served") }
        return (method, parts[1])
    }

    private static func header(in line: String) throws(Failure) -> HTTPHeader {
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            throw .refused(400, "a header has no colon")
        }
        let name = String(line[..<colon])
        let symbols = Set("!#$%&'*+-.^_`|~".utf8)
        let isToken = name.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: symbols.contains($0)
            }
        }
        guard !name.isEmpty, isToken else { throw .refused(400, "a header's name is not a token") }
        let value = line[line.utf8.index(after: colon)...].trimmingBlanks
        guard !value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else {
            throw .refused(400, "a header holds a control character")
        }
        return HTTPHeader(name, value)
    }

    private mutating func readBody(of request: HTTPRequest) throws(Failure) -> [UInt8] {
        let lengths = Set(request.headers.filter { $0.name.lowercased() == "content-length" }.map(\.value))
        let codings = request.headers.filter { $0.name.lowercased() == "transfer-encoding" }.map(\.value)
        guard lengths.isEmpty || codings.isEmpty, lengths.count <= 1, codings.count <= 1 else {
            throw .refused(400, "the body's length is given in two ways")
        }
        let length = try lengths.first.map { (text) throws(Failure) -> Int in try declaredLength(text) } ?? 0
        guard codings.isEmpty || codings.first?.lowercased() == "chunked" else {
            throw .refused(501, "only the transfer coding 'chunked' is understood")
        }
        if request.header("Expect")?.lowercased() == "100-continue" { allowBody() }
        return codings.isEmpty ? try take(length) : try readChunks()
    }

    private func declaredLength(_ text: String) throws(Failure) -> Int {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw .refused(400, "Content-Length is not a number")
        }
        guard let length = Int(text), length <= largestBodyBytes else {
            throw .refused(413, "the body is larger than \(largestBodyBytes) bytes")
        }
        return length
    }

    private mutating func readChunks() throws(Failure) -> [UInt8] {
        var body: [UInt8] = []
        // Bounds the lines of the sizes and of the trailer; the chunks' content is bounded on its own.
        var room = HTTPRequestReader.largestHeadBytes + largestBodyBytes / 16
        while true {
            let digits = String(try readLine(&room).prefix { $0 != ";" }).trimmingBlanks
            guard (1...8).contains(digits.utf8.count), digits.allSatisfy(\.isASCIIHexDigit),
                let size = Int(digits, radix: 16)
            else { throw .refused(400, "a chunk's size is not a hexadecimal number") }
            if size == 0 { break }
            guard body.count + size <= largestBodyBytes else {
                throw .refused(413, "the body is larger than \(largestBodyBytes) bytes")
            }
            body.append(contentsOf: try take(size))
            guard try readLine(&room).isEmpty else { throw .refused(400, "a chunk is longer than its size says") }
        }
        while try !readLine(&room).isEmpty {}
        return body
    }

    /// The text up to the next CR LF, which is consumed. A lone CR or LF is refused, since readers differ about it.
    private mutating func readLine(_ room: inout Int) throws(Failure) -> String {
        var length = 0
        while true {
            while start + length < buffer.count {
                let byte = buffer[start + length]
                guard byte != UInt8(ascii: "\n") else { throw .refused(400, "a line does not end with CR LF") }
                guard byte == UInt8(ascii: "\r") else {
                    length += 1
                    continue
                }
                if start + length + 1 == buffer.count { break }
                guard buffer[start + length + 1] == UInt8(ascii: "\n") else {
                    throw .refused(400, "a line does not end with CR LF")
                }
                return try line(length, &room)
            }
            guard length <= room else { throw .refused(431, "the request's head is too large") }
            try receiveMore()
        }
    }

    private mutating func line(_ length: Int, _ room: inout Int) throws(Failure) -> String {
        room -= length + 2
        guard room >= 0 else { throw .refused(431, "the request's head is too large") }
        guard let text = String(validating: buffer[start..<start + length], as: UTF8.self) else {
            throw .refused(400, "the request's head is not UTF-8")
        }
        start += length + 2
        return text
    }

    private mutating func take(_ count: Int) throws(Failure) -> [UInt8] {
        while buffer.count - start < count { try receiveMore() }
        defer { start += count }
        return Array(buffer[start..<start + count])
    }

    private mutating func receiveMore() throws(Failure) {
        if start > 65_536 {
            buffer.removeFirst(start)
            start = 0
        }
        let more = receive()
        guard !more.isEmpty else { throw .closed }
        buffer.append(contentsOf: more)
    }
}

extension StringProtocol {
    /// Without the blanks and tabs around it.
    fileprivate var trimmingBlanks: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let tail = drop(while: isBlank).reversed().drop(while: isBlank)
        return String(tail.reversed())
    }
}

extension Character {
    fileprivate var isASCIIHexDigit: Bool { isASCII && isHexDigit }
}
