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

        private func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
            CanonicalText.precedes(bytes.slice(left), bytes.slice(right))
        }

        /// The text between the quotes.
        private mutating func string() throws(Fault) -> Range<Int> {
            guard take(UInt8(ascii: "\"")) else { throw .other("a string should stand here") }
            let start = offset
            while true {
                offset = CanonicalText.firstSpecial(in: bytes, from: offset)
                guard offset < bytes.count else { throw .other("a string is not closed") }
                switch bytes[offset] {
                case UInt8(ascii: "\""):
                    offset += 1
                    return start..<(offset - 1)
                case UInt8(ascii: "\\"):
                    guard let end = CanonicalText.end(ofEscapeAt: offset, in: bytes) else {
                        throw .other("this escape is not the canonical one")
                    }
                    offset = end
                case 0x80...:
                    guard let end = CanonicalText.end(ofCharacterAt: offset, in: bytes) else {
                        throw .other("the text is not UTF-8")
                    }
                    offset = end
                default: throw .other("a control character is not escaped")
                }
            }
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
