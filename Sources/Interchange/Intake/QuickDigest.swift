/// A quick hash of what came by, seeded anew in each run so that no file can be made to collide.
struct QuickDigest {
    private static let seed = UInt64.random(in: .min ... .max)
    private(set) var value = QuickDigest.seed

    @inline(__always)
    mutating func add(_ number: UInt64) {
        let product = (value ^ number).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        value = product.high ^ product.low &+ 0x6A09_E667_F3BC_C909
    }

    mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
        var word: UInt64 = 0
        for index in text.indices {
            word = word << 8 | UInt64(text[index])
            if index & 7 == 7 {
                add(word)
                word = 0
            }
        }
        add(word)
        add(UInt64(truncatingIfNeeded: text.count))
    }
}
