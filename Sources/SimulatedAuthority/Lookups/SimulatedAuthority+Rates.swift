import Formats
import HTTP
import Values

extension SimulatedAuthority {
    /// Made-up rates, the same every day unless the sandbox was told otherwise with `PUT /sandbox/rates/{currency}`: NOK
    /// for 10^multiplier units.
    private static let rates: [String: (rate: String, multiplier: String)] = [
        "EUR": ("10.9325", "0"), "USD": ("9.4515", "0"), "GBP": ("12.6810", "0"), "SEK": ("99.40", "2"),
        "DKK": ("146.24", "2"), "JPY": ("6.0423", "2"),
    ]

    /// `norges-bank/api/data/EXR/B.USD+EUR.NOK.SP?…`: business days only, and 404 for an empty window, as the bank does.
    func exchangeRates(_ path: [String], _ target: RequestTarget, _ request: HTTPRequest) throws(Refusal)
        -> HTTPResponse
    {
        guard request.method == .get, path.count == 2, path[0] == "EXR" else { throw Refusal(404) }
        // A plus in a path is no blank, and was decoded as itself.
        let key = path[1].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard key.count == 4, key[0] == "B", key[2] == "NOK", key[3] == "SP",
            target.parameter("format") == "sdmx-json",
            let start = target.parameter("startPeriod").flatMap({ try? CalendarDate($0) }),
            let end = target.parameter("endPeriod").flatMap({ try? CalendarDate($0) })
        else { throw Refusal(400) }
        let currencies = key[1].split(separator: "+").map(String.init).filter { Self.rates[$0] != nil }
        let days = businessDays(from: start, to: min(end, clock().dateInNorway))
        guard !days.isEmpty, !currencies.isEmpty else { throw Refusal(404, text: "No data for data query") }
        return .json(200, answer(currencies, days))
    }

    private func businessDays(from start: CalendarDate, to end: CalendarDate) -> [CalendarDate] {
        guard start <= end, end.daysSince1970 - start.daysSince1970 <= 4000 else { return [] }
        return (start.daysSince1970...end.daysSince1970).compactMap { CalendarDate(daysSince1970: $0) }
            .filter {
                $0.weekday <= 5 && !($0.month == 1 && $0.day == 1) && !($0.month == 12 && (25...26).contains($0.day))
            }
    }

    /// `{"2026-12-31":"11.7865"}`: from each of these days on the currency has that rate.
    func tellRates(_ currency: String, _ body: JSON) throws(Refusal) {
        guard Self.rates[currency] != nil else { throw Refusal(404) }
        for member in body.object?.members ?? [] {
            guard let day = try? CalendarDate(member.name), let rate = member.value.string,
                (try? ExactDecimal(rate))?.digits ?? 0 > 0
            else { throw Refusal(400, text: "a rate is told as {\"2026-12-31\":\"11.7865\"}") }
            toldRates[currency, default: [:]][day] = rate
        }
    }

    private func rate(of currency: String, on day: CalendarDate) -> String? {
        toldRates[currency]?.filter { $0.key <= day }.max { $0.key < $1.key }?.value ?? Self.rates[currency]?.rate
    }

    private func answer(_ currencies: [String], _ days: [CalendarDate]) -> JSON {
        var series: [String: JSON] = [:]
        for (index, currency) in currencies.enumerated() {
            guard let rate = Self.rates[currency] else { continue }
            var observations: [String: JSON] = [:]
            for (index, day) in days.enumerated() {
                observations["\(index)"] = [.string(self.rate(of: currency, on: day) ?? rate.rate)]
            }
            series["0:\(index):0:0"] = [
                "attributes": [0, 0, .integer(rate.multiplier == "0" ? 0 : 1), 0],
                "observations": .object(observations),
            ]
        }
        func values(_ ids: [String]) -> JSON { .array(ids.map { ["id": .string($0)] }) }
        return [
            "data": [
                "dataSets": [["series": .object(series)]],
                "structure": [
                    "dimensions": [
                        "series": [
                            ["id": "FREQ", "values": values(["B"])], ["id": "BASE_CUR", "values": values(currencies)],
                            ["id": "QUOTE_CUR", "values": values(["NOK"])], ["id": "TENOR", "values": values(["SP"])],
                        ],
                        "observation": [["id": "TIME_PERIOD", "values": values(days.map(\.description))]],
                    ],
                    "attributes": [
                        "series": [
                            ["id": "DECIMALS", "values": values(["4"])],
                            ["id": "CALCULATED", "values": values(["false"])],
                            ["id": "UNIT_MULT", "values": values(["0", "2"])],
                            ["id": "COLLECTION", "values": values(["C"])],
                        ]
                    ],
                ],
            ]
        ]
    }
}
