import LegalTables
import Values

@testable import Projections
@testable import VATReturn

/// The worked examples: figures in øre as they stand in the books, and what a return is made of beside them.
struct WorkedExample: Sendable {
    let name: String
    let period: String
    var category: VATCategory = .alminnelig
    let lines: [VATSpecificationLine]
    let total: Int64
    /// The part of the document that holds the figures, or for the first example the whole.
    let xml: String
    var kid: String?

    static let domesticTrade = WorkedExample(
        name: "12.1", period: "2026-T1",
        lines: [
            .output(3, "S25", 412_350_40, "25", 103_087_60),
            .output(3, "S25-KONTANT", 18_004_80, "25", 4_501_20),
            .output(31, "S15", 52_219_10, "15", 7_832_87),
            .output(33, "S12", 9_999_50, "12", 1_199_94),
            .output(5, "S0", 30_000_00, "0", 0),
            .output(52, "SEKSP", 75_000_00, "0", 0),
            .output(6, "SUNN", 12_500_00, "0", 0),
            .deduction(1, "K25", -61_733_80),
            .deduction(11, "K15", -1_204_50),
            .deduction(13, "K12", -480_00),
        ],
        total: 53202, xml: ExpectedXML.domesticTrade)

    static let importsAndServices = WorkedExample(
        name: "12.2", period: "2026-T2",
        lines: [
            .output(3, "S25", 240_000_00, "25", 60_000_00),
            .output(81, "IMP25", 100_000_00, "25", 25_000_00), .deduction(81, "IMP25", -17_500_00),
            .output(83, "IMP15", 20_510_00, "15", 3_076_50), .deduction(83, "IMP15", -3_076_50),
            .output(85, "IMP0", 4_000_00, "0", 0),
            .output(86, "TJ25", 36_420_00, "25", 9_105_00), .deduction(86, "TJ25", -9_105_00),
            .output(87, "TJ25U", 8_000_00, "25", 2_000_00),
            .deduction(1, "K25", -12_040_00),
        ],
        total: 57460, xml: ExpectedXML.importsAndServices)

    static let refund = WorkedExample(
        name: "12.3", period: "2026-T4",
        lines: [
            .output(3, "S25", 150_000_00, "25", 37_500_00),
            .output(33, "S12", -5_000_00, "12", -600_00, remark: "Kreditnota"),
            .deduction(1, "K25", -88_125_00, remark: "store anskaffelser"),
            .deduction(1, "TAP", -6_250_00, .badDebt),
            .deduction(1, "TILB", 31_000_00, .reversedDeduction, remark: "personkjøretøy"),
            .deduction(1, "JUST", -4_800_00, .adjustment),
        ],
        total: -31275, xml: ExpectedXML.refund, kid: "3000047112")

    static let zeroReturn = WorkedExample(
        name: "12.4", period: "2026-T3", lines: [], total: 0, xml: ExpectedXML.zeroReturn)

    static let primaryIndustry = WorkedExample(
        name: "12.5", period: "2025", category: .primaernaering,
        lines: [
            .output(31, "S15", 812_345_60, "15", 121_851_84),
            .output(31, "UTT15", 4_000_00, "15", 600_00, .withdrawal),
            .output(3, "S25", 60_000_00, "25", 15_000_00),
            .deduction(1, "K25", -96_410_50),
            .deduction(11, "K15", -3_000_00),
        ],
        total: 38041, xml: ExpectedXML.primaryIndustry)

    static let reverseCharge = WorkedExample(
        name: "12.6", period: "2026-Q1", category: .omvendtAvgiftsplikt,
        lines: [
            .output(87, "TJ25U", 42_500_00, "25", 10_625_00),
            .output(89, "TJ12U", 3_000_00, "12", 360_00),
            .output(86, "TJ25K", 8_000_00, "25", 2_000_00, .rightToCompensation),
        ],
        total: 12985, xml: ExpectedXML.reverseCharge)

    static let compensation = WorkedExample(
        name: "12.7", period: "2026-T2", category: .kompensasjon,
        lines: [
            .output(1, "KOMP25", -96_004_20, "25", -24_001_05),
            .output(11, "KOMP15", -12_000_00, "15", -1_800_00),
            .output(86, "TJ25K", -8_000_00, "25", -2_000_00),
        ],
        total: -27801, xml: ExpectedXML.compensation)

    static let rawFish = WorkedExample(
        name: "12.8", period: "2026-T5",
        lines: [
            .output(32, "FISK", 1_250_405_00, "11,11", 138_919_99),
            .deduction(12, "FISKKJØP", -72_215_00),
        ],
        total: 66704, xml: ExpectedXML.rawFish)

    static let all = [
        domesticTrade, importsAndServices, refund, zeroReturn, primaryIndustry, reverseCharge, compensation, rawFish,
    ]

    func vatReturn() throws -> VATReturn {
        let zero = Money.zero
        let specification = VATSpecification(
            period: try ReportingPeriod(period), category: category, lines: lines,
            accounts: VATAccountMovements(output: zero, input: zero, owed: zero), unmapped: [], determinedVAT: total,
            exactVAT: zero)
        return try VATReturn(
            specification, reference: "7f0c2c1e-0d0c-4a35-9c55-7c2f4a8f1a01",
            system: VATReturn.AccountingSystem(name: "ledger", version: "1.0"),
            organisationNumber: OrganisationNumber("310000000"), refundKID: kid.map { try KIDNumber($0) })
    }

    /// The document as text, for tests that change something in it.
    func document() throws -> String { String(decoding: try vatReturn().xml, as: UTF8.self) }
}

extension VATSpecificationLine {
    /// A line with base and rate; amounts in øre.
    static func output(
        _ code: Int, _ ledgerCode: String, _ baseOre: Int64, _ rate: String, _ vatOre: Int64,
        _ specification: VATSpecificationKind? = nil, remark: String? = nil
    ) -> VATSpecificationLine {
        VATSpecificationLine(
            code: .of(code), specification: specification, ledgerCode: ledgerCode, side: .output,
            rate: VATRate(officialText: rate), base: Money(ore: baseOre), vat: Money(ore: vatOre),
            remarks: remark.map { [$0] } ?? [], postings: 1)
    }

    /// A line with an amount only, in øre.
    static func deduction(
        _ code: Int, _ ledgerCode: String, _ vatOre: Int64, _ specification: VATSpecificationKind? = nil,
        remark: String? = nil
    ) -> VATSpecificationLine {
        VATSpecificationLine(
            code: .of(code), specification: specification, ledgerCode: ledgerCode, side: .deduction,
            rate: nil, base: nil, vat: Money(ore: vatOre), remarks: remark.map { [$0] } ?? [], postings: 1)
    }
}

extension VATCode {
    /// A code that a test writes out.
    fileprivate static func of(_ number: Int) -> VATCode {
        guard let code = VATCode(number) else { preconditionFailure("no code has the number \(number)") }
        return code
    }
}
