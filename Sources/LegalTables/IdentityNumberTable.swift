import Values

/// The forms and series of national identity numbers.
public struct IdentityNumberTable: Sendable {
    static let embedded = IdentityNumberTable()

    public let rules: IdentityNumberRules

    private init() {
        let file = LegalTableFile("identity_numbers", PackageResources.identity_numbers_json)
        let forms = file.map { row in
            try row.optionalText("form").map { name in
                IdentityNumberRules.Form(
                    name: name, dayOffset: try row.integer("dayOffset"), monthOffset: try row.integer("monthOffset"),
                    isSynthetic: row.flag("synthetic"))
            }
        }
        let series = file.map { row in
            row.optionalInteger("remainder").map {
                IdentityNumberRules.Series(remainder: $0, issuedFrom: row.from)
            }
        }
        rules = IdentityNumberRules(forms: forms.compactMap { $0 }, series: series.compactMap { $0 })
    }
}

extension NationalIdentityNumber {
    /// Reads it by the rules of the legal tables.
    ///
    /// - Throws: `InvalidInput`, with every digit of the text as a star.
    public init(_ text: String) throws(InvalidInput) {
        try self.init(text, rules: LegalTables.current.identityNumbers.rules)
    }
}
