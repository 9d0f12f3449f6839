/// What is known about short texts that a file repeats from line to line, such as account numbers, without making a
/// `String` and looking it up for each. It holds as many as fit, so that no file can fill the memory.
struct RepeatedTexts<Value> {
    private struct Slot {
        let text: ShortText
        let value: Value
    }

    private var slots = [Slot?](repeating: nil, count: 1 << RepeatedTexts.bits)
    private static var bits: Int { 10 }

    /// - Parameter make: says it of a text that is not here.
    mutating func value(of bytes: TextBytes, _ make: (TextBytes) -> Value) -> Value {
        guard let text = ShortText(bytes) else { return make(bytes) }
        let slot = text.slot(bits: Self.bits)
        if let known = slots[slot], known.text == text { return known.value }
        let value = make(bytes)
        slots[slot] = Slot(text: text, value: value)
        return value
    }
}

/// A text of 1 to 16 bytes in three words.
private struct ShortText: Equatable {
    private let start: UInt64
    private let end: UInt64
    private let count: Int

    @inline(__always)
    init?(_ bytes: TextBytes) {
        guard (1...16).contains(bytes.count) else { return nil }
        let raw = UnsafeRawBufferPointer(bytes)
        count = bytes.count
        // Two words that overlap hold all of the text.
        switch bytes.count {
        case 8...16:
            start = raw.loadUnaligned(as: UInt64.self)
            end = raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        case 4..<8:
            start = UInt64(raw.loadUnaligned(as: UInt32.self))
            end = UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        default:
            start = UInt64(raw[0]) << 8 | UInt64(raw[count / 2])
            end = UInt64(raw[count - 1])
        }
    }

    /// Texts that share a slot cost time, and nothing else.
    @inline(__always)
    func slot(bits: Int) -> Int {
        let product = (start ^ end &* 0xC2B2_AE3D_27D4_EB4F) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: product >> UInt64(64 - bits))
    }
}
