/// A decimal number as it was written, never a binary fraction: for exchange rates and foreign amounts.
public struct ExactDecimal: Hashable, Sendable, CustomStringConvertible {
    /// The number without its decimal point.
    public let digits: Int128
    /// How many of the digits stand behind the point.
    public let decimals: Int

    private static let mostDigits = 28

    /// Reads `-100.50`: digits with a point, no exponent and no separators.
    /// - Throws: `InvalidInput` for anything else, and for more than 28 digits.
    public init(_ text: String) throws(InvalidInput) {
        let isNegative = text.hasPrefix("-")
        let parts = (isNegative ? text.dropFirst() : text[...]).split(separator: ".", omittingEmptySubsequences: false)
        let areDigits = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        let written = parts.joined()
        guard areDigits, (1...2).contains(parts.count), written.utf8.count <= ExactDecimal.mostDigits,
            let digits = Int128(written)
        else { throw InvalidInput(text, "a number is written with digits and a point, as in 9.4515") }
        self.digits = isNegative ? -digits : digits
        decimals = parts.count == 2 ? parts[1].utf8.count : 0
    }

    init(digits: Int128, decimals: Int) { (self.digits, self.decimals) = (digits, decimals) }

    /// The number divided by a power of ten, exactly.
    /// - Parameter exponent: 0 to 6.
    public func dividedByPowerOfTen(_ exponent: Int) -> ExactDecimal {
        var (digits, decimals) = (digits, decimals + max(0, min(exponent, 6)))
        while decimals > 0, digits.isMultiple(of: 10) {
            digits /= 10
            decimals -= 1
        }
        return ExactDecimal(digits: digits, decimals: decimals)
    }

    /// The product as an amount, rounded half away from zero to whole øre: the rounding of a converted amount.
    /// - Throws: `MoneyOverflow`.
    public func converted(at rate: ExactDecimal) throws(MoneyOverflow) -> Money {
        let (product, isTooLarge) = digits.multipliedReportingOverflow(by: rate.digits)
        let (ore, overflows) = product.multipliedReportingOverflow(by: 100)
        guard !isTooLarge, !overflows, decimals + rate.decimals <= 36 else { throw MoneyOverflow() }
        var divisor: Int128 = 1
        for _ in 0..<(decimals + rate.decimals) { divisor *= 10 }
        let (quotient, remainder) = ore.magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
        let rounded = remainder * 2 >= divisor.magnitude ? quotient + 1 : quotient
        guard let whole = Int64(exactly: rounded) else { throw MoneyOverflow() }
        return Money(ore: ore < 0 ? -whole : whole)
    }

    public var description: String {
        let text = String(digits.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - text.count)) + text
        let whole = padded.dropLast(decimals)
        return (digits < 0 ? "-" : "") + whole + (decimals > 0 ? "." + padded.suffix(decimals) : "")
    }
}
