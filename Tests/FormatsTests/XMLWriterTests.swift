import Formats
import Testing

@Suite struct XMLWriterTests {
    @Test("elements are indented, escaped and closed")
    func layout() throws {
        var writer = XMLWriter()
        try writer.element("r", attributes: [("xmlns", "urn:x"), ("k", "\"<&\n")]) { writer in
            try writer.element("a", "1 < 2 & 3 > 2\r")
            try writer.element("b", "")
            try writer.start("c")
            try writer.element("d", "æ")
            try writer.end()
        }
        let expected = """
            <?xml version="1.0" encoding="UTF-8"?>
            <r xmlns="urn:x" k="&quot;&lt;&amp;&#10;">
              <a>1 &lt; 2 &amp; 3 &gt; 2&#13;</a>
              <b/>
              <c>
                <d>æ</d>
              </c>
            </r>

            """
        #expect(String(decoding: try writer.finish(), as: UTF8.self) == expected)
    }

    @Test("without indentation there is one line")
    func oneLine() throws {
        var writer = XMLWriter(indentation: nil, declaration: false)
        try writer.element("r") { writer in try writer.element("a", "x") }
        #expect(String(decoding: try writer.finish(), as: UTF8.self) == "<r><a>x</a></r>")
    }

    @Test("what is written is read back the same")
    func roundTrip() throws {
        let text = " tab\t line\n return\r \"quotes\" <tag> & ]]> 𝕏 "
        var writer = XMLWriter(indentation: nil)
        try writer.element("r", attributes: [("k", text)], text)
        let read = try XMLElement(parsing: try writer.finish())
        #expect(read.text == text)
        #expect(read.attribute("k") == text)
    }

    @Test(
        "characters that XML 1.0 forbids are refused", arguments: ["\u{0}", "\u{8}", "\u{1F}", "\u{FFFE}", "\u{FFFF}"])
    func forbidden(text: String) {
        var writer = XMLWriter()
        #expect(throws: XMLWritingError.self) { try writer.element("r", text) }
    }

    @Test("calls that would give broken XML are refused")
    func broken() throws {
        var writer = XMLWriter()
        #expect(throws: XMLWritingError.noRoot) { try writer.finish() }
        #expect(throws: XMLWritingError.nothingToEnd) { try writer.end() }
        #expect(throws: XMLWritingError.invalidName("1a")) { try writer.start("1a") }
        #expect(throws: XMLWritingError.invalidName("a b")) { try writer.start("a b") }
        try writer.start("r")
        #expect(throws: XMLWritingError.notEnded("r")) { try writer.finish() }
        try writer.end()
        #expect(throws: XMLWritingError.secondRoot("r")) { try writer.start("r") }
    }
}
