/// Bytes of an HTML page as they are written: markup of our own as it stands, everything else escaped.
public struct HTMLWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init(reserving capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    /// Begins anew, keeping the memory.
    public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Markup, which holds no text of others.
    public mutating func markup(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// What another writer has written.
    public mutating func append(_ other: HTMLWriter) { bytes.append(contentsOf: other.bytes) }

    /// What another writer has written, or a part of it.
    public mutating func written(_ other: some Collection<UInt8>) { bytes.append(contentsOf: other) }

    /// Text of others, in which nothing can be markup; fit for an attribute between quotes too.
    public mutating func text(_ text: String) {
        if text.utf8.allSatisfy(HTMLWriter.isPlain) {
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

    /// Text of others in UTF-8.
    public mutating func text(_ utf8: UnsafeRawBufferPointer) {
        if utf8.allSatisfy(HTMLWriter.isPlain) {
            bytes.append(contentsOf: utf8)
        } else {
            text(String(decoding: utf8, as: UTF8.self))
        }
    }

    public mutating func number(_ number: UInt64) { digits(number, groups: nil) }

    /// How numbers are set.
    public struct NumberForm: Sendable {
        let minus: StaticString
        let group: StaticString
        let decimal: StaticString

        public init(minus: StaticString, group: StaticString, decimal: StaticString) {
            (self.minus, self.group, self.decimal) = (minus, group, decimal)
        }

        /// `-12 500.01`, as in text reports.
        public static let plain = NumberForm(minus: "-", group: " ", decimal: ".")
    }

    /// Kroner and øre: `-12 500.01`. Nothing for nil.
    public mutating func amount(_ ore: Int64?, _ form: NumberForm = .plain) {
        guard let ore else { return }
        if ore < 0 { markup(form.minus) }
        digits(ore.magnitude / 100, groups: form.group)
        markup(form.decimal)
        bytes.append(UInt8(ascii: "0") + UInt8(ore.magnitude % 100 / 10))
        bytes.append(UInt8(ascii: "0") + UInt8(ore.magnitude % 10))
    }

    /// A whole number in groups: `-12 500`.
    public mutating func whole(_ number: Int64, _ form: NumberForm = .plain) {
        if number < 0 { markup(form.minus) }
        digits(number.magnitude, groups: form.group)
    }

    /// Whole kroner: `-12 500 kr`.
    public mutating func kroner(_ amount: Int64) {
        whole(amount)
        markup(" kr")
    }

    private mutating func digits(_ number: UInt64, groups: StaticString?) {
        // At most twenty digits; the highest power that the number reaches comes first.
        var (power, count) = (UInt64(1), 1)
        while number / power >= 10 {
            power *= 10
            count += 1
        }
        while count > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / power % 10))
            power /= 10
            count -= 1
            if let groups, count > 0, count.isMultiple(of: 3) { markup(groups) }
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
