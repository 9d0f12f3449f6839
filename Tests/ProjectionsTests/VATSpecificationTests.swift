import Ledger
import Testing
import Values

@testable import Projections

@Suite("The VAT specification")
struct VATSpecificationTests {
    private func specification(
        _ vouchers: [Voucher], _ period: String, _ category: VATCategory = .alminnelig,
        registered: VATCategory? = nil, books: Books = Books(), reversing: Set<Int> = []
    ) throws -> VATSpecification {
        try figures(of: vouchers, reversing: reversing).vatPostings.specification(
            try ReportingPeriod(period), category: category, registered: registered ?? category, books: books)
    }

    /// The postings of vat-return 12.1, each as its own voucher: base line, VAT line and counter-account.
    private static let domesticTrade: [(account: String, code: Int, ledgerCode: String, base: Int64, vat: Int64)] = [
        ("3000", 3, "S25", -412_350_40, -103_087_60), ("3010", 3, "S25-KONTANT", -18_004_80, -4_501_20),
        ("3020", 31, "S15", -52_219_10, -7_832_87), ("3030", 33, "S12", -9_999_50, -1_199_94),
        ("3100", 5, "S0", -30_000_00, 0), ("3110", 52, "SEKSP", -75_000_00, 0), ("3200", 6, "SUNN", -12_500_00, 0),
        ("4300", 1, "K25", 246_935_20, 61_733_80), ("4310", 11, "K15", 8_030_00, 1_204_50),
        ("7140", 13, "K12", 4_000_00, 480_00),
    ]

    private func domesticTrade() throws -> [Voucher] {
        try Self.domesticTrade.enumerated().map { index, row in
            let vatAccount = row.base < 0 ? "2700" : "2710"
            return try voucher(
                index + 1, "2026-0\(1 + index % 2)-15",
                [
                    try posting(row.account, row.base, row.code, row.ledgerCode, base: row.base, vat: row.vat),
                    try posting(vatAccount, row.vat), try posting("1920", -row.base - row.vat),
                ])
        }
    }

