/// Writes XML as UTF-8, the same bytes for the same calls. Refuses what XML 1.0 cannot hold, and tags that do not match.
public struct XMLWriter {
    private var bytes: [UInt8] = []
    private var open: [String] = []
    private var startTagIsOpen = false
    private var hasChildren = [false]
    private let indentation: Int?

    /// - Parameters:
    ///   - indentation: blanks for each level, or nil for a document on one line.
    ///   - declaration: whether the document begins with `<?xml version="1.0" encoding="UTF-8"?>`.
    public init(indentation: Int? = 2, declaration: Bool = true) {
        self.indentation = indentation
        if declaration {
            bytes += Array(#"<?xml version="1.0" encoding="UTF-8"?>"#.utf8)
            if indentation != nil { bytes.append(UInt8(ascii: "\n")) }
        }
    }

    /// Opens an element. Names may carry a prefix; declarations of namespaces are attributes.
    /// - Throws: `XMLWritingError` for a name or character that XML 1.0 forbids, or a second root.
    public mutating func start(
        _ name: String, attributes: [(String, String)] = []
    ) throws(XMLWritingError) {
        try checkName(name)
        if open.isEmpty, hasChildren[0] { throw .secondRoot(name) }
        closeStartTag()
        newLine(before: true)
        hasChildren[hasChildren.count - 1] = true
        bytes.append(UInt8(ascii: "<"))
        bytes += Array(name.utf8)
        var seen: Set<String> = []
        for (key, value) in attributes {
            try checkName(key)
            guard seen.insert(key).inserted else { throw .repeatedAttribute(key) }
            bytes += Array(" \(key)=\"".utf8)
            try escape(value, inAttribute: true)
            bytes.append(UInt8(ascii: "\""))
        }
        open.append(name)
        hasChildren.append(false)
        startTagIsOpen = true
    }

    /// Closes the innermost open element; one without content becomes `<name/>`.
    public mutating func end() throws(XMLWritingError) {
        guard let name = open.popLast() else { throw .nothingToEnd }
        let hadChildren = hasChildren.removeLast()
        if startTagIsOpen {
            bytes += Array("/>".utf8)
            startTagIsOpen = false
        } else {
            if hadChildren { newLine(before: false) }
            bytes += Array("</\(name)>".utf8)
        }
    }

    /// Text in the open element, escaped.
    public mutating func text(_ text: String) throws(XMLWritingError) {
        guard let name = open.last else { throw .textOutsideRoot }
        guard !hasChildren[hasChildren.count - 1] || indentation == nil else { throw .textBesideElements(name) }
        guard !text.isEmpty else { return }
        closeStartTag()
        try escape(text, inAttribute: false)
    }

    /// An element with text only.
    public mutating func element(
        _ name: String, attributes: [(String, String)] = [], _ content: String
    ) throws(XMLWritingError) {
        try start(name, attributes: attributes)
        try text(content)
        try end()
    }

    /// An element that the closure fills.
    public mutating func element(
        _ name: String, attributes: [(String, String)] = [],
        _ content: (inout XMLWriter) throws -> Void
    ) throws {
        try start(name, attributes: attributes)
        try content(&self)
        try end()
    }

    /// The document, when its root is closed.
    public func finish() throws(XMLWritingError) -> [UInt8] {
        if let name = open.last { throw .notEnded(name) }
        guard hasChildren[0] else { throw .noRoot }
        return indentation == nil ? bytes : bytes + [UInt8(ascii: "\n")]
    }
}

/// A call that would not give well-formed XML.
public enum XMLWritingError: Error, Hashable, Sendable, CustomStringConvertible {
    case forbiddenCharacter(String)
    case invalidName(String)
    case repeatedAttribute(String)
    case secondRoot(String)
    case noRoot
    case nothingToEnd
    case notEnded(String)
    case textOutsideRoot
    case textBesideElements(String)

    public var description: String {
        switch self {
        case .forbiddenCharacter(let code): "XML 1.0 cannot hold the character \(code); remove it from the text"
        case .invalidName(let name): "'\(name)' cannot be the name of an element or attribute"
        case .repeatedAttribute(let name): "the attribute '\(name)' stands twice on one element"
        case .secondRoot(let name): "'\(name)' would be a second root element"
        case .noRoot: "the document has no root element"
        case .nothingToEnd: "no element is open"
        case .notEnded(let name): "the element '\(name)' is still open"
        case .textOutsideRoot: "text outside the root element"
        case .textBesideElements(let name): "text beside elements in '\(name)' would take blanks from the layout"
        }
    }
}

extension XMLWriter {
    private mutating func closeStartTag() {
        if startTagIsOpen { bytes.append(UInt8(ascii: ">")) }
        startTagIsOpen = false
    }

    private mutating func newLine(before: Bool) {
        guard let indentation, !open.isEmpty || !before else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation * open.count))
    }

    private mutating func escape(_ text: String, inAttribute: Bool) throws(XMLWritingError) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": bytes += Array("&amp;".utf8)
            case "<": bytes += Array("&lt;".utf8)
            case ">": bytes += Array("&gt;".utf8)
            case "\"" where inAttribute: bytes += Array("&quot;".utf8)
            // Else a reader would normalise them away (XML 1.0, sections 2.11 and 3.3.3).
            case "\t" where inAttribute: bytes += Array("&#9;".utf8)
            case "\n" where inAttribute: bytes += Array("&#10;".utf8)
            case "\r": bytes += Array("&#13;".utf8)
            case _ where scalar.isAllowedInXML: bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
            default: throw .forbiddenCharacter("U+" + String(scalar.value, radix: 16, uppercase: true))
            }
        }
    }

    private func checkName(_ name: String) throws(XMLWritingError) {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ XMLWriter.isName($0) }) else { throw .invalidName(name) }
    }

    private static func isName(_ part: Substring) -> Bool {
        guard let first = part.unicodeScalars.first, first == "_" || first.properties.isAlphabetic else { return false }
        return part.unicodeScalars.allSatisfy {
            $0 == "_" || $0 == "-" || $0 == "." || $0.properties.isAlphabetic || ("0"..."9").contains($0)
        }
    }
}

extension Unicode.Scalar {
    /// Whether XML 1.0 can hold the character at all (section 2.2, `Char`).
    public var isAllowedInXML: Bool {
        switch value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
