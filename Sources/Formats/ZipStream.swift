import CZlib

/// Writes a zip archive piece by piece, its files packed as they come: memory follows neither. The same files give the
/// same bytes, whenever and wherever they are written.
public final class ZipStream {
    private struct Entry {
        let name: [UInt8]
        let offset: Int
        var checksum: UInt = 0
        var packedCount = 0
        var unpackedCount = 0
    }

    private let sink: (UnsafeRawBufferPointer) throws -> Void
    private var entries: [Entry] = []
    private var written = 0

    /// - Parameter sink: takes the archive's bytes in order.
    public init(_ sink: @escaping (UnsafeRawBufferPointer) throws -> Void) { self.sink = sink }

    /// Adds a file that `body` writes.
    ///
    /// - Throws: what `body` and the sink throw; `ZipError.tooLarge` beyond what an archive without zip64 holds.
    public func file(_ name: String, _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws {
        var entry = Entry(name: Array(name.utf8), offset: written)
        var header: [UInt8] = []
        header.number(0x0403_4B50, 4)
        // Sizes and checksum follow the file.
        ZipStream.write(entry, isKnown: false, into: &header)
        header.number(0, 2)
        try pass(header + entry.name)
        let deflater = try Deflater()
        try body { bytes in
            entry.checksum = crc32_z(entry.checksum, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
            entry.unpackedCount += bytes.count
            try deflater.pack(bytes, isLast: false) { try self.passPacked($0, &entry) }
        }
        try deflater.pack(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true) { try passPacked($0, &entry) }
        guard entry.unpackedCount < UInt32.max, entry.packedCount < UInt32.max else {
            throw ZipError(.tooLarge, entry: name, "the file is too large for an archive")
        }
        var descriptor: [UInt8] = []
        descriptor.number(0x0807_4B50, 4)
        descriptor.number(Int(entry.checksum), 4)
        descriptor.number(entry.packedCount, 4)
        descriptor.number(entry.unpackedCount, 4)
        try pass(descriptor)
        entries.append(entry)
    }

    /// The directory, which ends the archive.
    ///
    /// - Throws: `ZipError.tooLarge`; what the sink throws.
    public func finish() throws {
        let start = written
        for entry in entries {
            var record: [UInt8] = []
            record.number(0x0201_4B50, 4)
            record.number(0x0314, 2)  // Made on Unix, so that the mode below counts.
            ZipStream.write(entry, isKnown: true, into: &record)
            record.number(0, 2 + 2 + 2 + 2)  // No extra field, no comment, first disk, no text.
            record.number(0o100600 << 16, 4)
            record.number(entry.offset, 4)
            try pass(record + entry.name)
        }
        guard written < UInt32.max, entries.count < UInt16.max else {
            throw ZipError(.tooLarge, "the archive would hold more than 4 GiB or 65534 files")
        }
        var end: [UInt8] = []
        end.number(0x0605_4B50, 4)
        end.number(0, 4)
        end.number(entries.count, 2)
        end.number(entries.count, 2)
        end.number(written - start, 4)
        end.number(start, 4)
        end.number(0, 2)
        try pass(end)
    }

    private static func write(_ entry: Entry, isKnown: Bool, into bytes: inout [UInt8]) {
        bytes.number(20, 2)  // Version 2.0 can unpack it.
        bytes.number(0x0808, 2)  // The name is UTF-8; sizes and checksum stand behind the file.
        bytes.number(8, 2)
        // 1 January 1980, midnight: a time of writing would make each archive another one.
        bytes.number(0, 2)
        bytes.number(0x0021, 2)
        bytes.number(isKnown ? Int(entry.checksum) : 0, 4)
        bytes.number(isKnown ? entry.packedCount : 0, 4)
        bytes.number(isKnown ? entry.unpackedCount : 0, 4)
        bytes.number(entry.name.count, 2)
    }

    private func passPacked(_ bytes: UnsafeRawBufferPointer, _ entry: inout Entry) throws {
        entry.packedCount += bytes.count
        written += bytes.count
        try sink(bytes)
    }

    private func pass(_ bytes: [UInt8]) throws {
        written += bytes.count
        try bytes.withUnsafeBytes(sink)
    }
}

/// Packs what it is given, without a header of zlib's own.
private final class Deflater {
    private var stream = z_stream()
    private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

    init() throws {
        // Level 6: what is packed is sent to others, and each packs once.
        let status = deflateInit2_(
            &stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw ZipError(.unsupported, "zlib cannot pack (status \(status))") }
    }

    deinit {
        deflateEnd(&stream)
        piece.deallocate()
    }

    func pack(
        _ bytes: UnsafeRawBufferPointer, isLast: Bool, _ sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        // zlib only reads here; its type of pointer says otherwise.
        stream.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(bytes.count)
        repeat {
            stream.next_out = piece.bindMemory(to: UInt8.self).baseAddress
            stream.avail_out = UInt32(piece.count)
            guard deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH) != Z_STREAM_ERROR else {
                throw ZipError(.unsupported, "zlib cannot pack")
            }
            let count = piece.count - Int(stream.avail_out)
            if count > 0 { try sink(UnsafeRawBufferPointer(rebasing: piece[..<count])) }
        } while stream.avail_out == 0
    }
}
