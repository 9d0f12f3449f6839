/// An amount in Norwegian kroner, held as whole øre. Debit is positive, credit negative.
///
/// There is no way in from a floating-point number, and every sum detects overflow.
public struct Money: Hashable, Comparable, Sendable {
    /// The amount in øre (1/100 krone).
    public let ore: Int64

    public init(ore: Int64) { self.ore = ore }

    public static let zero = Money(ore: 0)

    public static func < (left: Money, right: Money) -> Bool { left.ore < right.ore }

    /// - Throws: `MoneyOverflow` when the sum leaves 64 bits, which only hostile amounts do.
    public static func + (left: Money, right: Money) throws(MoneyOverflow) -> Money {
        let (sum, overflow) = left.ore.addingReportingOverflow(right.ore)
        if overflow { throw MoneyOverflow() }
        return Money(ore: sum)
    }

    public static func - (left: Money, right: Money) throws(MoneyOverflow) -> Money {
        let (difference, overflow) = left.ore.subtractingReportingOverflow(right.ore)
        if overflow { throw MoneyOverflow() }
        return Money(ore: difference)
    }

    public static func += (left: inout Money, right: Money) throws(MoneyOverflow) { left = try left + right }

    public func negated() throws(MoneyOverflow) -> Money { try .zero - self }

    /// Whole kroner with the øre cut off toward zero, as the VAT return wants its amounts
    /// (skatteforvaltningsforskriften § 8-3-1; for negative amounts an inference, see docs/filings/vat-return.md).
    public var truncatedKroner: Int64 { ore / 100 }
}

extension Money: CustomStringConvertible {
    /// Grouped with spaces and two decimals: `-12 500.01`.
    public var description: String {
        let magnitude = ore.magnitude
        let fraction = magnitude % 100
        return (ore < 0 ? "-" : "") + groupedDigits(magnitude / 100) + "." + (fraction < 10 ? "0" : "") + "\(fraction)"
    }
}

/// Digits in groups of three: `1 234 567`.
public func groupedDigits(_ number: UInt64) -> String {
    let digits = Array(String(number))
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(" ") }
        text.append(digit)
    }
    return text
}

/// A sum of money left 64 bits.
public struct MoneyOverflow: Error, Hashable, CustomStringConvertible {
    public init() {}
    public var description: String {
        "the sum is larger than 92 233 720 368 547 758.07 kroner; look for an amount that cannot be right"
    }
}
