import Values

/// Norges Bank's rate of one currency on one day.
public struct ExchangeRate: Hashable, Sendable {
    /// ISO 4217.
    public let currency: String
    /// The business day it was observed on.
    public let date: CalendarDate
    /// NOK for one unit, exactly.
    public let perUnit: ExactDecimal
    /// As it was published: NOK for 10^unitMultiplier units.
    public let published: String
    public let unitMultiplier: Int
    /// The days that were asked for.
    public let asked: ClosedRange<CalendarDate>
}
