import Testing
import Values

@testable import LegalTables

@Suite("The table of validation rules") struct VATRuleTableTests {
    private static let row = """
        {"number":"R018","severity":"avvikende","categories":["alminnelig"],"data":["M"],"mustEn":"It adds up.",\
        "mustNb":"Det går opp.","nextEn":"Add again.","nextNb":"Legg sammen på nytt.","source":"all"}
        """

    private static func rules(_ row: String) throws -> [VATRule] {
        let text = #"{"title":"t","comparedWithSource":"2026-11-20","sources":{"all":"s"},"rows":[\#(row)]}"#
        return try LegalTableFile(name: "vat_rules", parsing: Array(text.utf8)).rows.map(VATRule.init)
    }

    @Test("a rule is told in both languages")
    func bothLanguages() throws {
        let rule = try #require(try VATRuleTableTests.rules(VATRuleTableTests.row).first)
        #expect(rule.requirement == Phrase(en: "It adds up.", nb: "Det går opp."))
        #expect(rule.nextStep == Phrase(en: "Add again.", nb: "Legg sammen på nytt."))
    }

    @Test(
        "a rule that lacks a text in one of the languages is refused, with row and column",
        arguments: ["mustEn", "mustNb", "nextEn", "nextNb"])
    func missingText(column: String) throws {
        let missing = VATRuleTableTests.row.replacing("\"\(column)\"", with: "\"\(column)Gone\"")
        let error = #expect(throws: LegalTableError.self) { try VATRuleTableTests.rules(missing) }
        #expect(error?.description == "row 1: '\(column)' is missing or cannot be read")
    }

    @Test("an empty text counts as missing")
    func emptyText() throws {
        let empty = VATRuleTableTests.row.replacing("Det går opp.", with: "")
        #expect(throws: LegalTableError.self) { try VATRuleTableTests.rules(empty) }
    }

    @Test("the Norwegian texts are not the English ones, and end as sentences")
    func everyRowIsTranslated() {
        for rule in LegalTables.current.vatRules.rows {
            for phrase in [rule.requirement, rule.nextStep] {
                #expect(phrase.text(in: .bokmal) != phrase.text(in: .english), "\(rule.number)")
                #expect(phrase.text(in: .bokmal).hasSuffix("."), "\(rule.number)")
            }
        }
    }
}
