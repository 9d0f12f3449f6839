import Cryptography
import EventLog
import Formats
import Values

/// A file that documents a voucher, as the log names it. The bytes lie in the content store, under their hash.
public struct DocumentationFile: Hashable, Sendable {
    public let hash: SHA256Digest
    /// As in `application/pdf`.
    public let mediaType: String
    /// More than zero.
    public let byteCount: Int64
    /// What the file was called, without its folder.
    public let name: String

    /// - Throws: `InvalidInput` for an empty file, a name with a folder or with control characters, or a malformed media
    ///   type.
    public init(hash: SHA256Digest, mediaType: String, byteCount: Int64, name: String) throws(InvalidInput) {
        guard byteCount > 0 else { throw InvalidInput(name, "an empty file documents nothing") }
        guard MediaType.isWellFormed(mediaType) else {
            throw InvalidInput(mediaType, "a media type is written type/subtype, as in application/pdf")
        }
        guard DocumentationFile.isName(name) else {
            throw InvalidInput(
                name, "the name of a file has 1 to 255 visible characters and no folder; rename the file")
        }
        (self.hash, self.mediaType, self.byteCount, self.name) = (hash, mediaType, byteCount, name)
    }

    private static func isName(_ name: String) -> Bool {
        (1...255).contains(name.unicodeScalars.count) && name != "." && name != ".."
            && !name.unicodeScalars.contains { $0 == "/" || $0.properties.generalCategory == .control }
    }
}

/// A file was attached to a voucher, to document it (bokføringsloven §§ 6, 10). It changes no figure, so that it may be
/// done in closed periods too.
public struct DocumentationAttached: Hashable, Sendable {
    public let voucher: VoucherReference
    public let file: DocumentationFile
    /// What the file is, where somebody said so.
    public let note: String?
    public let by: String
    /// The entry that withdrew the same file before, where it is attached anew.
    public let withdrawn: UInt64?

    public init(
        voucher: VoucherReference, file: DocumentationFile, note: String? = nil, by: String, withdrawn: UInt64? = nil
    ) {
        self.voucher = voucher
        self.file = file
        self.note = note
        self.by = by
        self.withdrawn = withdrawn
    }

    init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "attached documentation")
        self.init(
            voucher: try VoucherReference(json["voucher"]),
            file: try DocumentationFile(
                hash: try documentationHash(try member.text("sha256")), mediaType: try member.text("mediaType"),
                byteCount: Int64(try member.number("bytes")), name: try member.text("file")),
            note: try member.optionalText("note"), by: try member.text("by"),
            withdrawn: try member.optionalInteger("withdrawn").map { UInt64(clamping: $0) })
    }

    var json: JSON {
        .compact([
            "by": .string(by), "bytes": .integer(file.byteCount), "file": .string(file.name),
            "mediaType": .string(file.mediaType), "note": note.map { .string($0) }, "sha256": .string(file.hash.hex),
            "voucher": voucher.json, "withdrawn": withdrawn.map { .integer(Int64(clamping: $0)) },
        ])
    }

    /// One for each time that the file is attached: stating it twice is stating it once.
    var key: String { DocumentationKey.text(voucher, file.hash, after: withdrawn) }
}

/// A file was attached to a voucher by mistake. Entry and bytes stay where they are; the file documents the voucher no
/// more.
public struct DocumentationWithdrawn: Hashable, Sendable {
    public let voucher: VoucherReference
    public let hash: SHA256Digest
    /// The entry that attached it.
    public let attached: UInt64
    public let reason: String
    public let by: String

    public init(voucher: VoucherReference, hash: SHA256Digest, attached: UInt64, reason: String, by: String) {
        self.voucher = voucher
        self.hash = hash
        self.attached = attached
        self.reason = reason
        self.by = by
    }

    init(_ json: JSON) throws(InvalidInput) {
        let member = JSONMembers(json, of: "withdrawn documentation")
        self.init(
            voucher: try VoucherReference(json["voucher"]), hash: try documentationHash(try member.text("sha256")),
            attached: UInt64(clamping: try member.number("attached")), reason: try member.text("reason"),
            by: try member.text("by"))
    }

    var json: JSON {
        [
            "attached": .integer(Int64(clamping: attached)), "by": .string(by), "reason": .string(reason),
            "sha256": .string(hash.hex), "voucher": voucher.json,
        ]
    }

    var key: String { DocumentationKey.text(voucher, hash, after: attached) }
}

/// A voucher as other events name it: its number, and the entry that posted it.
public struct VoucherReference: Hashable, Sendable {
    public let number: VoucherNumber
    public let sequence: UInt64

    public init(_ number: VoucherNumber, at sequence: UInt64) {
        self.number = number
        self.sequence = sequence
    }

    init(_ json: JSON?) throws(InvalidInput) {
        let member = JSONMembers(json ?? .null, of: "a documented voucher")
        number = try VoucherNumber(series: try member.optionalText("series"), number: try member.text("number"))
        sequence = UInt64(clamping: try member.number("sequence"))
    }

    var json: JSON {
        .compact([
            "number": .string(number.number), "sequence": .integer(Int64(clamping: sequence)),
            "series": number.series.map { .string($0) },
        ])
    }
}

/// The keys of documentation: `documentation/ENTRY/SHA256`, with the entry that is answered behind it. By their beginning
/// all that documents a voucher is found without reading the log.
public enum DocumentationKey {
    public static let start = "documentation/"

    public static func start(of voucher: UInt64) -> String { "\(start)\(voucher)/" }

    static func text(_ voucher: VoucherReference, _ hash: SHA256Digest, after earlier: UInt64?) -> String {
        start(of: voucher.sequence) + hash.hex + (earlier.map { "/\($0)" } ?? "")
    }

    /// The voucher's entry and the file's hash; nil when it is no such key.
    public static func parts(of key: String) -> (voucher: UInt64, hash: String)? {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard key.hasPrefix(start), (3...4).contains(parts.count), let voucher = UInt64(parts[1]) else { return nil }
        return (voucher, String(parts[2]))
    }
}

private func documentationHash(_ hex: String) throws(InvalidInput) -> SHA256Digest {
    guard let digest = SHA256Digest(hex: hex), digest.hex == hex else {
        throw InvalidInput(hex, "a SHA-256 has 64 lower-case hexadecimal digits")
    }
    return digest
}
