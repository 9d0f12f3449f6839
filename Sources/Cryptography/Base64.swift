/// Base64 and base64url as RFC 4648 writes them. Reading is strict: no blanks, no foreign characters, the right padding,
/// and no stray bits in the last character, so that each value has exactly one spelling.
public enum Base64: Sendable {
    /// The alphabet with `+` and `/`, padded to a multiple of four (RFC 4648, section 4).
    case standard
    /// The alphabet with `-` and `_`, without padding, as tokens use it (RFC 7515, section 2).
    case url

    public func encode(_ bytes: some Sequence<UInt8>) -> String {
        let alphabet = alphabet
        var text: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        if case .standard = self {
            while !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// - Throws: `CryptographyError.malformed` for anything but the one right spelling.
    public func decode(_ text: String) throws(CryptographyError) -> [UInt8] {
        var digits = Array(text.utf8)[...]
        if case .standard = self {
            guard digits.count.isMultiple(of: 4) else { throw malformed("its length is no multiple of four") }
            for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
        }
        guard digits.count % 4 != 1 else { throw malformed("one character stands alone at the end") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3 + 2)
        var (bits, count) = (UInt32(0), 0)
        for digit in digits {
            guard let value = value(of: digit) else { throw malformed("a character does not belong to the alphabet") }
            bits = (bits << 6 | value) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        guard bits & (1 << UInt32(count) - 1) == 0 else { throw malformed("the last character holds stray bits") }
        return bytes
    }

    private var alphabet: [UInt8] {
        let common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return switch self {
        case .standard: Array((common + "+/").utf8)
        case .url: Array((common + "-_").utf8)
        }
    }

    private func value(of digit: UInt8) -> UInt32? {
        switch (digit, self) {
        case (UInt8(ascii: "A")...UInt8(ascii: "Z"), _): UInt32(digit - UInt8(ascii: "A"))
        case (UInt8(ascii: "a")...UInt8(ascii: "z"), _): UInt32(digit - UInt8(ascii: "a")) + 26
        case (UInt8(ascii: "0")...UInt8(ascii: "9"), _): UInt32(digit - UInt8(ascii: "0")) + 52
        case (UInt8(ascii: "+"), .standard), (UInt8(ascii: "-"), .url): 62
        case (UInt8(ascii: "/"), .standard), (UInt8(ascii: "_"), .url): 63
        default: nil
        }
    }

    private func malformed(_ reason: String) -> CryptographyError {
        .malformed("the text is not \(self == .standard ? "base64" : "base64url"): \(reason)")
    }
}
