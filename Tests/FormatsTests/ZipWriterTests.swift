import Formats
import Testing

@Suite("Zip archives of our own")
struct ZipWriterTests {
    private static let files: [(name: String, bytes: [UInt8])] = [
        ("tom.txt", []), ("mappe/kort.txt", Array("hei".utf8)),
        ("mappe/lang-æøå.txt", Array(repeating: UInt8(ascii: "a"), count: 100_000)),
        ("støy.bin", (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }),
    ]

    @Test("what is written is read again, name by name and byte by byte")
    func roundTrip() throws {
        let bytes = try ZipWriter.archive(Self.files)
        let archive = try ZipArchive(MemoryBytes(bytes))
        #expect(archive.entries.map(\.name) == Self.files.map(\.name))
        for (entry, file) in zip(archive.entries, Self.files) {
            let source = try archive.open(entry)
            var read: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = try chunk.withUnsafeMutableBytes { try source.read(into: $0) }
                if count == 0 { break }
                read += chunk[..<count]
            }
            #expect(read == file.bytes)
        }
        #expect(bytes.count < 10_000)
    }

    @Test("the same files give the same bytes, dated 1 January 1980")
    func determinism() throws {
        let bytes = try ZipWriter.archive(Self.files)
        #expect(try ZipWriter.archive(Self.files) == bytes)
        #expect(Array(bytes[10..<14]) == [0, 0, 0x21, 0])
        #expect(try ZipArchive(MemoryBytes(ZipWriter.archive([]))).entries.isEmpty)
    }
}
