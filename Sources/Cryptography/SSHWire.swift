/// Reads the binary form of SSH (RFC 4251, section 5) from bytes of others: every length is checked before it is used.
struct SSHWireReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func bytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
        guard count >= 0, count <= rest.count else { throw .malformed("it is cut off") }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func number() throws(CryptographyError) -> UInt32 {
        try bytes(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// A length in four bytes, and as many bytes after it.
    mutating func string() throws(CryptographyError) -> [UInt8] { try bytes(Int(try number())) }

    mutating func text() throws(CryptographyError) -> String {
        guard let text = String(validating: try string(), as: UTF8.self) else {
            throw .malformed("a name in it is no text")
        }
        return text
    }

    /// A whole number that is not negative, as the shortest big-endian bytes.
    mutating func natural() throws(CryptographyError) -> [UInt8] {
        let bytes = try string()
        guard let first = bytes.first, first < 0x80 else { throw .malformed("a number in it is not above zero") }
        guard first == 0 else { return bytes }
        guard bytes.count > 1, bytes[1] >= 0x80 else { throw .malformed("a number in it has needless zeros") }
        return Array(bytes.dropFirst())
    }

    /// - Throws: when something follows.
    func end() throws(CryptographyError) {
        guard isAtEnd else { throw .malformed("something follows its end") }
    }
}

/// The binary form of SSH, written.
enum SSHWire {
    static func number(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * $0)) }
    }

    static func string(_ bytes: some Collection<UInt8>) -> [UInt8] {
        number(UInt32(clamping: bytes.count)) + Array(bytes)
    }
}
