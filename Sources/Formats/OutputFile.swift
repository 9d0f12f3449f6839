import Glibc

/// Files that we write: whole or not at all, readable by their owner alone, and durable when writing returns.
///
/// The bytes go to a name of their own in the same folder, which nobody could have prepared (`O_EXCL`, `O_NOFOLLOW`),
/// to the disk (`fsync`), and only then to their place. A failure, a full disk or a crash leaves what was there before.
/// A symbolic link is never followed and never replaced: somebody who may write in the folder could lead us astray.
public enum OutputFile {
    public enum Purpose: Sendable {
        /// What has the name is replaced.
        case replacing
        /// Nothing may have the name yet.
        case new
    }

    /// When the bytes are safe from a loss of power.
    public enum Durability: Sendable {
        /// When writing returns.
        case atOnce
        /// Some time later: for what can be made again, in thousands of files.
        case later
    }

    /// Writes the file with mode 0600.
    ///
    /// - Throws: `OutputFileError` when the place holds a symbolic link, a folder or a device, when it is taken and the
    ///   file must be new, or when the operating system refuses.
    public static func write(
        _ bytes: [UInt8], to path: String, _ purpose: Purpose, durable: Durability = .atOnce
    ) throws(OutputFileError) {
        try write(bytes, to: path, purpose, durable) { descriptor, start, count in
            systemWrite(descriptor, start, count)
        }
    }

    /// - Parameter writing: the system call, which tests let fail.
    static func write(
        _ bytes: [UInt8], to path: String, _ purpose: Purpose, _ durability: Durability = .atOnce,
        writing: (Int32, UnsafeRawPointer?, Int) -> Int
    ) throws(OutputFileError) {
        let place = try OutputPlace(path)
        try place.refuseOddities(purpose)
        let temporary = try place.makeTemporary()
        var isInPlace = false
        defer { if !isInPlace { unlinkat(place.folder, temporary.name, 0) } }
        let isOnDisk =
            isWritten(bytes, temporary.descriptor, writing)
            && (durability == .later || fsync(temporary.descriptor) == 0)
        let fault = isOnDisk ? nil : place.error("cannot be written")
        close(temporary.descriptor)
        if let fault { throw fault }
        try place.take(temporary.name, purpose)
        isInPlace = purpose == .replacing
        if durability == .atOnce { try place.sync() }
    }

    /// Writes a file piece by piece, so that memory does not follow its size. It takes its place only when `body` has
    /// returned; what `body` throws leaves what was there before.
    ///
    /// - Throws: `OutputFileError`, and what `body` throws.
    public static func stream<Result>(
        to path: String, _ purpose: Purpose, _ body: (OutputFileStream) throws -> Result
    ) throws -> Result {
        let place = try OutputPlace(path)
        try place.refuseOddities(purpose)
        let temporary = try place.makeTemporary()
        var isInPlace = false
        var isOpen = true
        defer {
            if isOpen { close(temporary.descriptor) }
            if !isInPlace { unlinkat(place.folder, temporary.name, 0) }
        }
        let result = try body(OutputFileStream(path: path, descriptor: temporary.descriptor))
        let fault = fsync(temporary.descriptor) == 0 ? nil : place.error("cannot be written")
        close(temporary.descriptor)
        isOpen = false
        if let fault { throw fault }
        try place.take(temporary.name, purpose)
        isInPlace = purpose == .replacing
        try place.sync()
        return result
    }

    fileprivate static func isWritten(
        _ bytes: UnsafeRawBufferPointer, _ descriptor: Int32
    ) -> Bool { isWritten(bytes, descriptor) { descriptor, start, count in systemWrite(descriptor, start, count) } }

    private static func isWritten(
        _ bytes: UnsafeRawBufferPointer, _ descriptor: Int32,
        _ writing: (Int32, UnsafeRawPointer?, Int) -> Int
    ) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = writing(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func isWritten(
        _ bytes: [UInt8], _ descriptor: Int32, _ writing: (Int32, UnsafeRawPointer?, Int) -> Int
    ) -> Bool {
        bytes.withUnsafeBytes { isWritten($0, descriptor, writing) }
    }
}

/// A file that is being written and has not taken its place yet.
public final class OutputFileStream {
    public private(set) var byteCount: Int64 = 0
    private let path: String
    private let descriptor: Int32

