import LegalTables
import Values

@testable import VATReturn

// Rules that the document alone decides.
extension RuleCase {
    static let ofAllCategories: [RuleCase] = [
        RuleCase("R002", good: sale, bad: .ordinary(.out(4, "1000", "25", "250"))),
        RuleCase("R002", good: sale, bad: .ordinary(.amount(21, "250"))),
        RuleCase("R003", good: sale, bad: .ordinary(.out(3, "1000", "15", "150"))),
        RuleCase(
            "R003", good: .ordinary(.out(6, "1000", "0", "0")), bad: .ordinary(.out(6, "1000", "25", "250"))),
        RuleCase("R018", good: sale, bad: sale.with { $0.total = "251" }),
        // Two lines: ten kroner off is within tolerance, eleven is not.
        RuleCase(
            "R019", good: .ordinary(.out(3, "1000", "25", "240"), .out(31, "1000", "15", "150")),
            bad: .ordinary(.out(3, "1000", "25", "239"), .out(31, "1000", "15", "150"))),
        // Fourteen lines: fourteen kroner are.
        RuleCase(
            "R019",
            good: RawReturn(lines: Array(repeating: .out(3, "1000", "25", "249"), count: 14)),
            bad: RawReturn(
                lines: Array(repeating: .out(3, "1000", "25", "249"), count: 13) + [.out(3, "1000", "25", "248")])),
        RuleCase("R066", good: sale, bad: .ordinary(.amount(3, "250"))),
        RuleCase(
            "R069", good: .ordinary(.amount(1, "-5", "tapPåKrav")), bad: .ordinary(.amount(1, "-5", "tapPaaKrav"))),
        RuleCase("R069", good: .ordinary(.amount(1, "-5", "tapPåKrav")), bad: .ordinary(.amount(1, "-5", jk))),
        // The same text to a reader, decomposed: the authority wants the very bytes.
        RuleCase(
            "R069", good: .ordinary(.amount(1, "-5", "tapP\u{E5}Krav")),
            bad: .ordinary(.amount(1, "-5", "tapPa\u{30A}Krav"))),
        RuleCase(
            "R070", good: .ordinary(.amount(1, "-5", structured: "store anskaffelser")),
            bad: .ordinary(.amount(1, "-5", structured: "BFU"))),
        RuleCase("R071", good: sale.with { $0.remark = "BFU" }, bad: sale.with { $0.remark = "kreditnota" }),
        RuleCase(
            "R074", good: .ordinary(.out(52, "10", "0", "0", structured: "tjenesteeksport")),
            bad: .ordinary(.out(3, "1000", "25", "250", structured: "tjenesteeksport"))),
        // On code 12 only the turned sign has purchase remarks.
        RuleCase(
            "R074", good: .ordinary(.amount(11, "-5", structured: "store anskaffelser")),
            bad: .ordinary(.amount(12, "-5", structured: "store anskaffelser"))),
        RuleCase(
            "R075", good: .ordinary(.out(3, "-1000", "25", "-250", structured: "kreditnota")),
            bad: .ordinary(.out(3, "-1000", "25", "-250", structured: "forsikringsoppgjør"))),
        RuleCase(
            "R076", good: .ordinary(.amount(1, "5", tb, structured: "fast eiendom")),
            bad: .ordinary(.amount(1, "5", tb, structured: "kreditnota"))),
        RuleCase(
            "R078", good: .ordinary(.amount(81, "5", tb, text: "Solgt bil")), bad: .ordinary(.amount(81, "5", tb))),
        RuleCase(
            "R078", good: .ordinary(.amount(1, "5", tb, text: "x")), bad: .ordinary(.amount(1, "5", tb, text: " "))),
        RuleCase("R079", good: sale.with { $0.kid = "12345674" }, bad: sale.with { $0.kid = "12345675" }),
        RuleCase("R079", good: sale.with { $0.kid = "104-" }, bad: sale.with { $0.kid = "105-" }),
        RuleCase("R082", good: sale, bad: .ordinary(.out(3, "1000.5", "25", "250"))),
        RuleCase("R082", good: sale.with { $0.total = "250.00" }, bad: sale.with { $0.total = "250.01" }),
        RuleCase("R104", good: sale, bad: sale.with { $0.category = "eHandel" }),
        RuleCase(
            "R116", good: .ordinary(.out(86, "1000", "25", "250", kr)), bad: .ordinary(.amount(86, "250", kr))),
        RuleCase(
            "R122", good: .ordinary(.out(3, "1000", "25", "999")), bad: .ordinary(.out(3, "1000", "25", "1000"))),
        // 25 % of 3 kroner is less than a krone; of 4 it is one.
        RuleCase("R127", good: .ordinary(.out(3, "3", "25", "0")), bad: .ordinary(.out(3, "4", "25", "0"))),
    ]

