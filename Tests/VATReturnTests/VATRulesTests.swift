import LegalTables
import TestSupport
import Testing
import Values

@testable import VATReturn

@Suite("The validation rules") struct VATRulesTests {
    static let cases =
        RuleCase.ofAllCategories + RuleCase.ofOrdinaryReturns + RuleCase.ofTwoLineCodes + RuleCase.ofCompensation
        + RuleCase.ofReverseCharge + RuleCase.ofTime + RuleCase.ofHistory + RuleCase.ofRegisters

    @Test("a rule passes the return that keeps it and finds the one that breaks it", arguments: cases)
    func goodAndBad(of testCase: RuleCase) throws {
        let rule = try #require(LegalTables.current.vatRules.rule(testCase.rule))
        let good = VATRules.check(bytes: testCase.good.bytes, context: testCase.goodContext)
        #expect(!good.findings.contains { $0.rule == rule.number })
        #expect(!good.findings.contains { $0.rule == "R001" })
        #expect(!good.notEvaluated.contains { $0.rule == rule.number })
        let bad = VATRules.check(bytes: testCase.bad.bytes, context: testCase.badContext)
        let finding = try #require(bad.findings.first { $0.rule == rule.number })
        #expect(finding.severity == rule.severity)
        for language in Language.allCases {
            #expect(finding.message.text(in: language).hasPrefix(rule.requirement.text(in: language)))
        }
        #expect(finding.nextStep == rule.nextStep)
    }

    @Test("every rule of the listing has a row, and every row but R001 a condition")
    func everyRuleIsThere() {
        let numbers = Set(LegalTables.current.vatRules.rows.map(\.number))
        #expect(numbers.count == LegalTables.current.vatRules.rows.count)
        let unused = Set(
            Array(4...17) + [22] + Array(42...46) + Array(55...58) + [63, 64, 67, 68, 102])
        let expected = (0...135).filter { !unused.contains($0) }.map { "R" + String(1000 + $0).dropFirst() }
        #expect(numbers == Set(expected))
        #expect(Set(VATRules.conditions.keys) == numbers.subtracting(["R001"]))
    }

