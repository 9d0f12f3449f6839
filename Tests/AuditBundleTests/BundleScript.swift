import AuditBundle
import Formats
import Foundation
import Testing

/// `Tools/verify_bundle.py`, which knows nothing but docs/log-format.md.
enum BundleScript {
    static let canRun = (try? python(["-c", "pass"]).status) == 0
    static let absence: Comment = "python3 is not installed; Tools/setup installs it"

    static func verify(_ files: [BundleFile], _ arguments: [String] = []) throws -> (status: Int32, output: String) {
        let url = FileManager.default.temporaryDirectory.appending(path: "bundle-\(UUID().uuidString).zip")
        defer { try? FileManager.default.removeItem(at: url) }
        try Data(ZipWriter.archive(files.map { ($0.name, $0.bytes) })).write(to: url)
        return try run([url.path] + arguments)
    }

    static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        try python([tools.appending(path: "verify_bundle.py").path] + arguments)
    }

    /// Runs code that may import the script.
    static func evaluate(_ code: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        try python(["-B", "-c", "import sys\nsys.path.insert(0, '\(tools.path)')\n" + code] + arguments)
    }

    private static var tools: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Tools")
    }

    private static func python(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
