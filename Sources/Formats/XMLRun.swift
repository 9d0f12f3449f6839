import CLibxml2
import Glibc

/// One reading of one document: the state behind libxml2's callbacks.
///
/// Once something is wrong, callbacks do nothing and the source seems to end, which libxml2 survives in every state;
/// stopping the parser from within a callback is not as safe.
final class XMLRun {
    private let source: any ByteSource
    private let handler: any XMLEventHandler
    private let names: XMLNames
    private let limits: XMLLimits
    // Both begin small and grow with the document, so that short answers cost little.
    @exclusivity(unchecked) private var text = UnsafeMutablePointer<UInt8>.allocate(capacity: firstBytes)
    @exclusivity(unchecked) private var textCapacity = firstBytes
    @exclusivity(unchecked) private var block = UnsafeMutableRawBufferPointer.allocate(
        byteCount: firstBytes, alignment: 16)
    private static let firstBytes = 4 << 10
    private static let blockBytes = 256 << 10
    // Millions of callbacks touch these, one after the other and never two at once.
    @exclusivity(unchecked) private var blockStart = 0
    @exclusivity(unchecked) private var blockEnd = 0
    @exclusivity(unchecked) private var textCount = 0
    /// Bytes handed over since the parser last told us something.
    @exclusivity(unchecked) private var untoldCount = 0
    @exclusivity(unchecked) private var depth = 0
    @exclusivity(unchecked) private var failure: (any Error)?
    @exclusivity(unchecked) private var context: xmlParserCtxtPtr?

    init(_ source: any ByteSource, _ handler: any XMLEventHandler, _ names: XMLNames, _ limits: XMLLimits) {
        self.source = source
        self.handler = handler
        self.names = names
        self.limits = limits
    }

    deinit {
        text.deallocate()
        block.deallocate()
    }

    func parse() throws {
        var callbacks = xmlSAXHandler.streaming
        let own = Unmanaged.passUnretained(self).toOpaque()
        guard
            let context = xmlCreateIOParserCtxt(
                &callbacks, own, { own, buffer, count in XMLRun.with(own) { $0.fill(buffer, count) } }, { _ in 0 }, own,
                XML_CHAR_ENCODING_NONE)
        else { throw failure ?? XMLError(.malformed, line: 1, column: 1, "the document is empty") }
        defer { xmlFreeParserCtxt(context) }
        // Without XML_PARSE_HUGE: libxml2's own limits on names, attributes and comments stay in force.
        // NOENT only turns "&amp;" in attributes into "&" rather than "&#38;": no other entity can be declared.
        xmlCtxtUseOptions(context, Int32(XML_PARSE_NONET.rawValue | XML_PARSE_NOENT.rawValue))
        self.context = context
        xmlParseDocument(context)
        self.context = nil
        if let failure { throw failure }
        if context.pointee.wellFormed == 0 {
            throw XMLError(.malformed, line: 1, column: 1, "the document is not well-formed XML")
        }
    }

    @inline(__always)
    static func with<Result>(_ pointer: UnsafeMutableRawPointer?, _ body: (XMLRun) -> Result) -> Result {
        // libxml2 hands back the very pointer that `parse` gave it, while `parse` holds the object.
        Unmanaged<XMLRun>.fromOpaque(pointer.unsafelyUnwrapped)._withUnsafeGuaranteedRef(body)
    }
}

// MARK: - What libxml2 calls

extension XMLRun {
    private func fill(_ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int32) -> Int32 {
        guard failure == nil, let buffer else { return 0 }
        if blockStart == blockEnd {
            // What filled the first block is long enough for a large one.
            if blockEnd == block.count, block.count < XMLRun.blockBytes {
                block.deallocate()
                block = .allocate(byteCount: XMLRun.blockBytes, alignment: 16)
            }
            do {
                (blockStart, blockEnd) = (0, 0)
                blockEnd = try source.read(into: block)
            } catch {
                failure = error
                return 0
            }
        }
        let count = min(Int(capacity), blockEnd - blockStart)
        guard count > 0 else { return 0 }
        untoldCount += count
        guard untoldCount <= limits.markupBytes else {
            fail(.tooLarge, "a tag, comment or CDATA section is longer than \(limits.markupBytes) bytes")
            return 0
        }
        UnsafeMutableRawPointer(buffer).copyMemory(
            from: block.baseAddress.unsafelyUnwrapped + blockStart, byteCount: count)
        blockStart += count
        return Int32(count)
    }

    func start(
        _ name: UnsafePointer<xmlChar>?, _ uri: UnsafePointer<xmlChar>?, _ attributeCount: Int32,
        _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    ) {
        untoldCount = 0
        guard failure == nil, let context, let name else { return }
        guard depth < limits.depth else {
            return fail(.tooDeep, "elements are nested more than \(limits.depth) deep")
        }
        let tag = XMLStartTag(
            localName: name, uri: uri, attributeCount: Int(attributeCount), rawAttributes: attributes,
            place: XMLPlace(context: context), isInNamespace: names.isNamespace(uri), depth: depth)
        depth += 1
        do {
            try handler.startElement(
                names.token(name), tag, textBefore: UnsafeBufferPointer(start: text, count: textCount))
        } catch { failure = error }
        textCount = 0
    }

