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
        let bytes = UnsafeRawBufferPointer(text)
        var index = 0
        while index + 8 <= bytes.count {
            add(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            index += 8
        }
        var rest: UInt64 = 0
        while index < bytes.count {
            rest = rest << 8 | UInt64(bytes[index])
            index += 1
        }
        add(rest)
        add(UInt64(truncatingIfNeeded: bytes.count))
    }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add($0) }
    }
}
