import AuditBundle
import Formats
import Foundation
import Testing

/// Archives that somebody made to do harm. None is large: headers say what is not there.
@Suite("Hostile bundles")
struct HostileBundleTests {
    @Test("sizes beyond two gigabytes are refused before anything is unpacked", arguments: [1, 3])
    func declaredSizes(entries: Int) throws {
        var archive = try ZipWriter.archive([("a.txt", [1]), ("b.txt", [2]), ("c.txt", [3])])
        let each = UInt32((Int64(3) << 30) / Int64(entries))
        for entry in 0..<entries { archive.declare(each, ofEntry: entry) }
        try expectRefused(archive, "more than")
    }

    @Test("an archive that says it has more files than any bundle is refused")
    func manyFiles() throws {
        let files = (0...AuditBundle.mostFiles).map { BundleFile("\($0)", []) }
        try expectRefused(ZipWriter.archive(files.map { ($0.name, $0.bytes) }), "more than \(AuditBundle.mostFiles)")
        // Only the count, with one file there.
        var archive = try ZipWriter.archive([("a.txt", [1])])
        let end = archive.count - 22
        for place in [8, 10] { archive.write(60_000, 2, at: end + place) }
        try expectRefused(archive, "")
    }

    @Test("a name that is there twice is refused, whichever bytes come first")
    func twice() throws {
        let files = try BundledBooks(seed: 7, vouchers: 2).bundle().files
        for list in [files + [BundleFile("law.json", [])], [BundleFile("law.json", [])] + files] {
            try expectRefused(ZipWriter.archive(list.map { ($0.name, $0.bytes) }), "law.json: it is there twice")
        }
    }

    @Test("JSON nested without end is refused in every file that holds some")
    func deepJSON() throws {
        let files = try BundledBooks(seed: 7, vouchers: 2).bundle().files
        let deep = Array(repeating: UInt8(ascii: "["), count: 100_000)
        for name in ["manifest.json", "entries.jsonl", "consistency.jsonl", "law.json"] {
            let forged = files.changing(name) { _ in deep + [0x0A] }
            let list = name == "manifest.json" ? forged : forged.resealed
            try expectRefused(ZipWriter.archive(list.map { ($0.name, $0.bytes) }), name.prefix(5) + "")
        }
    }

    @Test("a file more or less, a folder, a name that climbs out, and an archive inside are refused")
    func otherMembers() throws {
        let files = try BundledBooks(seed: 7, vouchers: 2).bundle().files
        func archive(_ list: [BundleFile]) throws -> [UInt8] { try ZipWriter.archive(list.map { ($0.name, $0.bytes) }) }
        try expectRefused(archive(files + [BundleFile("more.txt", [])]), "more.txt")
        for file in files {
            try expectRefused(archive(files.filter { $0 != file }), file.name)
        }
        for name in ["folder/", "../up.txt", "/etc/passwd", "inner.zip"] {
            #expect(throws: BundleFault.self) {
                try AuditBundle.verify(try AuditBundle.files(inArchive: archive(files + [BundleFile(name, [])])))
            }
        }
    }

    @Test("an archive cut off anywhere is refused, and stops nothing")
    func cutOff() throws {
        let archive = try BundledBooks(seed: 7, vouchers: 2).bundle().archive()
        for count in stride(from: 0, to: archive.count, by: archive.count / 40) {
            #expect(throws: BundleFault.self) { try AuditBundle.files(inArchive: Array(archive.prefix(count))) }
        }
    }

    @Test("numbers in the manifest that are none, or too large, are refused")
    func manifestNumbers() throws {
        let files = try BundledBooks(seed: 7, vouchers: 2).bundle().files
        for number in ["-1", "99999999999999999999", "1.5", "\"7\"", "9223372036854775807"] {
            let forged = files.changing("manifest.json") { bytes in
                Array(
                    String(decoding: bytes, as: UTF8.self).replacing(
                        /"bytes":[0-9]+/, maxReplacements: 1, with: { _ in "\"bytes\":\(number)" }
                    ).utf8)
            }
            #expect(forged != files)
            try expectRefused(ZipWriter.archive(forged.map { ($0.name, $0.bytes) }), "")
        }
    }

    /// Both verifiers refuse, and say where.
    private func expectRefused(_ archive: [UInt8], _ words: String) throws {
        let fault = #expect(throws: BundleFault.self) {
            try AuditBundle.verify(try AuditBundle.files(inArchive: archive))
        }
        #expect(fault?.description.contains(words) == true || words.isEmpty, "\(fault?.description ?? "")")
        guard BundleScript.canRun else { return }
        let url = FileManager.default.temporaryDirectory.appending(path: "hostile-\(UUID().uuidString).zip")
        defer { try? FileManager.default.removeItem(at: url) }
        try Data(archive).write(to: url)
        let run = try BundleScript.run([url.path])
        #expect(run.status == 1)
        #expect(run.output.hasPrefix("FAULT: "), "\(run.output)")
    }
}

extension [UInt8] {
    /// Has the headers of an entry say that it is deflated and unpacks to so many bytes.
    fileprivate mutating func declare(_ size: UInt32, ofEntry entry: Int) {
        let local = places(of: [0x50, 0x4B, 0x03, 0x04])[entry]
        let central = places(of: [0x50, 0x4B, 0x01, 0x02])[entry]
        write(8, 2, at: local + 8)
        write(UInt64(size), 4, at: local + 22)
        write(8, 2, at: central + 10)
        write(UInt64(size), 4, at: central + 24)
    }

    fileprivate mutating func write(_ number: UInt64, _ count: Int, at place: Int) {
        for index in 0..<count { self[place + index] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(index))) }
    }

    private func places(of signature: [UInt8]) -> [Int] {
        (0...count - 4).filter { Array(self[$0..<$0 + 4]) == signature }
    }
}
