import Formats
import Foundation
import Testing

@Suite("Files written piece by piece")
struct StreamedFilesTests {
    private func place() -> String {
        FileManager.default.temporaryDirectory.appending(path: "bilag-stream-\(UUID().uuidString)").path
    }

    @Test("an archive written piece by piece is read back, and the same twice") func archive() throws {
        let large = [UInt8](repeating: 65, count: 300_000) + Array("slutt".utf8)
        func write() throws -> [UInt8] {
            var bytes: [UInt8] = []
            let archive = ZipStream { bytes += Array($0) }
            try archive.file("a.xml") { sink in
                for start in stride(from: 0, to: large.count, by: 70_000) {
                    try large[start..<min(start + 70_000, large.count)].withUnsafeBytes(sink)
                }
            }
            try archive.file("æ.xml") { _ in }
            try archive.finish()
            return bytes
        }
        let bytes = try write()
        #expect(try write() == bytes)
        #expect(bytes.count < 2_000)
        let path = place()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(bytes).write(to: URL(filePath: path))
        let archive = try ZipArchive(FileBytes(path: path), budget: ZipBudget())
        #expect(archive.entries.map(\.name) == ["a.xml", "æ.xml"])
        let source = try archive.open(try #require(archive.entries.first))
        var read: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1000)
        while true {
            let count = try piece.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { break }
            read += piece[..<count]
        }
        #expect(read == large)
    }

    @Test("a file takes its place whole, and not at all when its making fails") func wholeOrNot() throws {
        struct Stop: Error {}
        let path = place()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let seen = try OutputFile.stream(to: path, .replacing) { file in
            try Array("første".utf8).withUnsafeBytes { try file.write($0) }
            #expect(!FileManager.default.fileExists(atPath: path))
            return try file.written().byteCount
        }
        #expect(seen == 7)
        #expect(throws: Stop.self) {
            try OutputFile.stream(to: path, .replacing) { file in
                try Array("annen".utf8).withUnsafeBytes { try file.write($0) }
                throw Stop()
            }
        }
        #expect(FileManager.default.contents(atPath: path) == Data("første".utf8))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
    }

    @Test("texts are escaped, and what XML cannot hold is left out") func texts() throws {
        var bytes: [UInt8] = []
        let xml = XMLStream { bytes += Array($0) }
        try xml.open("A", attributes: " b=\"c\"")
        xml.element("B", "<&>\r\u{1}\u{FFFE}å\u{10FFFF}")
        xml.element("C", magnitudeOre: -105)
        xml.element("D", String?.none)
        xml.close("A")
        try xml.finish()
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<A b=\"c\">\n\t<B>&lt;&amp;&gt;&#13;å\u{10FFFF}</B>\n"
                + "\t<C>1.05</C>\n</A>\n")
    }
}
