import Values

/// The structured remarks (utvalgtMerknad).
public struct VATRemarkTable: Sendable {
    static let embedded = VATRemarkTable()

    /// Whether a remark stands on a line or on the return as a whole.
    public enum Place: String, Sendable { case line, `return` }

    public struct Row: Sendable {
        /// The official spelling, which is what goes into the document.
        public let technicalName: String
        public let norwegianText: String
        public let englishText: String
        public let place: Place
        public let categories: [VATCategory]
        public let from: CalendarDate?
        public let source: String
    }

    public let rows: [Row] = LegalTableFile("vat_remarks", PackageResources.vat_remarks_json).map { row in
        Row(
            technicalName: try row.text("name"), norwegianText: try row.text("nb"), englishText: try row.text("en"),
            place: try row.value("appliesTo"), categories: try row.values("categories"), from: row.from,
            source: row.source)
    }

    /// The remark of that name, without regard to case, and with a no-break space read as a space (the official
    /// lists differ among themselves in both). Nil when there is none in the category and place.
    public func remark(_ name: String, on place: Place, in category: VATCategory) -> Row? {
        let wanted = VATRemarkTable.folded(name)
        return rows.first {
            $0.place == place && $0.categories.contains(category) && VATRemarkTable.folded($0.technicalName) == wanted
        }
    }

    static func folded(_ name: String) -> String {
        String(name.lowercased().map { $0 == "\u{A0}" ? " " : $0 })
    }
}

/// Which structured remark fits which line: the code list of 663 rows, gathered by remark.
public struct VATRemarkMapping: Sendable {
    static let embedded = VATRemarkMapping()

    public struct Row: Sendable {
        public let family: VATReturnFamily
        /// Nil where free text is offered.
        public let remark: String?
        public let deliveredSign: VATSign
        public let expectedSign: VATSign
        public let specification: VATSpecificationKind?
        /// True for the deduction line of a two-line code.
        public let isDeductionOfTwoLineCode: Bool
        public let codes: [VATCode]
        public let source: String
    }

    public let rows: [Row] = LegalTableFile("vat_remark_mapping", PackageResources.vat_remark_mapping_json).map { row in
        let remark = try row.text("remark")
        return Row(
            family: try row.value("grouping"), remark: remark == "*" ? nil : remark,
            deliveredSign: try row.value("delivered"), expectedSign: try row.value("expected"),
            specification: try row.optionalValue("specification"), isDeductionOfTwoLineCode: row.flag("deduction"),
            codes: try row.codes("codes"), source: row.source)
    }

    /// What decides whether a remark fits.
    public struct Line: Hashable, Sendable {
        public let category: VATCategory
        public let code: VATCode
        public let delivered: VATSign
        public let expected: VATSign
        public let specification: VATSpecificationKind?
        public let isDeductionOfTwoLineCode: Bool

        public init(
            category: VATCategory, code: VATCode, delivered: VATSign, expected: VATSign,
            specification: VATSpecificationKind?, isDeductionOfTwoLineCode: Bool
        ) {
            self.category = category
            self.code = code
            self.delivered = delivered
            self.expected = expected
            self.specification = specification
            self.isDeductionOfTwoLineCode = isDeductionOfTwoLineCode
        }
    }

    public func allows(_ remark: String, on line: Line) -> Bool {
        let wanted = VATRemarkTable.folded(remark)
        return rows(for: line).contains { $0.remark.map { VATRemarkTable.folded($0) == wanted } ?? false }
    }

    /// The structured remarks to offer for a line, in official spelling.
    public func remarks(for line: Line) -> [String] { rows(for: line).compactMap(\.remark) }

    /// Whether the authority offers free text for a line.
    public func offersFreeText(for line: Line) -> Bool { rows(for: line).contains { $0.remark == nil } }

    private func rows(for line: Line) -> [Row] {
        rows.filter {
            $0.family == line.category.family && $0.deliveredSign == line.delivered && $0.expectedSign == line.expected
                && $0.specification == line.specification
                && $0.isDeductionOfTwoLineCode == line.isDeductionOfTwoLineCode && $0.codes.contains(line.code)
        }
    }
}
