/// Walks through JSON bytes without building values: the fast way into entries that a log holds millions of.
///
/// It reads canonical JSON (RFC 8785, whole numbers only) and throws on anything else, in what it passes over too: who
/// walks through all of a value knows that it is canonical. Slices point into the bytes and are valid as long as those
/// are.
public struct JSONCursor {
    @usableFromInline let bytes: UnsafeRawBufferPointer
    /// Where the next token begins.
    public var offset: Int { position }
    @usableFromInline var position: Int

    /// Whether nothing follows.
    public var isAtEnd: Bool { position == bytes.count }

    public init(_ bytes: UnsafeRawBufferPointer, from offset: Int = 0) {
        self.bytes = bytes
        position = offset
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

        @inlinable
        @inline(__always)
        public func equals(_ text: StaticString) -> Bool { bytes.equals(text) }
    }

    /// Visits the members of the object that begins here; `visit` must consume each value.
    @inlinable
    @inline(__always)
    public mutating func object(_ visit: (Text, inout JSONCursor) throws -> Void) throws {
        guard try beginObject() else { return }
        var name = try self.name(after: nil)
        while true {
            try visit(name, &self)
            guard try goesOn(until: UInt8(ascii: "}")) else { return }
            name = try self.name(after: name)
        }
    }

    /// False when the object is empty, and passed over.
    @usableFromInline
    mutating func beginObject() throws -> Bool {
        try expect(UInt8(ascii: "{"))
        return !skip(UInt8(ascii: "}"))
    }

    @usableFromInline
    mutating func name(after before: Text?) throws -> Text {
        let name = try text()
        if let before, !CanonicalText.precedes(before.bytes, name.bytes) {
            throw error("names are not in canonical order, or repeated")
        }
        try expect(UInt8(ascii: ":"))
        return name
    }

    /// Whether a comma comes next, and not the end.
    @usableFromInline
    mutating func goesOn(until end: UInt8) throws -> Bool {
        if skip(UInt8(ascii: ",")) { return true }
        try expect(end)
        return false
    }

    /// Visits the elements of the array that begins here; `visit` must consume each.
    @inlinable
    @inline(__always)
    public mutating func array(_ visit: (inout JSONCursor) throws -> Void) throws {
        guard try beginArray() else { return }
        repeat { try visit(&self) } while try goesOn(until: UInt8(ascii: "]"))
    }

    /// False when the array is empty, and passed over.
    @usableFromInline
    mutating func beginArray() throws -> Bool {
        try expect(UInt8(ascii: "["))
        return !skip(UInt8(ascii: "]"))
    }

    public mutating func text() throws -> Text {
        try expect(UInt8(ascii: "\""))
        let start = position
        var hasEscapes = false
        while true {
            position = CanonicalText.firstSpecial(in: bytes, from: position)
            guard position < bytes.count else { throw error("a string is not closed") }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let text = Text(
                    bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<position]), hasEscapes: hasEscapes)
                position += 1
                return text
            case UInt8(ascii: "\\"):
                hasEscapes = true
                guard let end = CanonicalText.end(ofEscapeAt: position, in: bytes) else {
                    throw error("this escape is not the canonical one")
                }
                position = end
            case 0x80...:
                guard let end = CanonicalText.end(ofCharacterAt: position, in: bytes) else {
                    throw error("the text is not UTF-8")
                }
                position = end
            default: throw error("a control character is not escaped")
            }
        }
    }

    public mutating func integer() throws -> Int64 {
        let isNegative = skip(UInt8(ascii: "-"))
        let start = position
        var value: Int64 = 0
        while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
            // Counted downwards, since the most negative number has no positive twin.
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, overflow2) = product.subtractingReportingOverflow(Int64(digit))
            guard !overflow, !overflow2 else { throw error("a number has more than 64 bits") }
            value = next
            position += 1
        }
        guard position > start, isNegative || value != .min, position == start + 1 || bytes[start] != UInt8(ascii: "0"),
            !isNegative || value < 0
        else { throw error("a whole number in its shortest form should stand here") }
        return isNegative ? value : -value
    }

    /// Passes over the text if it stands here; white space never does in canonical JSON.
    @inlinable
    @inline(__always)
    public mutating func passes(_ text: StaticString) -> Bool {
        guard bytes.holds(text, at: position) else { return false }
        position += text.utf8CodeUnitCount
        return true
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
        let start = position
        try skipValue()
        return UnsafeRawBufferPointer(rebasing: bytes[start..<position])
    }

    private func peek() -> UInt8 { position < bytes.count ? bytes[position] : 0 }

    @inline(__always)
    private mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    @inline(__always)
    private mutating func expect(_ byte: UInt8) throws {
        guard skip(byte) else { throw error("'\(Character(Unicode.Scalar(byte)))' should stand here") }
    }

    private mutating func expectWord(_ word: StaticString) throws {
        guard bytes.holds(word, at: position) else { throw error("'\(word)' should stand here") }
        position += word.utf8CodeUnitCount
    }

    public func error(_ reason: String) -> JSONError {
        JSONError(line: 1, column: min(position, bytes.count) + 1, reason: reason)
    }
}
