import Values

/// The standard VAT codes: the 25 of the VAT return and the five that exist in SAF-T only.
public struct VATCodeTable: Sendable {
    static let embedded = VATCodeTable()

    /// All codes by number.
    public let rows: [StandardVATCode]
    private let byNumber: [Int: StandardVATCode]
    /// By number, for questions that are asked for each posting of an import.
    private let isThere: [Bool]
    private let areReported: [Bool]
    private let themes: [Theme]

    private struct Theme: Sendable {
        let family: VATReturnFamily
        let order: Int
        let norwegian: String
        let english: String
    }

    private init() {
        rows = LegalTableFile("vat_codes", PackageResources.vat_codes_json).map(VATCodeTable.decode)
        byNumber = Dictionary(rows.map { ($0.code.number, $0) }, uniquingKeysWith: { first, _ in first })
        isThere = (0...99).map { [byNumber] in byNumber[$0] != nil }
        areReported = (0...99).map { [byNumber] in byNumber[$0]?.isReported == true }
        themes = LegalTableFile("vat_themes", PackageResources.vat_themes_json).map {
            Theme(
                family: try $0.value("grouping"), order: try $0.integer("order"), norwegian: try $0.text("nb"),
                english: try $0.text("en"))
        }
    }

    /// Nil when there is no such standard code.
    public func code(_ code: VATCode) -> StandardVATCode? { byNumber[code.number] }

    /// Whether there is such a standard code.
    public func holds(_ code: VATCode) -> Bool { isThere[code.number] }

    /// Whether there is such a standard code, and it is reported in some return.
    public func isReported(_ code: VATCode) -> Bool { areReported[code.number] }

    /// The heading over a group of codes, in Norwegian and English.
    public func theme(_ number: Int, in category: VATCategory) -> (norwegian: String, english: String)? {
        themes.first { $0.family == category.family && $0.order == number }.map { ($0.norwegian, $0.english) }
    }

    /// The codes a category may report, in the order the authority shows them.
    public func reported(in category: VATCategory) -> [StandardVATCode] {
        rows.compactMap { row in row.displayPlace(in: category).map { (place: $0, row: row) } }
            .sorted { $0.place < $1.place }.map(\.row)
    }

    private static func decode(_ row: LegalTableRow) throws -> StandardVATCode {
        StandardVATCode(
            code: try row.need(VATCode(row.integer("code")), "code"), norwegianName: try row.text("nb"),
            englishName: try row.text("en"), saftNorwegianDescription: try row.text("saftNb"),
            saftEnglishDescription: try row.text("saftEn"), norwegianDeductionName: row.optionalText("deductionNb"),
            englishDeductionName: row.optionalText("deductionEn"), rateClass: try row.optionalValue("rateClass"),
            normalSign: try row.optionalValue("sign"), oldPosts: try row.integers("oldPosts"),
            mayCarryCompensation: row.flag("saftCompensation"), isSale: row.flag("sale"), from: row.from,
            source: row.source, shapes: try perFamily { try row.optionalValue($0.rawValue) },
            specifications: try perFamily { try row.values($0.rawValue + "Specifications") },
            places: try perFamily { try place($0, in: row) })
    }

    /// Compensation has no order of its own in the list and follows the ordinary one.
    private static func place(_ family: VATReturnFamily, in row: LegalTableRow) throws -> VATDisplayPlace? {
        guard row.optionalText(family.rawValue) != nil else { return nil }
        let names = family == .reverseCharge ? ("reverseChargeTheme", "reverseChargeOrder") : ("theme", "order")
        return VATDisplayPlace(theme: try row.integer(names.0), order: try row.integer(names.1))
    }

    private static func perFamily<Value>(
        _ value: (VATReturnFamily) throws -> Value?
    ) rethrows -> [VATReturnFamily: Value] {
        var values: [VATReturnFamily: Value] = [:]
        for family in VATReturnFamily.allCases { values[family] = try value(family) }
        return values
    }
}
