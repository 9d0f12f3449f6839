import Glibc

/// Bytes that come in pieces: a file, an entry of an archive, or memory. The readers pull from it, so that memory use
/// does not follow the size of what is read.
public protocol ByteSource: AnyObject {
    /// Fills the start of the buffer and returns how many bytes came; 0 only at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// Bytes in memory.
public final class MemoryBytes: ByteSource {
    private let bytes: [UInt8]
    private var position = 0

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - position)
        buffer.copyBytes(from: bytes[position..<position + count])
        position += count
        return count
    }

    public var byteCount: Int64 { Int64(bytes.count) }

    /// Reads at a position without moving the reading place.
    public func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard offset >= 0, offset < Int64(bytes.count) else { return 0 }
        let start = Int(offset)
        let count = min(buffer.count, bytes.count - start)
        buffer.copyBytes(from: bytes[start..<start + count])
        return count
    }
}

/// A file, read from its start.
public final class FileBytes: ByteSource {
    public let path: String
    /// The size when it was opened; zero for a pipe.
    public let byteCount: Int64
    private let descriptor: Int32

    /// - Throws: `FileProblem` when the file cannot be opened or is a folder.
    public init(path: String) throws(FileProblem) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        self.path = path
        guard descriptor >= 0 else { throw FileProblem(path: path, errorNumber: errno) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw FileProblem(path: path, errorNumber: errno) }
        byteCount = Int64(information.st_size)
        if information.st_mode & S_IFMT == S_IFDIR { throw FileProblem(path: path, errorNumber: EISDIR) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileProblem) -> Int {
        while true {
            let count = systemRead(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw FileProblem(path: path, errorNumber: errno) }
        }
    }

    /// Reads at a position without moving the reading place. Returns fewer bytes than asked for only at the end.
    public func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(FileProblem) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(filled))
            if count == 0 { break }
            if count > 0 {
                filled += count
            } else if errno != EINTR {
                throw FileProblem(path: path, errorNumber: errno)
            }
        }
        return filled
    }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}

/// A file that could not be opened or read, in the operating system's words.
public struct FileProblem: Error, Hashable, CustomStringConvertible {
    public let path: String
    public let errorNumber: Int32

    public init(path: String, errorNumber: Int32) {
        self.path = path
        self.errorNumber = errorNumber
    }

    public var description: String { "\(path): \(String(cString: strerror(errorNumber)))" }
}
