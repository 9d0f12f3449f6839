import Cryptography
import EventLog
import Formats
import Ledger
import Values

/// What a site holds: each file with its size and hash, and the log it was made from. It marks a folder as ours.
public struct SiteManifest: Sendable, Equatable {
    static let format = "bilag-site/1"
    /// The manifest's own name in the site.
    public static let name = SiteName.manifest

    public struct Entry: Hashable, Sendable {
        public let name: String
        public let size: Int64
        public let sha256: SHA256Digest

        init(_ file: SiteFile) {
            name = file.name
            size = Int64(file.bytes.count)
            sha256 = SHA256Digest(of: file.bytes)
        }

        init?(_ json: JSON) {
            guard let name = json["name"]?.string, SiteName.isPossible(name), let size = json["bytes"]?.integer,
                let sha256 = json["sha256"]?.string.flatMap(SHA256Digest.init(hex:))
            else { return nil }
            (self.name, self.size, self.sha256) = (name, size, sha256)
        }

        var json: JSON { ["name": .string(name), "bytes": .integer(size), "sha256": .string(sha256.hex)] }
    }

    /// The books' own identifier.
    public let booksID: String
    public let head: TreeHead
    /// False while the site is being written: then any file of a possible name may be ours.
    public let isComplete: Bool
    /// By name.
    public let files: [Entry]

    public init(booksID: String, head: TreeHead, isComplete: Bool, files: [Entry]) {
        self.booksID = booksID
        self.head = head
        self.isComplete = isComplete
        self.files = files.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// Nil when the bytes are no manifest of a site.
    public init?(parsing bytes: [UInt8]) {
        guard let json = try? JSON(parsing: bytes), json["format"]?.string == SiteManifest.format,
            let booksID = json["books"]?.string, let size = json["size"]?.integer, size >= 0,
            let root = json["root"]?.string.flatMap(SHA256Digest.init(hex:)), let complete = json["complete"]?.bool,
            let files = json["files"]?.array?.map(Entry.init), !files.contains(nil)
        else { return nil }
        self.init(
            booksID: booksID, head: TreeHead(size: UInt64(size), root: root), isComplete: complete,
            files: files.compactMap { $0 })
    }

    public var bytes: [UInt8] {
        JSON.object([
            "format": .string(SiteManifest.format), "books": .string(booksID),
            "size": .integer(Int64(clamping: head.size)), "root": .string(head.root.hex),
            "complete": .bool(isComplete), "files": .array(files.map(\.json)),
        ]).canonicalBytes + [0x0A]
    }

    /// Whether a site may hold a file of that name.
    public static func mayHold(_ name: String) -> Bool { SiteName.isPossible(name) }

    /// The folders of a site.
    public static let folders = SiteName.folders
}
