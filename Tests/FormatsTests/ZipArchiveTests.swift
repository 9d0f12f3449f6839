import Formats
import TestSupport
import Testing

@Suite struct ZipArchiveTests {
    @Test("entries come out as they went in", arguments: [true, false], [0, 1, 2])
    func reads(isDeflated: Bool, form: Int) throws {
        var builder = ZipBuilder()
        builder.usesDataDescriptors = form == 1
        builder.usesZip64 = form == 2
        builder.comment = utf8("made by a test")
        let long = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        builder.add("a/æ.xml", utf8("<a/>")) { $0.isDeflated = isDeflated }
        builder.add("long.xml", long) { $0.isDeflated = isDeflated }
        builder.add("empty.xml", []) { $0.isDeflated = isDeflated }
        let archive = try ZipArchive(MemoryBytes(builder.bytes()))
        #expect(archive.entries.map(\.name) == ["a/æ.xml", "long.xml", "empty.xml"])
        #expect(archive.entries.first?.fileName == "æ.xml")
        #expect(try archive.entries.map { try content(of: $0, in: archive) } == [utf8("<a/>"), long, []])
    }

    @Test("an archive without entries is read, and names in code page 437 too")
    func names() throws {
        #expect(try ZipArchive(MemoryBytes(ZipBuilder().bytes())).entries.isEmpty)
        var builder = ZipBuilder()
        builder.add("x", []) { $0.name = [0x42, 0x86] }
        #expect(try ZipArchive(MemoryBytes(builder.bytes())).entries.map(\.name) == ["Bå"])
    }

    @Test(
        "names that climb out of the folder are refused",
        arguments: [
            "../a.xml", "a/../../b.xml", "/etc/passwd", "C:/a.xml", "C:a.xml", "..\\a.xml", "a\u{0}.xml", "\\a",
        ])
    func unsafeNames(name: String) {
        #expect(fault { $0.add(name, []) } == .unsafeName)
    }

    @Test("what cannot be trusted is refused")
    func refused() {
        #expect(fault { $0.add("a.xml", utf8("x")) { $0.flags = 1 } } == .unsupported)
        #expect(fault { $0.add("a.xml", utf8("x")) { $0.method = 12 } } == .unsupported)
        #expect(fault { $0.add("a.ZIP", utf8("x")) } == .nestedArchive)
        #expect(fault { $0.add("a.xml", utf8("x")) { $0.checksum = 7 } } == .damaged)
        #expect(fault { $0.add("a.xml", utf8("x")) { $0.declaredSize = 7 } } == .damaged)
        #expect(fault { $0.add("a.xml", utf8("x")) { $0.localName = utf8("b.xml") } } == .damaged)
        #expect(
            fault {
                $0.add("a.xml", utf8("xy")) {
                    $0.isDeflated = false
                    $0.method = 8
                }
            } == .damaged)
    }

    @Test("an archive cut off anywhere is refused, and so is one with a changed byte in its directory")
    func cutOff() {
        var builder = ZipBuilder()
        builder.add("a.xml", utf8("<a>some text</a>"))
        let whole = builder.bytes()
        for length in 0..<whole.count { #expect(throws: ZipError.self) { try readAll(Array(whole[..<length])) } }
    }

    @Test("no change of bytes makes the reader trap", arguments: UInt64(1)...40)
    func survivesDamage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var builder = ZipBuilder()
        builder.usesZip64 = seed.isMultiple(of: 2)
        builder.add("a.xml", utf8(String(repeating: "<a>some text</a>", count: 20)))
        builder.add("b.xml", utf8("<b/>"))
        for _ in 0..<50 {
            var bytes = builder.bytes()
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? readAll(bytes)
        }
    }

    @Test("a bomb stops at the ratio, and any archive at the total")
    func bombs() throws {
        let zeros = [UInt8](repeating: 0, count: 70 << 20)
        #expect(fault { $0.add("a.xml", zeros) } == .tooLarge)
        var builder = ZipBuilder()
        for name in ["a.xml", "b.xml"] { builder.add(name, utf8(String(repeating: "x", count: 600))) }
        #expect(throws: ZipError.self) { try readAll(builder.bytes(), ZipBudget(totalBytes: 1_000)) }
        #expect(throws: ZipError.self) { try readAll(builder.bytes(), ZipBudget(entryCount: 1)) }
        #expect(throws: Never.self) { try readAll(builder.bytes(), ZipBudget(totalBytes: 1_200)) }
    }

    @Test("entries that share bytes are refused")
    func overlaps() {
        var builder = ZipBuilder()
        builder.add("a.xml", utf8("some text"))
        builder.add("b.xml", utf8("other"))
        var bytes = builder.bytes()
        // The second entry's offset stands 42 bytes into its record, which is the last before the end record of 22.
        let second = bytes.count - 22 - 46 - 5
        for index in 0..<4 { bytes[second + 42 + index] = 0 }
        #expect(throws: ZipError.self) { try ZipArchive(MemoryBytes(bytes)) }
    }

    private func fault(_ build: (inout ZipBuilder) -> Void) -> ZipError.Kind? {
        var builder = ZipBuilder()
        build(&builder)
        do {
            try readAll(builder.bytes())
            return nil
        } catch { return (error as? ZipError)?.kind }
    }

    private func readAll(_ bytes: [UInt8], _ budget: ZipBudget = ZipBudget()) throws {
        let archive = try ZipArchive(MemoryBytes(bytes), budget: budget)
        for entry in archive.entries { _ = try content(of: entry, in: archive) }
    }

    private func content(of entry: ZipEntry, in archive: ZipArchive) throws -> [UInt8] {
        let source = try archive.open(entry)
        var all: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 10_000)
        while true {
            let count = try block.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { return all }
            all += block[..<count]
        }
    }
}
