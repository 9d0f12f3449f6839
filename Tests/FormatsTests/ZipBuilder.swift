import CZlib

/// Makes archives for the tests, faults included.
struct ZipBuilder {
    var entries: [Entry] = []
    var usesDataDescriptors = false
    var usesZip64 = false
    var comment: [UInt8] = []

    struct Entry {
        var name: [UInt8]
        var content: [UInt8]
        var isDeflated = true
        var flags: UInt16 = 0
        var method: UInt16?
        var checksum: UInt32?
        var declaredSize: UInt32?
        var localName: [UInt8]?
    }

    mutating func add(_ name: String, _ content: [UInt8], _ change: (inout Entry) -> Void = { _ in }) {
        var entry = Entry(name: Array(name.utf8), content: content)
        change(&entry)
        entries.append(entry)
    }

    func bytes() -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let packed = entry.isDeflated ? deflated(entry.content) : entry.content
            let checksum = entry.checksum ?? UInt32(crc32(0, entry.content, UInt32(entry.content.count)))
            let size = entry.declaredSize ?? UInt32(entry.content.count)
            let method = entry.method ?? (entry.isDeflated ? 8 : 0)
            let flags = entry.flags | (usesDataDescriptors ? 8 : 0)
            let offset = UInt32(file.count)
            let local = entry.localName ?? entry.name
            let sizes = usesDataDescriptors ? (UInt32(0), UInt32(0), UInt32(0)) : (checksum, UInt32(packed.count), size)
            file += le(0x0403_4B50, 4) + le(20, 2) + le(UInt64(flags), 2) + le(UInt64(method), 2) + le(0, 4)
            file += le(UInt64(sizes.0), 4) + le(UInt64(sizes.1), 4) + le(UInt64(sizes.2), 4)
            file += le(UInt64(local.count), 2) + le(0, 2) + local + packed
            if usesDataDescriptors {
                file += le(0x0807_4B50, 4) + le(UInt64(checksum), 4) + le(UInt64(packed.count), 4) + le(UInt64(size), 4)
            }
            let extra =
                usesZip64
                ? le(1, 2) + le(24, 2) + le(UInt64(size), 8) + le(UInt64(packed.count), 8) + le(UInt64(offset), 8) : []
            let all: UInt64 = 0xFFFF_FFFF
            directory += le(0x0201_4B50, 4) + le(20, 2) + le(20, 2) + le(UInt64(flags), 2) + le(UInt64(method), 2)
            directory += le(0, 4) + le(UInt64(checksum), 4) + le(usesZip64 ? all : UInt64(packed.count), 4)
            directory += le(usesZip64 ? all : UInt64(size), 4) + le(UInt64(entry.name.count), 2)
            directory += le(UInt64(extra.count), 2) + le(0, 2) + le(0, 2) + le(0, 2) + le(0, 4)
            directory += le(usesZip64 ? all : UInt64(offset), 4) + entry.name + extra
        }
        let start = UInt64(file.count)
        let count = UInt64(entries.count)
        file += directory
        if usesZip64 {
            let record = UInt64(file.count)
            file += le(0x0606_4B50, 4) + le(44, 8) + le(45, 2) + le(45, 2) + le(0, 4) + le(0, 4)
            file += le(count, 8) + le(count, 8) + le(UInt64(directory.count), 8) + le(start, 8)
            file += le(0x0706_4B50, 4) + le(0, 4) + le(record, 8) + le(1, 4)
        }
        file += le(0x0605_4B50, 4) + le(0, 2) + le(0, 2) + le(usesZip64 ? 0xFFFF : count, 2)
        file += le(usesZip64 ? 0xFFFF : count, 2) + le(UInt64(directory.count), 4)
        file += le(usesZip64 ? 0xFFFF_FFFF : start, 4) + le(UInt64(comment.count), 2) + comment
        return file
    }

    private func le(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }

    private func deflated(_ content: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(
            &stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var content = content
        var packed = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(content.count))))
        let capacity = packed.count
        let count = content.withUnsafeMutableBufferPointer { input in
            packed.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                deflate(&stream, Z_FINISH)
                return capacity - Int(stream.avail_out)
            }
        }
        return Array(packed.prefix(count))
    }
}
