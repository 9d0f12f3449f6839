/// Why a document was refused as XML, and where.
public struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, Sendable, CaseIterable {
        /// Not well-formed, or a namespace prefix without declaration.
        case malformed
        /// The bytes do not fit the declared encoding, or the encoding is unknown.
        case encoding
        /// A document type declaration. Entities are its only use to anyone, and an attacker's best tool.
        case documentType
        /// Elements nested deeper than the limit.
        case tooDeep
        /// A text, or in a small document the whole, larger than the limit.
        case tooLarge
    }

    public let kind: Kind
    /// The first line is 1.
    public let line: Int
    /// The first column is 1; bytes, as the parser counts.
    public let column: Int
    /// What is wrong, as a clause.
    public let reason: String

    public init(_ kind: Kind, line: Int, column: Int, _ reason: String) {
        self.kind = kind
        self.line = line
        self.column = column
        self.reason = reason
    }

    public var description: String { "line \(line), column \(column): \(reason)" }
}

/// How much a document may ask of us.
public struct XMLLimits: Hashable, Sendable {
    /// Elements within elements. At most 256, the parser's own limit.
    public var depth: Int
    /// Bytes of text between two tags.
    public var textBytes: Int
    /// Bytes of one tag, comment or CDATA section. libxml2 compares every attribute of a tag with every other, so that a
    /// tag of some megabytes would keep it busy for hours.
    public var markupBytes: Int
    /// Elements in a document read as a tree.
    public var treeElements: Int
    /// Bytes of a document read as a tree.
    public var treeBytes: Int

    public init(
        depth: Int = 64, textBytes: Int = 1 << 20, treeElements: Int = 200_000, treeBytes: Int = 64 << 20,
        markupBytes: Int = 64 << 10
    ) {
        self.depth = depth
        self.textBytes = textBytes
        self.markupBytes = markupBytes
        self.treeElements = treeElements
        self.treeBytes = treeBytes
    }
}