    @Test("what does not hold is told in both languages, with the figures of the return")
    func bothLanguages() throws {
        let bytes = RawReturn.ordinary(.out(3, "1000", "25", "250"), .amount(5, "0")).bytes
        let text = String(decoding: bytes, as: UTF8.self)
        let broken = text.replacing(
            "<fastsattMerverdiavgift>250<", with: "<fastsattMerverdiavgift>260<")
        let finding = try #require(
            VATRules.check(bytes: Array(broken.utf8)).findings.first { $0.rule == "R018" })
        #expect(
            finding.message.text(in: .english)
                == "The lines sum to fastsattMerverdiavgift. Here the lines sum to 250, and the total is 260.")
        #expect(
            finding.message.text(in: .bokmal)
                == "Linjene summerer seg til fastsattMerverdiavgift. Her er summen av linjene 250 og totalen 260.")
        #expect(
            finding.nextStep.text(in: .bokmal) == "Lag meldingen på nytt, slik at totalen blir summen av linjene.")
    }

    @Test("every rule that needs no register has a good and a bad case")
    func everyLocalRuleIsTried() {
        let tried = Set(VATRulesTests.cases.map(\.rule))
        let local = LegalTables.current.vatRules.rows.filter { !$0.data.contains(.registers) }.map(\.number)
        // R001 is tried by the rejected variants; R085's limit is not published.
        #expect(Set(local).subtracting(tried) == ["R001", "R085"])
    }

    @Test("without register data a rule that needs it is listed for the authority, with the reason")
    func unevaluated() {
        let check = VATRules.check(bytes: RuleCase.sale.bytes)
        let rules = Set(check.notEvaluated.map(\.rule))
        #expect(rules.isSuperset(of: ["R047", "R049", "R053", "R059", "R061", "R072", "R083", "R126", "R131", "R132"]))
        #expect(!rules.contains("R018"))
        #expect(!rules.contains("R090"))
        for language in Language.allCases {
            #expect(check.notEvaluated.allSatisfy { !$0.reason.text(in: language).isEmpty })
        }
    }

    @Test("while it is not known whether the compensation law of 2026 applies, only the careful rule is evaluated")
    func unknownLaw() throws {
        var context = VATRuleContext()
        (context.today, context.earlierReturns) = (try CalendarDate("2026-02-28"), [])
        let check = VATRules.check(bytes: RuleCase.smallClaim.bytes, context: context)
        #expect(check.findings.map(\.rule) == ["R089"])
        #expect(Set(check.notEvaluated.map(\.rule)).isSuperset(of: ["R096", "R097", "R099", "R134", "R135"]))
        context.compensationLaw = .from
        let later = VATRules.check(bytes: RuleCase.smallClaim.bytes, context: context)
        #expect(later.findings.map(\.rule) == ["R134"])
    }

    @Test(
        "bytes that are no return are refused with one finding and a place",
        arguments: ["", "hello", "<a/>", "<mvaMeldingDto", "<!DOCTYPE a [<!ENTITY b \"c\">]><mvaMeldingDto/>"])
    func notAReturn(text: String) {
        let check = VATRules.check(bytes: Array(text.utf8))
        #expect(check.document == nil)
        #expect(check.findings.map(\.inListing) == ["R001 U"])
        #expect(check.verdict == .invalid)
    }

    @Test("a finding says where it stands")
    func places() throws {
        let check = VATRules.check(bytes: RawReturn.ordinary(.out(3, "1000", "25", "250"), .amount(5, "0")).bytes)
        let finding = try #require(check.findings.first)
        #expect(finding.rule == "R066")
        #expect(finding.path == "mvaMeldingDto/skattegrunnlagOgBeregnetSkatt/mvaSpesifikasjonslinje[2]")
        #expect(finding.line == 7)
        #expect(finding.returnLine == 2)
        #expect(try finding.code == VATCode("5"))
    }

    @Test("amounts larger than any books hold are told and do no harm")
    func hugeAmounts() {
        let digits = String(repeating: "9", count: 4000)
        let check = VATRules.check(bytes: RawReturn.ordinary(.out(3, digits, "25", "-" + digits)).bytes)
        #expect(check.findings.contains { $0.rule == "R085" })
        #expect(check.verdict == .invalid)
    }

    @Test("any return made of lines that the books can give is valid, whole and adds up", arguments: UInt64(1)...60)
    func randomReturns(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let vatReturn = try VATReturn.random(using: &random)
        let check = VATRules.check(vatReturn)
        #expect(!check.findings.contains { ["R001", "R003", "R018", "R066", "R082", "R093"].contains($0.rule) })
        #expect(vatReturn.xml == vatReturn.xml)
    }

    @Test(
        "and valid against the authority's schema",
        .enabled(if: SchemaValidator.isPresent, Comment(rawValue: SchemaValidator.absence)),
        arguments: UInt64(1)...12)
    func randomReturnsAgainstSchema(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        #expect(try SchemaValidator.complaints(about: VATReturn.random(using: &random).xml, .vatReturn) == "")
    }

    @Test(
        "numbers and years are read as the schema reads them",
        .enabled(if: SchemaValidator.isPresent, Comment(rawValue: SchemaValidator.absence)),
        arguments: [
            ("53202", " +5. ", "2026"), ("53202", "1e3", "2026"), ("53202", "", "2026"), ("53202", ".5", "2026"),
            ("53202", "-", "2026"), ("53202", "- 5", "2026"), ("53202", "1,5", "2026"), ("53202", "-0", "2026"),
            ("2026", "26", "2026"), ("2026", "2026Z", "2026"), ("2026", "2026+01:00", "2026"),
            ("2026", "-2026", "2026"), ("2026", "02026", "2026"), ("2026", "2026-01", "2026"),
            ("2026", "20261", "2026"), ("2026", "", "2026"),
        ])
    func numbers(old: String, new: String, year: String) throws {
        let element = old == year ? "aar" : "fastsattMerverdiavgift"
        let bytes = Array(
            try WorkedExample.domesticTrade.document().replacing("<\(element)>\(old)<", with: "<\(element)>\(new)<")
                .utf8)
        let isValid = try SchemaValidator.complaints(about: bytes, .vatReturn).isEmpty
        #expect(VATReturnDocument.read(bytes).problems.isEmpty == isValid)
    }

    @Test("blanks around numbers, years and times are nothing, as the schema types say (xmllint wants none)")
    func blanks() {
        #expect(XMLYear.read(" 2026\n") == 2026)
        #expect(XMLDateTime.isValid(" 2026-03-20T09:15:00 "))
        #expect(XMLDecimal(" -2500 ")?.kroner == -2500)
    }

    @Test(
        "no broken document stops the program, and the schema facts judge it as the authority's schema does",
        .enabled(if: SchemaValidator.isPresent, Comment(rawValue: SchemaValidator.absence)),
        arguments: UInt64(1)...40)
    func damagedDocuments(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let damaged = try WorkedExample.refund.document().damaged(using: &random)
        let problems = VATReturnDocument.read(Array(damaged.utf8)).problems
        let isValid = try SchemaValidator.complaints(about: Array(damaged.utf8), .vatReturn).isEmpty
        #expect(problems.isEmpty == isValid, "\(damaged)")
    }
}

