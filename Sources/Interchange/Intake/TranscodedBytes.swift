import Formats

/// Hands on the bytes of a text file as UTF-8, without the mark at its start.
final class TranscodedBytes: ByteSource {
    /// Half of a character in UTF-16 without its other half, on a line: to read on would put another character there.
    struct LoneSurrogate: Error { let line: Int }

    private let source: any ByteSource
    private let encoding: SourceFacts.Encoding
    private var skip: Int
    private var output: [UInt8] = []
    private var taken = 0
    private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
    /// A byte of half a UTF-16 unit, and the first half of a pair.
    private var half: UInt8?
    private var high: UInt16?
    private var isAtEnd = false
    /// Of UTF-16.
    private var line = 1
    private var fault: LoneSurrogate?

    init(_ source: any ByteSource, _ encoding: SourceFacts.Encoding, skipping markLength: Int) {
        self.source = source
        self.encoding = encoding
        skip = markLength
    }

    deinit { piece.deallocate() }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if encoding == .utf8, skip == 0 { return try source.read(into: buffer) }
        while taken == output.count, !isAtEnd {
            if let fault { throw fault }
            try transcodeNext()
        }
        let count = min(buffer.count, output.count - taken)
        buffer.copyBytes(from: output[taken..<taken + count])
        taken += count
        return count
    }

    private func transcodeNext() throws {
        let count = try source.read(into: piece)
        output.removeAll(keepingCapacity: true)
        taken = 0
        guard count > 0 else {
            isAtEnd = true
            if half != nil || high != nil { throw LoneSurrogate(line: line) }
            return
        }
        let skipped = min(skip, count)
        skip -= skipped
        let bytes = piece[skipped..<count]
        switch encoding {
        case .utf8: output.append(contentsOf: bytes)
        case .windows1252: for byte in bytes { append(TranscodedBytes.scalar(ofWindows1252: byte)) }
        case .utf16(let isBigEndian):
            for byte in bytes where fault == nil { add(byte, isBigEndian) }
        }
    }

    private func add(_ byte: UInt8, _ isBigEndian: Bool) {
        guard let first = half else {
            half = byte
            return
        }
        half = nil
        let unit = isBigEndian ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first)
        if let lead = high {
            high = nil
            if (0xDC00...0xDFFF).contains(unit) {
                return append(0x10000 + (UInt32(lead - 0xD800) << 10 | UInt32(unit - 0xDC00)))
            }
            fault = LoneSurrogate(line: line)
            return
        }
        switch unit {
        case 0xD800...0xDBFF: high = unit
        case 0xDC00...0xDFFF: fault = LoneSurrogate(line: line)
        default:
            if unit == 0x0A { line += 1 }
            append(UInt32(unit))
        }
    }

    private func append(_ scalar: UInt32) {
        if scalar < 0x80 { return output.append(UInt8(truncatingIfNeeded: scalar)) }
        guard let scalar = Unicode.Scalar(scalar), let encoded = UTF8.encode(scalar) else { return }
        output.append(contentsOf: encoded)
    }

    /// The WHATWG index of windows-1252; undefined bytes never come here but for files refused already.
    static func scalar(ofWindows1252 byte: UInt8) -> UInt32 {
        guard (0x80...0x9F).contains(byte) else { return UInt32(byte) }
        return high80[Int(byte - 0x80)]
    }

    private static let high80: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ]
}
