/// Comparison of bytes in memory, which readers of millions of entries do all the time.
extension UnsafeRawBufferPointer {
    /// Whether these are exactly the bytes of the text.
    @inlinable
    public func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && holds(text, at: 0)
    }

    /// Whether the text stands at the offset.
    @inlinable
    public func holds(_ text: StaticString, at offset: Int) -> Bool {
        guard offset >= 0, count - offset >= text.utf8CodeUnitCount else { return false }
        let start = text.utf8Start
        for index in 0..<text.utf8CodeUnitCount where self[offset + index] != start[index] { return false }
        return true
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
