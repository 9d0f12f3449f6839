import Foundation

/// Files whose every byte was looked at by a person. With BILAG_APPROVE=1 in the environment a test writes what came out
/// instead of comparing, and the difference is reviewed like code.
enum ApprovedFiles {
    static let isRefreshing = ProcessInfo.processInfo.environment["BILAG_APPROVE"] == "1"

    static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let transcripts = checkout.appending(path: "Tests/CommandLineInterfaceTests/Transcripts")

    static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: checkout.appending(path: path).path)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: checkout.appending(path: path))
    }

    /// The names of all transcripts, without their ending.
    static let transcriptNames: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: transcripts.path)) ?? []
        return names.filter { $0.hasSuffix(".transcript") }.map { String($0.dropLast(11)) }.sorted()
    }()
}
