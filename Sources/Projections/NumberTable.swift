/// Values by whole numbers, in the order in which the numbers first came: what folds count in. Open addressing without
/// the keyed hash of `Dictionary`, which takes longer than the rest of a fold; the numbers come from one set of books,
/// so that nobody gains by choosing them badly.
struct NumberTable<Value> {
    private(set) var keys: [UInt64] = []
    private(set) var values: [Value] = []
    /// −1 is free.
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    init() {}

    var indices: Range<Int> { keys.indices }

    private func slot(of key: UInt64) -> Int {
        var hash = key &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 32
        return Int(truncatingIfNeeded: hash & UInt64(truncatingIfNeeded: slots.count - 1))
    }

    /// Where the value of a key stands, made anew where there was none.
    @inline(__always)
    mutating func index(of key: UInt64, making value: @autoclosure () -> Value) -> Int {
        var slot = slot(of: key)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if keys[index] == key { return index }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(truncatingIfNeeded: keys.count)
        keys.append(key)
        values.append(value())
        if keys.count * 2 > slots.count { grow() }
        return keys.count - 1
    }

    @inline(__always)
    mutating func change<Failure: Error>(
        at index: Int, _ change: (inout Value) throws(Failure) -> Void
    ) throws(Failure) {
        try change(&values[index])
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for (index, key) in keys.enumerated() {
            var slot = slot(of: key)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(truncatingIfNeeded: index)
        }
    }
}

extension NumberTable: Sendable where Value: Sendable {}
