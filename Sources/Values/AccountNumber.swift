import Foundation

/// The number of an account in the general ledger, as the books' own chart writes it: `3000`, `30001`, `2740A`.
/// One to 70 visible characters (the limit of SAF-T's `AccountID`), composed (NFC), so that numbers that look alike have the
/// same bytes.
public struct AccountNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) throws(InvalidInput) {
        // Plain short numbers, nearly all there are, need no look at characters.
        if (1...70).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            self.text = text
            return
        }
        let text = text.precomposedStringWithCanonicalMapping
        guard !text.isEmpty, text.count <= 70 else {
            throw InvalidInput(text, "an account number has 1 to 70 characters, as in 3000")
        }
        guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace })
        else { throw InvalidInput(text, "an account number holds no blanks or control characters") }
        self.text = text
    }

    /// Whether it stands in the income statement, and so begins each year at zero: classes 3 to 8 of NS 4102.
    public var isOfResult: Bool {
        text.utf8.first.map { (UInt8(ascii: "3")...UInt8(ascii: "8")).contains($0) } ?? false
    }

    public static func < (left: AccountNumber, right: AccountNumber) -> Bool { left.text < right.text }

    public var description: String { text }
}
