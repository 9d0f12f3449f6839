import LegalTables
import TestSupport
import Testing
import Values

@testable import VATReturn

/// A document made wrong in one way, and the rules that must find it: `R018 A` as the rule listing writes them.
struct RejectedVariant: Sendable, CustomTestStringConvertible {
    let example: WorkedExample
    let change: String
    let findings: Set<String>
    let edit: @Sendable (String) -> String

    init(
        _ example: WorkedExample, _ change: String, _ findings: Set<String>,
        _ edit: @escaping @Sendable (String) -> String
    ) {
        self.example = example
        self.change = change
        self.findings = findings
        self.edit = edit
    }

    /// Replaces a piece of the document.
    init(
        _ example: WorkedExample, _ change: String, _ findings: Set<String>, _ old: String, _ new: String
    ) {
        self.init(example, change, findings) { $0.replacing(old, with: new) }
    }

    var testDescription: String { "\(example.name): \(change)" }

    static let payment = "  <betalingsinformasjon/>\n"

    static let all: [RejectedVariant] = [
        .init(
            .domesticTrade, "base and rate on code 1", ["R065 U"],
            "<merverdiavgift>-61733", "<grunnlag>246935</grunnlag><sats>25</sats><merverdiavgift>-61733"),
        .init(
            .domesticTrade, "no base and rate on code 5", ["R066 U"],
            "<grunnlag>30000</grunnlag><sats>0</sats>", ""),
        .init(.domesticTrade, "another total", ["R018 A"], "53202", "53203"),
        .init(.domesticTrade, "øre", ["R082 U", "R018 A"], ">7832<", ">7832.87<"),
        .init(.domesticTrade, "a point in the rate", ["R003 U"]) {
            $0.replacingFirst("<sats>25</sats>", with: "<sats>11.11</sats>")
        },
        .init(.domesticTrade, "a decimal in the rate", ["R003 U"]) {
            $0.replacingFirst("<sats>25</sats>", with: "<sats>25.0</sats>")
        },
        .init(.importsAndServices, "no output line of code 86", ["R030 U", "R025 A", "R018 A"]) {
            $0.withoutLine(containing: "<grunnlag>36420<")
        },
        .init(.importsAndServices, "no deduction line of code 83", ["R034 A", "R018 A"]) {
            $0.withoutLine(containing: "<merverdiavgift>-3076<")
        },
        .init(.importsAndServices, "too large a deduction of code 81", ["R023 A", "R018 A"], "-17500", "-30000"),
        .init(
            .refund, "no remark on code 33", ["R020 U"],
            "<merknad><utvalgtMerknad>kreditnota</utvalgtMerknad></merknad>", ""),
        .init(
            .refund, "no remark on the reversal", ["R078 U"],
            "<merknad><utvalgtMerknad>personkjøretøy</utvalgtMerknad></merknad>", ""),
        .init(
            .refund, "bad debts on code 3", ["R038 U", "R066 U"],
            "<mvaKode>1</mvaKode><spesifikasjon>tapPåKrav", "<mvaKode>3</mvaKode><spesifikasjon>tapPåKrav"),
        .init(.refund, "a KID with a wrong check digit", ["R079 U"], "3000047112", "3000047113"),
        .init(
            .zeroReturn, "an amount without lines", ["R084 U", "R018 A"],
            "<fastsattMerverdiavgift>0<", "<fastsattMerverdiavgift>100<"),
        .init(
            .reverseCharge, "no kompensasjonsrett on code 86", ["R124 U"],
            "<spesifikasjon>kompensasjonsrett</spesifikasjon>", ""),
        .init(
            .reverseCharge, "two months", ["R106 U"],
            "<skattleggingsperiodeTreMaaneder>januar-mars</skattleggingsperiodeTreMaaneder>",
            "<skattleggingsperiodeToMaaneder>januar-februar</skattleggingsperiodeToMaaneder>"),
        .init(.compensation, "no base and rate", ["R093 U"]) {
            $0.replacing(#/<grunnlag>.*?</sats>/#, with: "")
        },
        .init(
            .compensation, "code 12", ["R088 U"],
            "<mvaKode>11</mvaKode><mvaKodeRegnskapsystem>KOMP15</mvaKodeRegnskapsystem><grunnlag>-12000</grunnlag>"
                + "<sats>15</sats>",
            "<mvaKode>12</mvaKode><mvaKodeRegnskapsystem>KOMP15</mvaKodeRegnskapsystem><grunnlag>-16202</grunnlag>"
                + "<sats>11,11</sats>"),
        .init(.domesticTrade, "no payment information", ["R001 U"], payment, ""),
        .init(.domesticTrade, "payment information after the taxpayer", ["R001 U"]) {
            $0.replacing(payment, with: "").replacing(
                "</skattepliktig>\n", with: "</skattepliktig>\n" + payment)
        },
        .init(.reverseCharge, "no payment information", ["R001 U"], payment, ""),
        .init(.compensation, "payment information after the taxpayer", ["R001 U"]) {
            $0.replacing(payment, with: "").replacing(
                "</skattepliktig>\n", with: "</skattepliktig>\n" + payment)
        },
    ]
}

@Suite("Worked examples against the rules") struct VATRejectedVariantTests {
    @Test("a worked example breaks no rule", arguments: WorkedExample.all)
    func examplesAreValid(example: WorkedExample) throws {
        let check = VATRules.check(try example.vatReturn())
        #expect(check.findings == [])
        #expect(check.verdict == .noDeviation)
    }

    @Test("a change for the worse is found, and nothing else", arguments: RejectedVariant.all)
    func variant(variant: RejectedVariant) throws {
        let original = try variant.example.document()
        let changed = variant.edit(original)
        #expect(changed != original)
        let check = VATRules.check(bytes: Array(changed.utf8))
        #expect(Set(check.findings.map(\.inListing)) == variant.findings)
        #expect(check.verdict == (variant.findings.contains { $0.hasSuffix("U") } ? .invalid : .deviating))
        #expect(check.findings.allSatisfy { $0.line != nil && !$0.source.isEmpty })
    }

    @Test(
        "the schema facts here agree with the authority's schema",
        .enabled(if: SchemaValidator.isPresent, Comment(rawValue: SchemaValidator.absence)),
        arguments: RejectedVariant.all)
    func schemaAgrees(variant: RejectedVariant) throws {
        let changed = Array(variant.edit(try variant.example.document()).utf8)
        let isValid = try SchemaValidator.complaints(about: changed, .vatReturn).isEmpty
        #expect(isValid == !variant.findings.contains("R001 U"))
    }

    @Test(
        "each worked example is valid against the authority's schema",
        .enabled(if: SchemaValidator.isPresent, Comment(rawValue: SchemaValidator.absence)),
        arguments: WorkedExample.all)
    func examplesAreValidAgainstSchema(example: WorkedExample) throws {
        #expect(try SchemaValidator.complaints(about: example.vatReturn().xml, .vatReturn) == "")
    }
}

extension VATFinding {
    var inListing: String { "\(rule) \(severity == .invalid ? "U" : "A")" }
}

extension String {
    func replacingFirst(_ old: String, with new: String) -> String { replacing(old, with: new, maxReplacements: 1) }

    func withoutLine(containing piece: String) -> String {
        split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains(piece) }
            .joined(separator: "\n")
    }
}
