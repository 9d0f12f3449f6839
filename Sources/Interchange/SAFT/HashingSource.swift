import Cryptography
import EventLog
import Formats

/// Passes bytes on and hashes them: large files on a thread of its own, since the one that reads has the most to do.
final class HashingSource: ByteSource {
    private let source: any ByteSource
    private let hashing: Hashing?
    private let progress: (Int) -> Void
    private var thread: SideThread<Piece>?

    init(_ source: any ByteSource, hashes: Bool, progress: @escaping (Int) -> Void) {
        self.source = source
        hashing = hashes ? Hashing() : nil
        self.progress = progress
    }

    deinit { thread?.end(dropping: true) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try source.read(into: buffer)
        if let hashing { try hash(UnsafeRawBufferPointer(rebasing: buffer[..<count]), hashing) }
        progress(count)
        return count
    }

    private func hash(_ bytes: UnsafeRawBufferPointer, _ hashing: Hashing) throws {
        guard thread != nil || bytes.count > Piece.worthAThread else { return hashing.hasher.update(bytes) }
        let piece = hashing.spares.take() ?? Piece()
        piece.fill(bytes)
        try handingThread(hashing).hand([piece])
    }

    private func handingThread(_ hashing: Hashing) -> SideThread<Piece> {
        if let thread { return thread }
        // Between `hand` and the return of `settle` the thread alone uses the hasher.
        nonisolated(unsafe) let hashing = hashing
        let thread = SideThread<Piece> { piece in
            piece.visit { hashing.hasher.update($0) }
            hashing.spares.give(piece)
        }
        self.thread = thread
        return thread
    }

    /// The hash of everything, the rest included that nobody read.
    func finish() throws -> SHA256Digest? {
        guard let hashing else { return nil }
        let rest = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { rest.deallocate() }
        while try read(into: rest) > 0 {}
        try thread?.settle()
        return hashing.hasher.finish()
    }

    static func digest(of source: any ByteSource) throws -> SHA256Digest {
        let hashing = HashingSource(source, hashes: true) { _ in }
        return try hashing.finish() ?? SHA256Digest(of: [UInt8]())
    }
}

private final class Hashing {
    var hasher = SHA256Hasher()
    let spares = Spares<Piece>()
}

/// Bytes on their way to the thread that hashes them: used by one at a time, and handed back to be filled again.
private final class Piece: @unchecked Sendable {
    /// A block of a large file; smaller ones are hashed sooner than handed over.
    static let worthAThread = 64 << 10

    private var bytes: [UInt8] = []

    func fill(_ source: UnsafeRawBufferPointer) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: source)
    }

    func visit(_ visit: (UnsafeRawBufferPointer) -> Void) { bytes.withUnsafeBytes(visit) }
}
