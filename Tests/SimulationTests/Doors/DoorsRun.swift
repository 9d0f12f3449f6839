import Formats
import Foundation
import HTTP
import TestSupport

/// The real command against the real sandbox, each in a process of its own, from no key to a receipt; with a record of
/// all that was said.
final class DoorsRun {
    static let person = "01819012345"
    let command: BilagCommand
    /// Command lines, and what came out of them on both streams.
    private(set) var record: [String] = []
    private var sandbox: RunningCommand?
    private(set) var base = ""
    let keyboard = PersonAtTheKeyboard()

    init() throws { command = try BilagCommand() }

    func end() {
        _ = sandbox?.kill(afterMicroseconds: 0)
        command.remove()
    }

    func startSandbox(_ more: String...) throws {
        let started = try command.start(["sandbox", "serve", "--port", "0"] + more)
        sandbox = started
        for _ in 0..<3000 where !started.outputSoFar.contains("Interrupt") { usleep(10_000) }
        guard let address = started.outputSoFar.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+/) else {
            throw Violation("the sandbox does not start")
        }
        base = String(address.0)
    }

    /// What the sandbox itself has said so far.
    var sandboxOutput: String { sandbox?.outputSoFar ?? "" }

    func write(_ text: String, to name: String) throws {
        _ = try command.write(text, to: name)
    }

    /// Runs a command line to its end, and checks how it ended.
    @discardableResult
    func run(_ line: String, _ status: Int32 = 0) throws -> String {
        let words = ["--config", command.path("config.json"), "--log", command.path("calls.jsonl")] + split(line)
        let running = try command.start(words)
        let ended = running.waitForExit()
        let output = running.takeOutput()
        note(line, output, ended)
        guard ended == status else { throw Violation("'bilag \(line)' ended with \(ended), not \(status): \(output)") }
        return output
    }

    /// The object a command line prints, whatever else is said on standard error.
    func json(_ line: String, _ status: Int32 = 0) throws -> JSON {
        let output = try run(line, status)
        guard let start = output.firstIndex(of: "{"), let end = output.lastIndex(of: "}") else {
            throw Violation("'bilag \(line)' prints no JSON: \(output)")
        }
        return try JSON(parsing: Array(output[start...end].utf8))
    }

    private func note(_ line: String, _ output: String, _ status: Int32) {
        record += ["$ bilag \(line)"] + output.split(separator: "\n").map { "  \($0)" } + ["= \(status)"]
    }

    func say(_ text: String) { record.append("# \(text)") }

    /// File names stand in the run's folder; a blank in quotes stays.
    private func split(_ line: String) -> [String] {
        var words = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "'": isQuoted.toggle()
            case " " where !isQuoted: words.append("")
            default: words[words.count - 1].append(character)
            }
        }
        return words.map { $0.replacing("$DIR", with: command.folder.path) }
    }

    /// What Digdir's self-service does: takes a client's public keys.
    func selfService(_ path: String, _ body: String) async throws {
        let answer = try await URLSessionTransport().send(
            HTTPRequest(
                .post, base + path, headers: [HTTPHeader("Content-Type", "application/json")], body: Array(body.utf8)))
        guard answer.status < 300 else {
            throw Violation("\(path): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        }
    }

    /// A person logs in on the pages that the waiting command's address leads to.
    func logIn(cancels: Bool = false, status: Int32 = 0) async throws {
        let line = "authority login --environment sandbox --no-browser"
        let words = ["--config", command.path("config.json"), "--log", command.path("calls.jsonl")] + split(line)
        let running = try command.start(words)
        var address: Substring?
        for _ in 0..<1500 where address == nil && running.poll() == nil {
            address = running.outputSoFar.split(separator: "\n").first { $0.hasPrefix("http") }
            if address == nil { try await Task.sleep(for: .milliseconds(20)) }
        }
        guard let address else { throw Violation("the login prints no address: \(running.outputSoFar)") }
        let page = try await keyboard.open(String(address))
        _ = try await keyboard.press(
            cancels ? "no" : "yes", on: page, at: String(address),
            [("pid", Self.person), ("level", "idporten-loa-high")])
        let ended = running.waitForExit()
        let output = running.takeOutput()
        note(line, output, ended)
        guard ended == status else { throw Violation("the login ended with \(ended): \(output)") }
    }

    /// The record without what differs from run to run.
    var transcript: String {
        var text = record.joined(separator: "\n") + "\n"
        text = text.replacing(base, with: "http://127.0.0.1:PORT").replacing(command.folder.path, with: "$DIR")
        text = text.replacing(/127\.0\.0\.1%3A\d+/, with: "127.0.0.1%3APORT")
        text = text.replacing(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/, with: "UUID")
        text = text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/, with: "TIME")
        text = text.replacing(/(state|nonce|code_challenge)=[A-Za-z0-9_-]+/) { "\($0.1)=RANDOM" }
        text = text.replacing(/\b[0-9a-f]{64}\b/, with: "SHA-256")
        text = text.replacing(/"n": ?"[A-Za-z0-9_-]+"/, with: "\"n\":\"KEY\"")
        text = text.replacing(/\(local, [^)]+\)/, with: "(local, USER)")
        return text.replacing(/Due +\d{4}-\d\d-\d\d/, with: "Due DATE")
    }
}
