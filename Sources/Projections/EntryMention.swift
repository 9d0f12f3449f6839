import EventLog

/// A text that an entry must hold to be of interest: looking for it tells sooner than decoding that a voucher has nothing
/// of what a fold looks for (Boyer, Moore and Horspool).
struct EntryMention: Sendable {
    static let currency = EntryMention("\"currency\":{")
    static let dimensions = EntryMention("\"dimensions\":[")
    static let opening = EntryMention("\"kind\":\"opening\"")
    static let party = EntryMention("\"party\":{")

    private let text: [UInt8]
    /// How far the text may be moved on, by the byte that stands under its last one.
    private let skips: [Int]

    private init(_ text: String) {
        self.text = Array(text.utf8)
        var skips = Array(repeating: self.text.count, count: 256)
        for (place, byte) in self.text.dropLast().enumerated() { skips[Int(byte)] = self.text.count - 1 - place }
        self.skips = skips
    }

    func isIn(_ entry: StoredEntry) -> Bool {
        let bytes = entry.bytes
        return text.withUnsafeBufferPointer { text in
            skips.withUnsafeBufferPointer { skips in
                var end = text.count - 1
                while end < bytes.count {
                    var (place, offset) = (text.count - 1, end)
                    while bytes[offset] == text[place] {
                        if place == 0 { return true }
                        (place, offset) = (place - 1, offset - 1)
                    }
                    end += skips[Int(bytes[end])]
                }
                return false
            }
        }
    }
}

extension StoredEntry {
    func mentions(_ mention: EntryMention) -> Bool { mention.isIn(self) }
}
