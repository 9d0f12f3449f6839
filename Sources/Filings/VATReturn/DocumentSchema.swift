import Formats
import LegalTables
import Values

/// The facts of an official schema that a document is checked against: which elements, in which order, how often, and
/// what their text may be. Written by hand from the schema; tests compare its verdicts with xmllint's.
struct DocumentSchema: Sendable {
    let namespace: String
    let root: Element

    struct Element: Sendable {
        let name: String
        let isRequired: Bool
        let mayRepeat: Bool
        let content: Content
    }

    indirect enum Content: Sendable {
        case text(Text)
        /// All of them, in this order.
        case sequence([Element])
        /// Exactly one of them.
        case choice([Element])
    }

    enum Text: Sendable {
        /// At most so many characters; nil for any length.
        case string(longest: Int?)
        case decimal
        case year
        case digits(count: Int)
        case oneOf([String])
        case dateTime
    }
}

extension DocumentSchema.Element {
    static func required(_ name: String, _ content: DocumentSchema.Content) -> Self {
        Self(name: name, isRequired: true, mayRepeat: false, content: content)
    }
    static func optional(_ name: String, _ content: DocumentSchema.Content) -> Self {
        Self(name: name, isRequired: false, mayRepeat: false, content: content)
    }
    static func any(_ name: String, _ content: DocumentSchema.Content) -> Self {
        Self(name: name, isRequired: false, mayRepeat: true, content: content)
    }
}

/// A place where a document breaks its schema.
public struct SchemaProblem: Hashable, Sendable {
    /// From the root, as in `mvaMeldingDto/skattepliktig`.
    public let path: String
    /// The line of the file, from 1.
    public let line: Int
    /// What is wrong, as a clause. Never holds the document's own text.
    public let reason: String
}

extension DocumentSchema.Text {
    /// What is wrong with a text, as a clause; nil when nothing is.
    func fault(in text: String) -> String? {
        switch self {
        case .string(let longest):
            guard let longest, text.unicodeScalars.count > longest else { return nil }
            return "the text is longer than \(longest) characters"
        case .decimal:
            return XMLDecimal(text) == nil ? "a number such as -2500 should stand here" : nil
        case .year: return XMLYear.read(text) == nil ? "a year of four digits should stand here" : nil
        case .digits(let count):
            let digits = text.utf8.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            return digits == count && text.utf8.count == count ? nil : "exactly \(count) digits should stand here"
        case .oneOf(let values):
            // Compared by bytes: canonical equivalence, which Swift's == gives, is not what a schema means.
            let isKnown = values.contains { $0.utf8.elementsEqual(text.utf8) }
            return isKnown ? nil : "the text is not one of the values of the schema"
        case .dateTime:
            return XMLDateTime.isValid(text) ? nil : "a time such as 2026-03-20T09:15:00.000+01:00 should stand here"
        }
    }
}
