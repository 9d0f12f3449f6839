import Glibc

/// Comparison of bytes in memory, which readers of millions of entries do all the time.
extension UnsafeRawBufferPointer {
    /// Whether these are exactly the bytes of the text.
    @inlinable
    @inline(__always)
    public func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && holds(text, at: 0)
    }

    /// Whether the bytes are the same.
    @inlinable
    @inline(__always)
    public func equals(_ other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        guard let baseAddress, let start = other.baseAddress else { return true }
        return memcmp(baseAddress, start, count) == 0
    }

    /// Whether the text stands at the offset.
    @inlinable
    @inline(__always)
    public func holds(_ text: StaticString, at offset: Int) -> Bool {
        guard offset >= 0, count - offset >= text.utf8CodeUnitCount, let baseAddress else { return false }
        return UnsafeRawBufferPointer.areEqual(baseAddress + offset, text.utf8Start, text.utf8CodeUnitCount)
    }

    /// For a text known when the program is built, this becomes a comparison of one word or two.
    @inlinable
    @inline(__always)
    static func areEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Bool {
        switch count {
        case 8...16: areEqual(left, right, count, as: UInt64.self)
        case 4..<8: areEqual(left, right, count, as: UInt32.self)
        case 2..<4: areEqual(left, right, count, as: UInt16.self)
        case 1: areEqual(left, right, count, as: UInt8.self)
        default: memcmp(left, right, count) == 0
        }
    }

    /// The first word and the last one, which may overlap.
    @inlinable
    @inline(__always)
    static func areEqual<Word: FixedWidthInteger>(
        _ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int, as word: Word.Type
    ) -> Bool {
        let last = count - MemoryLayout<Word>.size
        return left.loadUnaligned(as: word) == right.loadUnaligned(as: word)
            && left.loadUnaligned(fromByteOffset: last, as: word) == right.loadUnaligned(fromByteOffset: last, as: word)
    }

    /// Where the text stands last in the final `reach` bytes.
    public func lastOffset(of text: StaticString, reach: Int) -> Int? {
        var offset = count - text.utf8CodeUnitCount
        let earliest = Swift.max(0, count - reach)
        while offset >= earliest {
            if holds(text, at: offset) { return offset }
            offset -= 1
        }
        return nil
    }

    public func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[range]) }
}
