/// A zip archive that is read where it lies, entry by entry, and never unpacked to disk.
///
/// Understands stored and deflated entries, zip64 and data descriptors (APPNOTE 6.3.10). Refuses encryption, parts,
/// names that climb out of their folder, overlapping entries and archives within archives.
public final class ZipArchive {
    public let entries: [ZipEntry]
    private let file: any PositionedBytes
    private let budget: ZipBudget

    /// Whether the bytes begin as an archive does.
    public static func isArchive(start: some Collection<UInt8>) -> Bool {
        let start = Array(start.prefix(4))
        return start == [0x50, 0x4B, 0x03, 0x04] || start == [0x50, 0x4B, 0x05, 0x06]
    }

    /// - Throws: `ZipError`, or what reading the file throws.
    public init(_ file: any PositionedBytes, budget: ZipBudget = ZipBudget()) throws {
        self.file = file
        self.budget = budget
        entries = try ZipDirectory(file, budget).entries()
    }

    /// The entry's bytes as a stream. The checksum is compared when the end is reached.
    public func open(_ entry: ZipEntry) throws -> ZipEntryBytes {
        var header = [UInt8](repeating: 0, count: 30)
        try file.fill(&header, at: entry.headerOffset)
        let fields = LittleEndian(header)
        guard fields.uint32(0) == 0x0403_4B50 else {
            throw ZipError(.damaged, entry: entry.name, "the entry's own header is not where the directory says")
        }
        guard fields.uint16(6) & 1 == 0, fields.uint16(8) == entry.method else {
            throw ZipError(.damaged, entry: entry.name, "the entry's own header contradicts the directory")
        }
        var name = [UInt8](repeating: 0, count: Int(fields.uint16(26)))
        try file.fill(&name, at: entry.headerOffset + 30)
        guard name == entry.rawName else {
            throw ZipError(.damaged, entry: entry.name, "the entry has another name in its own header")
        }
        let start = entry.headerOffset + 30 + Int64(name.count) + Int64(fields.uint16(28))
        guard start + entry.packedBytes <= file.byteCount else {
            throw ZipError(.damaged, entry: entry.name, "the archive ends within the entry")
        }
        return ZipEntryBytes(entry, file, start: start, budget)
    }
}

/// A file or folder in an archive.
public struct ZipEntry: Hashable, Sendable {
    public let name: String
    public let packedBytes: Int64
    public let unpackedBytes: Int64
    let rawName: [UInt8]
    let method: UInt16
    let checksum: UInt32
    let headerOffset: Int64

    public var isFolder: Bool { name.hasSuffix("/") }
    /// The last part of the name.
    public var fileName: String { String(name.split(separator: "/").last ?? "") }
}

/// Bytes that can be read at any position.
public protocol PositionedBytes: AnyObject {
    var byteCount: Int64 { get }
    /// Fewer bytes than asked for only at the end.
    func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension PositionedBytes {
    /// Fills the whole array.
    /// - Throws: `ZipError` when the file ends before.
    func fill(_ bytes: inout [UInt8], at offset: Int64) throws {
        let wanted = bytes.count
        guard offset >= 0, offset <= byteCount else { throw ZipError(.damaged, "the archive is cut off") }
        let count = try bytes.withUnsafeMutableBytes { try read(at: offset, into: $0) }
        if count < wanted { throw ZipError(.damaged, "the archive is cut off") }
    }
}

extension MemoryBytes: PositionedBytes {}
extension FileBytes: PositionedBytes {}

/// Numbers as zip stores them. Offsets are our own and lie within the bytes; beyond them everything is zero.
struct LittleEndian {
    private let bytes: [UInt8]

    init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

    func uint16(_ offset: Int) -> UInt16 { UInt16(truncatingIfNeeded: number(offset, 2)) }
    func uint32(_ offset: Int) -> UInt32 { UInt32(truncatingIfNeeded: number(offset, 4)) }
    func uint64(_ offset: Int) -> UInt64 { number(offset, 8) }

    private func number(_ offset: Int, _ count: Int) -> UInt64 {
        guard offset >= 0, offset + count <= bytes.count else { return 0 }
        return bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
