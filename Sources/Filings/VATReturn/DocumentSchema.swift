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
    /// What is wrong, as a clause, in Norwegian one that follows "her". Never holds the document's own text.
    public let reason: Phrase
}

extension DocumentSchema.Text {
    /// What is wrong with a text, as a clause, in Norwegian one that follows "her"; nil when nothing is.
    func fault(in text: String) -> Phrase? {
        switch self {
        case .string(let longest):
            guard let longest, text.unicodeScalars.count > longest else { return nil }
            return Phrase(
                en: "the text is longer than \(longest) characters", nb: "er teksten lengre enn \(longest) tegn")
        case .decimal:
            return XMLDecimal(text) == nil
                ? Phrase(en: "a number such as -2500 should stand here", nb: "skulle det stått et tall som -2500") : nil
        case .year:
            return XMLYear.read(text) == nil
                ? Phrase(en: "a year of four digits should stand here", nb: "skulle det stått et år med fire sifre")
                : nil
        case .digits(let count):
            let digits = text.utf8.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            return digits == count && text.utf8.count == count
                ? nil
                : Phrase(
                    en: "exactly \(count) digits should stand here", nb: "skulle det stått nøyaktig \(count) sifre")
        case .oneOf(let values):
            // Compared by bytes: canonical equivalence, which Swift's == gives, is not what a schema means.
            let isKnown = values.contains { $0.utf8.elementsEqual(text.utf8) }
            return isKnown
                ? nil
                : Phrase(
                    en: "the text is not one of the values of the schema",
                    nb: "er teksten ikke blant verdiene i skjemaet")
        case .dateTime:
            return XMLDateTime.isValid(text)
                ? nil
                : Phrase(
                    en: "a time such as 2026-03-20T09:15:00.000+01:00 should stand here",
                    nb: "skulle det stått et tidspunkt som 2026-03-20T09:15:00.000+01:00")
        }
    }
}
