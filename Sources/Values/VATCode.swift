/// A standard VAT code of SAF-T Financial (mva-kode), such as `3` or `81`. Which codes exist, and what they mean,
/// stands in LegalTables; holding one means only that the form is right.
public struct VATCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let number: Int

    /// - Parameter number: 0 to 99.
    public init?(_ number: Int) {
        guard (0...99).contains(number) else { return nil }
        self.number = number
    }

    public init(_ text: String) throws(InvalidInput) {
        let bytes = Array(text.utf8)
        guard (1...2).contains(bytes.count), bytes.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            bytes.count == 1 || bytes[0] != UInt8(ascii: "0"), let number = Int(text)
        else { throw InvalidInput(text, "a standard VAT code is one or two digits, as in 3 or 81") }
        self.number = number
    }

    public static func < (left: VATCode, right: VATCode) -> Bool { left.number < right.number }

    public var description: String { String(number) }
}
