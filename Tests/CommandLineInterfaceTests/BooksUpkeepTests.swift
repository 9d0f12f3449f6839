import Application
import EventLog
import Foundation
import SQLiteEventLog
import Testing
import Values

@testable import CommandLineInterface

@Suite("Backup, restore and check") struct BooksUpkeepTests {
    private static let program = ApprovedFiles.checkout.appending(path: ".build/debug/bilag").path
    private let folder: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "upkeep-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
    }

    /// Runs one command in this process.
    @discardableResult
    private func bilag(_ words: String...) async -> (
        status: CommandLineInterface.ExitStatus, output: String, error: String
    ) {
        let recorded = RecordedConsole()
        let workplace = Workplace(
            environment: ["BILAG_BOOKS": "books.bilag", "USER": "kari"], workingDirectory: folder,
            standardInput: { [] }, output: recorded.outputStream(), error: recorded.errorStream(),
            store: TestBooksStore(), transport: NoAuthority(),
            now: { Timestamp(millisecondsSince1970: 1_773_133_200_000) }, pause: { _ in },
            randomBytes: { Array(repeating: 7, count: $0) })
        let status = await CommandLineTool().run(words, in: workplace)
        return (status, recorded.outputText, recorded.errorText)
    }

    private func makeBooks() async {
        await bilag("books", "init", "--orgnr", "310000051", "--name", "Bakeri", "--environment", "sandbox")
        for number in 1500...1504 { await bilag("account", "open", "\(number)", "Konto") }
    }

    private var files: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
    }

    @Test(
        "a backup taken while three processes post is one state of the books",
        .enabled(if: FileManager.default.isExecutableFile(atPath: program)), .timeLimit(.minutes(3)))
    func concurrentProcesses() async throws {
        await makeBooks()
        let writers = try (1...3).map { number in
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = [
                "-c",
                "for i in 0 1 2 3 4 5 6 7; do \(Self.program) account open \(number)10$i Konto --books \(folder)/books.bilag || exit 1; done",
            ]
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            return process
        }
        for round in 1...5 {
            let backup = await bilag("books", "backup", "\(round).backup")
            #expect(backup.status == .success, "\(backup.error)")
        }
        for process in writers {
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        #expect(await bilag("log", "verify", "--deep").output.contains("All is in order: 30 entries"))
        // The last backup is an older state of what the books are now; restoring it elsewhere and again changes nothing.
        #expect(await bilag("books", "restore", "5.backup", "--books", "other.bilag").status == .success)
        #expect(await bilag("books", "backup", "all.backup").status == .success)
        #expect(await bilag("books", "restore", "all.backup", "--books", "other.bilag").status == .success)
        let now = try SQLiteEventLog.open(at: folder + "/books.bilag").head()
        #expect(try SQLiteEventLog.open(at: folder + "/other.bilag").head() == now)
        #expect(try files.filter { $0.contains(".backup.") || $0.contains(".bilag.") }.isEmpty)
    }

    @Test("every changed byte of what a backup says is found, and nothing is restored") func tampered() async throws {
        await makeBooks()
        await bilag("books", "backup", "good.backup")
        let good = Array(try Data(contentsOf: URL(filePath: folder + "/good.backup")))
        let entry = try #require(try SQLiteEventLog.open(at: folder + "/good.backup").entry(4))
        let start = try #require(good.firstRange(of: entry)?.lowerBound)
        for offset in start..<start + entry.count {
            var bad = good
            bad[offset] ^= 1
            try Data(bad).write(to: URL(filePath: folder + "/bad.backup"))
            let answer = await bilag("books", "restore", "bad.backup", "--books", "new.bilag")
            #expect(answer.status == .damagedLog && answer.output.isEmpty, "byte \(offset - start)")
        }
        #expect(try files == ["bad.backup", "books.bilag", "good.backup"])
    }

    @Test("a backup that is cut short is named as the one at fault, and nothing is restored") func cutShort()
        async throws
    {
        await makeBooks()
        await bilag("books", "backup", "whole.backup")
        let whole = try Data(contentsOf: URL(filePath: folder + "/whole.backup"))
        for count in [whole.count - 4096, whole.count / 2, 5000] {
            try whole.prefix(count).write(to: URL(filePath: folder + "/cut.backup"))
            let answer = await bilag("books", "restore", "cut.backup", "--books", "new.bilag")
            #expect(answer.status == .damagedLog)
            #expect(answer.error.contains("The backup"), "\(answer.error)")
            #expect(!FileManager.default.fileExists(atPath: folder + "/new.bilag"))
        }
    }

    @Test("a damaged file is no target, and what it left is not mixed with the restored books") func damagedTarget()
        async throws
    {
        await makeBooks()
        await bilag("books", "backup", "good.backup")
        let file = URL(filePath: folder + "/books.bilag")
        let bytes = Array(try Data(contentsOf: file))
        try Data(bytes.replacing(Array("Bakeri".utf8), with: Array("Barbar".utf8))).write(to: file)
        let damaged = await bilag("books", "restore", "good.backup")
        #expect(damaged.status == .damagedLog)
        #expect(damaged.error.contains("are damaged: entry 1: its bytes do not have the recorded hash. Keep them"))
        try FileManager.default.moveItem(atPath: file.path, toPath: file.path + ".damaged")
        try Data([1]).write(to: URL(filePath: file.path + "-wal"))
        #expect(await bilag("books", "restore", "good.backup").error.contains("is left from other books"))
        try FileManager.default.removeItem(atPath: file.path + "-wal")
        #expect(await bilag("books", "restore", "good.backup").status == .success)
        #expect(await bilag("log", "verify", "--deep").output.contains("All is in order: 6 entries"))
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("books that others can use, and a key that is not there, are told by the check") func check() async throws {
        await makeBooks()
        #expect(await bilag("books", "check", "--quiet").output.isEmpty)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o640], ofItemAtPath: folder + "/books.bilag")
        let settings = #"{"sandbox": {"log": {"keyFile": "\#(folder)/missing.pem"}}}"#
        try Data(settings.utf8).write(to: URL(filePath: folder + "/config.json"))
        let answer = await bilag("books", "check", "--config", "config.json")
        #expect(answer.status == .findings)
        #expect(answer.output.contains("'\(folder)/books.bilag' has mode 0640"))
        #expect(answer.output.contains("The key in log.keyFile cannot be used: "))
        #expect(!answer.output.contains("All is well"))
    }
}
