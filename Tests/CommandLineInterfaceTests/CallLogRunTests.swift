import Formats
import Foundation
import Testing

@testable import CommandLineInterface

@Suite("The log of calls of a whole run") struct CallLogRunTests {
    private static let names = [
        "call", "correlationId", "durationMs", "host", "method", "outcome", "path", "status", "step", "time",
    ]

    @Test(
        "each call of filings and logins is there with its step, and nothing secret",
        arguments: ["filing-submit", "authority-login", "authority-system-register", "authority-user-request"])
    func run(name: String) async throws {
        let path = "Tests/CommandLineInterfaceTests/Transcripts/\(name).transcript"
        let text = try #require(ApprovedFiles.text(path))
        let world = try await TranscriptWorld()
        defer { world.remove() }
        // Not those that make books: their random ids would be others, and with them the hashes that are approved.
        let logged = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("$ bilag ") && !line.contains(" init ")
                ? "$ bilag --log calls.jsonl " + line.dropFirst(8) : String(line)
        }
        _ = try await world.play(Transcript(parsing: logged.joined(separator: "\n")))
        let bytes = try Data(contentsOf: URL(filePath: world.folder + "/calls.jsonl"))
        let lines = bytes.split(separator: 0x0A)
        #expect(lines.count > 3, "\(lines.count)")
        for line in lines {
            let call = try JSON(parsing: Array(line))
            #expect(call.object?.members.map(\.name) == Self.names)
            #expect(call["step"]?.string != "other", "\(call.canonicalText)")
        }
        let log = String(decoding: bytes, as: UTF8.self)
        for secret in ["Bearer", "eyJ", "?", "assertion", "secret", "code="] { #expect(!log.contains(secret)) }
        #expect(!log.split { !$0.isNumber }.contains { $0.count == 11 })
    }

    @Test("a log that others can read is refused before anything is done") func refused() async throws {
        let (status, output, error) = await runToy("report vat --period 2026-T1 --log /nowhere/calls")
        #expect(status == .usage && output.isEmpty)
        #expect(error.hasPrefix("error: The log of calls '/nowhere/calls' cannot be opened: No such file"))
    }
}
