/// Values by digests, which are spread evenly and seeded anew in each run: open addressing without hashing them again.
struct DigestTable<Value> {
    private var keys: [UInt64]
    /// Nil is free.
    private var values: [Value?]
    private(set) var count = 0

    init() { (keys, values) = ([UInt64](repeating: 0, count: 1 << 10), [Value?](repeating: nil, count: 1 << 10)) }

    private func slot(of key: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: key) & (keys.count - 1)
        while values[slot] != nil, keys[slot] != key { slot = (slot + 1) & (keys.count - 1) }
        return slot
    }

    subscript(key: UInt64) -> Value? { values[slot(of: key)] }

    mutating func set(_ value: Value, for key: UInt64) {
        let slot = slot(of: key)
        let isNew = values[slot] == nil
        (keys[slot], values[slot]) = (key, value)
        guard isNew else { return }
        count += 1
        if count * 8 > keys.count * 7 { grow() }
    }

    /// Keeps the memory for as many again.
    mutating func removeAll() {
        for slot in values.indices { values[slot] = nil }
        count = 0
    }

    private mutating func grow() {
        let (oldKeys, oldValues) = (keys, values)
        keys = [UInt64](repeating: 0, count: oldKeys.count * 2)
        values = [Value?](repeating: nil, count: oldKeys.count * 2)
        for (key, value) in zip(oldKeys, oldValues) where value != nil {
            let slot = slot(of: key)
            (keys[slot], values[slot]) = (key, value)
        }
    }
}