    static let ofOrdinaryReturns: [RuleCase] = [
        RuleCase(
            "R020", good: .ordinary(.out(52, "-10", "0", "0", text: "Retur")),
            bad: .ordinary(.out(52, "-10", "0", "0"))),
        RuleCase(
            "R020", good: .ordinary(.out(5, "-10", "0", "0")), bad: .ordinary(.out(6, "-10", "0", "0"))),
        RuleCase("R021", good: .ordinary(.amount(1, "5", text: "Retur")), bad: .ordinary(.amount(1, "5"))),
        RuleCase("R021", good: .ordinary(.amount(13, "5", "tapPåKrav")), bad: .ordinary(.amount(14, "5"))),
        RuleCase("R021", good: .ordinary(.amount(1, "5", "justering")), bad: .ordinary(.amount(11, "5", "justering"))),
        RuleCase(
            "R038", good: .ordinary(.amount(12, "-5", "tapPåKrav")), bad: .ordinary(.amount(14, "-5", "tapPåKrav"))),
        RuleCase(
            "R039", good: .ordinary(.out(31, "100", "15", "15", "uttak")),
            bad: .ordinary(.out(32, "100", "11,11", "11", "uttak"))),
        RuleCase("R040", good: .ordinary(.amount(81, "5", "justering")), bad: .ordinary(.amount(11, "5", "justering"))),
        RuleCase(
            "R041", good: .ordinary(.amount(81, "5", tb, text: "x")), bad: .ordinary(.amount(14, "5", tb, text: "x"))),
        RuleCase(
            "R052",
            good: RawReturn.ordinary(.out(3, "1099999", "25", "274999")).with { $0.period = RawReturn.year },
            bad: RawReturn.ordinary(.out(3, "1000000", "25", "250000"), .out(52, "100000", "0", "0")).with {
                $0.period = RawReturn.year
            }),
        RuleCase("R065", good: .ordinary(.amount(14, "-5")), bad: .ordinary(.out(14, "20", "25", "-5"))),
        RuleCase(
            "R081", good: .ordinary(.amount(83, "-5")),
            bad: .ordinary(RawReturn.Line(code: "83", base: "100", vat: "15"))),
        RuleCase("R084", good: .ordinary(), bad: RawReturn.ordinary().with { $0.total = "1" }),
        RuleCase(
            "R114", good: .ordinary(.out(91, "100", "25", "25", kr)), bad: .ordinary(.out(87, "100", "25", "25", kr))),
        RuleCase(
            "R115",
            good: .ordinary(.out(86, "100", "25", "25"), .amount(86, "-25"), .out(86, "200", "25", "50", kr)),
            bad: .ordinary(.out(86, "100", "25", "25"), .amount(86, "-25"), .out(86, "100", "25", "25", kr))),
        RuleCase("R077", good: sale.with { $0.year = "2022" }, bad: sale.with { $0.year = "2021" }),
    ]

    /// The rules that come once for each of the codes 81, 83, 86, 88 and 91.
    static let ofTwoLineCodes: [RuleCase] = [
        (81, "25", "25"), (83, "15", "15"), (86, "25", "25"), (88, "12", "12"), (91, "25", "25"),
    ].enumerated().flatMap { index, code -> [RuleCase] in
        let output = RawReturn.Line.out(code.0, "100", code.1, code.2)
        let pair = RawReturn.ordinary(output, .amount(code.0, "-" + code.2))
        return [
            RuleCase("R0\(23 + index)", good: pair, bad: .ordinary(output, .amount(code.0, "-26"))),
            RuleCase(
                "R0\(28 + index)", good: pair, bad: .ordinary(output, .amount(code.0, "-5"), .amount(code.0, "-5"))),
            RuleCase("R0\(33 + index)", good: pair, bad: .ordinary(output)),
            RuleCase(
                "R0\(33 + index)", good: .ordinary(.out(code.0, "100", code.1, code.2, kr)), bad: .ordinary(output)),
        ]
    }

    static let ofCompensation: [RuleCase] = [
        RuleCase(
            "R086", good: .compensation(.out(1, "100", "25", "25", text: "Retur")),
            bad: .compensation(.out(1, "100", "25", "25"))),
        RuleCase(
            "R086", good: .compensation(.out(14, "100", "25", "25", jk)),
            bad: .compensation(.out(11, "100", "15", "15", jk))),
        RuleCase(
            "R087", good: .compensation(.out(81, "100", "25", "25", jk)),
            bad: .compensation(.out(86, "100", "25", "25", jk))),
        RuleCase("R088", good: claim, bad: .compensation(.out(87, "-100", "25", "-25"))),
        RuleCase("R091", good: claim, bad: .compensation(.out(1, "-100", "25", "-25", "tapPåKrav"))),
        RuleCase("R092", good: claim.with { $0.year = "2023" }, bad: claim.with { $0.year = "2022" }),
        RuleCase("R093", good: claim, bad: .compensation(.amount(1, "-25"))),
        RuleCase("R095", good: claim, bad: claim.with { $0.period = RawReturn.quarter }),
        RuleCase("R100", good: claim, bad: RawReturn.compensation().with { $0.total = "-25000" }),
    ]

    static let ofReverseCharge: [RuleCase] = [
        RuleCase("R103", good: reverse.with { $0.year = "2023" }, bad: reverse.with { $0.year = "2022" }),
        RuleCase("R106", good: reverse, bad: reverse.with { $0.period = RawReturn.year }),
        RuleCase("R107", good: reverse, bad: RawReturn.reverse().with { $0.total = "1" }),
        RuleCase(
            "R108", good: .reverse(.out(87, "-100", "25", "-25", text: "Retur")),
            bad: .reverse(.out(87, "-100", "25", "-25"))),
        RuleCase("R109", good: reverse, bad: .reverse(.amount(92, "25"))),
        RuleCase("R110", good: reverse, bad: .reverse(.out(87, "100", "25", "25", "uttak"))),
        RuleCase(
            "R111", good: .reverse(.out(91, "100", "25", "25", kr)), bad: .reverse(.out(92, "100", "25", "25", kr))),
        RuleCase(
            "R112", good: .reverse(.out(86, "100", "25", "25", kr), .out(87, "100", "25", "25")),
            bad: .reverse(.out(86, "100", "25", "25", kr), .out(86, "100", "25", "25"))),
        RuleCase("R113", good: reverse, bad: .reverse(.out(3, "100", "25", "25"))),
        RuleCase("R124", good: .reverse(.out(88, "100", "12", "12", kr)), bad: .reverse(.out(88, "100", "12", "12"))),
    ]
}
