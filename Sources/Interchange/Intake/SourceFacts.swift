import Cryptography
import Formats

/// What one pass over a text file's bytes tells before it is read: its hash and its encoding.
struct SourceFacts {
    enum Encoding: Equatable {
        case utf8
        /// Any text of ISO-8859-1 and Windows-1252 alike.
        case windows1252
        case utf16(isBigEndian: Bool)
    }

    enum Fault: Equatable {
        /// A byte that is in no encoding the file could have, and the line it is on.
        case invalidByte(UInt8, line: Int)
        case nul(line: Int)
        case utf16WithoutMark
    }

    let hash: SHA256Digest
    let encoding: Encoding
    /// Bytes of the mark at its start.
    let markLength: Int
    let fault: Fault?
    /// The line of the first byte that is not valid UTF-8.
    let firstInvalidLine: Int?
    /// Characters beyond ASCII that are valid UTF-8 occur.
    let hasMultibyteUTF8: Bool
    let byteCount: Int64

    /// Reads the source to its end.
    init(_ source: any ByteSource) throws {
        var hasher = SHA256Hasher()
        var scan = Scan()
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { piece.deallocate() }
        while case let count = try source.read(into: piece), count > 0 {
            let bytes = UnsafeRawBufferPointer(rebasing: piece[..<count])
            hasher.update(bytes)
            scan.add(bytes.assumingMemoryBound(to: UInt8.self))
        }
        scan.finish()
        hash = hasher.finish()
        byteCount = scan.count
        firstInvalidLine = scan.invalidLine
        hasMultibyteUTF8 = scan.hasMultibyte
        switch scan.start {
        case (0xFF, 0xFE, _), (0xFE, 0xFF, _):
            encoding = .utf16(isBigEndian: scan.start.0 == 0xFE)
            markLength = 2
            fault = nil
        default:
            markLength = scan.start == (0xEF, 0xBB, 0xBF) ? 3 : 0
            encoding = scan.invalidLine == nil || markLength == 3 ? .utf8 : .windows1252
            fault = SourceFacts.fault(of: scan, encoding)
        }
    }

    private static func fault(of scan: Scan, _ encoding: Encoding) -> Fault? {
        // Every other byte of Western text in UTF-16 is zero.
        if let line = scan.nulLine { return scan.nulCount * 4 > scan.count ? .utf16WithoutMark : .nul(line: line) }
        switch encoding {
        case .utf8: return scan.invalidLine.map { .invalidByte(scan.invalidByte, line: $0) }
        case .windows1252: return scan.undefinedLine.map { .invalidByte(scan.undefinedByte, line: $0) }
        case .utf16: return nil
        }
    }
}

/// The bytes seen so far, across pieces.
private struct Scan {
    var count: Int64 = 0
    var start: (UInt8, UInt8, UInt8) = (0, 0, 0)
    var lines = 1
    var nulLine: Int?
    var nulCount: Int64 = 0
    var invalidLine: Int?
    var invalidByte: UInt8 = 0
    /// The first byte that Windows-1252 leaves undefined.
    var undefinedLine: Int?
    var undefinedByte: UInt8 = 0
    var hasMultibyte = false
    /// Continuation bytes still to come, and the range of the next one.
    private var missing = 0
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    mutating func add(_ bytes: TextBytes) {
        var index = 0
        while index < bytes.count {
            if missing == 0, count >= 3 { index += passPlain(bytes, from: index) }
            guard index < bytes.count else { return }
            add(bytes[index])
            index += 1
        }
    }

    private mutating func add(_ byte: UInt8) {
        if count < 3 {
            if count == 0 { start.0 = byte } else if count == 1 { start.1 = byte } else { start.2 = byte }
        }
        if missing == 0, byte &- 1 < 0x7F {
            if byte == 0x0A { lines += 1 }
        } else {
            other(byte)
        }
        count += 1
    }

    /// Takes ASCII without zeros, nearly all there is, eight bytes at a time.
    ///
    /// - Returns: how many bytes were taken.
    private mutating func passPlain(_ bytes: TextBytes, from start: Int) -> Int {
        let bytes = UnsafeRawBufferPointer(bytes)
        let (low, high): (UInt64, UInt64) = (0x7F7F_7F7F_7F7F_7F7F, 0x8080_8080_8080_8080)
        var (index, feeds) = (start, 0)
        while index + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            // Adding 127 to a byte below 128 sets its top bit unless it is zero.
            guard word & high == 0, (word &+ low) & high == high else { break }
            let others = ((word ^ 0x0A0A_0A0A_0A0A_0A0A) &+ low) & high
            feeds += 8 - others.nonzeroBitCount
            index += 8
        }
        lines += feeds
        count += Int64(index - start)
        return index - start
    }

    mutating func finish() { if missing > 0 { note(invalid: 0xC2) } }

    private mutating func other(_ byte: UInt8) {
        if byte == 0x81 || byte == 0x8D || byte == 0x8F || byte == 0x90 || byte == 0x9D, undefinedLine == nil {
            undefinedLine = lines
            undefinedByte = byte
        }
        if byte == 0 {
            if nulLine == nil { nulLine = lines }
            nulCount += 1
        }
        guard missing > 0 else { return lead(byte) }
        guard (lowest...highest).contains(byte) else {
            note(invalid: byte)
            missing = 0
            if byte == 0x0A { lines += 1 }
            if byte >= 0x80 { lead(byte) }
            return
        }
        (lowest, highest) = (0x80, 0xBF)
        missing -= 1
        if missing == 0 { hasMultibyte = true }
    }

    /// The well-formed byte sequences of the Unicode Standard, table 3-7.
    private mutating func lead(_ byte: UInt8) {
        (lowest, highest) = (0x80, 0xBF)
        switch byte {
        case 0: break
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, lowest) = (2, 0xA0)
        case 0xE1...0xEC, 0xEE, 0xEF: missing = 2
        case 0xED: (missing, highest) = (2, 0x9F)
        case 0xF0: (missing, lowest) = (3, 0x90)
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, highest) = (3, 0x8F)
        default: note(invalid: byte)
        }
    }

    private mutating func note(invalid byte: UInt8) {
        guard invalidLine == nil else { return }
        invalidLine = lines
        invalidByte = byte
    }
}
