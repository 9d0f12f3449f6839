import Formats
import Glibc

/// Reads a file line by line from bytes that come in pieces. Lines end with LF, CRLF or CR. Memory holds one piece, or
/// the longest line.
final class LineReader {
    /// A longer line is no line of a ledger.
    static let longestLine = 16 << 20

    struct TooLong: Error { let line: Int }

    private let source: any ByteSource
    private var buffer: UnsafeMutableRawBufferPointer
    /// Where the current line begins, where it ends without its line end, and where the next one begins.
    private var start = 0
    private var end = 0
    private var next = 0
    private var filled = 0
    private var isAtEnd = false
    /// The number of the line that was read last; the first is 1.
    private(set) var line = 0

    init(_ source: any ByteSource, pieceBytes: Int = 256 << 10) {
        self.source = source
        buffer = .allocate(byteCount: pieceBytes, alignment: 16)
    }

    deinit { buffer.deallocate() }

    /// The next line without its end, or nil after the last one. Valid until the next call.
    ///
    /// - Throws: `TooLong`, and what the source throws.
    func readLine() throws -> TextBytes? {
        start = next
        guard try findEnd(from: start) else { return nil }
        return current
    }

    /// Joins the next line to the current one, line ends included, as a quoted cell wants it.
    func joinNextLine() throws -> TextBytes? {
        guard try findEnd(from: next) else { return nil }
        return current
    }

    private var current: TextBytes {
        UnsafeRawBufferPointer(rebasing: buffer[start..<end]).assumingMemoryBound(to: UInt8.self)
    }

    /// Finds where the line ends that begins at the position.
    private func findEnd(from position: Int) throws -> Bool {
        var position = position
        var searched = position
        while true {
            if let found = lineEnd(from: searched) {
                (end, next) = found
                line += 1
                return true
            }
            if isAtEnd {
                guard position < filled else { return false }
                (end, next) = (filled, filled)
                line += 1
                return true
            }
            searched = filled
            // A CR as the last byte may be half of a CRLF.
            if searched > position, buffer[searched - 1] == 0x0D { searched -= 1 }
            let moved = try refill()
            position -= moved
            searched -= moved
        }
    }

    private func lineEnd(from position: Int) -> (end: Int, next: Int)? {
        guard position < filled, let base = buffer.baseAddress else { return nil }
        let feed = memchr(base + position, 0x0A, filled - position).map { base.distance(to: $0) }
        let limit = feed ?? filled
        guard let carriage = memchr(base + position, 0x0D, limit - position).map({ base.distance(to: $0) }) else {
            return feed.map { ($0, $0 + 1) }
        }
        if carriage + 1 == feed { return (carriage, carriage + 2) }
        if carriage + 1 == filled, !isAtEnd { return nil }
        return (carriage, carriage + 1)
    }

    /// - Returns: how far the bytes moved to the buffer's start.
    private func refill() throws -> Int {
        let moved = start
        if moved > 0 {
            let rest = UnsafeRawBufferPointer(rebasing: buffer[moved..<filled])
            buffer.copyMemory(from: rest)
            (start, end, next, filled) = (0, end - moved, next - moved, filled - moved)
        }
        if filled == buffer.count {
            guard buffer.count < LineReader.longestLine else { throw TooLong(line: line + 1) }
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
            larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
            buffer.deallocate()
            buffer = larger
        }
        let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        if count == 0 { isAtEnd = true }
        filled += count
        return moved
    }
}
