import Foundation

/// The authorities' published files, which tests read where they are and the repository never holds.
public enum OfficialFiles {
    /// `BILAG_OFFICIAL`, else `../shared/official` beside the checkout. Nil when the folder is absent.
    public static let folder: URL? = {
        let environment = ProcessInfo.processInfo.environment["BILAG_OFFICIAL"]
        let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let url = environment.map { URL(filePath: $0) } ?? checkout.appending(path: "../shared/official").standardized
        return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }()

    public static var arePresent: Bool { folder != nil }

    /// For `.enabled(if:)` of suites that need them.
    public static let absence: String = "the authorities' files are not here; set BILAG_OFFICIAL to their folder"

    public static func bytes(_ path: String) throws -> [UInt8] {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return Array(try Data(contentsOf: folder.appending(path: path)))
    }
}
