/// The central directory at the end of an archive: finds it, reads it, and refuses what nobody should unpack.
struct ZipDirectory {
    private let file: any PositionedBytes
    private let budget: ZipBudget

    init(_ file: any PositionedBytes, _ budget: ZipBudget) {
        self.file = file
        self.budget = budget
    }

    func entries() throws -> [ZipEntry] {
        let place = try locate()
        guard place.count <= UInt64(budget.entryCount), place.size <= UInt64(budget.directoryBytes) else {
            throw ZipError(.tooLarge, "the archive has more than \(budget.entryCount) entries")
        }
        guard place.offset <= UInt64(file.byteCount), place.size <= UInt64(file.byteCount) - place.offset else {
            throw ZipError(.damaged, "the directory does not lie within the archive")
        }
        var bytes = [UInt8](repeating: 0, count: Int(place.size))
        try file.fill(&bytes, at: Int64(place.offset))
        var entries: [ZipEntry] = []
        var position = 0
        for _ in 0..<place.count {
            let (entry, length) = try read(bytes, at: position)
            entries.append(entry)
            position += length
        }
        try refuseOverlaps(entries, directoryStart: Int64(place.offset))
        return entries
    }

    private struct Place {
        var count: UInt64
        var size: UInt64
        var offset: UInt64
    }

    /// The end record is the last one whose comment reaches exactly to the end of the file.
    private func locate() throws -> Place {
        var tail = [UInt8](repeating: 0, count: Int(min(file.byteCount, 22 + 0xFFFF)))
        try file.fill(&tail, at: file.byteCount - Int64(tail.count))
        let fields = LittleEndian(tail)
        var start = tail.count - 22
        while start >= 0 {
            if fields.uint32(start) == 0x0605_4B50, start + 22 + Int(fields.uint16(start + 20)) == tail.count { break }
            start -= 1
        }
        guard start >= 0 else { throw ZipError(.damaged, "the archive has no directory; it may be cut off") }
        guard fields.uint16(start + 4) == 0 || fields.uint16(start + 4) == 0xFFFF else {
            throw ZipError(.unsupported, "the archive is split over several files; join them first")
        }
        let place = Place(
            count: UInt64(fields.uint16(start + 10)), size: UInt64(fields.uint32(start + 12)),
            offset: UInt64(fields.uint32(start + 16)))
        let needs64 = place.count == 0xFFFF || place.size == 0xFFFF_FFFF || place.offset == 0xFFFF_FFFF
        return needs64 ? try locate64(endRecord: file.byteCount - Int64(tail.count - start)) ?? place : place
    }

    private func locate64(endRecord: Int64) throws -> Place? {
        guard endRecord >= 20 else { return nil }
        var locator = [UInt8](repeating: 0, count: 20)
        try file.fill(&locator, at: endRecord - 20)
        let fields = LittleEndian(locator)
        guard fields.uint32(0) == 0x0706_4B50 else { return nil }
        guard let offset = Int64(exactly: fields.uint64(8)) else { throw ZipError(.damaged, "the archive is cut off") }
        var record = [UInt8](repeating: 0, count: 56)
        try file.fill(&record, at: offset)
        let values = LittleEndian(record)
        guard values.uint32(0) == 0x0606_4B50 else { throw ZipError(.damaged, "the zip64 directory is not there") }
        return Place(count: values.uint64(32), size: values.uint64(40), offset: values.uint64(48))
    }

    private func read(_ bytes: [UInt8], at position: Int) throws -> (ZipEntry, length: Int) {
        guard position + 46 <= bytes.count else { throw ZipError(.damaged, "the directory is cut off") }
        let fields = LittleEndian(bytes[position..<position + 46])
        guard fields.uint32(0) == 0x0201_4B50 else { throw ZipError(.damaged, "the directory is damaged") }
        let nameEnd = position + 46 + Int(fields.uint16(28))
        let extraEnd = nameEnd + Int(fields.uint16(30))
        let end = extraEnd + Int(fields.uint16(32))
        guard end <= bytes.count else { throw ZipError(.damaged, "the directory is cut off") }
        let rawName = Array(bytes[position + 46..<nameEnd])
        let name = zipName(rawName)
        let sizes = try Zip64Sizes(fields, extra: bytes[nameEnd..<extraEnd], entry: name)
        let entry = ZipEntry(
            name: name, packedBytes: sizes.packed, unpackedBytes: sizes.unpacked, rawName: rawName,
            method: fields.uint16(10), checksum: fields.uint32(16), headerOffset: sizes.offset)
        try check(entry, flags: fields.uint16(8))
        return (entry, end - position)
    }

