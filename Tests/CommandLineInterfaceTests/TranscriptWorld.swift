import Application
import CommandLineInterface
import Cryptography
import EventLog
import Formats
import Foundation
import HTTP
import SQLiteEventLog
import SimulatedAuthority
import Synchronization
import TestSupport
import Testing
import Values

/// A folder, a clock and books of its own for one transcript.
final class TranscriptWorld {
    let folder: String
    private let clock = SteppedClock()
    private let authority: SimulatedAuthority
    /// Sees all that goes to the authority and comes back.
    let watch: SecretWatch
    /// All that commands wrote, but for those that were told to reveal something.
    private var written = ""
    private var runs: UInt64 = 0

    init() async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "bilag-transcript-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
        let clock = clock
        authority = try SimulatedAuthority(
            clock: { clock.time }, random: SeededGenerator(seed: 1), signingKey: Self.key)
        watch = SecretWatch(authority, key: try #require(Self.key).pem())
        try await registerClient()
    }

    /// Making a key takes long, and nobody sees which it is.
    private static let key = try? RSAPrivateKey.generate()

    /// A client of the simulated Maskinporten, and the configuration that names it.
    private func registerClient() async throws {
        let key = try #require(Self.key)
        let keyFile = folder + "/client.pem"
        _ = FileManager.default.createFile(
            atPath: keyFile, contents: Data(try key.pem().utf8), attributes: [.posixPermissions: 0o600])
        let settings: JSON = [
            "sandbox": [
                "maskinporten": ["clientId": "bilag", "keyFile": .string(keyFile), "keyId": "key"],
                "idPorten": [
                    "clientId": "bilag-login", "clientAuthentication": "private_key_jwt", "keyFile": .string(keyFile),
                    "keyId": "key",
                ],
            ]
        ]
        let place = URL(filePath: folder + "/config/bilag")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try Data(settings.canonicalText.utf8).write(to: place.appending(path: "config.json"))
        await authority.register(
            SandboxRegistration(
                clientID: "bilag", vendor: try OrganisationNumber("310000000"),
                keys: [SandboxRegistration.Key(keyID: "key", publicKey: key.publicKey)],
                scopes: SandboxRegistration.defaultScopes.union(SimulatedAuthority.vendorScopes)))
        await authority.register(
            SandboxLoginClient(
                clientID: "bilag-login",
                proof: .keys([SandboxRegistration.Key(keyID: "key", publicKey: key.publicKey)]),
                redirectAddresses: ["http://127.0.0.1:0/callback"], allowsAnyPort: true))
    }

