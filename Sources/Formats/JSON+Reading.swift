/// Text that is not JSON, or breaks a limit, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// 1-based.
    public let line: Int
    /// 1-based, in bytes.
    public let column: Int
    public let reason: String

    public var description: String { "line \(line), column \(column): \(reason)" }
}

extension JSON {
    /// How deep arrays and objects may stand in each other. Nothing we read or write comes near it.
    public static let deepestNesting = 64

    /// Reads one JSON value and nothing after it (RFC 8259). Repeated names in one object are refused, since readers
    /// differ about which of them counts.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        self = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) -> JSON in
            var reader = JSONReader(buffer)
            return try reader.readDocument()
        }
    }

    public init(parsing text: String) throws(JSONError) { try self.init(parsing: Array(text.utf8)) }
}

private struct JSONReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func readDocument() throws(JSONError) -> JSON {
        skipBlanks()
        let value = try readValue(depth: 0)
        skipBlanks()
        guard index == bytes.count else { throw error("nothing may follow the value") }
        return value
    }

    private mutating func readValue(depth: Int) throws(JSONError) -> JSON {
        guard depth < JSON.deepestNesting else {
            throw error("arrays and objects stand more than \(JSON.deepestNesting) deep in each other")
        }
        guard let byte = peek() else { throw error("the text ends where a value should stand") }
        switch byte {
        case UInt8(ascii: "{"): return .object(try readObject(depth: depth))
        case UInt8(ascii: "["): return .array(try readArray(depth: depth))
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
        default: throw error("a value cannot begin with this character")
        }
    }

    private mutating func readObject(depth: Int) throws(JSONError) -> JSONObject {
        var members: [String: JSON] = [:]
        index += 1
        skipBlanks()
        if take("}") { return JSONObject() }
        repeat {
            skipBlanks()
            guard peek() == UInt8(ascii: "\"") else { throw error("a name in quotes should stand here") }
            let name = try readString()
            skipBlanks()
            guard take(":") else { throw error("a colon should follow the name '\(name)'") }
            skipBlanks()
            guard members.updateValue(try readValue(depth: depth + 1), forKey: name) == nil else {
                throw error("the name '\(name)' stands twice in one object")
            }
            skipBlanks()
        } while take(",")
        guard take("}") else { throw error("a comma or '}' should stand here") }
        return JSONObject(members)
    }

    private mutating func readArray(depth: Int) throws(JSONError) -> [JSON] {
        var values: [JSON] = []
        index += 1
        skipBlanks()
        if take("]") { return values }
        repeat {
            skipBlanks()
            values.append(try readValue(depth: depth + 1))
            skipBlanks()
        } while take(",")
        guard take("]") else { throw error("a comma or ']' should stand here") }
        return values
    }

    private mutating func readWord(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
        for byte in word.utf8 {
            guard peek() == byte else { throw error("'\(word)' should stand here") }
            index += 1
        }
        return value
    }

    private mutating func readNumber() throws(JSONError) -> JSON {
        let start = index
        _ = take("-")
        let first = index
        let digits = skipDigits()
        guard digits > 0 else { throw error("a digit should stand here") }
        guard digits == 1 || bytes[first] != UInt8(ascii: "0") else { throw error("a number may not begin with 0") }
        var isWhole = true
        if take(".") {
            isWhole = false
            guard skipDigits() > 0 else { throw error("a digit should follow the decimal point") }
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            isWhole = false
            index += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { index += 1 }
            guard skipDigits() > 0 else { throw error("a digit should stand in the exponent") }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, text != "-0", let number = Int64(text) { return .integer(number) }
        return .decimal(text)
    }

    private mutating func skipDigits() -> Int {
        let start = index
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        return index - start
    }

    private mutating func readString() throws(JSONError) -> String {
        index += 1
        var text: [UInt8] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                guard let string = String(validating: text, as: UTF8.self) else { throw error("the text is not UTF-8") }
                return string
            case UInt8(ascii: "\\"):
                index += 1
                try readEscape(into: &text)
            case 0..<0x20: throw error("a control character must be written as an escape, as in \\n")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw error("a string is not closed by a quote")
    }

    private mutating func readEscape(into text: inout [UInt8]) throws(JSONError) {
        guard let byte = peek() else { throw error("the text ends inside an escape") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try readUnicodeEscape()).utf8)
        default: throw error("there is no escape of this letter")
        }
    }

    private mutating func readUnicodeEscape() throws(JSONError) -> Character {
        let first = try readFourDigits()
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else { throw error("half a surrogate pair") }
        let second = try readFourDigits()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error("half a surrogate pair") }
        return Character(scalar)
    }

    private mutating func readFourDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error("four hexadecimal digits should follow \\u")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    private mutating func skipBlanks() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private func peek() -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private func error(_ reason: String) -> JSONError {
        let before = bytes[..<min(index, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return JSONError(line: line, column: column, reason: reason)
    }
}
