extension JSON {
    /// The canonical form of RFC 8785: sorted names, no white space, shortest escapes. Decimals stay as they were
    /// written, so only values without them are canonical; events hold none.
    public var canonicalBytes: [UInt8] {
        var bytes: [UInt8] = []
        write(into: &bytes)
        return bytes
    }

    /// The canonical form as text, for people and for `--json` output.
    public var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }

    /// Indented by two blanks a level, for configuration files and examples that people read.
    public var indentedText: String {
        var bytes: [UInt8] = []
        write(into: &bytes, indentation: 0)
        return String(decoding: bytes, as: UTF8.self) + "\n"
    }

    public func write(into bytes: inout [UInt8]) { write(into: &bytes, indentation: nil) }

    private func write(into bytes: inout [UInt8], indentation: Int?) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let number): JSON.write(number, into: &bytes)
        case .decimal(let text): bytes.append(contentsOf: text.utf8)
        case .string(let text): JSON.write(text, into: &bytes)
        case .array(let values):
            JSON.writeList(values, "[", "]", into: &bytes, indentation) { $0.write(into: &$1, indentation: $2) }
        case .object(let object):
            JSON.writeList(object.members, "{", "}", into: &bytes, indentation) { member, bytes, indentation in
                JSON.write(member.name, into: &bytes)
                bytes.append(contentsOf: (indentation == nil ? ":" : ": ").utf8)
                member.value.write(into: &bytes, indentation: indentation)
            }
        }
    }

    private static func writeList<Element>(
        _ elements: [Element], _ open: String, _ close: String, into bytes: inout [UInt8], _ indentation: Int?,
        _ write: (Element, inout [UInt8], Int?) -> Void
    ) {
        bytes.append(contentsOf: open.utf8)
        let inner = indentation.map { $0 + 2 }
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            newLine(inner, into: &bytes)
            write(element, &bytes, inner)
        }
        if !elements.isEmpty { newLine(indentation, into: &bytes) }
        bytes.append(contentsOf: close.utf8)
    }

    private static func newLine(_ indentation: Int?, into bytes: inout [UInt8]) {
        guard let indentation else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation))
    }

    /// A whole number in decimal digits.
    public static func write(_ number: Int64, into bytes: inout [UInt8]) {
        bytes.append(addingCapacity: 20) { output in
            if number < 0 { output.append(UInt8(ascii: "-")) }
            var rest = number.magnitude
            var divisor: UInt64 = 1
            while rest / divisor >= 10 { divisor *= 10 }
            while divisor > 0 {
                output.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
                rest %= divisor
                divisor /= 10
            }
        }
    }

    /// A string between quotes with the escapes of RFC 8785, section 3.2.2.2.
    public static func write(_ text: String, into bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { write(utf8: $0, into: &bytes) }
    }

    /// A string, as UTF-8, between quotes.
    public static func write(utf8: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
        if utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            bytes.append(addingCapacity: utf8.count + 2) { output in
                output.append(UInt8(ascii: "\""))
                for byte in utf8 { output.append(byte) }
                output.append(UInt8(ascii: "\""))
            }
        } else {
            writeEscaping(utf8, into: &bytes)
        }
    }

    private static func writeEscaping(_ utf8: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in utf8 {
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                writeEscape(byte, into: &bytes)
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func writeEscape(_ byte: UInt8, into bytes: inout [UInt8]) {
        let escape: String =
            switch byte {
            case UInt8(ascii: "\""): "\\\""
            case UInt8(ascii: "\\"): "\\\\"
            case 0x08: "\\b"
            case 0x09: "\\t"
            case 0x0A: "\\n"
            case 0x0C: "\\f"
            case 0x0D: "\\r"
            default: byte < 0x10 ? "\\u000" + String(byte, radix: 16) : "\\u00" + String(byte, radix: 16)
            }
        bytes.append(contentsOf: escape.utf8)
    }
}
