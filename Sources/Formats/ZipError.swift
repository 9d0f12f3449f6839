/// Why an archive or one of its entries was refused.
public struct ZipError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, Sendable, CaseIterable {
        /// Structure that does not fit itself: cut off, overlapping, or with a checksum that does not hold.
        case damaged
        /// Encrypted, split over several files, or packed by a method other than store and deflate.
        case unsupported
        /// A name that leads out of the folder it would be unpacked in.
        case unsafeName
        /// An archive within the archive.
        case nestedArchive
        /// More, or much better packed, than the limits allow.
        case tooLarge
    }

    public let kind: Kind
    /// The entry at fault; nil when it is the archive itself.
    public let entry: String?
    /// What is wrong, as a clause.
    public let reason: String

    public init(_ kind: Kind, entry: String? = nil, _ reason: String) {
        self.kind = kind
        self.entry = entry
        self.reason = reason
    }

    public var description: String { entry.map { "\($0): \(reason)" } ?? reason }
}

/// How much archives may unpack to. One object counts for all archives read together.
public final class ZipBudget {
    public let totalBytes: Int64
    public let ratio: Int64
    /// Entries may pack better than the ratio up to this size: short files of one repeated letter are no attack.
    public let ratioFreeBytes: Int64
    public let entryCount: Int
    public let directoryBytes: Int64
    private var unpacked: Int64 = 0

    /// Defaults: 8 GiB in all; 200:1 for an entry once past 64 MiB. Real ledgers pack 15:1 to 25:1.
    public init(
        totalBytes: Int64 = 8 << 30, ratio: Int64 = 200, ratioFreeBytes: Int64 = 64 << 20, entryCount: Int = 10_000,
        directoryBytes: Int64 = 16 << 20
    ) {
        self.totalBytes = totalBytes
        self.ratio = ratio
        self.ratioFreeBytes = ratioFreeBytes
        self.entryCount = entryCount
        self.directoryBytes = directoryBytes
    }

    func spend(_ count: Int, entry: ZipEntry, unpackedOfEntry: Int64) throws(ZipError) {
        unpacked += Int64(count)
        if unpacked > totalBytes {
            throw ZipError(.tooLarge, entry: entry.name, "the archive unpacks to more than \(totalBytes) bytes")
        }
        if unpackedOfEntry > ratioFreeBytes, unpackedOfEntry / ratio > entry.packedBytes {
            throw ZipError(
                .tooLarge, entry: entry.name, "the entry unpacks to more than \(ratio) times its packed size")
        }
    }
}
