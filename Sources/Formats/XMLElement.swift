/// A small document as a tree: a receipt, a return, a piece of configuration. Large files go through `XMLReader`.
public struct XMLElement: Hashable, Sendable {
    /// The local name.
    public let name: String
    public let namespace: String?
    public let attributes: [XMLAttribute]
    public internal(set) var children: [XMLElement]
    /// The element's own text, without that of its children.
    public internal(set) var text: String
    /// The line where the start tag ends; 0 for an element that was not read.
    public let line: Int

    public init(
        _ name: String, namespace: String? = nil, attributes: [XMLAttribute] = [], children: [XMLElement] = [],
        text: String = "", line: Int = 0
    ) {
        self.name = name
        self.namespace = namespace
        self.attributes = attributes
        self.children = children
        self.text = text
        self.line = line
    }

    /// Reads a document and returns its root.
    /// - Throws: `XMLError`, also when the document is larger than the limits.
    public init(parsing bytes: [UInt8], limits: XMLLimits = XMLLimits()) throws(XMLError) {
        guard bytes.count <= limits.treeBytes else {
            throw XMLError(.tooLarge, line: 1, column: 1, "the document is larger than \(limits.treeBytes) bytes")
        }
        let builder = XMLTreeBuilder(limits)
        do {
            try XMLReader(limits: limits).read(MemoryBytes(bytes), handler: builder)
        } catch let error as XMLError {
            throw error
        } catch {
            throw XMLError(.malformed, line: 1, column: 1, "\(error)")
        }
        guard let root = builder.root else {
            throw XMLError(.malformed, line: 1, column: 1, "the document is empty")
        }
        self = root
    }

    /// The first child with the local name.
    public func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// All children with the local name, in order.
    public func children(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// The element at the end of a path of local names, each time the first: `at("Header", "Company")`.
    public func at(_ path: String...) -> XMLElement? {
        path.reduce(self as XMLElement?) { element, name in element?.child(name) }
    }

    public func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }

    /// The text without white space around it.
    public var trimmedText: String {
        let blanks = text.unicodeScalars
        guard let first = blanks.firstIndex(where: { !$0.isXMLBlank }),
            let last = blanks.lastIndex(where: { !$0.isXMLBlank })
        else { return "" }
        return String(blanks[first...last])
    }
}

extension Unicode.Scalar {
    /// White space as XML 1.0 has it.
    var isXMLBlank: Bool { self == " " || self == "\t" || self == "\n" || self == "\r" }
}

private final class XMLTreeBuilder: XMLEventHandler {
    private var open: [XMLElement] = []
    private var count = 0
    private let limits: XMLLimits
    var root: XMLElement?

    init(_ limits: XMLLimits) { self.limits = limits }

    func startElement(_ token: Int, _ tag: XMLStartTag, textBefore: UnsafeBufferPointer<UInt8>) throws {
        count += 1
        guard count <= limits.treeElements else {
            throw XMLError(
                .tooLarge, line: tag.place.line, column: tag.place.column,
                "the document has more than \(limits.treeElements) elements")
        }
        append(textBefore)
        open.append(
            XMLElement(tag.name, namespace: tag.namespace, attributes: tag.attributes, line: tag.place.line))
    }

    func endElement(_ token: Int, text: UnsafeBufferPointer<UInt8>, _ place: XMLPlace) {
        append(text)
        guard let finished = open.popLast() else { return }
        if open.isEmpty { root = finished } else { open[open.count - 1].children.append(finished) }
    }

    private func append(_ text: UnsafeBufferPointer<UInt8>) {
        guard !text.isEmpty, let last = open.indices.last else { return }
        open[last].text += String(decoding: text, as: UTF8.self)
    }
}
