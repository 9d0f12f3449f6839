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

    /// An amount in kroner.
    public init(_ money: Money) { self.init(digits: Int128(money.ore), decimals: 2) }

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

    public static let zero = ExactDecimal(digits: 0, decimals: 0)

    public var isZero: Bool { digits == 0 }

    /// The exact sum.
    /// - Throws: `MoneyOverflow` when it does not fit.
    public static func + (left: ExactDecimal, right: ExactDecimal) throws(MoneyOverflow) -> ExactDecimal {
        let decimals = max(left.decimals, right.decimals)
        let (sum, overflow) = try left.digits(with: decimals).addingReportingOverflow(right.digits(with: decimals))
        if overflow { throw MoneyOverflow() }
        return ExactDecimal(digits: sum, decimals: decimals)
    }

    /// Whether the number is more than so many basis points larger or smaller than another. Numbers too far apart to
    /// compare are.
    public func deviates(from other: ExactDecimal, byMoreThan basisPoints: Int64) -> Bool {
        let places = max(decimals, other.decimals)
        guard let mine = try? digits(with: places), let others = try? other.digits(with: places) else { return true }
        let (difference, isTooLarge) = mine.subtractingReportingOverflow(others)
        let (left, leftOverflows) = difference.magnitude.multipliedReportingOverflow(by: 10_000)
        let (right, rightOverflows) = others.magnitude.multipliedReportingOverflow(by: UInt128(basisPoints.magnitude))
        return isTooLarge || leftOverflows || rightOverflows || left > right
    }

    /// The digits when so many of them stand behind the point, at least as many as now.
    private func digits(with decimals: Int) throws(MoneyOverflow) -> Int128 {
        var digits = digits
        for _ in 0..<(decimals - self.decimals) {
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            if overflow { throw MoneyOverflow() }
            digits = product
        }
        return digits
    }

    public var description: String {
        let text = String(digits.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - text.count)) + text
        let whole = padded.dropLast(decimals)
        return (digits < 0 ? "-" : "") + whole + (decimals > 0 ? "." + padded.suffix(decimals) : "")
    }
}
