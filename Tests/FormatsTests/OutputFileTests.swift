import Foundation
import Testing

@testable import Formats

@Suite struct OutputFileTests {
    @Test("a file is written whole, readable by its owner alone, and nothing else lies beside it")
    func writes() throws {
        try inFolder { folder in
            let path = folder + "/a.zip"
            for (purpose, text) in [(OutputFile.Purpose.new, "first"), (.replacing, "second, and longer")] {
                try OutputFile.write(Array(text.utf8), to: path, purpose)
                #expect(try content(path) == text)
                #expect(try mode(path) == 0o600)
                #expect(try names(folder) == ["a.zip"])
            }
        }
    }

    @Test("replacing a file that others could read closes it to them")
    func closes() throws {
        try inFolder { folder in
            let path = folder + "/a"
            _ = FileManager.default.createFile(
                atPath: path, contents: Data("old".utf8), attributes: [.posixPermissions: 0o644])
            try OutputFile.write([0x78], to: path, .replacing)
            #expect(try mode(path) == 0o600)
        }
    }

    @Test("a new file never takes the place of another")
    func keepsWhatIsThere() throws {
        try inFolder { folder in
            let path = folder + "/a"
            try OutputFile.write(Array("old".utf8), to: path, .new)
            let error = #expect(throws: OutputFileError.self) { try OutputFile.write([0x78], to: path, .new) }
            #expect(error?.description.contains("is there already; choose another name") == true)
            #expect(try content(path) == "old")
            #expect(try names(folder) == ["a"])
        }
    }

    @Test(
        "a symbolic link is refused and left, and what it leads to is not touched",
        arguments: [OutputFile.Purpose.new, .replacing], ["victim", "no-such-file", "."])
    func symbolicLinks(purpose: OutputFile.Purpose, target: String) throws {
        try inFolder { folder in
            try OutputFile.write(Array("mine".utf8), to: folder + "/victim", .new)
            let link = folder + "/link"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
            let error = #expect(throws: OutputFileError.self) { try OutputFile.write([0x78], to: link, purpose) }
            #expect(error?.reason.contains("is a symbolic link") == true)
            #expect(try content(folder + "/victim") == "mine")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
            #expect(try names(folder) == ["link", "victim"])
        }
    }

    @Test("a link that is laid while we write is replaced or refused, never followed")
    func linkLaidMeanwhile() throws {
        for purpose in [OutputFile.Purpose.new, .replacing] {
            try inFolder { folder in
                try OutputFile.write(Array("mine".utf8), to: folder + "/victim", .new)
                try? OutputFile.write([0x78], to: folder + "/a", purpose) { descriptor, start, count in
                    symlink("victim", folder + "/a")
                    return write(descriptor, start, count)
                }
                #expect(try content(folder + "/victim") == "mine")
            }
        }
    }

    @Test(
        "a disk that fills up, or fails, leaves the old file and nothing new",
        arguments: [OutputFile.Purpose.new, .replacing], [ENOSPC, EIO, EDQUOT])
    func fullDisk(purpose: OutputFile.Purpose, number: Int32) throws {
        try inFolder { folder in
            let path = folder + "/a"
            if purpose == .replacing { try OutputFile.write(Array("old".utf8), to: path, .new) }
            let before = try names(folder)
            var calls = 0
            let error = #expect(throws: OutputFileError.self) {
                try OutputFile.write([UInt8](repeating: 1, count: 10_000), to: path, purpose) {
                    descriptor, start, count in
                    calls += 1
                    if calls == 1 { return write(descriptor, start, 4096) }
                    errno = number
                    return -1
                }
            }
            #expect(error?.description == "'\(path)' cannot be written: \(String(cString: strerror(number))).")
            #expect(try names(folder) == before)
            if purpose == .replacing { #expect(try content(path) == "old") }
        }
    }

    @Test("a write in pieces, and one that was interrupted, goes on where it stopped")
    func pieces() throws {
        try inFolder { folder in
            let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
            var calls = 0
            try OutputFile.write(bytes, to: folder + "/a", .new) { descriptor, start, count in
                calls += 1
                guard calls.isMultiple(of: 2) else {
                    errno = EINTR
                    return -1
                }
                return write(descriptor, start, min(count, 7))
            }
            #expect(FileManager.default.contents(atPath: folder + "/a").map(Array.init) == bytes)
        }
    }

    @Test(
        "what is no place for a file is refused",
        arguments: ["/nonexistent/a", "/tmp", "/tmp/", "", ".", "..", "/dev/null", "a\u{0}b"])
    func noPlace(path: String) {
        let error = #expect(throws: OutputFileError.self) { try OutputFile.write([1], to: path, .replacing) }
        #expect(error?.path == path)
    }

    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bilag-output-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    private func content(_ path: String) throws -> String {
        String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? Int)
    }
}
