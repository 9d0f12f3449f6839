import Cryptography
import Formats

/// A file of a bundle. Names are relative, with slashes.
public struct BundleFile: Hashable, Sendable {
    public let name: String
    public let bytes: [UInt8]

    public init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// The first thing a verification of a bundle found wrong, and where.
public struct BundleFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file at fault; nil when it is the bundle as a whole.
    public let file: String?
    /// The entry of the log at fault.
    public let sequence: UInt64?
    public let reason: String

    public init(_ file: String?, sequence: UInt64? = nil, _ reason: String) {
        self.file = file
        self.sequence = sequence
        self.reason = reason
    }

    public var description: String {
        let place = [file, sequence.map { "entry \($0)" }].compactMap { $0 }.joined(separator: ", ")
        return place.isEmpty ? reason : "\(place): \(reason)"
    }
}

/// The names of the files of every bundle.
enum BundleFileName {
    static let manifest = "manifest.json"
    static let page = "index.html"
    static let checkpoint = "checkpoint.txt"
    static let key = "key.txt"
    static let entries = "entries.jsonl"
    static let inclusion = "inclusion.txt"
    static let consistency = "consistency.jsonl"
    static let law = "law.json"
    static let document = "document.xml"
    static let envelope = "envelope.xml"

    /// The name of an attachment by its place, from 1: the name that a person gave it stands in the draft.
    static func attachment(_ number: Int, mediaType: String) -> String {
        "attachments/\(number)\(ending(of: mediaType))"
    }

    /// A signature of approval, by its hash.
    static func approval(_ hash: SHA256Digest) -> String { "approvals/\(hash.hex).sshsig" }

    /// What an authority answered, by its hash.
    static func answer(_ hash: SHA256Digest, mediaType: String) -> String {
        "answers/\(hash.hex)\(ending(of: mediaType))"
    }

    static let documentationFolder = "documentation"

    /// A file that documents a voucher, by its hash. Browsers show or keep it, and run nothing in it.
    static func documentation(_ hash: SHA256Digest, mediaType: String) -> String {
        let essence = MediaType.essence(mediaType)
        let ending =
            switch essence {
            case "message/rfc822",
                _ where essence.hasPrefix("text/"):
                "txt"
            case "application/xml": "xml.txt"
            default: MediaType.fileExtension(of: essence) ?? "bin"
            }
        return "\(documentationFolder)/\(hash.hex).\(ending)"
    }

    private static func ending(of mediaType: String) -> String {
        switch mediaType.prefix(while: { $0 != ";" }).lowercased() {
        case "application/xml", "text/xml": ".xml"
        case "application/json": ".json"
        case "application/pdf": ".pdf"
        case "text/plain": ".txt"
        default: ".bin"
        }
    }
}

/// What a bundle holds: each file with its size and hash.
struct BundleManifest {
    /// Of bundles whose entries name documentation of vouchers, and of all others.
    static let documentedFormat = "bilag-bundle/2"
    static let plainFormat = "bilag-bundle/1"

    let isDocumented: Bool
    let filing: String
    let files: [Entry]

    struct Entry: Hashable {
        let name: String
        let size: Int64
        let sha256: SHA256Digest

        init(_ file: BundleFile) {
            name = file.name
            size = Int64(file.bytes.count)
            sha256 = SHA256Digest(of: file.bytes)
        }

        init?(_ json: JSON) {
            guard let name = json["name"]?.string, let size = json["bytes"]?.integer,
                let sha256 = json["sha256"]?.string.flatMap(SHA256Digest.init(hex:))
            else { return nil }
            (self.name, self.size, self.sha256) = (name, size, sha256)
        }

        var json: JSON { ["name": .string(name), "bytes": .integer(size), "sha256": .string(sha256.hex)] }
    }

    /// - Parameter isDocumented: whether entries name documentation of vouchers.
    init(filing: String, isDocumented: Bool, _ files: [BundleFile]) {
        self.filing = filing
        self.isDocumented = isDocumented
        self.files = files.map(Entry.init).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    init(parsing bytes: [UInt8]) throws(BundleFault) {
        guard let json = try? JSON(parsing: bytes), json.canonicalBytes == bytes else {
            throw BundleFault(BundleFileName.manifest, "it is not JSON in canonical form")
        }
        let formats = [BundleManifest.plainFormat, BundleManifest.documentedFormat]
        guard let format = json["format"]?.string, formats.contains(format) else {
            throw BundleFault(
                BundleFileName.manifest, "its format is not \(formats.joined(separator: " or ")); use a newer Bilag")
        }
        isDocumented = format == BundleManifest.documentedFormat
        guard let filing = json["filing"]?.string, let files = json["files"]?.array?.map(Entry.init),
            !files.contains(nil)
        else { throw BundleFault(BundleFileName.manifest, "it does not list the filing and its files") }
        self.filing = filing
        self.files = files.compactMap { $0 }
    }

    var bytes: [UInt8] {
        JSON.object([
            "format": .string(isDocumented ? BundleManifest.documentedFormat : BundleManifest.plainFormat),
            "filing": .string(filing), "files": .array(files.map(\.json)),
        ]).canonicalBytes
    }
}
