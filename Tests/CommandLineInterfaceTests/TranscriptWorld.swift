import Application
import CommandLineInterface
import EventLog
import Foundation
import HTTP
import SQLiteEventLog
import Synchronization
import Values

/// A folder, a clock and books of its own for one transcript.
final class TranscriptWorld {
    let folder: String
    private var time = Timestamp(millisecondsSince1970: 1_773_133_200_000)  // 2026-03-10T09:00:00Z

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "bilag-transcript-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// The same steps with what really came out.
    func play(_ transcript: Transcript) async throws -> Transcript {
        var played: [Transcript.Step] = []
        for step in transcript.steps {
            switch step {
            case .comment: played.append(step)
            case .clock(let text):
                time = try Timestamp(text)
                played.append(step)
            case .tampering(let change):
                try tamper(change)
                played.append(step)
            case .file(let name, let lines):
                let text = lines.map { $0 + "\n" }.joined()
                try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
                played.append(step)
            case .command(let line, let input, _, _, _): played.append(await run(line, input))
            }
        }
        return Transcript(played)
    }

    /// Changes the file's bytes where they read as the second word, to the third.
    private func tamper(_ change: String) throws {
        let words = change.split(separator: " ").map(String.init)
        guard words.count == 3, words[1].utf8.count == words[2].utf8.count else { throw CocoaError(.formatting) }
        let file = URL(filePath: folder + "/" + words[0])
        let bytes = Array(try Data(contentsOf: file))
        try Data(bytes.replacing(Array(words[1].utf8), with: Array(words[2].utf8))).write(to: file)
    }

    private func run(_ line: String, _ input: [String]) async -> Transcript.Step {
        let recorded = RecordedConsole()
        let words = Transcript.words(line).map { $0.replacing("$DIR", with: folder) }
        let status = await CommandLineTool().run(Array(words.dropFirst()), in: workplace(recorded, input))
        time = time.adding(seconds: 60)
        return .command(
            line, input: input, output: lines(recorded.outputText), errors: lines(recorded.errorText),
            status: "\(status.rawValue) \(status)")
    }

    private func workplace(_ recorded: RecordedConsole, _ input: [String]) -> Workplace {
        let now = time
        let bytes = Array(input.map { $0 + "\n" }.joined().utf8)
        return Workplace(
            environment: ["BILAG_BOOKS": "books.bilag", "XDG_CONFIG_HOME": folder + "/config", "HOME": folder],
            workingDirectory: folder, standardInput: { bytes }, output: recorded.outputStream(),
            error: recorded.errorStream(), store: TestBooksStore(), transport: NoAuthority(), now: { now },
            pause: { _ in }, randomBytes: { count in Array(repeating: 7, count: count) })
    }

    private func lines(_ text: String) -> [String] {
        // CSV ends its rows with CR LF, which would be one Character and no line end here.
        var lines = text.replacing(folder, with: "$DIR").replacing("\r\n", with: "\n").split(
            separator: "\n", omittingEmptySubsequences: false
        )
        .map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

/// Books as SQLite files, as the executable keeps them.
struct TestBooksStore: BooksStore {
    func create(_ path: String) throws -> any EventLog { try SQLiteEventLog.create(at: path) }

    func open(_ path: String) throws -> any EventLog { try SQLiteEventLog.open(at: path) }
}

/// A world without authorities.
struct NoAuthority: HTTPTransport {
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        throw .notSent("there is no network here")
    }
}
