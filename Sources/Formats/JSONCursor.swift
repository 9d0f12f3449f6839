/// Walks through JSON bytes without building values: the fast way into entries that a log holds millions of.
///
/// It reads what the canonical writer wrote (no white space between tokens) and throws on anything else; it does not
/// look for repeated names. Slices point into the bytes and are valid as long as those are.
public struct JSONCursor {
    private let bytes: UnsafeRawBufferPointer
    /// Where the next token begins.
    public private(set) var offset: Int

    public init(_ bytes: UnsafeRawBufferPointer, from offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    /// The text of a string or name, between its quotes.
    public struct Text {
        public let bytes: UnsafeRawBufferPointer
        /// True when an escape stands in it, so that the bytes are not yet the text.
        public let hasEscapes: Bool

        /// The text with its escapes resolved.
        public var string: String {
            guard hasEscapes else { return String(decoding: bytes, as: UTF8.self) }
            let quoted = [UInt8(ascii: "\"")] + Array(bytes) + [UInt8(ascii: "\"")]
            return (try? JSON(parsing: quoted))?.string ?? String(decoding: bytes, as: UTF8.self)
        }

        public func equals(_ text: StaticString) -> Bool { bytes.equals(text) }
    }

    /// Visits the members of the object that begins here; `visit` must consume each value.
    @inline(__always)
    public mutating func object(_ visit: (Text, inout JSONCursor) throws -> Void) throws {
        try expect(UInt8(ascii: "{"))
        if skip(UInt8(ascii: "}")) { return }
        repeat {
            let name = try text()
            try expect(UInt8(ascii: ":"))
            try visit(name, &self)
        } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    /// Visits the elements of the array that begins here; `visit` must consume each.
    @inline(__always)
    public mutating func array(_ visit: (inout JSONCursor) throws -> Void) throws {
        try expect(UInt8(ascii: "["))
        if skip(UInt8(ascii: "]")) { return }
        repeat { try visit(&self) } while skip(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
    }

    public mutating func text() throws -> Text {
        try expect(UInt8(ascii: "\""))
        let start = offset
        var hasEscapes = false
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                let text = Text(bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<offset]), hasEscapes: hasEscapes)
                offset += 1
                return text
            case UInt8(ascii: "\\"):
                hasEscapes = true
                offset += 2
            default: offset += 1
            }
        }
        throw error("a string is not closed")
    }

    public mutating func integer() throws -> Int64 {
        let isNegative = skip(UInt8(ascii: "-"))
        let start = offset
        var value: Int64 = 0
        while offset < bytes.count, case let digit = bytes[offset] &- UInt8(ascii: "0"), digit < 10 {
            // Counted downwards, since the most negative number has no positive twin.
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, overflow2) = product.subtractingReportingOverflow(Int64(digit))
            guard !overflow, !overflow2 else { throw error("a number has more than 64 bits") }
            value = next
            offset += 1
        }
        guard offset > start, isNegative || value != .min else { throw error("a whole number should stand here") }
        return isNegative ? value : -value
    }

    /// Passes over one value of whatever kind.
    public mutating func skipValue(depth: Int = 0) throws {
        guard depth < JSON.deepestNesting else { throw error("the value is nested too deeply") }
        switch peek() {
        case UInt8(ascii: "{"): try object { _, cursor in try cursor.skipValue(depth: depth + 1) }
        case UInt8(ascii: "["): try array { try $0.skipValue(depth: depth + 1) }
        case UInt8(ascii: "\""): _ = try text()
        case UInt8(ascii: "t"): try expectWord("true")
        case UInt8(ascii: "f"): try expectWord("false")
        case UInt8(ascii: "n"): try expectWord("null")
        default: _ = try integer()
        }
    }

    /// The bytes of the value that begins here, passed over.
    public mutating func rawValue() throws -> UnsafeRawBufferPointer {
        let start = offset
        try skipValue()
        return UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
    }

    private func peek() -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    @inline(__always)
    private mutating func skip(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    @inline(__always)
    private mutating func expect(_ byte: UInt8) throws {
        guard skip(byte) else { throw error("'\(Character(Unicode.Scalar(byte)))' should stand here") }
    }

    private mutating func expectWord(_ word: StaticString) throws {
        guard bytes.holds(word, at: offset) else { throw error("'\(word)' should stand here") }
        offset += word.utf8CodeUnitCount
    }

    public func error(_ reason: String) -> JSONError {
        JSONError(line: 1, column: min(offset, bytes.count) + 1, reason: reason)
    }
}
