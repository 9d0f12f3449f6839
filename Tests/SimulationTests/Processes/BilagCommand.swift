import Foundation

/// The real command, in processes of its own that can be killed.
struct BilagCommand {
    /// The binary that was built with the tests, where there is one.
    static let binary: String? = {
        let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "bilag").path
        let path = ProcessInfo.processInfo.environment["BILAG_SIMULATE_BINARY"] ?? beside
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    let folder: URL
    private let binary: String

    init() throws {
        guard let binary = BilagCommand.binary else { throw Violation("there is no 'bilag' beside the tests") }
        self.binary = binary
        folder = FileManager.default.temporaryDirectory.appending(path: "bilag-processes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    var books: String { path("books.bilag") }

    func start(_ arguments: [String]) throws -> RunningCommand {
        try RunningCommand(
            binary, arguments, output: path("out-\(UUID().uuidString)"),
            environment: [
                "BILAG_BOOKS=\(books)", "BILAG_PERSON=Kari", "HOME=\(folder.path)", "PATH=/usr/bin:/bin",
                "XDG_CONFIG_HOME=\(folder.path)", "SWIFT_BACKTRACE=enable=no",
            ])
    }

    /// Runs it to its end.
    ///
    /// - Throws: `Violation` when its exit status is none of those.
    @discardableResult
    func run(_ arguments: String..., allowing statuses: Set<Int32> = [0]) throws -> String {
        let command = try start(arguments)
        let status = command.waitForExit()
        let output = command.takeOutput()
        guard statuses.contains(status) else {
            throw Violation("'bilag \(arguments.joined(separator: " "))' ended with \(status): \(output)")
        }
        return output
    }

    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: folder.appending(path: name))
        return path(name)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}

/// A process of the command.
final class RunningCommand {
    private let process: pid_t
    private let output: String
    private var status: Int32?

    init(_ binary: String, _ arguments: [String], output: String, environment: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let words = ([binary] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup($0) } + [nil]
        defer { for text in words + variables { free(text) } }
        var started: pid_t = 0
        guard posix_spawn(&started, binary, &actions, nil, words, variables) == 0 else {
            throw Violation("'\(binary)' cannot be started")
        }
        process = started
        self.output = output
    }

    /// The exit status, or minus the signal that ended it; nil while it runs.
    func poll() -> Int32? {
        if let status { return status }
        var raw: Int32 = 0
        guard waitpid(process, &raw, WNOHANG) == process else { return nil }
        status = raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -(raw & 0x7F)
        return status
    }

    func waitForExit() -> Int32 {
        while true {
            if let status = poll() { return status }
            usleep(1000)
        }
    }

    /// SIGKILL: the process runs no further instruction.
    ///
    /// - Returns: the exit status when it had ended before.
    func kill(afterMicroseconds pause: UInt32) -> Int32? {
        var rest = pause
        while rest > 0, poll() == nil {
            usleep(min(rest, 1000))
            rest -= min(rest, 1000)
        }
        if poll() == nil { Foundation.kill(process, SIGKILL) }
        let status = waitForExit()
        return status >= 0 ? status : nil
    }

    /// What it wrote, on both streams.
    func takeOutput() -> String {
        defer { try? FileManager.default.removeItem(atPath: output) }
        return String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
    }

    var outputSoFar: String { String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self) }
}
