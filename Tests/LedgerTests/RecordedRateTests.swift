import Ledger
import TestSupport
import Testing
import Values

@Suite("Recorded rates") struct RecordedRateTests {
    private func rate(_ date: String, _ through: String, _ rate: String, units: Int64 = 1) throws -> RecordedRate {
        try RecordedRate(
            currency: try CurrencyCode("EUR"), date: try CalendarDate(date), through: try CalendarDate(through),
            rate: rate, units: units, source: "Norges Bank", by: "Kari")
    }

    private func on(_ day: String, of rates: RecordedRates) throws -> String? {
        rates.rate(of: try CurrencyCode("EUR"), on: try CalendarDate(day))?.perUnit.description
    }

    @Test("a rate counts from its day until the day it is known for, and not beyond") func days() throws {
        var rates = RecordedRates()
        rates.add(try rate("2026-03-06", "2026-03-08", "10.9325"))
        rates.add(try rate("2026-03-04", "2026-03-04", "10.90"))
        #expect(try on("2026-03-03", of: rates) == nil)
        #expect(try on("2026-03-04", of: rates) == "10.9")
        // Nobody has asked about the fifth.
        #expect(try on("2026-03-05", of: rates) == nil)
        #expect(try on("2026-03-08", of: rates) == "10.9325")
        #expect(try on("2026-03-09", of: rates) == nil)
    }

    @Test("of one day the later recorded counts") func corrections() throws {
        var rates = RecordedRates()
        rates.add(try rate("2026-03-06", "2026-03-08", "10.9325"))
        let correction = try rate("2026-03-06", "2026-03-08", "10.9335")
        #expect(!rates.holds(correction))
        rates.add(correction)
        #expect(rates.holds(correction))
        #expect(try on("2026-03-07", of: rates) == "10.9335")
    }

    @Test("a rate for a hundred units is divided exactly") func units() throws {
        #expect(try rate("2026-03-06", "2026-03-06", "99.40", units: 100).perUnit.description == "0.994")
    }

    @Test("what is no rate is refused") func refusals() {
        for (text, units) in [("0", 1), ("-1", 1), ("1,5", 1), ("1", 7), ("1", 0), ("", 1)] {
            #expect(throws: InvalidInput.self) {
                try rate("2026-03-06", "2026-03-06", text, units: Int64(units))
            }
        }
        #expect(throws: InvalidInput.self) { try rate("2026-03-06", "2026-03-05", "1") }
    }

    @Test(
        "a line far from the recorded rate is doubtful, stated or by its amounts",
        arguments: [
            ("109.325", 109_325, true), ("10.50", 105_000, false), (nil, 1_093, true), (nil, 10_900, false),
            ("13.2", 13_200, true),
        ] as [(String?, Int64, Bool)])
    func doubtful(stated: String?, ore: Int64, isDoubtful: Bool) throws {
        var rates = RecordedRates()
        rates.add(try rate("2026-03-06", "2026-03-08", "10.9325"))
        let posting = Posting(
            account: try AccountNumber("1500"), amount: Money(ore: ore),
            currency: CurrencyAmount(code: "EUR", amount: "10", rate: stated))
        let voucher = Voucher(
            number: try VoucherNumber(number: "1"), date: try CalendarDate("2026-06-01"), postings: [posting])
        #expect(voucher.doubtfulRates(beside: rates).isEmpty == !isDoubtful)
    }
}
