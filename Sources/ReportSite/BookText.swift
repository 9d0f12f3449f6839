import Formats
import LegalTables
import Values

extension HTMLWriter {
    /// Text that people wrote in the books or their documents, without identity numbers.
    mutating func book(_ text: String) {
        var text = text
        text.withUTF8 { book(UnsafeRawBufferPointer($0)) }
    }

    mutating func book(_ text: JSONCursor.Text) {
        if text.hasEscapes { book(text.string) } else { book(text.bytes) }
    }

    mutating func book(_ utf8: UnsafeRawBufferPointer) {
        guard let masked = IdentityNumbers.masked(utf8) else { return text(utf8) }
        text(masked)
    }
}

/// National identity numbers in texts: a site is passed on, and must not pass them on with it.
public enum IdentityNumbers {
    static let mask = "‹identity number›"

    /// The text with a mask for each number; nil where there is none.
    static func masked(_ utf8: UnsafeRawBufferPointer) -> String? {
        let places = ranges(in: utf8)
        guard !places.isEmpty else { return nil }
        var text: [UInt8] = []
        var start = 0
        for place in places {
            text += utf8[start..<place.lowerBound]
            text += Array(mask.utf8)
            start = place.upperBound
        }
        text += utf8[start...]
        return String(decoding: text, as: UTF8.self)
    }

    static func areAny(in utf8: UnsafeRawBufferPointer) -> Bool { !ranges(in: utf8).isEmpty }

    /// Whether a text holds any.
    public static func areAny(in text: String) -> Bool {
        var text = text
        return text.withUTF8 { areAny(in: UnsafeRawBufferPointer($0)) }
    }

    /// Eleven digits, or six and five with a blank between, that no other digit touches.
    private static func ranges(in utf8: UnsafeRawBufferPointer) -> [Range<Int>] {
        guard utf8.count >= 11 else { return [] }
        var found: [Range<Int>] = []
        var start = 0
        while start < utf8.count {
            guard isDigit(utf8[start]) else {
                start += 1
                continue
            }
            let end = endOfDigits(utf8, start)
            if end - start == 11, isIdentityNumber(utf8[start..<end]) {
                found.append(start..<end)
            } else if end - start == 6, end < utf8.count, utf8[end] == 0x20 {
                let last = endOfDigits(utf8, end + 1)
                if last - end == 6, isIdentityNumber(Array(utf8[start..<end]) + utf8[(end + 1)..<last]) {
                    found.append(start..<last)
                    start = last
                    continue
                }
            }
            start = end
        }
        return found
    }

    private static func endOfDigits(_ utf8: UnsafeRawBufferPointer, _ start: Int) -> Int {
        var end = start
        while end < utf8.count, isDigit(utf8[end]) { end += 1 }
        return end
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// By its day and check digits: bank accounts and payment references have eleven digits too.
    private static func isIdentityNumber(_ digits: some Collection<UInt8>) -> Bool {
        (try? NationalIdentityNumber(String(decoding: digits, as: UTF8.self))) != nil
    }
}
