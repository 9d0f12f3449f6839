import Foundation
import LegalTables
import TestSupport
import Testing
import Values

@testable import VATReturn

@Suite(
    "The authority's own examples",
    .enabled(if: OfficialFiles.arePresent, Comment(rawValue: OfficialFiles.absence)))
struct OfficialExampleTests {
    /// What the list of faults in the official material names, and the year rules of 2022 and 2023. In March and April
    /// 2021, the period of these examples, the low rate was 6 %, so 12 % on codes 33 and 88 was wrong.
    static let findings: [(file: String, findings: Set<String>)] = [
        ("melding/mvakode1.xml", ["R077 U"]), ("melding/mvakode3.xml", ["R077 U"]),
        ("melding/mvakode5.xml", ["R077 U"]), ("melding/mvakode6.xml", ["R077 U"]),
        ("melding/mvakode11.xml", ["R077 U"]), ("melding/mvakode13.xml", ["R077 U"]),
        ("melding/mvakode14.xml", ["R077 U"]), ("melding/mvakode31.xml", ["R077 U"]),
        ("melding/mvakode33.xml", ["R077 U", "R003 U"]), ("melding/mvakode51.xml", ["R077 U"]),
        ("melding/mvakode82.xml", ["R077 U"]), ("melding/mvakode83.xml", ["R077 U"]),
        ("melding/mvakode85.xml", ["R077 U"]), ("melding/mvakode87.xml", ["R077 U"]),
        ("melding/mvakode88.xml", ["R077 U", "R003 U"]), ("melding/mvakode92.xml", ["R077 U"]),
        ("melding/eksempelMedMerknader.xml", ["R077 U"]), ("melding/tilbakeføringInngåendeMva.xml", ["R077 U"]),
        // A stray character, no base and rate, a KID one digit short, and a year before 2023.
        ("melding/justering_kompensasjon.xml", ["R001 U", "R093 U", "R079 U", "R092 U"]),
        // A category that is none, so that only the rules of all categories are left; 12000 against lines of 4500.
        ("melding/omvendtavgiftsplikt_mvamelding.xml", ["R001 U", "R104 U", "R018 A"]),
        // A rate without base on code 1, and a bad KID.
        (
            "feedback/exampleSuccessfulFeedback17062021/mvamelding.xml", ["R077 U", "R065 U", "R079 U"]
        ),
    ]

    @Test("an example gives the findings its faults are listed with", arguments: findings)
    func example(file: String, findings: Set<String>) throws {
        let check = VATRules.check(bytes: try OfficialFiles.bytes("vat/examples/\(file)"))
        #expect(check.document != nil)
        #expect(Set(check.findings.map(\.inListing)) == findings)
    }

    @Test("all examples are tried")
    func allFiles() throws {
        let folder = try #require(OfficialFiles.folder).appending(path: "vat/examples/melding")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".xml") }
        #expect(files.count == OfficialExampleTests.findings.count - 1)
    }

    @Test(
        "the schema facts here agree with the authority's schema on its own examples",
        .enabled(if: SchemaValidator.isPresent, Comment(rawValue: SchemaValidator.absence)), arguments: findings)
    func schemaAgrees(file: String, findings: Set<String>) throws {
        let bytes = try OfficialFiles.bytes("vat/examples/\(file)")
        #expect(try SchemaValidator.complaints(about: bytes, .vatReturn).isEmpty == !findings.contains("R001 U"))
    }
}
