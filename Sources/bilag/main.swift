import CommandLineInterface
import Cryptography
import Foundation
import HTTP
import Values

// The only place that chooses the real clock, streams, log and transport.

// A reader that leaves (`bilag … | head`) makes writing fail instead of ending the process in the middle of a step.
signal(SIGPIPE, SIG_IGN)

let output = DescriptorStream(STDOUT_FILENO)
let errors = DescriptorStream(STDERR_FILENO)

// A service or container may lack USER; the account's own name says as well who is at work.
var environment = ProcessInfo.processInfo.environment
environment["USER"] = environment["USER"] ?? NSUserName()

let workplace = Workplace(
    environment: environment,
    workingDirectory: FileManager.default.currentDirectoryPath,
    standardInput: { Array(try FileHandle.standardInput.readToEnd() ?? Data()) },
    output: output.stream,
    error: errors.stream,
    store: SQLiteBooksStore(),
    transport: URLSessionTransport(),
    now: { Timestamp(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000)) },
    pause: { try await Task.sleep(for: .seconds($0)) },
    randomBytes: { try RandomBytes.make($0) },
    openBrowser: { [environment] in Desktop.open($0, environment) },
    askSecret: Terminal.askSecret,
    askYes: Terminal.askYes)

let status = await CommandLineTool().run(Array(CommandLine.arguments.dropFirst()), in: workplace)
if let problem = output.problem {
    _ = errors.stream.write(Array("error: the answer could not be written: \(problem)\n".utf8))
    exit(ExitStatus.tryLater.rawValue)
}
exit(status.rawValue)