    private func check(_ entry: ZipEntry, flags: UInt16) throws(ZipError) {
        // Bits 0, 6 and 13: encrypted, strongly encrypted, and with a masked directory.
        guard flags & 0x2041 == 0 else {
            throw ZipError(.unsupported, entry: entry.name, "the entry is encrypted; unpack it and import the file")
        }
        guard entry.method == 0 || entry.method == 8 else {
            throw ZipError(
                .unsupported, entry: entry.name,
                "the entry is packed by method \(entry.method); pack it again with deflate")
        }
        guard isSafe(entry.name) else {
            throw ZipError(.unsafeName, entry: entry.name, "the name leads out of the archive's folder")
        }
        if entry.name.lowercased().hasSuffix(".zip") {
            throw ZipError(.nestedArchive, entry: entry.name, "archives within archives are not read; unpack it first")
        }
        guard entry.method == 8 || entry.packedBytes == entry.unpackedBytes else {
            throw ZipError(.damaged, entry: entry.name, "a stored entry has two sizes")
        }
    }

    private func isSafe(_ name: String) -> Bool {
        let parts = name.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
        return !name.isEmpty && !name.unicodeScalars.contains { $0.value < 0x20 } && parts.first?.isEmpty == false
            && !parts.contains("..") && parts.first?.contains(":") == false
    }

    /// Entries that share bytes are how small archives unpack to petabytes.
    private func refuseOverlaps(_ entries: [ZipEntry], directoryStart: Int64) throws(ZipError) {
        var free: Int64 = 0
        for entry in entries.sorted(by: { $0.headerOffset < $1.headerOffset }) {
            let (end, overflow) = (entry.headerOffset + 30).addingReportingOverflow(entry.packedBytes)
            guard entry.headerOffset >= free, !overflow, end <= directoryStart else {
                throw ZipError(.damaged, entry: entry.name, "the entry overlaps another or the directory")
            }
            free = end
        }
    }
}

/// Sizes and offset, from the zip64 extra field where the 32-bit ones are all ones.
private struct Zip64Sizes {
    let packed: Int64
    let unpacked: Int64
    let offset: Int64

    init(_ fields: LittleEndian, extra: ArraySlice<UInt8>, entry: String) throws(ZipError) {
        var wide = Zip64Sizes.field(1, in: Array(extra))[...]
        func value(_ narrow: UInt32) throws(ZipError) -> Int64 {
            guard narrow == .max else { return Int64(narrow) }
            guard wide.count >= 8, let number = Int64(exactly: LittleEndian(wide.prefix(8)).uint64(0)),
                number < Int64.max / 4
            else { throw ZipError(.damaged, entry: entry, "a size beyond 4 GiB is missing or impossible") }
            wide = wide.dropFirst(8)
            return number
        }
        unpacked = try value(fields.uint32(24))
        packed = try value(fields.uint32(20))
        offset = try value(fields.uint32(42))
    }

    private static func field(_ wanted: UInt16, in extra: [UInt8]) -> [UInt8] {
        let fields = LittleEndian(extra)
        var position = 0
        while position + 4 <= extra.count {
            let length = Int(fields.uint16(position + 2))
            guard position + 4 + length <= extra.count else { return [] }
            if fields.uint16(position) == wanted { return Array(extra[position + 4..<position + 4 + length]) }
            position += 4 + length
        }
        return []
    }
}

/// UTF-8 where the bytes are that, marked or not; else code page 437, which zip began with.
private func zipName(_ bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    let upper = Array(
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}"
    )
    return String(bytes.map { $0 < 0x80 ? Character(Unicode.Scalar($0)) : upper[Int($0) - 0x80] })
}
