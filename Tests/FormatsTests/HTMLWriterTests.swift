import Formats
import Testing

@Suite("HTML") struct HTMLWriterTests {
    @Test(
        "text of others is never markup",
        arguments: [
            ("Brød & <kake>", "Brød &amp; &lt;kake&gt;"), ("\"a\" 'b'", "&quot;a&quot; &#39;b&#39;"),
            ("</script><script>", "&lt;/script&gt;&lt;script&gt;"), ("a\u{202E}b\u{7}", "a\u{FFFD}b\u{FFFD}"),
            ("a\nb", "a\nb"), ("–“ñ", "–“ñ"), ("", ""),
        ])
    func text(text: String, written: String) {
        var html = HTMLWriter()
        html.text(text)
        #expect(String(decoding: html.bytes, as: UTF8.self) == written)
        html.removeAll()
        Array(text.utf8).withUnsafeBytes { html.text($0) }
        #expect(String(decoding: html.bytes, as: UTF8.self) == written)
    }

    @Test(
        "amounts are set in groups of three, with two decimals",
        arguments: [
            (0, "0.00"), (1, "0.01"), (-1, "-0.01"), (99_999, "999.99"), (100_000, "1 000.00"),
            (-123_456_789, "-1 234 567.89"), (Int64.max, "92 233 720 368 547 758.07"),
            (Int64.min, "-92 233 720 368 547 758.08"),
        ])
    func amounts(ore: Int64, written: String) {
        var html = HTMLWriter()
        html.amount(ore)
        #expect(String(decoding: html.bytes, as: UTF8.self) == written)
        html.removeAll()
        html.amount(ore, HTMLWriter.NumberForm(minus: "−", group: "\u{A0}", decimal: ","))
        let norwegian = written.replacing("-", with: "−").replacing(" ", with: "\u{A0}").replacing(".", with: ",")
        #expect(String(decoding: html.bytes, as: UTF8.self) == norwegian)
    }

    @Test("whole numbers and numbers without groups")
    func numbers() {
        var html = HTMLWriter()
        html.whole(-1_234)
        html.markup("|")
        html.number(1_234_567)
        html.markup("|")
        html.kroner(12_500)
        html.markup("|")
        html.amount(nil)
        html.number(UInt64.max)
        #expect(String(decoding: html.bytes, as: UTF8.self) == "-1 234|1234567|12 500 kr|18446744073709551615")
    }
}
