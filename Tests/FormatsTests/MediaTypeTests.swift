import Testing

@testable import Formats

@Suite("What kind of file some bytes are") struct MediaTypeTests {
    @Test(
        "a file shows its kind in its first bytes",
        arguments: [
            (Array("%PDF-1.7\n".utf8), "application/pdf"), (Array("\n\n%PDF-1.4".utf8), "application/pdf"),
            ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0], "image/png"),
            ([0xFF, 0xD8, 0xFF, 0xE0, 0, 16], "image/jpeg"), (Array("GIF89a...".utf8), "image/gif"),
            ([0x49, 0x49, 0x2A, 0, 8], "image/tiff"), ([0x4D, 0x4D, 0, 0x2A, 8], "image/tiff"),
            (Array("RIFF".utf8) + [1, 0, 0, 0] + Array("WEBPVP8 ".utf8), "image/webp"),
            ([0, 0, 0, 24] + Array("ftypheic".utf8), "image/heic"),
            (Array("<?xml version=\"1.0\"?><Invoice/>".utf8), "application/xml"),
            ([0xEF, 0xBB, 0xBF] + Array("  <Invoice xmlns=\"urn:x\"/>".utf8), "application/xml"),
            ([0xFE, 0xFF, 0, 0x3C, 0, 0x3F], "application/xml"),
            (Array("<!DOCTYPE html><p>x".utf8), "text/html"), (Array("\n<HTML>".utf8), "text/html"),
            (Array("Received: from a\r\nSubject: b\r\n\r\nc".utf8), "message/rfc822"),
            (Array("Kvittering æøå\t45,-\r\n".utf8), "text/plain"), (Array("a;b\n1;2\n".utf8), "text/plain"),
        ] as [([UInt8], String)])
    func detection(bytes: [UInt8], type: String) {
        #expect(MediaType.detected(in: bytes) == type)
    }

    @Test(
        "bytes that show nothing are not guessed at",
        arguments: [
            [], [0], [0x4D, 0x5A, 0x90, 0], [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], Array(" \n\t".utf8),
            // Latin-1, which is not UTF-8; a text with a control character; a zip archive that is cut off.
            Array("Bl".utf8) + [0xE5], Array("a".utf8) + [0x07], [0x50, 0x4B, 0x03, 0x04, 1, 2, 3],
        ] as [[UInt8]])
    func unknown(bytes: [UInt8]) {
        #expect(MediaType.detected(in: bytes) == nil)
    }

    @Test(
        "what lies in a zip archive tells what it is",
        arguments: [
            (["word/document.xml"], "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            (
                ["[Content_Types].xml", "xl/workbook.xml"],
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            ),
            (["mimetype", "content.xml"], "application/vnd.oasis.opendocument.text"), (["a.txt"], "application/zip"),
        ])
    func archives(names: [String], type: String) throws {
        let content = Array("application/vnd.oasis.opendocument.text".utf8)
        let archive = try ZipWriter.archive(names.map { ($0, $0 == "mimetype" ? content : [0x61]) })
        #expect(MediaType.detected(in: archive) == type)
    }

    @Test(
        "a media type is type and subtype",
        arguments: [
            ("application/pdf", true), ("text/plain;charset=iso-8859-1", true), ("image/svg+xml", true),
            ("application/vnd.ms-outlook", true), ("pdf", false), ("", false), ("a/", false), ("/b", false),
            ("a/b/c", false), ("a b/c", false), ("text/plæin", false), ("a/b\n", false),
        ])
    func form(text: String, isWellFormed: Bool) {
        #expect(MediaType.isWellFormed(text) == isWellFormed)
    }
}