    @Test("example 12.1: domestic trade, øre cut line by line")
    func example1() throws {
        let result = try specification(try domesticTrade(), "2026-T1")
        #expect(
            result.written == [
                "3 S25 | 412350 · 25 | 103087", "3 S25-KONTANT | 18004 · 25 | 4501", "31 S15 | 52219 · 15 | 7832",
                "33 S12 | 9999 · 12 | 1199", "5 S0 | 30000 · 0 | 0", "52 SEKSP | 75000 · 0 | 0",
                "6 SUNN | 12500 · 0 | 0", "1 K25 | – | -61733", "11 K15 | – | -1204", "13 K12 | – | -480",
            ])
        #expect(result.determinedVAT == 53202)
        // 103 087.60 + 4 501.20 + 7 832.87 + 1 199.94 − 61 733.80 − 1 204.50 − 480.00
        #expect(result.exactVAT == Money(ore: 53_203_31))
        #expect(result.accounts.owed == Money(ore: 53_203_31))
        #expect(try result.roundingDifference() == Money(ore: 1_31))
    }

    @Test("example 12.2: a computed base counts once, on whichever side its contra account stands")
    func example2() throws {
        let vouchers = [
            try voucher(
                1, "2026-03-02",
                [
                    try posting("3000", -240_000_00, 3, "S25", base: -240_000_00, vat: -60_000_00),
                    try posting("2700", -60_000_00), try posting("1500", 300_000_00),
                ]),
            try voucher(
                2, "2026-03-05",
                [
                    try posting("4300", 96_300_00, 21, "VARE21", base: 96_300_00), try posting("2400", -96_300_00),
                ]),
            // Base and contra account with the same code; 70 % deductible, so 7 500 comes off the input VAT.
            try voucher(
                3, "2026-03-10",
                [
                    try posting("4380", 100_000_00, 81, "IMP25", base: 100_000_00, vat: 25_000_00),
                    try posting("4381", -100_000_00, 81, "IMP25", base: -100_000_00, vat: -25_000_00),
                    try posting("2703", -25_000_00), try posting("2713", 25_000_00),
                    try posting("2713", -7_500_00, 81, "IMP25", vat: -7_500_00), try posting("4390", 7_500_00),
                ]),
            // The contra line first, and silent about VAT.
            try voucher(
                4, "2026-03-11",
                [
                    try posting("4381", -20_510_00, 83, "IMP15", base: -20_510_00),
                    try posting("4380", 20_510_00, 83, "IMP15", base: 20_510_00, vat: 3_076_50),
                    try posting("2704", -3_076_50), try posting("2714", 3_076_50),
                ]),
            try voucher(
                5, "2026-04-01",
                [try posting("4300", 4_000_00, 85, "IMP0", base: 4_000_00, vat: 0), try posting("2400", -4_000_00)]),
            try voucher(
                6, "2026-04-02",
                [
                    try posting("6550", 36_420_00, 86, "TJ25", base: 36_420_00, vat: 9_105_00),
                    try posting("2400", -36_420_00), try posting("2702", -9_105_00), try posting("2712", 9_105_00),
                ]),
            try voucher(
                7, "2026-04-03",
                [
                    try posting("6700", 8_000_00, 87, "TJ25U", base: 8_000_00, vat: 2_000_00),
                    try posting("6700", 2_000_00), try posting("2400", -8_000_00), try posting("2702", -2_000_00),
                ]),
            try voucher(
                8, "2026-04-04",
                [
                    try posting("4300", 48_160_00, 1, "K25", base: 48_160_00, vat: 12_040_00),
                    try posting("2710", 12_040_00), try posting("2400", -60_200_00),
                ]),
        ]
        let result = try specification(vouchers, "2026-T2")
        #expect(
            result.written == [
                "3 S25 | 240000 · 25 | 60000", "81 IMP25 | 100000 · 25 | 25000", "81 IMP25 | – | -17500",
                "83 IMP15 | 20510 · 15 | 3076", "83 IMP15 | – | -3076", "85 IMP0 | 4000 · 0 | 0",
                "86 TJ25 | 36420 · 25 | 9105", "86 TJ25 | – | -9105", "87 TJ25U | 8000 · 25 | 2000",
                "1 K25 | – | -12040",
            ])
        #expect(result.determinedVAT == 57460)
        #expect(result.accounts.owed == Money(ore: 57_460_00))
    }

    @Test("a reversal of an import with contra account takes back exactly what was reported")
    func reversedImport() throws {
        let lines = [
            try posting("4380", 100_000_00, 81, "I", base: 100_000_00, vat: 25_000_00),
            try posting("4381", -100_000_00, 81, "I", base: -100_000_00, vat: -25_000_00),
            try posting("2703", -25_000_00), try posting("2713", 25_000_00),
        ]
        let opposite = try lines.map { line in
            var line = line
            line.amount = try line.amount.negated()
            if let vat = line.vat {
                line.vat?.base = try vat.base?.negated()
                line.vat?.vat = try vat.vat?.negated()
            }
            return line
        }
        let result = try specification(
            [try voucher(1, "2026-03-01", lines), try voucher(2, "2026-03-02", opposite)], "2026-T2", reversing: [1])
        #expect(result.written.isEmpty)
        let alone = try specification([try voucher(2, "2026-03-02", opposite)], "2026-T2", reversing: [0])
        #expect(alone.written == ["81 I | -100000 · 25 | -25000", "81 I | – | 25000"])
    }

    @Test("example 12.3: refund with specifications and remarks")
    func example3() throws {
        let vouchers = [
            try voucher(
                1, "2026-07-01",
                [
                    try posting("3000", -150_000_00, 3, "S25", base: -150_000_00, vat: -37_500_00),
                    try posting("1500", 150_000_00),
                ]),
            try voucher(
                2, "2026-07-02",
                [
                    try posting("3030", 5_000_00, 33, "S12", base: 5_000_00, vat: 600_00, remark: "kreditnota"),
                    try posting("1500", -5_000_00),
                ]),
            try voucher(
                3, "2026-07-03",
                [
                    try posting(
                        "1200", 352_500_00, 1, "K25", base: 352_500_00, vat: 88_125_00, remark: "store anskaffelser"),
                    try posting("2400", -352_500_00),
                ]),
            try voucher(
                4, "2026-08-04",
                [
                    try posting(
                        "7830", 25_000_00, 1, "TAP", base: 25_000_00, vat: 6_250_00, specification: "tapPåKrav"),
                    try posting("1500", -25_000_00),
                ]),
            try voucher(
                5, "2026-08-05",
                [
                    try posting(
                        "2710", -31_000_00, 1, "TILB", vat: -31_000_00,
                        specification: "tilbakeføringAvInngåendeMerverdiavgift", remark: "personkjøretøy"),
                    try posting("1230", 31_000_00),
                ]),
            try voucher(
                6, "2026-08-06",
                [try posting("2710", 4_800_00, 1, "JUST", specification: "justering"), try posting("1100", -4_800_00)]),
        ]
        let result = try specification(vouchers, "2026-T4")
        #expect(
            result.written == [
                "3 S25 | 150000 · 25 | 37500", "33 S12 | -5000 · 12 | -600 (kreditnota)",
                "1 K25 | – | -88125 (store anskaffelser)", "1 TAP tapPåKrav | – | -6250",
                "1 TILB tilbakeføringAvInngåendeMerverdiavgift | – | 31000 (personkjøretøy)",
                "1 JUST justering | – | -4800",
            ])
        #expect(result.determinedVAT == -31275)
    }

    @Test("examples 12.6 and 12.7: the same foreign service is reported with right to compensation, and claimed")
    func examples6And7() throws {
        let vouchers = [
            try voucher(
                1, "2026-01-10",
                [
                    try posting("6550", 42_500_00, 87, "TJ25U", base: 42_500_00, vat: 10_625_00),
                    try posting("2400", -42_500_00),
                ]),
            try voucher(
                2, "2026-02-10",
                [
                    try posting("6560", 3_000_00, 89, "TJ12U", base: 3_000_00, vat: 360_00),
                    try posting("2400", -3_000_00),
                ]),
            try voucher(
                3, "2026-03-10",
                [
                    try posting(
                        "6570", 8_000_00, 86, "TJ25K", base: 8_000_00, vat: 2_000_00, specification: "kompensasjonsrett"
                    ),
                    try posting("2400", -8_000_00),
                ]),
            try voucher(
                4, "2026-04-10",
                [
                    try posting("6300", 96_004_20, 1, "KOMP25", base: 96_004_20, vat: 24_001_05),
                    try posting("2400", -96_004_20),
                ]),
            try voucher(
                5, "2026-04-11",
                [
                    try posting("6800", 12_000_00, 11, "KOMP15", base: 12_000_00, vat: 1_800_00),
                    try posting("2400", -12_000_00),
                ]),
        ]
        let reverseCharge = try specification(vouchers, "2026-Q1", .omvendtAvgiftsplikt)
        #expect(
            reverseCharge.written == [
                "87 TJ25U | 42500 · 25 | 10625", "89 TJ12U | 3000 · 12 | 360",
                "86 TJ25K kompensasjonsrett | 8000 · 25 | 2000",
            ])
        #expect(reverseCharge.determinedVAT == 12985)
        let claim = try specification(vouchers, "2026-T2", .kompensasjon, registered: .omvendtAvgiftsplikt)
        #expect(
            claim.written == [
                "86 TJ25K | -8000 · 25 | -2000", "1 KOMP25 | -96004 · 25 | -24001", "11 KOMP15 | -12000 · 15 | -1800",
            ])
        #expect(claim.determinedVAT == -27801)
    }

    @Test("example 12.8: raw fish at 11.11 percent")
    func example8() throws {
        let vouchers = [
            try voucher(
                1, "2026-09-10",
                [
                    try posting("3040", -1_250_405_00, 32, "FISK", base: -1_250_405_00, vat: -138_919_99),
                    try posting("1500", 1_250_405_00),
                ]),
            try voucher(
                2, "2026-10-10",
                [
                    try posting("4040", 650_000_00, 12, "FISKKJØP", base: 650_000_00, vat: 72_215_00),
                    try posting("2400", -650_000_00),
                ]),
        ]
        let result = try specification(vouchers, "2026-T5")
        #expect(result.written == ["32 FISK | 1250405 · 11,11 | 138919", "12 FISKKJØP | – | -72215"])
        #expect(result.determinedVAT == 66704)
    }

    @Test("a rate that changes inside a period gives a line each")
    func rateChange() throws {
        let vouchers = try [("2020-03-31", 1, Int64(-1_200)), ("2020-04-01", 2, Int64(-600))].map { date, number, vat in
            try voucher(
                number, date,
                [try posting("3030", -100_00, 33, "L", base: -100_00, vat: vat), try posting("1500", 100_00)])
        }
        let result = try specification(vouchers, "2020")
        #expect(result.written == ["33 L | 100 · 12 | 12", "33 L | 100 · 6 | 6"])
    }

    @Test("days outside the period, opening balances and codes that are never reported stay out")
    func whatStaysOut() throws {
        let sale = [try posting("3000", -100_00, 3, base: -100_00, vat: -25_00), try posting("1500", 100_00)]
        let vouchers = [
            try voucher(1, "2026-02-28", sale), try voucher(2, "2026-05-01", sale),
            try voucher(3, "2026-03-01", sale, kind: .opening),
            try voucher(4, "2026-03-01", [try posting("3900", -50_00, 7, base: -50_00), try posting("1500", 50_00)]),
        ]
        #expect(try specification(vouchers, "2026-T2").written.isEmpty)
    }

    @Test("amounts below a krone are cut to nothing, and such lines are left out")
    func belowAKrone() throws {
        let vouchers = [
            try voucher(1, "2026-01-01", [try posting("3000", -99, 3, base: -99, vat: -24), try posting("1500", 99)])
        ]
        #expect(try specification(vouchers, "2026-T1").written.isEmpty)
    }

    @Test("a code that is not mapped is named, and a mapping recorded later applies to what was posted before")
    func mapping() throws {
        var line = try posting("3000", -100_00)
        line.vat = PostingVAT(
            code: nil, ledgerCode: "X1", base: Money(ore: -100_00), vat: Money(ore: -25_00))
        let vouchers = [try voucher(1, "2026-01-01", [line, try posting("1500", 100_00)])]
        let before = try specification(vouchers, "2026-T1")
        #expect(before.unmapped == ["X1"])
        var books = Books()
        books.apply(.vatCodeMapped(VATCodeMapping(ledgerCode: "X1", code: try VATCode("3"), origin: .person)))
        let after = try specification(vouchers, "2026-T1", books: books)
        #expect(after.unmapped.isEmpty)
        #expect(after.written == ["3 X1 | 100 · 25 | 25"])
    }

    @Test("settlement vouchers are left out of the reconciliation")
    func settlement() throws {
        let vouchers =
            try domesticTrade() + [
                try voucher(
                    99, "2026-02-28",
                    [try posting("2700", 53_203_31), try posting("2740", -53_203_31)])
            ]
        #expect(try specification(vouchers, "2026-T1").accounts.owed == Money(ore: 53_203_31))
    }

    @Test("a company with ordinary registration claims compensation only for what is marked")
    func markedCompensation() throws {
        let vouchers = [
            try voucher(
                1, "2026-01-05",
                [try posting("6300", 1_000_00, 1, "K25", base: 1_000_00, vat: 250_00), try posting("2400", -1_000_00)]),
            try voucher(
                2, "2026-01-06",
                [
                    try posting(
                        "6310", 2_000_00, 1, "KOMP", base: 2_000_00, vat: 500_00, specification: "kompensasjonsrett"),
                    try posting("2400", -2_000_00),
                ]),
        ]
        let ordinary = try specification(vouchers, "2026-T1")
        #expect(ordinary.written == ["1 K25 | – | -250"])
        let claim = try specification(vouchers, "2026-T1", .kompensasjon, registered: .alminnelig)
        #expect(claim.written == ["1 KOMP | -2000 · 25 | -500"])
    }

    @Test("the trace of each line lists the postings that are summed into it, and no others")
    func trace() throws {
        let vouchers = try domesticTrade()
        let result = try specification(vouchers, "2026-T1")
        for (number, line) in result.lines.enumerated() {
            var behind: [Int] = []
            for (index, voucher) in vouchers.enumerated() {
                var view = VoucherView()
                let bytes = EntryOf.bytes(voucher)
                try bytes.withUnsafeBytes {
                    _ = try view.read(.init(sequence: 1, bytes: $0))
                    let lines = result.linesBehind(line, in: view, registered: .alminnelig, books: Books())
                    if !lines.isEmpty { behind.append(index) }
                }
            }
            #expect(behind == [number])
        }
    }
}
