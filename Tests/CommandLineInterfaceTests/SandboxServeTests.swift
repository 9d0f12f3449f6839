import CommandLineInterface
import Formats
import Foundation
import HTTP
import Testing
import Values

@Suite("Sandbox") struct SandboxServeTests {
    @Test("the sandbox answers on a free port, with a client that its configuration names", .timeLimit(.minutes(1)))
    func serve() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bilag-sandbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let recorded = RecordedConsole()
        let clock = SteppedClock()
        let workplace = Workplace(
            environment: [:], workingDirectory: folder.path, standardInput: { [] }, output: recorded.outputStream(),
            error: recorded.errorStream(), store: TestBooksStore(), transport: URLSessionTransport(),
            now: { clock.time }, pause: { _ in }, randomBytes: { Array(repeating: 7, count: $0) })
        let run = Task {
            await CommandLineTool().run(
                ["sandbox", "serve", "--port", "0", "--write-config", "sandbox.json"], in: workplace)
        }
        while recorded.outputText.isEmpty { try await Task.sleep(for: .milliseconds(20)) }

        let file = folder.appending(path: "sandbox.json")
        let settings = try JSON(parsing: Array(try Data(contentsOf: file)))["sandbox"]
        let address = try #require(settings?["baseUrl"]?.string)
        #expect(recorded.outputText.contains("listens on \(address)."))
        let answer = try await URLSessionTransport().send(
            HTTPRequest(.get, address + "/maskinporten/.well-known/oauth-authorization-server"))
        #expect(answer.status == 200)
        for path in [file.path, file.path + ".key.pem"] {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o600)
        }
        run.cancel()
        #expect(await run.value == .success)
    }
}
