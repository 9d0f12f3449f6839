import Formats
import HTTP
import Values

/// Exchange rates from Norges Bank. Free to use with the source named.
/// Source: app.norges-bank.no/query, SDMX web service, EXR, 2026-10.
public struct ExchangeRates: Sendable {
    private let base: Endpoint
    private let calls: PatientCalls

    private static let service = "Norges Bank"
    /// No public holidays are longer than this; a currency without a rate in a month is discontinued.
    private static let windows = [10, 31]

    /// - Throws: `ConfigurationError` where the environment has no address for rates.
    public init(
        _ record: AuthorityRecord, transport: any HTTPTransport, surroundings: Surroundings
    ) throws(ConfigurationError) {
        base = record.lookups.rates
        calls = PatientCalls(
            transport: GuardedTransport(transport, for: record), waiting: record.waiting, surroundings: surroundings,
            service: ExchangeRates.service)
    }

    /// All rates of the currencies from one day to another, by currency and day. Days without a rate are left out.
    public func fetch(
        _ currencies: [String], from start: CalendarDate, to end: CalendarDate
    ) async throws -> [ExchangeRate] {
        for currency in currencies { _ = try CurrencyCode(currency) }
        guard start <= end else { return [] }
        let query = "format=sdmx-json&startPeriod=\(start)&endPeriod=\(end)&locale=en"
        let url = "\(base)/EXR/B.\(currencies.joined(separator: "+")).NOK.SP?\(query)"
        let response = try await calls.send {
            HTTPRequest(
                .get, url,
                headers: [HTTPHeader("Accept", "application/json"), HTTPHeader("User-Agent", "bilag")])
        }
        // No observation in the whole window is 404, and no empty list.
        if response.status == 404 { return [] }
        guard response.status == 200, let json = try? JSON(parsing: response.body) else {
            throw AuthorityError(
                .refused(status: response.status), ExchangeRates.service,
                "no rates came (\(statusText(response)))",
                "Check the currencies, and lookups.ratesUrl.")
        }
        return try SDMXRates(json, asked: start...end).rates.sorted { ($0.currency, $0.date) < ($1.currency, $1.date) }
    }

    /// The rate that counts on a day: the last one published on it or before.
    /// - Throws: `AuthorityError.refused` for a currency without any in the month before.
    public func rate(of currency: String, on day: CalendarDate) async throws -> ExchangeRate {
        for days in ExchangeRates.windows {
            let rates = try await fetch([currency], from: day.adding(days: -days), to: day)
            if let last = rates.last(where: { $0.date <= day }) { return last }
        }
        throw AuthorityError(
            .refused(status: 404), ExchangeRates.service, "there is no rate for \(currency) in the month before \(day)",
            "Give 'rate' in the voucher, and keep documentation of where it comes from.")
    }
}

/// An answer in SDMX-JSON: attributes and dimensions are found by their ids, never by place.
struct SDMXRates {
    let rates: [ExchangeRate]

    init(_ json: JSON, asked: ClosedRange<CalendarDate>) throws(AuthorityError) {
        guard let structure = json["data"]?["structure"],
            let series = json["data"]?["dataSets"]?.array?.first?["series"]?.object?.members,
            let dimensions = structure["dimensions"]?["series"]?.array,
            let base = dimensions.firstIndex(where: { $0["id"]?.string == "BASE_CUR" }),
            let days = structure["dimensions"]?["observation"]?.array?
                .first(where: { $0["id"]?.string == "TIME_PERIOD" })?["values"]?.array
        else { throw SDMXRates.unreadable("it is no table of rates") }
        let attributes = structure["attributes"]?["series"]?.array ?? []
        var rates: [ExchangeRate] = []
        for one in series {
            let indices = one.name.split(separator: ":").map { Int($0) }
            guard indices.count == dimensions.count, let index = indices[base],
                let currency = SDMXRates.value(dimensions[base]["values"], Int64(index))
            else { throw SDMXRates.unreadable("a series does not say its currency") }
            let multiplier = try SDMXRates.multiplier(one.value["attributes"]?.array ?? [], attributes)
            for observation in one.value["observations"]?.object?.members ?? [] {
                rates.append(try SDMXRates.rate(observation, days, currency, multiplier, asked))
            }
        }
        self.rates = rates
    }

    private static func rate(
        _ observation: JSONObject.Member, _ days: [JSON], _ currency: String, _ multiplier: Int,
        _ asked: ClosedRange<CalendarDate>
    ) throws(AuthorityError) -> ExchangeRate {
        guard let index = Int(observation.name), days.indices.contains(index),
            let date = days[index]["id"]?.string.flatMap({ try? CalendarDate($0) }),
            let text = observation.value.array?.first?.string, let value = try? ExactDecimal(text), value.digits > 0
        else { throw unreadable("an observation of \(currency) cannot be read") }
        return ExchangeRate(
            currency: currency, date: date, perUnit: value.dividedByPowerOfTen(multiplier), published: text,
            unitMultiplier: multiplier, asked: asked)
    }

    /// Always read, never kept as a list of our own: Norges Bank decides it.
    private static func multiplier(_ indices: [JSON], _ attributes: [JSON]) throws(AuthorityError) -> Int {
        guard let place = attributes.firstIndex(where: { $0["id"]?.string == "UNIT_MULT" }),
            indices.indices.contains(place), let index = indices[place].integer,
            let text = value(attributes[place]["values"], index), let multiplier = Int(text),
            (0...6).contains(multiplier)
        else { throw unreadable("a series does not say how many units its rate is for") }
        return multiplier
    }

    private static func value(_ values: JSON?, _ index: Int64) -> String? {
        guard let list = values?.array, index >= 0, index < list.count else { return nil }
        return list[Int(index)]["id"]?.string
    }

    private static func unreadable(_ problem: String) -> AuthorityError {
        AuthorityError(
            .unreadableAnswer, "Norges Bank", "the answer cannot be read: \(problem)",
            "Give 'rate' in the voucher until Bilag is updated.")
    }
}
