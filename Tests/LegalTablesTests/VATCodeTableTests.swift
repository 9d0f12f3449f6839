import LegalTables
import Testing
import Values

@Suite("VAT codes, rates and specifications") struct VATCodeTableTests {
    let tables = LegalTables.current

    @Test("every row of every table has a source, and every table the day of its last comparison")
    func everyRowHasASource() throws {
        #expect(LegalTables.files.count >= 10)
        let compared = try CalendarDate("2026-11-20")
        for file in LegalTables.files {
            #expect(!file.title.isEmpty)
            #expect(file.comparedWithSource >= compared)
            #expect(!file.rows.isEmpty)
            #expect(file.rows.allSatisfy { !$0.source.isEmpty }, "\(file.name)")
        }
    }

    @Test("there are 25 codes to report, and five that stay in SAF-T")
    func reportedCodes() {
        #expect(tables.vatCodes.rows.filter(\.isReported).count == 25)
        #expect(tables.vatCodes.rows.filter { !$0.isReported }.map(\.code.number) == [0, 7, 20, 21, 22])
    }

    @Test(
        "each category reports its own codes",
        arguments: [
            (
                VATCategory.alminnelig,
                [1, 3, 5, 6, 11, 12, 13, 14, 15, 31, 32, 33, 51, 52, 81, 82, 83, 84, 85, 86, 87, 88, 89, 91, 92]
            ),
            (.kompensasjon, [1, 11, 13, 14, 15, 81, 83, 86, 88, 91]),
            (.omvendtAvgiftsplikt, [86, 87, 88, 89, 91, 92]),
        ])
    func codesOfCategory(category: VATCategory, codes: [Int]) {
        #expect(tables.vatCodes.reported(in: category).map(\.code.number).sorted() == codes)
    }

    @Test(
        "the shape of a code's lines depends on the category",
        arguments: [
            (3, VATCategory.alminnelig, VATLineShape.output), (1, .primaernaering, .deduction),
            (81, .alminnelig, .outputAndDeduction), (85, .alminnelig, .output), (81, .kompensasjon, .claim),
            (86, .omvendtAvgiftsplikt, .output), (87, .omvendtAvgiftsplikt, .output),
        ])
    func shape(code: Int, category: VATCategory, shape: VATLineShape) throws {
        let row = try #require(VATCode(code).flatMap(tables.vatCodes.code))
        #expect(row.shape(in: category) == shape)
    }

    @Test("a code that a category does not know has no shape there")
    func noShape() throws {
        let codes = tables.vatCodes
        #expect(try codes.code(VATCode("3"))?.shape(in: .kompensasjon) == nil)
        #expect(try codes.code(VATCode("12"))?.shape(in: .kompensasjon) == nil)
        #expect(try codes.code(VATCode("21"))?.shape(in: .alminnelig) == nil)
        #expect(try codes.code(VATCode("99")) == nil)
    }

    @Test("codes are shown in the authority's order: sales, exports, purchases, imports, services, fish, quotas")
    func displayOrder() {
        #expect(
            tables.vatCodes.reported(in: .alminnelig).map(\.code.number) == [
                3, 31, 33, 5, 6, 52, 1, 11, 13, 81, 14, 82, 15, 83, 84, 85, 86, 87, 88, 89, 32, 12, 51, 91, 92,
            ])
        #expect(tables.vatCodes.theme(2, in: .alminnelig)?.norwegian.contains("eksport") == true)
    }

    @Test(
        "a rate is that of the code's class on the day",
        arguments: [
            (3, "2026-03-04", "25"), (31, "2025-07-01", "15"), (33, "2020-03-31", "12"), (33, "2020-04-01", "6"),
            (33, "2021-09-30", "6"), (33, "2021-10-01", "12"), (33, "2017-12-31", "10"), (33, "2015-12-31", "8"),
            (32, "2026-01-01", "11,11"), (5, "2026-01-01", "0"), (6, "2026-01-01", "0"), (21, "2026-01-01", "25"),
        ])
    func rate(code: Int, day: String, rate: String) throws {
        let code = try #require(VATCode(code))
        #expect(try tables.rate(for: code, on: CalendarDate(day))?.officialText == rate)
    }

    @Test("a day before the table, and a code without treatment, have no rate")
    func unknownRate() throws {
        #expect(try tables.rate(for: VATCode("3"), on: CalendarDate("2004-12-31")) == nil)
        #expect(try tables.rate(for: VATCode("0"), on: CalendarDate("2026-01-01")) == nil)
    }

    @Test("a period in which the rate changed has both rates")
    func twoRates() throws {
        let rates = try tables.rates(for: VATCode("33"), in: ReportingPeriod("2021-T5"))
        #expect(Set(rates.map(\.officialText)) == ["6", "12"])
    }

    @Test("a rate is written with a comma and nothing superfluous", arguments: ["0", "6", "11,11", "25", "100"])
    func rateText(text: String) { #expect(VATRate(officialText: text)?.officialText == text) }

    @Test(
        "any other spelling of a rate is refused",
        arguments: ["25.0", "11.11", "25,0", "25,00", "025", "", "-25", "25 "])
    func wrongRateText(text: String) { #expect(VATRate(officialText: text) == nil) }

    @Test("VAT on a base is exact and cut toward zero")
    func vatOnBase() throws {
        let fish = try #require(VATRate(basisPoints: 1111))
        #expect(fish.vatKroner(onBaseKroner: 1_250_405) == 138_919)
        #expect(VATRate(basisPoints: 2500)?.vatKroner(onBaseKroner: -96_003) == -24_000)
        #expect(fish.vatKroner(onBaseKroner: .max) == nil)
    }

    @Test(
        "a specification belongs to codes of a category",
        arguments: [
            (VATSpecificationKind.badDebt, VATCategory.alminnelig, [1, 11, 12, 13]),
            (.withdrawal, .primaernaering, [3, 5, 31, 33]), (.adjustment, .alminnelig, [1, 81]),
            (.reversedDeduction, .alminnelig, [1, 81]), (.rightToCompensation, .alminnelig, [81, 83, 86, 88, 91]),
            (.rightToCompensation, .omvendtAvgiftsplikt, [86, 88, 91]),
            (.compensationAdjustment, .kompensasjon, [1, 14, 81]), (.badDebt, .kompensasjon, []),
        ])
    func specificationCodes(kind: VATSpecificationKind, category: VATCategory, codes: [Int]) throws {
        let row = try #require(tables.vatSpecifications.row(kind))
        #expect(row.codes(in: category).map(\.number) == codes)
        for code in tables.vatCodes.rows {
            #expect(code.specifications(in: category).contains(kind) == codes.contains(code.code.number))
        }
    }

    @Test(
        "VAT accounts are told apart by their first digits",
        arguments: [("2700", VATAccountRole.output), ("27011", .output), ("2710", .input), ("2740", .settlement)])
    func accountRole(number: String, role: VATAccountRole) throws {
        #expect(try tables.vatAccounts.role(of: AccountNumber(number)) == role)
    }

    @Test("other accounts of group 27 have no VAT role", arguments: ["2770", "2750", "3000", "27"])
    func noAccountRole(number: String) throws {
        #expect(try tables.vatAccounts.role(of: AccountNumber(number)) == nil)
    }
}
