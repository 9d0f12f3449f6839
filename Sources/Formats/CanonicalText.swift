/// The inside of canonical JSON strings (RFC 8785, section 3.2.2.2): where one ends, and what may stand in it.
@usableFromInline
enum CanonicalText {
    /// The next byte that is not plain: a quote, a backslash, a control character or a byte of a longer character. The
    /// count of the bytes when all are plain.
    @usableFromInline
    @inline(__always)
    static func firstSpecial(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var offset = start
        // Eight at a time: each mask has the top bit of the first byte it is about, and perhaps of later ones.
        while offset &+ 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let found =
                (((word &- ones &* 0x20) & ~word) | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
                    | word) & tops
            if found != 0 { return offset &+ found.trailingZeroBitCount >> 3 }
            offset &+= 8
        }
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte >= 0x80 { break }
            offset &+= 1
        }
        return offset
    }

    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var tops: UInt64 { 0x8080_8080_8080_8080 }

    /// Where the escape that begins with a backslash at the offset ends; nil when it is not the canonical one.
    static func end(ofEscapeAt offset: Int, in bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count - offset >= 2 else { return nil }
        switch bytes[offset + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "t"), UInt8(ascii: "n"),
            UInt8(ascii: "f"), UInt8(ascii: "r"):
            return offset + 2
        case UInt8(ascii: "u"):
            // Only control characters without a short form are written so, in lower case.
            guard bytes.count - offset >= 6, bytes[offset + 2] == UInt8(ascii: "0"),
                bytes[offset + 3] == UInt8(ascii: "0"),
                bytes[offset + 4] == UInt8(ascii: "0") || bytes[offset + 4] == UInt8(ascii: "1"),
                let low = Character(Unicode.Scalar(bytes[offset + 5])).hexDigitValue,
                !(UInt8(ascii: "A")...UInt8(ascii: "F")).contains(bytes[offset + 5]),
                bytes[offset + 4] == UInt8(ascii: "1") || ![8, 9, 10, 12, 13].contains(low)
            else { return nil }
            return offset + 6
        default: return nil
        }
    }

    /// Where the character of two to four bytes at the offset ends (Unicode 16, table 3-7); nil when it is none.
    static func end(ofCharacterAt offset: Int, in bytes: UnsafeRawBufferPointer) -> Int? {
        let (count, second): (Int, ClosedRange<UInt8>)
        switch bytes[offset] {
        case 0xC2...0xDF: (count, second) = (2, 0x80...0xBF)
        case 0xE0: (count, second) = (3, 0xA0...0xBF)
        case 0xED: (count, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (count, second) = (3, 0x80...0xBF)
        case 0xF0: (count, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (count, second) = (4, 0x80...0xBF)
        case 0xF4: (count, second) = (4, 0x80...0x8F)
        default: return nil
        }
        guard bytes.count - offset >= count, second.contains(bytes[offset + 1]) else { return nil }
        var next = offset + 2
        while next < offset + count {
            guard (0x80...0xBF).contains(bytes[next]) else { return nil }
            next += 1
        }
        return offset + count
    }

    /// Whether a name may stand before another: names are compared as UTF-16, which for plain ASCII is as bytes.
    @inline(__always)
    static func precedes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        // Mostly the first letters tell.
        if let first = left.first, let other = right.first, first != other, isLetter(first), isLetter(other) {
            return first < other
        }
        return precedesWhole(left, right)
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

    private static func precedesWhole(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < left.count, index < right.count {
            let (byte, otherByte) = (left[index], right[index])
            if (byte | otherByte) >= 0x80 || byte == UInt8(ascii: "\\") || otherByte == UInt8(ascii: "\\") {
                return JSONObject.precedes(
                    JSONCursor.Text(bytes: left, hasEscapes: true).string,
                    JSONCursor.Text(bytes: right, hasEscapes: true).string)
            }
            if byte != otherByte { return byte < otherByte }
            index += 1
        }
        return left.count < right.count
    }
}