    fileprivate init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    /// - Throws: `OutputFileError`.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(OutputFileError) {
        guard OutputFile.isWritten(bytes, descriptor) else {
            throw OutputFileError(path: path, reason: "cannot be written: \(String(cString: strerror(errno)))")
        }
        byteCount += Int64(bytes.count)
    }

    /// What has been written so far, from its start: for looking at a file before it takes its place.
    ///
    /// - Throws: `FileProblem`.
    public func written() throws(FileProblem) -> FileBytes {
        try FileBytes(path: "/proc/self/fd/\(descriptor)")
    }
}

private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, start, count)
}

/// A name in a folder that is held open, so that exchanging the folder meanwhile changes nothing.
private struct OutputPlace: ~Copyable {
    let folder: Int32
    private let name: String
    private let path: String

    init(_ path: String) throws(OutputFileError) {
        let slash = path.lastIndex(of: "/")
        let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let parent = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard !name.isEmpty, name != ".", name != "..", !path.utf8.contains(0) else {
            throw OutputFileError(path: path, reason: "names no file")
        }
        let descriptor = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw OutputFileError(path: path, reason: "cannot be made: \(String(cString: strerror(errno)))")
        }
        self.path = path
        self.name = name
        folder = descriptor
    }

    deinit { close(folder) }

    func error(_ what: String) -> OutputFileError {
        OutputFileError(path: path, reason: "\(what): \(String(cString: strerror(errno)))")
    }

    func refuseOddities(_ purpose: OutputFile.Purpose) throws(OutputFileError) {
        var status = stat()
        guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            guard errno == ENOENT else { throw error("cannot be written") }
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFLNK:
            throw OutputFileError(
                path: path,
                reason: "is a symbolic link, which is not followed; name the file itself, or remove the link")
        case S_IFREG where purpose == .new:
            throw OutputFileError(path: path, reason: "is there already; choose another name, or remove it first")
        case S_IFREG: return
        default: throw OutputFileError(path: path, reason: "is no ordinary file; choose another name")
        }
    }

    /// A file of mode 0600 under a name nobody has.
    func makeTemporary() throws(OutputFileError) -> (name: String, descriptor: Int32) {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<100 {
            let name = ".bilag-\(String(random.next(), radix: 36)).tmp"
            let descriptor = openat(
                folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(0o600))
            if descriptor >= 0 { return (name, descriptor) }
            guard errno == EEXIST || errno == EINTR else { break }
        }
        throw error("cannot be made")
    }

    /// Gives the finished file its name. For a new one by a second link, which fails when the name is taken meanwhile.
    func take(_ temporary: String, _ purpose: OutputFile.Purpose) throws(OutputFileError) {
        switch purpose {
        case .replacing: guard renameat(folder, temporary, folder, name) == 0 else { throw error("cannot be written") }
        case .new:
            if linkat(folder, temporary, folder, name, 0) == 0 { return }
            // File systems without second links: what was free a moment ago is taken by renaming.
            guard [EPERM, EOPNOTSUPP, ENOSYS].contains(errno), renameat(folder, temporary, folder, name) == 0 else {
                throw error("cannot be made")
            }
        }
    }

    /// The name is durable only with the folder. Some file systems cannot do that and say so.
    func sync() throws(OutputFileError) {
        guard fsync(folder) == 0 || errno == EINVAL else { throw error("cannot be made durable") }
    }
}

/// Why a file was not written.
public struct OutputFileError: Error, Hashable, CustomStringConvertible {
    public let path: String
    /// As a predicate: "is there already; …".
    public let reason: String

    init(path: String, reason: String) {
        self.path = path
        self.reason = reason
    }

    public var description: String { "'\(path)' \(reason)." }
}