extension VATReturn {
    /// A return with lines of every shape the category has, in any number and size.
    fileprivate static func random(using random: inout SeededGenerator) throws -> VATReturn {
        let category = VATCategory.allCases.randomElement(using: &random) ?? .alminnelig
        let kinds = ReportingPeriod.Kind.allCases
        let kind = kinds.randomElement(using: &random) ?? .year
        let index = Int.random(in: 1...ReportingPeriod.count(of: kind, in: 2026), using: &random)
        let period = try #require(ReportingPeriod(kind, index, of: 2026))
        let lines = try (0..<Int.random(in: 0...40, using: &random)).map { _ in
            try VATReturnLine.random(in: category, period, using: &random)
        }
        return try VATReturn(
            reference: "seeded", system: nil, period: period, category: category, lines: lines,
            organisationNumber: OrganisationNumber("310000000"))
    }
}

extension VATReturnLine {
    fileprivate static func random(
        in category: VATCategory, _ period: ReportingPeriod, using random: inout SeededGenerator
    ) throws -> VATReturnLine {
        let tables = LegalTables.current
        let row = try #require(tables.vatCodes.reported(in: category).randomElement(using: &random))
        let rate = try #require(tables.rates(for: row.code, in: period).first)
        let kroner = Int64.random(in: -1_000_000_000...1_000_000_000, using: &random)
        let hasBase =
            row.shape(in: category) != .deduction && (row.shape(in: category) != .outputAndDeduction || kroner > 0)
        let texts = ["", "kreditnota", "Retur < 5 & «mer»", "S25", "æøå 💡"]
        return VATReturnLine(
            code: row.code, ledgerCode: texts.randomElement(using: &random),
            assessment: hasBase ? VATAssessment(grunnlag: kroner, sats: rate) : nil,
            merverdiavgift: rate.vatKroner(onBaseKroner: kroner) ?? 0,
            remark: VATRemark(texts.randomElement(using: &random) ?? "", on: .line, in: category))
    }
}

extension String {
    /// One tag or text taken out, doubled, moved or misspelt.
    func damaged(using random: inout SeededGenerator) -> String {
        var pieces = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let line = Int.random(in: 1..<pieces.count - 1, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: pieces.remove(at: line)
        case 1: pieces.insert(pieces[line], at: line)
        case 2: pieces.swapAt(line, Int.random(in: 1..<pieces.count - 1, using: &random))
        case 3: pieces[line] = pieces[line].replacing("a", with: "b", maxReplacements: 1)
        default: pieces[line] = pieces[line].replacing(">", with: "> x", maxReplacements: 1)
        }
        return pieces.joined(separator: "\n")
    }
}
