/// Checks that bytes are canonical JSON (RFC 8785, with whole numbers only) without building a value: fast enough for
/// every entry of a large log.
public enum CanonicalForm {
    /// Nil when the bytes are one canonical value; else where they are not, from 0, and why.
    public static func fault(in bytes: UnsafeRawBufferPointer) -> (offset: Int, reason: String)? {
        var check = Check(bytes: bytes)
        do throws(Fault) {
            try check.value(depth: 0)
            guard check.offset == bytes.count else { throw Fault.other("something follows the value") }
            return nil
        } catch {
            return (check.offset, error.reason)
        }
    }

    private enum Fault: Error {
        case other(String)

        var reason: String {
            switch self {
            case .other(let reason): reason
            }
        }
    }

    private struct Check {
        let bytes: UnsafeRawBufferPointer
        var offset = 0

        private func peek() -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard peek() == byte, offset < bytes.count else { return false }
            offset += 1
            return true
        }

        mutating func value(depth: Int) throws(Fault) {
            guard depth < JSON.deepestNesting else { throw .other("values are nested too deeply") }
            switch peek() {
            case UInt8(ascii: "{"): try object(depth: depth)
            case UInt8(ascii: "["): try array(depth: depth)
            case UInt8(ascii: "\""): _ = try string()
            case UInt8(ascii: "t"): try word("true")
            case UInt8(ascii: "f"): try word("false")
            case UInt8(ascii: "n"): try word("null")
            default: try integer()
            }
        }

        private mutating func object(depth: Int) throws(Fault) {
            offset += 1
            if take(UInt8(ascii: "}")) { return }
            var before: Range<Int>?
            repeat {
                let name = try string()
                if let before, !precedes(before, name) { throw .other("names are not in canonical order, or repeated") }
                before = name
                guard take(UInt8(ascii: ":")) else { throw .other("a colon should stand here") }
                try value(depth: depth + 1)
            } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "}")) else { throw .other("a comma or '}' should stand here") }
        }

        private mutating func array(depth: Int) throws(Fault) {
            offset += 1
            if take(UInt8(ascii: "]")) { return }
            repeat { try value(depth: depth + 1) } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "]")) else { throw .other("a comma or ']' should stand here") }
        }

        /// Names are compared as UTF-16, which for plain ASCII is as bytes.
        private func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
            var (index, other) = (left.lowerBound, right.lowerBound)
            while index < left.upperBound, other < right.upperBound {
                let (byte, otherByte) = (bytes[index], bytes[other])
                if (byte | otherByte) >= 0x80 || byte == UInt8(ascii: "\\") || otherByte == UInt8(ascii: "\\") {
                    return JSONObject.precedes(text(left), text(right))
                }
                if byte != otherByte { return byte < otherByte }
                index += 1
                other += 1
            }
            return left.count < right.count
        }

        private func text(_ range: Range<Int>) -> String {
            JSONCursor.Text(bytes: bytes.slice(range), hasEscapes: true).string
        }

        /// The text between the quotes.
        private mutating func string() throws(Fault) -> Range<Int> {
            guard take(UInt8(ascii: "\"")) else { throw .other("a string should stand here") }
            let start = offset
            while offset < bytes.count {
                let byte = bytes[offset]
                if byte == UInt8(ascii: "\"") {
                    offset += 1
                    return start..<(offset - 1)
                }
                if byte == UInt8(ascii: "\\") {
                    try escape()
                } else if byte < 0x20 {
                    throw .other("a control character is not escaped")
                } else if byte < 0x80 {
                    offset += 1
                } else {
                    try multibyte(byte)
                }
            }
            throw .other("a string is not closed")
        }

        private mutating func escape() throws(Fault) {
            offset += 1
            let letter = peek()
            offset += 1
            switch letter {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "t"), UInt8(ascii: "n"),
                UInt8(ascii: "f"), UInt8(ascii: "r"):
                return
            case UInt8(ascii: "u"):
                // Only control characters without a short form are written so, in lower case.
                guard bytes.count - offset >= 4, bytes[offset] == UInt8(ascii: "0"),
                    bytes[offset + 1] == UInt8(ascii: "0"),
                    bytes[offset + 2] == UInt8(ascii: "0") || bytes[offset + 2] == UInt8(ascii: "1"),
                    let low = Character(Unicode.Scalar(bytes[offset + 3])).hexDigitValue,
                    !(UInt8(ascii: "A")...UInt8(ascii: "F")).contains(bytes[offset + 3]),
                    bytes[offset + 2] == UInt8(ascii: "1") || ![8, 9, 10, 12, 13].contains(low)
                else { throw .other("this escape is not the canonical one") }
                offset += 4
            default: throw .other("this escape is not the canonical one")
            }
        }

        /// One character of two to four bytes (Unicode 16, table 3-7).
        private mutating func multibyte(_ first: UInt8) throws(Fault) {
            let (count, second): (Int, ClosedRange<UInt8>)
            switch first {
            case 0xC2...0xDF: (count, second) = (2, 0x80...0xBF)
            case 0xE0: (count, second) = (3, 0xA0...0xBF)
            case 0xED: (count, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: (count, second) = (3, 0x80...0xBF)
            case 0xF0: (count, second) = (4, 0x90...0xBF)
            case 0xF1...0xF3: (count, second) = (4, 0x80...0xBF)
            case 0xF4: (count, second) = (4, 0x80...0x8F)
            default: throw .other("the text is not UTF-8")
            }
            guard bytes.count - offset >= count, second.contains(bytes[offset + 1]),
                bytes[(offset + 2)..<(offset + count)].allSatisfy({ (0x80...0xBF).contains($0) })
            else { throw .other("the text is not UTF-8") }
            offset += count
        }

        private mutating func integer() throws(Fault) {
            let isNegative = take(UInt8(ascii: "-"))
            let start = offset
            var value: UInt64 = 0
            while offset < bytes.count, case let digit = bytes[offset] &- UInt8(ascii: "0"), digit < 10 {
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                let (sum, overflow2) = product.addingReportingOverflow(UInt64(digit))
                guard !overflow, !overflow2 else { throw .other("a number has more than 64 bits") }
                value = sum
                offset += 1
            }
            let largest = UInt64(Int64.max) + (isNegative ? 1 : 0)
            guard offset > start, offset == start + 1 || bytes[start] != UInt8(ascii: "0"), value <= largest,
                !isNegative || value > 0
            else { throw .other("a whole number in its shortest form should stand here") }
        }

        private mutating func word(_ word: StaticString) throws(Fault) {
            guard bytes.holds(word, at: offset) else { throw .other("'\(word)' should stand here") }
            offset += word.utf8CodeUnitCount
        }
    }
}
