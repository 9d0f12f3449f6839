import CZlib

/// Writes zip archives: the same files give the same bytes, whenever and wherever they are written.
public enum ZipWriter {
    /// - Parameter files: in the order they shall stand; names are relative, with slashes.
    /// - Throws: `ZipError.tooLarge` beyond what an archive without zip64 holds.
    public static func archive(_ files: [(name: String, bytes: [UInt8])]) throws(ZipError) -> [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for file in files {
            let entry = try PackedEntry(file.name, file.bytes)
            let offset = UInt32(clamping: archive.count)
            archive.number(0x0403_4B50, 4)
            entry.writeCommonFields(into: &archive)
            archive.number(0, 2)
            archive += entry.name + entry.packed
            entry.writeDirectoryRecord(offset: offset, into: &directory)
        }
        let start = archive.count
        archive += directory
        guard archive.count < UInt32.max, files.count < UInt16.max else {
            throw ZipError(.tooLarge, "the archive would hold more than 4 GiB or 65534 files")
        }
        archive.number(0x0605_4B50, 4)
        archive.number(0, 4)
        archive.number(files.count, 2)
        archive.number(files.count, 2)
        archive.number(directory.count, 4)
        archive.number(start, 4)
        archive.number(0, 2)
        return archive
    }
}

private struct PackedEntry {
    let name: [UInt8]
    let packed: [UInt8]
    private let method: Int
    private let checksum: UInt32
    private let unpackedCount: Int

    init(_ name: String, _ bytes: [UInt8]) throws(ZipError) {
        guard bytes.count < UInt32.max, name.utf8.count < UInt16.max else {
            throw ZipError(.tooLarge, entry: name, "the file is too large for an archive")
        }
        self.name = Array(name.utf8)
        unpackedCount = bytes.count
        checksum = UInt32(truncatingIfNeeded: crc32_z(0, bytes, bytes.count))
        let deflated = deflate(bytes)
        (method, packed) = deflated.map { $0.count < bytes.count ? (8, $0) : (0, bytes) } ?? (0, bytes)
    }

    /// What an entry's own header and its record in the directory share.
    func writeCommonFields(into bytes: inout [UInt8]) {
        bytes.number(20, 2)  // Version 2.0 can unpack it.
        bytes.number(0x0800, 2)  // The name is UTF-8.
        bytes.number(method, 2)
        // 1 January 1980, midnight: a time of writing would make each archive another one.
        bytes.number(0, 2)
        bytes.number(0x0021, 2)
        bytes.number(Int(checksum), 4)
        bytes.number(packed.count, 4)
        bytes.number(unpackedCount, 4)
        bytes.number(name.count, 2)
    }

    func writeDirectoryRecord(offset: UInt32, into bytes: inout [UInt8]) {
        bytes.number(0x0201_4B50, 4)
        bytes.number(0x0314, 2)  // Made on Unix, so that the mode below counts.
        writeCommonFields(into: &bytes)
        bytes.number(0, 2 + 2 + 2 + 2)  // No extra field, no comment, first disk, no text.
        bytes.number(0o100600 << 16, 4)
        bytes.number(Int(offset), 4)
        bytes += name
    }
}

/// The bytes packed without a header of zlib's own; nil when it fails, which leaves the file stored as it is.
private func deflate(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = z_stream()
    // Level 1: entries of a log pack to a fifth at any level, and this one is three times as fast.
    guard
        deflateInit2_(
            &stream, 1, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    var packed = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    guard packed.count < UInt32.max else { return nil }
    let status = bytes.withUnsafeBytes { source in
        packed.withUnsafeMutableBytes { target in
            // zlib only reads here; its type of pointer says otherwise.
            stream.next_in = UnsafeMutablePointer(mutating: source.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = UInt32(source.count)
            stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
            stream.avail_out = UInt32(target.count)
            return CZlib.deflate(&stream, Z_FINISH)
        }
    }
    guard status == Z_STREAM_END else { return nil }
    packed.removeLast(Int(stream.avail_out))
    return packed
}

extension [UInt8] {
    /// The lowest bytes of a number, lowest first.
    mutating func number(_ number: Int, _ count: Int) {
        for shift in 0..<count { append(shift < 8 ? UInt8(truncatingIfNeeded: number >> (8 * shift)) : 0) }
    }
}
