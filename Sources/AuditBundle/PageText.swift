import Values

/// Bytes of a page as they are written: markup of our own as it stands, everything else escaped.
struct PageText {
    private(set) var bytes: [UInt8] = []

    mutating func markup(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Text of others, in which nothing can be markup.
    mutating func text(_ text: String) {
        if text.utf8.allSatisfy(PageText.isPlain) {
            bytes.append(contentsOf: text.utf8)
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": markup("&amp;")
            case "<": markup("&lt;")
            case ">": markup("&gt;")
            case "\"": markup("&quot;")
            case "'": markup("&#39;")
            case "\n": markup("\n")
            // Signs that would turn the direction of the text, or hide in it, are shown as what they are.
            case _ where scalar.value < 0x20 || scalar.properties.generalCategory == .format: markup("\u{FFFD}")
            default: bytes.append(contentsOf: String(scalar).utf8)
            }
        }
    }

    mutating func number(_ number: UInt64) { bytes.append(contentsOf: String(number).utf8) }

    /// Kroner and øre: `-12 500.01`.
    mutating func amount(_ ore: Int64?) {
        guard let ore else { return }
        if ore < 0 { markup("-") }
        grouped(ore.magnitude / 100)
        markup(".")
        bytes.append(UInt8(ascii: "0") + UInt8(ore.magnitude % 100 / 10))
        bytes.append(UInt8(ascii: "0") + UInt8(ore.magnitude % 10))
    }

    /// Whole kroner: `-12 500 kr`.
    mutating func kroner(_ amount: Int64) {
        if amount < 0 { markup("-") }
        grouped(amount.magnitude)
        markup(" kr")
    }

    private mutating func grouped(_ number: UInt64) {
        let digits = String(number).utf8
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { markup(" ") }
            bytes.append(digit)
        }
    }

    /// Signs of ASCII that mean nothing in markup, and the Latin letters of U+00C0 to U+00FF, which begin with C3.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
        case 0x20...0x7E, 0x80...0xBF, 0xC3: true
        default: false
        }
    }
}
