#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Bytes of a file while it is read, valid until the reader goes on.
typealias TextBytes = UnsafeBufferPointer<UInt8>

extension TextBytes {
    /// The bytes from one position up to another.
    @inline(__always)
    func part(_ range: Range<Int>) -> TextBytes { TextBytes(rebasing: self[range]) }

    @inline(__always)
    func part(from start: Int) -> TextBytes { TextBytes(rebasing: self[start...]) }

    var text: String { String(decoding: self, as: UTF8.self) }

    /// Without blanks, tabs and no-break blanks around it.
    @inline(__always)
    var trimmed: TextBytes {
        guard let first, let last else { return self }
        if first > 0x20, last > 0x20, first != 0xC2, last != 0xA0 { return self }
        var (start, end) = (0, count)
        while start < end {
            if self[start] <= 0x20 {
                start += 1
            } else if start + 1 < end, self[start] == 0xC2, self[start + 1] == 0xA0 {
                start += 2
            } else {
                break
            }
        }
        while end > start {
            if self[end - 1] <= 0x20 {
                end -= 1
            } else if end - 1 > start, self[end - 2] == 0xC2, self[end - 1] == 0xA0 {
                end -= 2
            } else {
                break
            }
        }
        return part(start..<end)
    }

    func hasPrefix(_ text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where self[index] != text.utf8Start[index] { return false }
        return true
    }

    /// Where the byte first stands.
    @inline(__always)
    func offset(of byte: UInt8) -> Int? {
        guard let base = baseAddress, let found = memchr(base, Int32(byte), count) else { return nil }
        return UnsafeRawPointer(base).distance(to: found)
    }

    @inline(__always)
    func equals(_ other: [UInt8]) -> Bool {
        other.withUnsafeBufferPointer { equals($0) }
    }

    @inline(__always)
    func equals(_ other: TextBytes) -> Bool {
        guard count == other.count, let base = baseAddress, let otherBase = other.baseAddress else {
            return count == other.count
        }
        return memcmp(base, otherBase, count) == 0
    }

    func equals(_ text: StaticString) -> Bool { count == text.utf8CodeUnitCount && hasPrefix(text) }

    /// A whole number of up to nine digits; nil for anything else.
    var smallNumber: Int? {
        guard (1...9).contains(count) else { return nil }
        var number = 0
        for byte in self {
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }
}

/// Numbers texts in the order they come, without making a `String` of those that came before.
struct InternedBytes {
    private var arena: [UInt8] = []
    private var entries: [(hash: UInt64, start: Int, count: Int)] = []
    private var slots = [Int32](repeating: -1, count: 256)

    var count: Int { entries.count }

    /// The text's number, and whether it is new.
    mutating func number(_ bytes: TextBytes) -> (number: Int, isNew: Bool) {
        var digest = QuickDigest()
        digest.add(bytes)
        let hash = digest.value
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if entries[number].hash == hash, holds(number, bytes) { return (number, false) }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(truncatingIfNeeded: entries.count)
        entries.append((hash, arena.count, bytes.count))
        arena.append(contentsOf: bytes)
        if entries.count * 2 > slots.count { grow() }
        return (entries.count - 1, true)
    }

    private func holds(_ number: Int, _ bytes: TextBytes) -> Bool {
        let entry = entries[number]
        guard entry.count == bytes.count else { return false }
        return arena.withUnsafeBufferPointer { $0.part(entry.start..<entry.start + entry.count).equals(bytes) }
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (number, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(truncatingIfNeeded: number)
        }
    }
}
