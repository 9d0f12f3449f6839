import CZlib

/// The unpacked bytes of one entry.
public final class ZipEntryBytes: ByteSource {
    private let entry: ZipEntry
    private let file: any PositionedBytes
    private let budget: ZipBudget
    private let stream: UnsafeMutablePointer<z_stream>
    private let packed: UnsafeMutableRawBufferPointer
    private var isInflating = false
    private var hasEnded = false
    private var position: Int64
    private let end: Int64
    private var unpackedBytes: Int64 = 0
    private var checksum: UInt = 0

    init(_ entry: ZipEntry, _ file: any PositionedBytes, start: Int64, _ budget: ZipBudget) {
        self.entry = entry
        self.file = file
        self.budget = budget
        position = start
        end = start + entry.packedBytes
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        packed = .allocate(byteCount: 64 << 10, alignment: 16)
    }

    deinit {
        if isInflating { inflateEnd(stream) }
        stream.deallocate()
        packed.deallocate()
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !hasEnded, !buffer.isEmpty else { return 0 }
        // zlib counts in 32 bits.
        let buffer = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(1 << 30))
        let count = entry.method == 0 ? try copy(into: buffer) : try inflate(into: buffer)
        unpackedBytes += Int64(count)
        try budget.spend(count, entry: entry, unpackedOfEntry: unpackedBytes)
        checksum = crc32(checksum, buffer.bindMemory(to: UInt8.self).baseAddress, UInt32(count))
        if count == 0 { try finish() }
        return count
    }

    private func copy(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = min(Int64(buffer.count), end - position)
        let count = try file.read(
            at: position, into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(Int(wanted))))
        position += Int64(count)
        return count
    }

    private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if !isInflating {
            // Minus: raw deflate data, without a header of zlib's own.
            guard
                inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
            else { throw ZipError(.damaged, entry: entry.name, "the unpacking could not start") }
            isInflating = true
        }
        stream.pointee.next_out = buffer.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(buffer.count)
        while stream.pointee.avail_out == UInt32(buffer.count) {
            if stream.pointee.avail_in == 0 { try refill() }
            let status = CZlib.inflate(stream, Z_NO_FLUSH)
            if status == Z_STREAM_END {
                guard stream.pointee.avail_in == 0, position == end else {
                    throw ZipError(.damaged, entry: entry.name, "the packed data end before the entry does")
                }
                break
            }
            guard status == Z_OK || (status == Z_BUF_ERROR && position < end) else {
                throw ZipError(.damaged, entry: entry.name, "the packed data are damaged or cut off")
            }
        }
        return buffer.count - Int(stream.pointee.avail_out)
    }

    private func refill() throws {
        let wanted = Int(min(Int64(packed.count), end - position))
        let count = try file.read(at: position, into: UnsafeMutableRawBufferPointer(rebasing: packed.prefix(wanted)))
        position += Int64(count)
        stream.pointee.next_in = packed.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_in = UInt32(count)
    }

    private func finish() throws {
        hasEnded = true
        guard unpackedBytes == entry.unpackedBytes else {
            throw ZipError(.damaged, entry: entry.name, "the entry has another size than the directory says")
        }
        guard UInt32(truncatingIfNeeded: checksum) == entry.checksum else {
            throw ZipError(.damaged, entry: entry.name, "the checksum does not fit; fetch the archive again")
        }
    }
}
