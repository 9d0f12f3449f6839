/// Texts as small numbers: the same text always gives the same number, so that folds count in numbers and not in
/// strings. Looking one up costs no allocation.
struct TextTable: Sendable {
    private(set) var texts: [String] = []
    private var utf8: [[UInt8]] = []
    /// Open addressing; −1 is free.
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    init() {}

    init(_ texts: [String]) {
        for text in texts { _ = index(of: text) }
    }

    mutating func index(of text: String) -> Int {
        var text = text
        return text.withUTF8 { index(of: UnsafeRawBufferPointer($0)) }
    }

    mutating func index(of bytes: UnsafeRawBufferPointer) -> Int {
        var slot = TextTable.hash(bytes) & (slots.count - 1)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if utf8[index].count == bytes.count, utf8[index].elementsEqual(bytes) { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(truncatingIfNeeded: texts.count)
        texts.append(String(decoding: bytes, as: UTF8.self))
        utf8.append(Array(bytes))
        if texts.count * 2 > slots.count { grow() }
        return texts.count - 1
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for (index, bytes) in utf8.enumerated() {
            var slot = bytes.withUnsafeBytes { TextTable.hash($0) } & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(truncatingIfNeeded: index)
        }
    }

    /// FNV-1a. Texts come from one set of books, so that nobody gains by choosing them badly.
    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: hash >> 1)
    }
}
