import CLibxml2

/// Receives a document element by element. Text is given with the end of its element.
public protocol XMLEventHandler: AnyObject {
    /// - Parameters:
    ///   - token: the name's place in the reader's vocabulary, or -1.
    ///   - textBefore: what stands between the last tag and this one, mostly white space; valid during the call only.
    func startElement(_ token: Int, _ tag: XMLStartTag, textBefore: UnsafeBufferPointer<UInt8>) throws
    /// - Parameter text: what stands between the last tag and this one, as UTF-8; valid during the call only.
    ///   For an element without children that is its whole text.
    func endElement(_ token: Int, text: UnsafeBufferPointer<UInt8>, _ place: XMLPlace) throws
}

/// Reads XML as a stream through libxml2: namespace-aware, in the declared encoding, without document type
/// declaration, entities or network, with bounded depth and text, in memory that does not follow the file's size.
public final class XMLReader {
    private let vocabulary: [String]
    private let namespace: String
    private let limits: XMLLimits

    /// - Parameters:
    ///   - vocabulary: local names the handler knows; it is told each one's index instead of text.
    ///   - namespace: the one that `XMLStartTag.isInNamespace` asks about.
    public init(vocabulary: [String] = [], namespace: String = "", limits: XMLLimits = XMLLimits()) {
        self.vocabulary = vocabulary
        self.namespace = namespace
        self.limits = limits
    }

    /// Reads one document to its end.
    /// - Throws: `XMLError`; or whatever the source or the handler threw, after which nothing more is delivered.
    public func read(_ source: any ByteSource, handler: any XMLEventHandler) throws {
        xmlInitParser()
        let run = XMLRun(source, handler, XMLNames(vocabulary, namespace: namespace), limits)
        try run.parse()
    }
}

/// What a start tag says; valid during the call only.
public struct XMLStartTag {
    let localName: UnsafePointer<xmlChar>?
    let uri: UnsafePointer<xmlChar>?
    let attributeCount: Int
    let rawAttributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    public let place: XMLPlace
    /// Whether the element is in the namespace the reader was made with.
    public let isInNamespace: Bool
    /// Elements around this one: 0 for the root.
    public let depth: Int

    public var name: String { localName.map { String(cString: $0) } ?? "" }
    public var namespace: String? { uri.map { String(cString: $0) } }

    /// In the order of the document, without namespace declarations.
    public var attributes: [XMLAttribute] {
        guard let rawAttributes else { return [] }
        return (0..<attributeCount).compactMap { index in
            // libxml2 gives five pointers each: local name, prefix, URI, start and end of the value.
            let parts = rawAttributes + index * 5
            guard let name = parts[0], let start = parts[3], let end = parts[4] else { return nil }
            return XMLAttribute(
                name: String(cString: name), namespace: parts[2].map { String(cString: $0) },
                value: String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self))
        }
    }
}

/// An attribute with its value; namespace declarations are not attributes.
public struct XMLAttribute: Hashable, Sendable {
    public let name: String
    public let namespace: String?
    public let value: String

    public init(name: String, namespace: String? = nil, value: String) {
        self.name = name
        self.namespace = namespace
        self.value = value
    }
}

/// Where the parser stands: just after the tag. Valid during the call only; asking costs little.
public struct XMLPlace {
    let context: xmlParserCtxtPtr

    public var line: Int { max(1, Int(context.pointee.input?.pointee.line ?? 1)) }
    public var column: Int { max(1, Int(context.pointee.input?.pointee.col ?? 1)) }
}
