/// Writes large XML documents piece by piece, as UTF-8 with a tab for each level: memory holds the last pieces only. For
/// documents of many millions of elements whose names are known when the program is built; `XMLWriter` is for the others.
///
/// Characters that XML 1.0 cannot hold are left out, since one of them in a text of the books must not keep the books
/// from going out.
public final class XMLStream {
    private var bytes: [UInt8] = []
    private var depth = 0
    private let sink: (UnsafeRawBufferPointer) throws -> Void
    private static let pieceBytes = 64 << 10

    /// - Parameter sink: takes the document's bytes in order.
    public init(_ sink: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.sink = sink
        bytes.reserveCapacity(XMLStream.pieceBytes + 4096)
        bytes.append(contentsOf: #"<?xml version="1.0" encoding="UTF-8"?>"#.utf8)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// - Parameter attributes: as they stand in the document, with a blank in front.
    public func open(_ name: StaticString, attributes: StaticString = "") throws {
        indent()
        bytes.append(UInt8(ascii: "<"))
        append(name)
        append(attributes)
        bytes.append(UInt8(ascii: ">"))
        bytes.append(UInt8(ascii: "\n"))
        depth += 1
        try passOn(from: XMLStream.pieceBytes)
    }

    public func close(_ name: StaticString) {
        depth -= 1
        indent()
        end(name)
    }

    /// An element that holds a text.
    public func element(_ name: StaticString, _ text: String) {
        begin(name)
        var text = text
        text.withUTF8 { escape($0) }
        end(name)
    }

    /// The same for a text that may be absent: then there is no element.
    public func element(_ name: StaticString, _ text: String?) {
        if let text, !text.isEmpty { element(name, text) }
    }

    /// Kroner and øre without sign: `12500.01`.
    public func element(_ name: StaticString, magnitudeOre ore: Int64) {
        begin(name)
        bytes.append(contentsOf: String(ore.magnitude / 100).utf8)
        bytes.append(UInt8(ascii: "."))
        bytes.append(UInt8(ascii: "0") + UInt8(ore.magnitude / 10 % 10))
        bytes.append(UInt8(ascii: "0") + UInt8(ore.magnitude % 10))
        end(name)
    }

    /// Passes on what is left.
    public func finish() throws { try passOn(from: 1) }

    private func begin(_ name: StaticString) {
        indent()
        bytes.append(UInt8(ascii: "<"))
        append(name)
        bytes.append(UInt8(ascii: ">"))
    }

    private func end(_ name: StaticString) {
        bytes.append(UInt8(ascii: "<"))
        bytes.append(UInt8(ascii: "/"))
        append(name)
        bytes.append(UInt8(ascii: ">"))
        bytes.append(UInt8(ascii: "\n"))
    }

    private func append(_ name: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    private func indent() { for _ in 0..<depth { bytes.append(UInt8(ascii: "\t")) } }

    private func passOn(from count: Int) throws {
        guard bytes.count >= count else { return }
        try bytes.withUnsafeBytes(sink)
        bytes.removeAll(keepingCapacity: true)
    }

    private func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            // Else a reader would make it a line feed (XML 1.0, section 2.11).
            case 0x0D: bytes.append(contentsOf: "&#13;".utf8)
            case 0x09, 0x0A, 0x20...0x7F: bytes.append(byte)
            case 0x00..<0x20: break
            // U+FFFE and U+FFFF, the only ones beyond ASCII that a valid string can hold and XML cannot.
            case 0xEF where index + 2 < text.count && text[index + 1] == 0xBF && text[index + 2] >= 0xBE: index += 2
            default: bytes.append(byte)
            }
            index += 1
        }
    }
}
