/// A foreign currency, by its three capital letters (ISO 4217).
public struct CurrencyCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let text: String

    /// What Norges Bank publishes beside currencies: the trade-weighted index and special drawing rights. (I44 has a
    /// digit.)
    private static let noCurrencies = ["TWI", "XDR"]

    /// - Throws: `InvalidInput` for what is no currency, and for the krone: nothing is converted from it.
    public init(_ text: String) throws(InvalidInput) {
        let areLetters = text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        guard text.utf8.count == 3, areLetters, text != "NOK", !CurrencyCode.noCurrencies.contains(text) else {
            throw InvalidInput(text, "a foreign currency is three capital letters, as in EUR")
        }
        self.text = text
    }

    public static func < (left: CurrencyCode, right: CurrencyCode) -> Bool { left.text < right.text }

    public var description: String { text }
}
