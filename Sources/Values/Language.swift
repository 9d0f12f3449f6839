/// The language people are answered in. Official names and texts stay Norwegian in both.
public enum Language: String, Sendable, CaseIterable {
    case english = "en"
    /// Norwegian bokmål.
    case bokmal = "nb"

    public init(code: String) throws(InvalidInput) {
        guard let language = Language(rawValue: code) else {
            throw InvalidInput(code, "a language is nb (norsk bokmål) or en (English)")
        }
        self = language
    }
}

/// The same words in both languages.
public struct Phrase: Hashable, Sendable {
    private let english: String
    private let norwegian: String

    public init(en english: String, nb norwegian: String) {
        self.english = english
        self.norwegian = norwegian
    }

    /// Put together from parts that differ by language.
    public init(_ text: (Language) -> String) { self.init(en: text(.english), nb: text(.bokmal)) }

    /// An official term, or a name: alike in both languages.
    public init(_ both: String) { self.init(en: both, nb: both) }

    public func text(in language: Language) -> String {
        switch language {
        case .english: english
        case .bokmal: norwegian
        }
    }
}