    func end(_ name: UnsafePointer<xmlChar>?) {
        untoldCount = 0
        guard failure == nil, let context, let name else { return }
        depth -= 1
        do {
            try handler.endElement(
                names.token(name), text: UnsafeBufferPointer(start: text, count: textCount), XMLPlace(context: context))
        } catch { failure = error }
        textCount = 0
    }

    func characters(_ characters: UnsafePointer<xmlChar>?, _ length: Int32) {
        untoldCount = 0
        guard failure == nil, let characters else { return }
        let count = Int(length)
        guard textCount + count <= limits.textBytes else {
            return fail(.tooLarge, "a text is longer than \(limits.textBytes) bytes")
        }
        if textCount + count > textCapacity { growText(to: textCount + count) }
        (text + textCount).update(from: characters, count: count)
        textCount += count
    }

    private func growText(to count: Int) {
        textCapacity = max(count, min(textCapacity * 4, limits.textBytes))
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: textCapacity)
        larger.update(from: text, count: textCount)
        text.deallocate()
        text = larger
    }

    /// A comment or processing instruction, which says nothing to us.
    func passOver() { untoldCount = 0 }

    func documentType() {
        fail(.documentType, "the document has a DOCTYPE, which is not read; remove it")
    }

    func report(_ error: xmlError) {
        // After the first the parser tells of many more, which say nothing new.
        guard failure == nil, error.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
        let error = XMLParserMessage(error)
        failure = XMLError(error.kind, line: max(1, error.line), column: max(1, error.column), error.reason)
    }

    private func fail(_ kind: XMLError.Kind, _ reason: String) {
        guard failure == nil else { return }
        let place = context.map { XMLPlace(context: $0) }
        failure = XMLError(kind, line: place?.line ?? 1, column: place?.column ?? 1, reason)
    }
}

extension xmlSAXHandler {
    /// Callbacks into the `XMLRun` that is the user data. No entity is ever declared or looked up.
    fileprivate static var streaming: xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = UInt32(XML_SAX2_MAGIC)
        handler.internalSubset = { run, _, _, _ in XMLRun.with(run) { $0.documentType() } }
        handler.startElementNs = { run, name, _, uri, _, _, attributeCount, _, attributes in
            XMLRun.with(run) { $0.start(name, uri, attributeCount, attributes) }
        }
        handler.endElementNs = { run, name, _, _ in XMLRun.with(run) { $0.end(name) } }
        handler.characters = { run, text, count in XMLRun.with(run) { $0.characters(text, count) } }
        handler.ignorableWhitespace = handler.characters
        handler.cdataBlock = handler.characters
        handler.comment = { run, _ in XMLRun.with(run) { $0.passOver() } }
        handler.processingInstruction = { run, _, _ in XMLRun.with(run) { $0.passOver() } }
        handler.serror = { run, error in
            guard let error = error?.pointee else { return }
            XMLRun.with(run) { $0.report(error) }
        }
        return handler
    }
}

/// libxml2's own message, in our terms.
struct XMLParserMessage {
    let kind: XMLError.Kind
    let line: Int
    let column: Int
    let reason: String

    init(_ error: xmlError) {
        line = Int(error.line)
        column = Int(error.int2)
        let text = error.message.map { String(cString: $0) } ?? "not well-formed"
        let firstLine = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? text
        let encodingCodes = [
            XML_ERR_INVALID_ENCODING, XML_ERR_UNKNOWN_ENCODING, XML_ERR_UNSUPPORTED_ENCODING,
        ].map { Int32($0.rawValue) }
        let isConversion = error.domain == Int32(XML_FROM_I18N.rawValue) || XMLParserMessage.isNotUTF8(error)
        if encodingCodes.contains(error.code) || isConversion {
            kind = .encoding
            reason = XMLParserMessage.encodingAdvice(text, isNotUTF8: XMLParserMessage.isNotUTF8(error))
        } else {
            kind = .malformed
            reason = firstLine
        }
    }

    private static func isNotUTF8(_ error: xmlError) -> Bool {
        error.message.map { strstr($0, "not proper UTF-8") != nil } ?? false
    }

    private static func encodingAdvice(_ message: String, isNotUTF8: Bool) -> String {
        guard isNotUTF8 else {
            return message.split(whereSeparator: \.isNewline).joined(separator: "; ")
        }
        let byte = message.split(separator: " ").first { $0.hasPrefix("0x") }.map { " (byte \($0))" } ?? ""
        return "the text is not UTF-8\(byte), though it is declared or taken to be; declare its true encoding in the "
            + "first line, as in encoding=\"windows-1252\""
    }
}
