import Authorities
import EventLog
import Ledger
import Values

/// Rates for what needs them, and which of them the log does not hold yet.
public struct RatesInUse: Sendable {
    public fileprivate(set) var rates: [RateNeed: RecordedRate] = [:]
    /// To be recorded with what they are used for.
    public fileprivate(set) var new: [RecordedRate] = []
    /// All that is recorded, the new ones too.
    public fileprivate(set) var known: RecordedRates

    public var perUnit: [RateNeed: ExactDecimal] { rates.mapValues(\.perUnit) }
}

/// What became of rates that were to be recorded.
public struct RateRecording: Sendable {
    public var recorded: [RecordedRate] = []
    public var knownAlready = 0
}

extension OpenBooks {
    /// The rates for what needs them: from the log where it holds them, else from Norges Bank, which is asked for no
    /// more than is missing.
    ///
    /// - Throws: `RateRefusal.doubtful` for a fetched rate far from the one before; `AuthorityError`.
    public func rates(
        for needs: Set<RateNeed>, through access: () throws -> AuthorityAccess
    ) async throws -> RatesInUse {
        var found = RatesInUse(known: try books().exchangeRates)
        // A rate for a later day often serves the days before it too.
        for need in needs.sorted().reversed() {
            if let known = found.known.rate(of: need.currency, on: need.date) {
                found.rates[need] = known
                continue
            }
            let fetched = try await access().exchangeRates().rate(of: need.currency.text, on: need.date)
            let rate = try recordedForm(of: fetched, through: need.date)
            if let before = found.known.newest(of: need.currency, upTo: need.date) {
                try refuseDoubtful(rate, beside: before)
            }
            found.rates[need] = rate
            found.known.add(rate)
            found.new.append(rate)
        }
        return found
    }

    /// Records fetched rates, each until the day before the next.
    ///
    /// - Parameter acceptingChanges: records them although one is far from the one before.
    /// - Throws: `RateRefusal.doubtful`, and then none is recorded.
    public func record(_ fetched: [ExchangeRate], acceptingChanges: Bool) throws -> RateRecording {
        var recordings: [RecordedRate] = []
        for (index, rate) in fetched.enumerated() {
            let next = fetched[(index + 1)...].first.flatMap { $0.currency == rate.currency ? $0.date : nil }
            recordings.append(
                try recordedForm(of: rate, through: next?.adding(days: -1) ?? rate.asked.upperBound))
        }
        return try record(recordings, acceptingChanges: acceptingChanges)
    }

    /// Records rates, those that are new.
    ///
    /// - Parameter acceptingChanges: records them although one is far from the one before.
    /// - Throws: `RateRefusal.doubtful`, and then none is recorded.
    public func record(_ rates: [RecordedRate], acceptingChanges: Bool) throws -> RateRecording {
        try change { ledger, _ in
            if !acceptingChanges {
                var known = ledger.books.exchangeRates
                for rate in rates {
                    if let before = known.newest(of: rate.currency, upTo: rate.date) {
                        try refuseDoubtful(rate, beside: before)
                    }
                    known.add(rate)
                }
            }
            let recorded = try ledger.recordNew(rates)
            return RateRecording(recorded: recorded, knownAlready: rates.count - recorded.count)
        }
    }

    /// The recorded rates in the order of the log, with their entries.
    public func recordedRates() throws -> [(sequence: UInt64, time: Timestamp, rate: RecordedRate)] {
        var found: [(sequence: UInt64, time: Timestamp, rate: RecordedRate)] = []
        try log.readRare(1...log.size()) { entry in
            guard let type = EntryBytes.typeName(of: entry.bytes), type.equals("ledger.exchange-rate-recorded") else {
                return
            }
            let event = try entry.decoded()
            if case .exchangeRateRecorded(let rate)? = try LedgerEvent(event) {
                found.append((event.sequence, event.time, rate))
            }
        }
        return found
    }

    /// A rate counts on until the day it was asked for, but never for today and later: until the evening one of today
    /// may come.
    private func recordedForm(
        of rate: ExchangeRate, through day: CalendarDate
    ) throws(InvalidInput) -> RecordedRate {
        let yesterday = now.dateInNorway.adding(days: -1)
        return try RecordedRate(
            currency: try CurrencyCode(rate.currency), date: rate.date, through: max(rate.date, min(day, yesterday)),
            rate: rate.published, units: (0..<rate.unitMultiplier).reduce(1) { units, _ in units * 10 },
            source: "Norges Bank", asked: rate.asked, by: person)
    }

    private func refuseDoubtful(_ rate: RecordedRate, beside known: RecordedRate) throws(RateRefusal) {
        if RatePlausibility.isDoubtful(rate.perUnit, beside: known.perUnit) { throw .doubtful(rate, known) }
    }
}

extension LedgerTransaction {
    /// Records the rates that the books do not hold yet.
    @discardableResult
    func recordNew(_ rates: [RecordedRate]) throws -> [RecordedRate] {
        var recorded: [RecordedRate] = []
        for rate in rates where !books.exchangeRates.holds(rate) {
            try record(.exchangeRateRecorded(rate))
            recorded.append(rate)
        }
        return recorded
    }
}

/// Why a rate was not used.
public enum RateRefusal: Error, CustomStringConvertible {
    case doubtful(RecordedRate, RecordedRate)

    public var description: String {
        switch self {
        case .doubtful(let rate, let known):
            "1 \(rate.currency) = \(rate.perUnit) NOK (\(rate.source), \(rate.date)) is more than 20 % off "
                + "\(known.perUnit) NOK (\(known.source), \(known.date)). Look at both; if the new one is right, record it "
                + "with 'bilag rates fetch --record --accept-change' or 'bilag rates record --accept-change'."
        }
    }
}
