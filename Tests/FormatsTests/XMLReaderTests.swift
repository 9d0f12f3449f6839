import Formats
import TestSupport
import Testing

@Suite struct XMLReaderTests {
    @Test("a document becomes a tree with namespaces, attributes, texts and lines")
    func tree() throws {
        let root = try XMLElement(
            parsing: utf8(
                "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<a:r xmlns:a=\"urn:x\" k=\"v &amp; w\">\r\n"
                    + "<b>æ &lt;<![CDATA[<&]]></b><!-- no --><b/></a:r>"))
        #expect(root.name == "r")
        #expect(root.namespace == "urn:x")
        #expect(root.attribute("k") == "v & w")
        #expect(root.children.map(\.text) == ["æ <<&", ""])
        #expect(root.children.map(\.namespace) == [nil, nil])
        #expect(root.child("b")?.line == 3)
        #expect(root.trimmedText == "")
    }

    @Test("text around children is kept in order")
    func mixedContent() throws {
        #expect(try XMLElement(parsing: utf8("<a> x <b>y</b> z </a>")).text == " x  z ")
    }

    @Test(
        "text is read by the declared encoding",
        arguments: [
            ("UTF-8", utf8("Bjørn")), ("ISO-8859-1", [0x42, 0x6A, 0xF8, 0x72, 0x6E]),
            ("Windows-1252", [0x42, 0x6A, 0xF8, 0x72, 0x6E]),
        ] as [(String, [UInt8])])
    func encodings(name: String, text: [UInt8]) throws {
        let bytes = utf8("<?xml version=\"1.0\" encoding=\"\(name)\"?><a>") + text + utf8("</a>")
        #expect(try XMLElement(parsing: bytes).text == "Bjørn")
    }

    @Test("UTF-16 is read by its byte order mark", arguments: [true, false])
    func utf16(bigEndian: Bool) throws {
        let units = Array("\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>Bjørn</a>".utf16)
        let bytes = units.flatMap { unit in
            bigEndian ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
        }
        #expect(try XMLElement(parsing: bytes).text == "Bjørn")
    }

    @Test(
        "hostile or broken documents are refused with their place",
        arguments: [
            ("", .malformed, 1), ("<a>\n<b></a>", .malformed, 2), ("<a>\n&unknown;</a>", .malformed, 2),
            ("<a>\u{1}</a>", .malformed, 1), ("<p:a/>", .malformed, 1), ("<a/>\n<b/>", .malformed, 2),
            ("<!DOCTYPE a>\n<a/>", .documentType, 1),
            ("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>", .documentType, 1),
            ("<!DOCTYPE a SYSTEM \"http://localhost/a.dtd\"><a/>", .documentType, 1),
            ("<?xml version=\"1.0\" encoding=\"no-such\"?><a/>", .encoding, 1),
        ] as [(String, XMLError.Kind, Int)])
    func refused(text: String, kind: XMLError.Kind, line: Int) {
        let error = #expect(throws: XMLError.self) { try XMLElement(parsing: utf8(text)) }
        #expect(error?.kind == kind)
        #expect(error?.line == line)
    }

    @Test("a thousand million laughs end at the DOCTYPE")
    func entityBomb() {
        var text = "<!DOCTYPE l [<!ENTITY l0 \"lol\">"
        for level in 1...9 {
            text += "<!ENTITY l\(level) \"" + String(repeating: "&l\(level - 1);", count: 10) + "\">"
        }
        let error = #expect(throws: XMLError.self) { try XMLElement(parsing: utf8(text + "]><l>&l9;</l>")) }
        #expect(error?.kind == .documentType)
    }

    @Test("bytes that are not the declared UTF-8 are refused with their line, not replaced")
    func wrongEncoding() {
        let bytes = utf8("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\n<b>Bj") + [0xF8] + utf8("rn</b></a>")
        let error = #expect(throws: XMLError.self) { try XMLElement(parsing: bytes) }
        #expect(error?.kind == .encoding)
        #expect(error?.line == 3)
        #expect(error?.reason.contains("0xF8") == true)
        #expect(error?.reason.contains("windows-1252") == true)
    }

    @Test("depth, text and size are bounded")
    func limits() {
        let deep = String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65)
        #expect(kind(deep) == .tooDeep)
        #expect(kind("<a>" + String(repeating: "x", count: (1 << 20) + 1) + "</a>") == .tooLarge)
        #expect(kind("<a><![CDATA[" + String(repeating: "x", count: (1 << 20) + 1) + "]]></a>") == .tooLarge)
        #expect(kind("<a><b/><b/></a>", XMLLimits(treeElements: 2)) == .tooLarge)
        #expect(kind("<a><b/><b/></a>", XMLLimits(treeBytes: 10)) == .tooLarge)
    }

    @Test("a tag with attributes beyond number is refused before they are compared with each other")
    func attributes() throws {
        func tag(_ count: Int) -> String { "<a " + (0..<count).map { "a\($0)=''" }.joined(separator: " ") + "/>" }
        #expect(try XMLElement(parsing: utf8(tag(1000))).attributes.count == 1000)
        let start = ContinuousClock.now
        // Two megabytes, which libxml2 alone would compare for a minute and more.
        #expect(kind(tag(200_000)) == .tooLarge)
        #expect(kind(tag(200_000).replacing(" a", with: " xmlns:a").replacing("''", with: "'u'")) == .tooLarge)
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    @Test("a long text, and many comments and instructions, are no long tag")
    func longTexts() throws {
        let text = String(repeating: "x", count: 1 << 20)
        #expect(try XMLElement(parsing: utf8("<a>\(text)</a>")).text == text)
        let comments = String(repeating: "<!-- \(String(repeating: "c", count: 1000)) --><?p q?>", count: 500)
        #expect(try XMLElement(parsing: utf8("\(comments)<a>\(comments)</a>\(comments)")).name == "a")
        #expect(kind("<a><!--\(text)--></a>") == .tooLarge)
    }

    @Test("the handler is told each known name's place, and stops the reading by throwing")
    func tokens() throws {
        let handler = Recorder(stopAt: nil)
        let reader = XMLReader(vocabulary: ["a", "b"], namespace: "urn:x")
        let text = "<a xmlns=\"urn:x\"><b>1</b><c>2</c><b xmlns=\"\">3</b></a>"
        try reader.read(MemoryBytes(utf8(text)), handler: handler)
        #expect(handler.seen == ["0+0", "1+1", "=1", "-1+1", "=2", "1+1!", "=3", "="])
        let stopping = Recorder(stopAt: "c")
        #expect(throws: Recorder.Stop.self) { try reader.read(MemoryBytes(utf8(text)), handler: stopping) }
        #expect(stopping.seen.last == "=1")
    }

    private func kind(_ text: String, _ limits: XMLLimits = XMLLimits()) -> XMLError.Kind? {
        do {
            _ = try XMLElement(parsing: utf8(text), limits: limits)
            return nil
        } catch { return error.kind }
    }
}

private final class Recorder: XMLEventHandler {
    struct Stop: Error {}
    var seen: [String] = []
    let stopAt: String?

    init(stopAt: String?) { self.stopAt = stopAt }

    func startElement(_ token: Int, _ tag: XMLStartTag, textBefore: UnsafeBufferPointer<UInt8>) throws {
        if tag.name == stopAt { throw Stop() }
        seen.append("\(token)+\(tag.depth)\(tag.isInNamespace ? "" : "!")")
    }

    func endElement(_ token: Int, text: UnsafeBufferPointer<UInt8>, _ place: XMLPlace) {
        seen.append("=" + String(decoding: text, as: UTF8.self))
    }
}

func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }
