import CLibcrypto

/// Unpredictable bytes from the library's generator, which the operating system seeds.
public enum RandomBytes {
    /// - Throws: `CryptographyError.libcrypto` when the generator has no entropy; nothing weaker is ever used instead.
    public static func make(_ count: Int) throws(CryptographyError) -> [UInt8] {
        guard count > 0 else { return [] }
        guard let wanted = Int32(exactly: count) else { throw .malformed("too many random bytes asked for at once") }
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, wanted) == 1 else { throw .last("making random bytes") }
        return bytes
    }

    /// A random UUID, version 4 (RFC 9562), in lower case: `0c6f0e1e-…`.
    public static func uuid() throws(CryptographyError) -> String { uuidVersion4(from: try make(16)) }
}

/// The text of a version 4 UUID whose 122 free bits come from the first 16 bytes given; missing bytes count as zero.
public func uuidVersion4(from bytes: [UInt8]) -> String {
    var bytes = Array((bytes + [UInt8](repeating: 0, count: 16)).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { hexadecimal(bytes[$0]) }.joined(separator: "-")
}

/// Compares secrets in a time that depends on their length only.
public func areEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}
