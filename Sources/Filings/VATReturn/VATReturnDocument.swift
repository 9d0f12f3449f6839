import Formats
import LegalTables
import Values

/// A VAT return as it was read, from any system and with any faults: texts as they stand, and where they stand.
public struct VATReturnDocument: Sendable {
    public let reference: String?
    /// The element inside `periode` and its value, as written.
    public let periodElement: String?
    public let periodValue: String?
    public let year: Int?
    /// fastsattMerverdiavgift; nil when it is missing or no number.
    public let total: XMLDecimal?
    public let lines: [Line]
    /// The refund KID; nil when missing or empty.
    public let refundKID: String?
    public let organisationNumber: String?
    /// meldingskategori as written.
    public let categoryText: String?
    public let remark: Remark?
    /// The lines of the file where single elements stand.
    let places: [String: Int]

    /// A line as written (mvaSpesifikasjonslinje).
    public struct Line: Sendable {
        /// From 1, in the order of the document.
        public let number: Int
        public let xmlLine: Int
        public let codeText: String
        public let specificationText: String?
        public let ledgerCode: String?
        public let grunnlag: XMLDecimal?
        /// Nil when missing or empty.
        public let satsText: String?
        /// Zero when missing or no number, which the schema check has told then.
        public let merverdiavgift: XMLDecimal
        public let remark: Remark?

        public var code: VATCode? { try? VATCode(codeText) }
        public var specification: VATSpecificationKind? {
            // Swift compares canonically; the authority wants the very bytes (NFC).
            specificationText.flatMap { text in
                VATSpecificationKind(rawValue: text).flatMap { $0.rawValue.utf8.elementsEqual(text.utf8) ? $0 : nil }
            }
        }
        public var sats: VATRate? { satsText.flatMap { VATRate(officialText: $0) } }

        /// `mvaMeldingDto/skattegrunnlagOgBeregnetSkatt/mvaSpesifikasjonslinje[2]`.
        public var path: String {
            "mvaMeldingDto/skattegrunnlagOgBeregnetSkatt/mvaSpesifikasjonslinje[\(number)]"
        }
    }

    public struct Remark: Hashable, Sendable {
        public let text: String?
        public let structured: String?

        /// Whether anything is said at all.
        public var isGiven: Bool { text?.trimmed.isEmpty == false || structured?.trimmed.isEmpty == false }
    }

    /// Nil for a category that the return does not have, `eHandel` included.
    public var category: VATCategory? { categoryText.flatMap { VATCategory(rawValue: $0) } }

    /// Nil when the period or year is missing or wrong.
    public var period: ReportingPeriod? {
        guard let periodElement, let periodValue, let year else { return nil }
        return LegalTables.current.vatPeriods.period(element: periodElement, value: periodValue, year: year)
    }

    public var periodKind: ReportingPeriod.Kind? {
        periodElement.flatMap { LegalTables.current.vatPeriods.kind(ofElement: $0) }
    }

    /// The document and the places where it breaks the schema. No document when it is not XML at all.
    public static func read(_ bytes: [UInt8]) -> (document: VATReturnDocument?, problems: [SchemaProblem]) {
        switch DocumentSchema.vatReturn.read(bytes) {
        case .failure(let problem): (nil, [problem.problem])
        case .success(let (root, problems)): (root.name == "mvaMeldingDto" ? VATReturnDocument(root) : nil, problems)
        }
    }

    /// The document, if it keeps to the schema.
    public init?(validBytes bytes: [UInt8]) {
        let (document, problems) = VATReturnDocument.read(bytes)
        guard problems.isEmpty, let document else { return nil }
        self = document
    }
}

extension VATReturnDocument {
    /// Takes what is there, wherever among its siblings it stands.
    fileprivate init(_ root: XMLElement) {
        let figures = root.child("skattegrunnlagOgBeregnetSkatt")
        let span = figures?.child("skattleggingsperiode")
        let choice = span?.child("periode")?.children.first
        reference = root.at("innsending", "regnskapssystemsreferanse")?.text
        periodElement = choice?.name
        periodValue = choice?.text
        year = span?.child("aar").flatMap { XMLYear.read($0.text) }
        total = figures?.child("fastsattMerverdiavgift").flatMap { XMLDecimal($0.text) }
        lines = (figures?.children("mvaSpesifikasjonslinje") ?? []).enumerated().map {
            Line($0.element, number: $0.offset + 1)
        }
        refundKID = root.at("betalingsinformasjon", "kundeIdentifikasjonsnummer")?.text.nilIfEmpty
        organisationNumber = root.at("skattepliktig", "organisasjonsnummer")?.text
        categoryText = root.child("meldingskategori")?.text
        remark = root.child("merknad").map(Remark.init)
        let elements = [
            "fastsattMerverdiavgift": figures?.child("fastsattMerverdiavgift"), "aar": span?.child("aar"),
            "periode": span?.child("periode"), "meldingskategori": root.child("meldingskategori"),
            "kundeIdentifikasjonsnummer": root.at("betalingsinformasjon", "kundeIdentifikasjonsnummer"),
            "merknad": root.child("merknad"), "mvaMeldingDto": root,
        ]
        places = elements.compactMapValues { $0?.line }
    }
}

extension VATReturnDocument.Line {
    fileprivate init(_ element: XMLElement, number: Int) {
        self.number = number
        xmlLine = element.line
        codeText = element.child("mvaKode")?.text ?? ""
        specificationText = element.child("spesifikasjon")?.text.nilIfEmpty
        ledgerCode = element.child("mvaKodeRegnskapsystem")?.text
        grunnlag = element.child("grunnlag").flatMap { XMLDecimal($0.text) }
        satsText = element.child("sats")?.text.nilIfEmpty
        merverdiavgift = element.child("merverdiavgift").flatMap { XMLDecimal($0.text) } ?? .zero
        remark = element.child("merknad").map(VATReturnDocument.Remark.init)
    }
}

extension VATReturnDocument.Remark {
    fileprivate init(_ element: XMLElement) {
        text = element.child("beskrivelse")?.text
        structured = element.child("utvalgtMerknad")?.text.nilIfEmpty
    }
}

extension DocumentSchema {
    /// A document's root with the places where it breaks the schema, or the place where it is no XML.
    func read(_ bytes: [UInt8]) -> Result<(XMLElement, [SchemaProblem]), NotXML> {
        do {
            let element = try XMLElement(parsing: bytes)
            return .success((element, SchemaCheck.problems(in: element, self)))
        } catch {
            let reason = Phrase(en: error.reason, nb: "er dokumentet ikke velformet XML (\(error.reason))")
            return .failure(NotXML(problem: SchemaProblem(path: root.name, line: error.line, reason: reason)))
        }
    }

    struct NotXML: Error { let problem: SchemaProblem }
}

extension String {
    var nilIfEmpty: String? { trimmed.isEmpty ? nil : self }
}
