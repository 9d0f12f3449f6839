import Values

/// Reads amounts as hledger and Ledger write them: commodity left or right, sign before or after a left one, group and
/// decimal marks.
struct JournalAmountReader {
    let bytes: TextBytes
    private(set) var index = 0

    init(_ bytes: TextBytes) { self.bytes = bytes }

    var isAtEnd: Bool { index >= bytes.count }

    var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func skipBlanks() { while index < bytes.count, bytes[index] <= 0x20 { index += 1 } }

    mutating func advance(_ count: Int = 1) { index += count }

    func startsWith(_ text: StaticString) -> Bool { bytes.part(from: min(index, bytes.count)).hasPrefix(text) }

    /// The parts of one amount: its number's bytes, sign and commodity.
    struct Parts {
        var number = TextBytes(start: nil, count: 0)
        var isNegative = false
        var commodity: TextBytes?
    }

    mutating func read() throws(JournalFault) -> Parts {
        var parts = Parts()
        skipBlanks()
        var hasSign = readSign(&parts)
        if let current, !TextBytes.isDigit(current), current != UInt8(ascii: "."), current != UInt8(ascii: ",") {
            parts.commodity = try commodity()
            skipBlanks()
            if !hasSign { hasSign = readSign(&parts) }
        }
        let start = index
        readNumber()
        guard index > start else {
            throw JournalFault(
                code: "amount-invalid", message: "'\(shortened(bytes.text))' is no amount: a number is missing")
        }
        parts.number = bytes.part(start..<index)
        if let current, current | 0x20 == UInt8(ascii: "e"), index + 1 < bytes.count,
            TextBytes.isDigit(bytes[index + 1]) || bytes[index + 1] == UInt8(ascii: "+")
                || bytes[index + 1] == UInt8(ascii: "-")
        {
            throw JournalFault(
                code: "amount-exponent",
                message: "'\(shortened(bytes.text))' has an exponent. Write the number with all its digits")
        }
        skipBlanks()
        if parts.commodity == nil, let current, !JournalAmountReader.ends(current) {
            parts.commodity = try commodity()
            skipBlanks()
        }
        return parts
    }

    private mutating func readSign(_ parts: inout Parts) -> Bool {
        guard let sign = current, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") else { return false }
        parts.isNegative = sign == UInt8(ascii: "-")
        advance()
        skipBlanks()
        return true
    }

    /// Digits and marks; a blank only between digits.
    private mutating func readNumber() {
        while index < bytes.count {
            let byte = bytes[index]
            if TextBytes.isDigit(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "'")
            {
                index += 1
            } else if byte == 0x20, index > 0, index + 1 < bytes.count, TextBytes.isDigit(bytes[index + 1]),
                TextBytes.isDigit(bytes[index - 1])
            {
                index += 1
            } else if byte == 0xC2, index + 2 < bytes.count, bytes[index + 1] == 0xA0,
                TextBytes.isDigit(bytes[index + 2])
            {
                index += 2
            } else if byte == 0xE2, index + 3 < bytes.count, bytes[index + 1] == 0x80,
                TextBytes.isDigit(bytes[index + 3])
            {
                index += 3
            } else {
                return
            }
        }
    }

    private mutating func commodity() throws(JournalFault) -> TextBytes {
        if current == UInt8(ascii: "\"") {
            advance()
            let start = index
            while let byte = current, byte != UInt8(ascii: "\"") { advance() }
            guard current != nil else {
                throw JournalFault(code: "amount-invalid", message: "a quote of a commodity's name is not closed")
            }
            advance()
            return bytes.part(start..<index - 1)
        }
        let start = index
        while let byte = current, !JournalAmountReader.endsCommodity(byte) { advance() }
        guard index > start else {
            throw JournalFault(
                code: "amount-invalid",
                message: "'\(shortened(bytes.text))' is no amount that can be read. Write it as in 1250.00 NOK")
        }
        return bytes.part(start..<index)
    }

    /// What may follow an amount.
    static func ends(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "@"), UInt8(ascii: "="), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("),
            UInt8(ascii: ";"):
            true
        default: false
        }
    }

    private static func endsCommodity(_ byte: UInt8) -> Bool {
        byte <= 0x20 || TextBytes.isDigit(byte) || ends(byte)
            || [
                UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ":"),
                UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "^"),
                UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ")"),
                UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: "\""),
            ].contains(byte)
    }
}
