import Formats
import Values

/// A rate of exchange that the books used or were told, kept so that nobody need be asked for it again.
public struct RecordedRate: Hashable, Sendable {
    public let currency: CurrencyCode
    /// The business day it was observed on.
    public let date: CalendarDate
    /// The last day it counts for: nothing was published between `date` and this day, nor will be.
    public let through: CalendarDate
    /// NOK for so many units, as it was published: exact decimal text, such as `99.40`.
    public let rate: String
    /// 1 or a greater power of ten.
    public let units: Int64
    /// Who published it: `Norges Bank`, or what a person named.
    public let source: String
    /// The days that were asked for; nil for a rate that a person gave.
    public let asked: ClosedRange<CalendarDate>?
    public let by: String
    /// NOK for one unit, exactly.
    public let perUnit: ExactDecimal

    /// - Throws: `InvalidInput` for a rate that is no positive decimal number, units that are no power of ten up to a
    ///   million, an unnamed source, or days in the wrong order.
    public init(
        currency: CurrencyCode, date: CalendarDate, through: CalendarDate, rate: String, units: Int64, source: String,
        asked: ClosedRange<CalendarDate>? = nil, by: String
    ) throws(InvalidInput) {
        let value = try ExactDecimal(rate)
        guard value.digits > 0 else { throw InvalidInput(rate, "a rate of exchange is more than zero") }
        let powers: [Int64] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
        guard let exponent = powers.firstIndex(of: units) else {
            throw InvalidInput("\(units)", "a rate is for 1, 10, 100 … or 1000000 units")
        }
        guard date <= through else {
            throw InvalidInput("\(through)", "a rate counts from the day it was observed on, \(date)")
        }
        guard source.contains(where: { !$0.isWhitespace }) else {
            throw InvalidInput(source, "a rate has a source")
        }
        (self.currency, self.date, self.through, self.rate) = (currency, date, through, rate)
        (self.units, self.source, self.asked, self.by) = (units, source, asked, by)
        perUnit = value.dividedByPowerOfTen(exponent)
    }

    /// The same rate, whoever recorded it and whatever was asked.
    public func says(theSameAs other: RecordedRate) -> Bool {
        currency == other.currency && date == other.date && perUnit == other.perUnit && source == other.source
    }

    init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "a rate of exchange")
        var asked: ClosedRange<CalendarDate>?
        if let window = member.optional("asked") {
            let days = JSONMembers(window, of: "what was asked for a rate")
            let (first, last) = (
                try CalendarDate(try days.text("from")), try CalendarDate(try days.text("to"))
            )
            guard first <= last else { throw InvalidInput("\(last)", "days asked for end after they begin") }
            asked = first...last
        }
        try self.init(
            currency: try CurrencyCode(try member.text("currency")), date: try CalendarDate(try member.text("date")),
            through: try CalendarDate(try member.text("through")), rate: try member.text("rate"),
            units: Int64(try member.number("units")), source: try member.text("source"), asked: asked,
            by: try member.text("by"))
    }

    var json: JSON {
        .compact([
            "currency": .string(currency.text), "date": .string(date.description),
            "through": .string(through.description), "rate": .string(rate), "units": .integer(units),
            "source": .string(source), "by": .string(by),
            "asked": asked.map {
                ["from": .string($0.lowerBound.description), "to": .string($0.upperBound.description)]
            },
        ])
    }
}

/// The rates that a log holds, by currency. A pure fold; what was recorded later goes before what was recorded earlier
/// of the same day.
public struct RecordedRates: Sendable {
    /// Per currency in the order they were recorded.
    private var rates: [CurrencyCode: [RecordedRate]] = [:]

    public init() {}

    public mutating func add(_ rate: RecordedRate) { rates[rate.currency, default: []].append(rate) }

    /// The rate that counts on a day, if one that covers it is recorded: the last one observed on it or before.
    public func rate(of currency: CurrencyCode, on day: CalendarDate) -> RecordedRate? {
        newest(currency) { $0.date <= day && day <= $0.through }
    }

