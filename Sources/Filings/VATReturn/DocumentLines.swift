import Formats

/// Lays a document out with one element of the second or third level to a line: a human can read it, and the line
/// number in an authority's answer points at one line of the return.
struct DocumentLines {
    private(set) var bytes: [UInt8] = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)

    /// A tag that we wrote ourselves, on its own line.
    mutating func tag(_ tag: String, level: Int) {
        indent(level)
        bytes += Array("\(tag)\n".utf8)
    }

    /// An element with everything in it on one line.
    mutating func element(_ name: String, level: Int, _ fill: (inout XMLWriter) throws -> Void) throws {
        var writer = XMLWriter(indentation: nil, declaration: false)
        try writer.element(name, fill)
        indent(level)
        bytes += try writer.finish()
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func element(_ name: String, level: Int, text: String) throws {
        try element(name, level: level) { try $0.text(text) }
    }

    private mutating func indent(_ level: Int) { bytes += repeatElement(UInt8(ascii: " "), count: level * 2) }
}

extension XMLWriter {
    mutating func optionalElement(_ name: String, _ text: String?) throws {
        if let text { try element(name, text) }
    }
}
