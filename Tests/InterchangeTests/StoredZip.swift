/// A zip archive with stored entries, for the tests of imports. Faults of archives are tested with the reader itself.
func storedZip(_ entries: [(name: String, content: String)], isEncrypted: Bool = false) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
        let name = Array(entry.name.utf8)
        let content = Array(entry.content.utf8)
        let fields =
            little(isEncrypted ? 0x801 : 0x800, 2) + little(0, 2) + little(0, 4) + little(UInt64(crc32(content)), 4)
            + little(UInt64(content.count), 4) + little(UInt64(content.count), 4) + little(UInt64(name.count), 2)
            + little(0, 2)
        directory += little(0x0201_4B50, 4) + little(20, 2) + little(20, 2) + fields + little(0, 2) + little(0, 2)
        directory += little(0, 2) + little(0, 4) + little(UInt64(file.count), 4) + name
        file += little(0x0403_4B50, 4) + little(20, 2) + fields + name + content
    }
    let start = UInt64(file.count)
    file += directory + little(0x0605_4B50, 4) + little(0, 4) + little(UInt64(entries.count), 2)
    return file + little(UInt64(entries.count), 2) + little(UInt64(directory.count), 4) + little(start, 4)
        + little(0, 2)
}

private func little(_ number: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
}

/// The checksum of zip, bit by bit (reflected polynomial EDB88320).
private func crc32(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = .max
    for byte in bytes {
        sum ^= UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
}
