import Glibc

/// Texts as small numbers: the same text always gives the same number, so that folds count in numbers and not in
/// strings. Looking one up costs no allocation.
struct TextTable: Sendable {
    private(set) var texts: [String] = []
    /// The first eight bytes of each, and how many there are: all there is to most account numbers and codes.
    private var heads: [UInt64] = []
    private var counts: [Int] = []
    private var utf8: [[UInt8]] = []
    /// Open addressing; −1 is free.
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    init() {}

    mutating func index(of text: String) -> Int {
        var text = text
        return text.withUTF8 { index(of: UnsafeRawBufferPointer($0)) }
    }

    mutating func index(of bytes: UnsafeRawBufferPointer) -> Int {
        let head = TextTable.head(of: bytes)
        var slot = TextTable.hash(head, bytes) & (slots.count - 1)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if heads[index] == head, counts[index] == bytes.count, bytes.count <= 8 || isRest(bytes, of: index) {
                return index
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(truncatingIfNeeded: texts.count)
        texts.append(String(decoding: bytes, as: UTF8.self))
        heads.append(head)
        counts.append(bytes.count)
        utf8.append(Array(bytes))
        if texts.count * 2 > slots.count { grow() }
        return texts.count - 1
    }

    private func isRest(_ bytes: UnsafeRawBufferPointer, of index: Int) -> Bool {
        utf8[index].withUnsafeBytes { known in
            guard let left = known.baseAddress, let right = bytes.baseAddress else { return true }
            return memcmp(left, right, bytes.count) == 0
        }
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for (index, bytes) in utf8.enumerated() {
            var slot = bytes.withUnsafeBytes { TextTable.hash(heads[index], $0) } & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(truncatingIfNeeded: index)
        }
    }

    @inline(__always)
    private static func head(of bytes: UnsafeRawBufferPointer) -> UInt64 {
        if bytes.count >= 8 { return bytes.loadUnaligned(as: UInt64.self) }
        var head: UInt64 = 0
        for byte in bytes { head = head << 8 | UInt64(byte) }
        return head
    }

    /// Multiplicative, and FNV-1a beyond the head. Texts come from one set of books, so that nobody gains by choosing
    /// them badly.
    @inline(__always)
    private static func hash(_ head: UInt64, _ bytes: UnsafeRawBufferPointer) -> Int {
        var hash = (head ^ UInt64(truncatingIfNeeded: bytes.count)) &* 0x9E37_79B9_7F4A_7C15
        if bytes.count > 8 {
            for byte in bytes[8...] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        return Int(truncatingIfNeeded: (hash ^ hash >> 32) >> 1)
    }
}
