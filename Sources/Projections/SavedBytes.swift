/// Writes the saved form of a part of the figures: whole numbers in seven bits a byte, low bits first, and texts with
/// their length before them. The same value always gives the same bytes.
struct SavedBytes {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ number: UInt64) {
        var rest = number
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func write(_ count: Int) { write(UInt64(truncatingIfNeeded: count)) }

    /// Numbers near zero are short, whatever their sign.
    mutating func write(signed number: Int64) {
        write(UInt64(bitPattern: number << 1) ^ UInt64(bitPattern: number >> 63))
    }

    mutating func write(_ text: String) { write(Array(text.utf8)) }

    /// With their count before them.
    mutating func write(_ bytes: [UInt8]) {
        write(bytes.count)
        self.bytes.append(contentsOf: bytes)
    }
}

/// Reads what `SavedBytes` wrote. Saved forms are caches that anybody may have changed: nothing in them is trusted.
struct SavedReader {
    struct Damaged: Error {}

    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Reads all of the bytes.
    ///
    /// - Throws: `Damaged` also when something is left over.
    static func reading<Result>(_ bytes: [UInt8], _ body: (inout SavedReader) throws -> Result) throws -> Result {
        try bytes.withUnsafeBytes { bytes in
            var reader = SavedReader(bytes)
            let result = try body(&reader)
            guard reader.isAtEnd else { throw Damaged() }
            return result
        }
    }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func number() throws -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while offset < bytes.count, shift < 64 {
            let byte = bytes[offset]
            offset += 1
            guard shift < 63 || byte <= 1 else { throw Damaged() }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
        throw Damaged()
    }

    mutating func signed() throws -> Int64 {
        let number = try number()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    /// A number that is not negative, as `SavedBytes.write(signed:)` of other amounts must be.
    mutating func amount() throws -> Int64 {
        guard let amount = Int64(exactly: try number()) else { throw Damaged() }
        return amount
    }

    /// A number below a bound.
    mutating func number(below bound: Int) throws -> Int {
        let number = try number()
        guard number < UInt64(clamping: bound) else { throw Damaged() }
        return Int(truncatingIfNeeded: number)
    }

    /// A count of things that take a byte or more each.
    mutating func count() throws -> Int { try number(below: bytes.count - offset + 1) }

    mutating func text() throws -> String { String(decoding: try slice(), as: UTF8.self) }

    /// Bytes with their count before them; valid as long as those that are read.
    mutating func slice() throws -> UnsafeRawBufferPointer {
        let count = try count()
        let slice = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
        offset += count
        return slice
    }
}
