import Foundation
import LegalTables
import TestSupport
import Testing
import Values

@Suite("The national identity number") struct NationalIdentityNumberTests {
    // Skatteetaten's examples of old and new series, and synthetic numbers.
    @Test(
        "numbers of all forms and series are taken",
        arguments: [
            ("02013299997", "fodselsnummer", 0), ("30108299920", "fodselsnummer", 0),
            ("30108299939", "fodselsnummer", 1), ("11111598403", "fodselsnummer", 0),
            ("23114048690", "fodselsnummer", 0), ("17912099997", "syntetiskFodselsnummer", 0),
            ("57912075186", "syntetiskDNummer", 0), ("15507600333", "hjelpenummerEllerSyntetisk", 0),
            ("55507608360", "syntetiskDNummer", 0),
        ])
    func valid(text: String, form: String, remainder: Int) throws {
        let number = try NationalIdentityNumber(text)
        #expect(number.form.name == form)
        #expect(number.series.remainder == remainder)
        #expect(number.revealed == text)
    }

    @Test("a number of a new series says from when such numbers are given out") func newSeries() throws {
        #expect(try NationalIdentityNumber("30108299939").series.issuedFrom?.description == "2032-01-01")
        #expect(try NationalIdentityNumber("30108299920").series.issuedFrom == nil)
    }

    @Test(
        "what is no number is refused, and no digit of it stands in the message",
        arguments: [
            ("0201329999", "eleven digits"), ("02013299998", "check digit"), ("32013299997", "day of birth"),
            ("00010100000", "day of birth"), ("30022099997", "day of birth"), ("02133299997", "day of birth"),
            ("0201329999٧", "eleven digits"),
        ])
    func invalid(text: String, advice: String) throws {
        let error = try #require(throws: InvalidInput.self) { try NationalIdentityNumber(text) }
        #expect(error.description.contains(advice))
        #expect(!error.description.contains { $0.isNumber })
        #expect(!error.text.contains { $0.isNumber })
    }

    @Test("it shows itself as stars wherever it is written") func masked() throws {
        let number = try NationalIdentityNumber("17912099997")
        var dumped = ""
        dump(number, to: &dumped)
        let encoded = String(decoding: try JSONEncoder().encode(["number": number]), as: UTF8.self)
        for text in [
            "\(number)", String(reflecting: number), dumped, encoded, "\([number])", "\(Optional(number) as Any)",
        ] {
            #expect(!text.contains("17912099997"), "\(text.count)")
            #expect(!text.contains("179120"))
        }
        #expect(number.description == "***********")
    }

    @Test("a change of any one digit is found, in every series", arguments: UInt64(1)...40)
    func singleChanges(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let number = try #require(Self.random(using: &random)).revealed
        for index in number.indices {
            for digit in "0123456789" where digit != number[index] {
                var changed = number
                changed.replaceSubrange(index...index, with: String(digit))
                #expect(throws: InvalidInput.self) { try NationalIdentityNumber(changed) }
            }
        }
    }

    @Test(
        "exactly four of eleven first check digits are taken for a number whose second fits", arguments: UInt64(1)...20)
    func series(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var remainders: Set<Int> = []
        for _ in 0..<400 {
            if let number = Self.random(using: &random) { remainders.insert(number.series.remainder) }
        }
        #expect(remainders == [0, 1, 2, 3])
    }

    private static func random(using random: inout SeededGenerator) -> NationalIdentityNumber? {
        for _ in 0..<2_000 {
            let day = Int.random(in: 1...28, using: &random) + (Bool.random(using: &random) ? 40 : 0)
            let month = Int.random(in: 1...12, using: &random) + ([0, 40, 65, 80].randomElement(using: &random) ?? 0)
            let rest = Int.random(in: 0...9_999_999, using: &random)
            let text = [(day, 2), (month, 2), (rest, 7)].map { number, width in
                String(repeating: "0", count: width - String(number).count) + String(number)
            }.joined()
            if let number = try? NationalIdentityNumber(text) { return number }
        }
        return nil
    }
}