    /// Where a secret came to light: in what commands wrote, in the books, in the configuration or any other file.
    func leaks() throws -> [String] {
        let kinds = watch.kinds(in: Array(written.utf8))
        return kinds.sorted().map { "the output holds \($0)" } + (try watch.files(in: folder))
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// The same steps with what really came out.
    func play(_ transcript: Transcript) async throws -> Transcript {
        var played: [Transcript.Step] = []
        for step in transcript.steps {
            switch step {
            case .comment: played.append(step)
            case .clock(let text):
                clock.set(try Timestamp(text))
                played.append(step)
            case .tampering(let change):
                try tamper(change)
                played.append(step)
            case .control(let request):
                try await tell(request)
                played.append(step)
            case .signing(let text):
                try await sign(text)
                played.append(step)
            case .file(let name, let lines):
                let text = lines.map { $0 + "\n" }.joined()
                try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
                played.append(step)
            case .command(let line, let input, let answers, _, _, _): played.append(await run(line, input, answers))
            }
        }
        return Transcript(played)
    }

    /// Method, path and JSON body of a request to the sandbox's own control. `{{client.pem my-key}}` stands for the key
    /// set of a key file, with that id.
    private func tell(_ written: String) async throws {
        var request = written
        while let start = request.firstRange(of: "{{"), let end = request.firstRange(of: "}}") {
            let words = request[start.upperBound..<end.lowerBound].split(separator: " ").map(String.init)
            guard words.count == 2 else { throw CocoaError(.formatting) }
            let key = try PrivateKeyFile.load(folder + "/" + words[0]).key
            let set: JSON = ["keys": [try key.publicKey.jwk(keyID: words[1])]]
            request.replaceSubrange(start.lowerBound..<end.upperBound, with: set.canonicalText)
        }
        let parts = request.split(separator: " ", maxSplits: 2).map(String.init)
        let method = try #require(parts.first.flatMap(HTTPMethod.init(rawValue:)))
        let body = parts.count > 2 ? Array(parts[2].utf8) : []
        let answer = try await authority.send(
            HTTPRequest(method, await authority.baseURL + (parts.count > 1 ? parts[1] : ""), body: body))
        guard answer.status < 300 else { throw CocoaError(.featureUnsupported) }
    }

    /// Writes Ola's public key, or their signature over what a command line prints.
    private func sign(_ text: String) async throws {
        let parts = text.split(separator: " = ", maxSplits: 1).map(String.init)
        let signer = try SSHSigner.example()
        var bytes = Array("\(signer.publicLine) ola\n".utf8)
        if parts.count == 2 {
            let recorded = RecordedConsole()
            let words = Transcript.words(parts[1])
            let status = await CommandLineTool().run(Array(words.dropFirst()), in: workplace(recorded, [], []))
            guard status == .success else { throw CocoaError(.featureUnsupported) }
            bytes = try signer.sign(Array(recorded.outputText.utf8))
        }
        try Data(bytes).write(to: URL(filePath: folder + "/" + parts[0]))
    }

    /// Changes the file's bytes where they read as the second word, to the third.
    private func tamper(_ change: String) throws {
        let words = change.split(separator: " ").map(String.init)
        guard words.count == 3, words[1].utf8.count == words[2].utf8.count else { throw CocoaError(.formatting) }
        let file = URL(filePath: folder + "/" + words[0])
        let bytes = Array(try Data(contentsOf: file))
        try Data(bytes.replacing(Array(words[1].utf8), with: Array(words[2].utf8))).write(to: file)
    }

    private func run(_ line: String, _ input: [String], _ answers: [String]) async -> Transcript.Step {
        let recorded = RecordedConsole()
        let demo = ApprovedFiles.checkout.appending(path: "Tools/demo-data").path
        let words = Transcript.words(line).map { $0.replacing("$DIR", with: folder).replacing("$DEMO", with: demo) }
        let status = await CommandLineTool().run(Array(words.dropFirst()), in: workplace(recorded, input, answers))
        clock.advance(seconds: 60)
        if !words.contains("--reveal") { written += line + "\n" + recorded.outputText + recorded.errorText }
        return .command(
            line, input: input, answers: answers, output: lines(recorded.outputText), errors: lines(recorded.errorText),
            status: "\(status.rawValue) \(status)")
    }

    private func workplace(_ recorded: RecordedConsole, _ input: [String], _ answers: [String]) -> Workplace {
        let clock = clock
        runs += 1
        let random = RandomSource(seed: runs)
        let answers = Mutex(answers[...])
        let error = recorded.errorStream()
        let bytes = Array(input.map { $0 + "\n" }.joined().utf8)
        return Workplace(
            environment: [
                "BILAG_BOOKS": "books.bilag", "XDG_CONFIG_HOME": folder + "/config", "HOME": folder, "USER": "kari",
            ],
            workingDirectory: folder, standardInput: { bytes }, output: recorded.outputStream(),
            error: error, store: TestBooksStore(), transport: watch, now: { clock.time },
            pause: { clock.advance(seconds: $0) }, randomBytes: { random.bytes($0) },
            openBrowser: { [authority] in await TranscriptWorld.logIn($0, authority) },
            askSecret: { _ in "passphrase" },
            askYes: { question in
                // Nobody is at the terminal unless the transcript says what they answer.
                guard let answer = answers.withLock({ $0.popFirst() }) else { return nil }
                _ = error.write(Array("\(question)\(answer)\n".utf8))
                return answer == "yes"
            })
    }

    /// A person in a browser: looks at the login page, presses the button, and is sent back to the waiting command.
    private static func logIn(_ address: String, _ authority: SimulatedAuthority) async -> Bool {
        guard let back = try? await authority.personLogsIn(at: address) else { return false }
        return (try? await URLSessionTransport().send(HTTPRequest(.get, back)))?.status == 200
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

/// A clock that moves when it is told to.
final class SteppedClock: Sendable {
    private let now = Mutex(Timestamp(millisecondsSince1970: 1_773_133_200_000))  // 2026-03-10T09:00:00Z

    var time: Timestamp { now.withLock { $0 } }

    func set(_ time: Timestamp) { now.withLock { $0 = time } }

    func advance(seconds: Int64) { now.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// The same "random" bytes in every run.
final class RandomSource: Sendable {
    private let generator: Mutex<SeededGenerator>

    init(seed: UInt64) { generator = Mutex(SeededGenerator(seed: seed)) }

    func bytes(_ count: Int) -> [UInt8] {
        generator.withLock { generator in (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) } }
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
