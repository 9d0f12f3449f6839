import Formats

/// What an official schema says about an element: which children in which order, or which text.
indirect enum DocumentShape: Sendable {
    case text(TextRule)
    /// Children in exactly this order.
    case sequence([Child])
    /// Exactly one of these.
    case choice([Child])

    struct Child: Sendable {
        let name: String
        let occurrences: ClosedRange<Int>
        let shape: DocumentShape

        static func one(_ name: String, _ shape: DocumentShape) -> Child {
            Child(name: name, occurrences: 1...1, shape: shape)
        }
        static func optional(_ name: String, _ shape: DocumentShape) -> Child {
            Child(name: name, occurrences: 0...1, shape: shape)
        }
        static func many(_ name: String, _ shape: DocumentShape) -> Child {
            Child(name: name, occurrences: 0...Int.max, shape: shape)
        }
    }

    /// The text that a simple type allows.
    enum TextRule: Sendable {
        /// At most 4000 characters (Tekst).
        case text
        case anything
        case decimal
        case digits(Int)
        case year
        case dateTime
        case values([String])
    }
}

/// Where a document departs from its schema.
struct ShapeFault: Error, Hashable {
    /// `/mvaMeldingDto/innsending`
    let path: String
    let line: Int
    let reason: String
}

/// A document type: its root and namespace, and what stands in it.
struct DocumentType: Sendable {
    let root: String
    let namespace: String
    let shape: DocumentShape

    /// The first departure, in document order; nil for a document that fits.
    func fault(in element: XMLElement) -> ShapeFault? {
        guard element.name == root else {
            return ShapeFault(path: "/", line: element.line, reason: "the root element must be \(root)")
        }
        return fault(in: element, shape, path: "/" + root)
    }

    private func fault(in element: XMLElement, _ shape: DocumentShape, path: String) -> ShapeFault? {
        guard element.namespace == namespace else {
            return ShapeFault(
                path: path, line: element.line, reason: "\(element.name) is not in namespace \(namespace)")
        }
        guard element.attributes.isEmpty else {
            return ShapeFault(path: path, line: element.line, reason: "\(element.name) has an attribute")
        }
        switch shape {
        case .text(let rule):
            guard element.children.isEmpty, rule.allows(element.text) else {
                return ShapeFault(path: path, line: element.line, reason: "\(element.name): \(rule.expectation)")
            }
            return nil
        case .sequence(let children): return sequenceFault(in: element, children, path: path)
        case .choice(let children): return choiceFault(in: element, children, path: path)
        }
    }

    private func choiceFault(
        in element: XMLElement, _ children: [DocumentShape.Child], path: String
    ) -> ShapeFault? {
        guard element.trimmedText.isEmpty, element.children.count == 1, let child = element.children.first,
            let allowed = children.first(where: { $0.name == child.name })
        else {
            let names = children.map(\.name).joined(separator: ", ")
            return ShapeFault(path: path, line: element.line, reason: "expected exactly one of \(names)")
        }
        return fault(in: child, allowed.shape, path: path + "/" + child.name)
    }

    private func sequenceFault(
        in element: XMLElement, _ children: [DocumentShape.Child], path: String
    ) -> ShapeFault? {
        guard element.trimmedText.isEmpty else {
            return ShapeFault(path: path, line: element.line, reason: "\(element.name) holds text beside its elements")
        }
        var rest = element.children[...]
        for allowed in children {
            var count = 0
            while count < allowed.occurrences.upperBound, let child = rest.first, child.name == allowed.name {
                count += 1
                let place = allowed.occurrences.upperBound > 1 ? "[\(count)]" : ""
                if let fault = fault(in: child, allowed.shape, path: path + "/" + child.name + place) { return fault }
                rest = rest.dropFirst()
            }
            guard count >= allowed.occurrences.lowerBound else {
                let found = rest.first.map { ", found \($0.name)" } ?? ""
                return ShapeFault(
                    path: path, line: rest.first?.line ?? element.line, reason: "expected \(allowed.name)\(found)")
            }
        }
        guard let extra = rest.first else { return nil }
        return ShapeFault(
            path: path + "/" + extra.name, line: extra.line,
            reason: "\(extra.name) is not expected here: wrong order, repeated, or unknown")
    }
}

extension DocumentShape.TextRule {
    func allows(_ text: String) -> Bool {
        switch self {
        case .anything: true
        case .text: text.unicodeScalars.count <= 4000
        case .values(let values): values.contains(text)
        case .digits(let count):
            text.utf8.count == count && text.utf8.allSatisfy(DocumentShape.TextRule.isDigit)
        case .year: text.utf8.count == 4 && text.utf8.allSatisfy(DocumentShape.TextRule.isDigit)
        case .decimal: DocumentShape.TextRule.isDecimal(text)
        case .dateTime: DocumentShape.TextRule.isDateTime(text)
        }
    }

    var expectation: String {
        switch self {
        case .anything, .text: "expected text of at most 4000 characters"
        case .values(let values):
            values.count > 8 ? "the value is not in the list" : "expected one of \(values.joined(separator: ", "))"
        case .digits(let count): "expected \(count) digits"
        case .year: "expected a year of four digits"
        case .decimal: "expected a decimal number"
        case .dateTime: "expected date and time, as 2026-03-20T09:15:00.000+01:00"
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// As `xsd:decimal`: a sign, digits, at most one point, no exponent. White space around it is allowed.
    private static func isDecimal(_ text: String) -> Bool {
        var bytes = Array(text.utf8).filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }[...]
        if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        return parts.contains { !$0.isEmpty } && parts.allSatisfy { $0.allSatisfy(isDigit) }
    }

    /// As `xsd:dateTime`, whose time zone may be missing.
    private static func isDateTime(_ text: String) -> Bool {
        let pattern = Array("dddd-dd-ddTdd:dd:dd".utf8)
        let bytes = Array(text.utf8)
        guard bytes.count >= pattern.count,
            zip(bytes, pattern).allSatisfy({ $1 == UInt8(ascii: "d") ? isDigit($0) : $0 == $1 })
        else { return false }
        var rest = bytes[pattern.count...]
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !fraction.isEmpty else { return false }
            rest = rest.dropFirst(1 + fraction.count)
        }
        if rest.isEmpty || rest.elementsEqual([UInt8(ascii: "Z")]) { return true }
        let zone = Array("+dd:dd".utf8)
        return rest.count == zone.count && (rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-"))
            && zip(rest.dropFirst(), zone.dropFirst()).allSatisfy { $1 == UInt8(ascii: "d") ? isDigit($0) : $0 == $1 }
    }
}
