import Formats
import Foundation

/// The files of the project as git sees them: tracked, or new and not ignored.
struct Checkout {
    let folder: String
    /// Relative to the folder, sorted.
    let paths: [String]

    init(folder: String) throws {
        self.folder = folder
        guard FileManager.default.fileExists(atPath: folder + "/Package.swift") else {
            throw TidyError("run me from the folder that holds Package.swift")
        }
        let listing = try run("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], in: folder)
        let listed = listing.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        paths = Set(listed).filter { FileManager.default.fileExists(atPath: folder + "/" + $0) }.sorted()
    }

    func paths(under prefix: String, ending suffix: String) -> [String] {
        paths.filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }
    }

    func has(_ path: String) -> Bool { paths.contains(path) }

    func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: folder + "/" + path) else {
            throw TidyError("\(path) cannot be read")
        }
        return Array(data)
    }

    func text(_ path: String) throws -> String { String(decoding: try bytes(path), as: UTF8.self) }

    func lines(_ path: String) throws -> [(number: Int, text: Substring)] {
        try text(path).split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { ($0.offset + 1, $0.element) }
    }

    func json(_ path: String) throws -> JSON {
        do { return try JSON(parsing: try bytes(path)) } catch { throw TidyError("\(path), \(error)") }
    }

    /// The manifest as SwiftPM understands it.
    func manifest() throws -> JSON {
        try JSON(parsing: try run("swift", ["package", "dump-package"], in: folder))
    }
}

/// What a program writes on standard output.
private func run(_ program: String, _ arguments: [String], in folder: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(filePath: folder)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw TidyError("'\(program) \(arguments.joined(separator: " "))' ended with \(process.terminationStatus)")
    }
    return Array(data)
}
