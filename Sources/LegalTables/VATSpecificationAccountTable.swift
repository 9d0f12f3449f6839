import Values

/// The specification (mvaSpesifikasjon) that a posting with a VAT code has because of its account in NS 4102, where
/// neither the posting nor a mapping of the books says otherwise.
public struct VATSpecificationAccountTable: Sendable {
    static let embedded = VATSpecificationAccountTable()

    public struct Row: Sendable {
        /// The first digits of the account numbers.
        public let prefix: String
        public let codes: [VATCode]
        public let specification: VATSpecificationKind
        public let from: CalendarDate?
        public let to: CalendarDate?
        public let source: String
    }

    public let rows: [Row]
    /// By the number of the code.
    private let concerned: [Bool]

    init() {
        rows = LegalTableFile("vat_specification_accounts", PackageResources.vat_specification_accounts_json).map {
            row in
            Row(
                prefix: try row.text("prefix"), codes: try row.codes("codes"),
                specification: try row.value("specification"), from: row.from, to: row.to, source: row.source)
        }
        let codes = Set(rows.flatMap(\.codes).map(\.number))
        concerned = (0...99).map { codes.contains($0) }
    }

    /// Whether any account says something about the code: asked for each posting of an import.
    public func concerns(_ code: VATCode) -> Bool { concerned[code.number] }

    /// Nil where the account says nothing about the code on the day.
    public func specification(of account: String, code: VATCode, on day: CalendarDate) -> VATSpecificationKind? {
        rows.first { row in
            row.codes.contains(code) && account.hasPrefix(row.prefix) && (row.from.map { $0 <= day } ?? true)
                && (row.to.map { day <= $0 } ?? true)
        }?.specification
    }
}