    /// The newest rate observed on a day or before, however long ago: what a new one is held against.
    public func newest(of currency: CurrencyCode, upTo day: CalendarDate) -> RecordedRate? {
        newest(currency) { $0.date <= day }
    }

    /// Whether the same is recorded already, for as long.
    public func holds(_ rate: RecordedRate) -> Bool {
        guard let known = newest(rate.currency, where: { $0.date == rate.date }) else { return false }
        return known.says(theSameAs: rate) && rate.through <= known.through
    }

    /// Later observations go before earlier ones, and of one day what was recorded later.
    private func newest(_ currency: CurrencyCode, where fits: (RecordedRate) -> Bool) -> RecordedRate? {
        var best: RecordedRate?
        for rate in rates[currency] ?? [] where fits(rate) {
            if best.map({ $0.date <= rate.date }) ?? true { best = rate }
        }
        return best
    }
}

/// A rate that something needs: the last one published on the day or before.
public struct RateNeed: Hashable, Comparable, Sendable {
    public let currency: CurrencyCode
    public let date: CalendarDate

    public init(currency: CurrencyCode, date: CalendarDate) {
        self.currency = currency
        self.date = date
    }

    public static func < (left: RateNeed, right: RateNeed) -> Bool {
        (left.currency, left.date) < (right.currency, right.date)
    }
}

/// When a rate is too unlike another to be used without a second look.
public enum RatePlausibility {
    /// 20 %. A currency that moves more than that from one observation to the next is rarer than a wrong figure. The
    /// limit is the product's, no law's.
    public static let basisPoints: Int64 = 2_000

    public static func isDoubtful(_ rate: ExactDecimal, beside known: ExactDecimal) -> Bool {
        rate.deviates(from: known, byMoreThan: basisPoints)
    }
}

/// A line whose rate is far from the one the books know.
public struct DoubtfulRate: Hashable, Sendable {
    public let voucher: VoucherNumber
    /// 1 for the first.
    public let line: Int
    /// NOK for one unit as the line has it, stated or by its amounts.
    public let given: String
    public let known: RecordedRate
}

extension Voucher {
    /// The lines in a foreign currency whose rate is more than 20 % off the newest one known for the day.
    public func doubtfulRates(beside rates: RecordedRates) -> [DoubtfulRate] {
        postings.enumerated().compactMap { index, posting in
            guard let amount = posting.currency, let currency = try? CurrencyCode(amount.code),
                let known = rates.newest(of: currency, upTo: date),
                let given = amount.doubtfulRate(posting.amount, beside: known.perUnit)
            else { return nil }
            return DoubtfulRate(voucher: number, line: index + 1, given: given, known: known)
        }
    }
}

extension CurrencyAmount {
    /// The amount in major units.
    /// - Throws: `InvalidInput` when the text is no decimal number.
    public func exactAmount() throws(InvalidInput) -> ExactDecimal {
        // Imported amounts may be written +5, 5. or .5.
        var text = amount.hasPrefix("+") ? String(amount.dropFirst()) : amount
        if text.hasSuffix(".") { text.removeLast() }
        if text.hasPrefix(".") { text = "0" + text }
        if text.hasPrefix("-.") { text = "-0" + text.dropFirst() }
        return try ExactDecimal(text)
    }

    /// The rate, as stated or as the amounts give it; nil when it is near enough to the known one.
    fileprivate func doubtfulRate(_ posted: Money, beside known: ExactDecimal) -> String? {
        if let rate {
            guard let stated = try? ExactDecimal(rate), RatePlausibility.isDoubtful(stated, beside: known) else {
                return nil
            }
            return rate
        }
        guard let foreign = try? exactAmount(), !foreign.isZero, let expected = try? foreign.converted(at: known)
        else { return nil }
        // Amounts of some øre say little about a rate.
        guard expected.ore.magnitude >= 100,
            RatePlausibility.isDoubtful(ExactDecimal(posted), beside: ExactDecimal(expected))
        else { return nil }
        return "\(posted) NOK for \(amount) \(code)"
    }
}
