/// Gathers text and passes it on in pieces, so that memory does not follow the size of what is written.
final class TextSink {
    private var bytes: [UInt8] = []
    private let sink: (UnsafeRawBufferPointer) throws -> Void
    private static let pieceBytes = 64 << 10

    init(_ sink: @escaping (UnsafeRawBufferPointer) throws -> Void) {
        self.sink = sink
        bytes.reserveCapacity(TextSink.pieceBytes + 4096)
    }

    func write(_ text: String) throws {
        bytes.append(contentsOf: text.utf8)
        if bytes.count >= TextSink.pieceBytes { try finish() }
    }

    /// Passes on what is left.
    func finish() throws {
        try bytes.withUnsafeBytes(sink)
        bytes.removeAll(keepingCapacity: true)
    }
}
