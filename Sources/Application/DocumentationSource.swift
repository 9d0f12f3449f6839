import Cryptography
import Formats
import Glibc
import Ledger
import ReportSite
import Values

/// A file that is to be attached to a voucher, read whole.
public struct DocumentationSource: Sendable {
    public let file: DocumentationFile
    let bytes: [UInt8]

    /// No file may be larger: an invoice of many pages in good scans is a tenth of it. The limit is the product's, no
    /// law's; the whole file is held in memory, and lies in the file of the books.
    public static let largestBytes = 64 << 20

    /// - Parameters:
    ///   - written: how its user wrote the path, for messages.
    ///   - mediaType: where somebody says what kind of file it is; else its bytes show it.
    /// - Throws: `DocumentationFileError`; `InvalidInput` for a name or media type that cannot be recorded.
    public init(path: String, written: String? = nil, mediaType: String? = nil) throws {
        let bytes: [UInt8]
        do { bytes = try DocumentationSource.read(path) } catch {
            throw DocumentationFileError(written ?? path, error.reason)
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard !IdentityNumbers.areAny(in: name) else { throw DocumentationFileError("", .namesPerson) }
        guard let type = mediaType ?? MediaType.detected(in: bytes) else {
            throw DocumentationFileError(written ?? path, .unknownForm)
        }
        self.bytes = bytes
        file = try DocumentationFile(
            hash: SHA256Digest(of: bytes), mediaType: type, byteCount: Int64(bytes.count), name: name)
    }

    /// Several files, which are held in memory together.
    ///
    /// - Parameter paths: of the files, by how their user wrote them.
    /// - Throws: as for one; `DocumentationFileError` when they are more than four of the largest size.
    public static func read(
        _ paths: [(written: String, path: String)], mediaType: String? = nil
    ) throws -> [DocumentationSource] {
        var total = 0
        return try paths.map { written, path in
            let source = try DocumentationSource(path: path, written: written, mediaType: mediaType)
            total += source.bytes.count
            guard total <= 4 * largestBytes else { throw DocumentationFileError(written, .tooMuchTogether) }
            return source
        }
    }

    private static func read(_ path: String) throws(DocumentationFileError) -> [UInt8] {
        // A pipe that nobody writes to would keep us waiting.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw DocumentationFileError(
                path, errno == ENOENT ? .missing : .unreadable(String(cString: strerror(errno))))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw DocumentationFileError(path, .unreadable(String(cString: strerror(errno))))
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw DocumentationFileError(path, .folder)
        default: throw DocumentationFileError(path, .notAFile)
        }
        guard status.st_size <= largestBytes else {
            throw DocumentationFileError(path, .tooLarge(Int64(status.st_size)))
        }
        let bytes = try bytes(of: descriptor, path, expecting: Int(status.st_size))
        guard !bytes.isEmpty else { throw DocumentationFileError(path, .empty) }
        return bytes
    }

    /// Also what somebody writes to it meanwhile, up to the limit.
    private static func bytes(
        of descriptor: Int32, _ path: String, expecting size: Int
    ) throws(DocumentationFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size + 1)
        var filled = 0
        while true {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw DocumentationFileError(path, .unreadable(String(cString: strerror(errno))))
            }
            if count == 0 { break }
            filled += count
            guard filled <= largestBytes else { throw DocumentationFileError(path, .tooLarge(Int64(filled))) }
            if filled == bytes.count { bytes.append(contentsOf: [UInt8](repeating: 0, count: 1 << 16)) }
        }
        bytes.removeSubrange(filled...)
        return bytes
    }
}

/// Why a file cannot document a voucher.
public struct DocumentationFileError: Error, Hashable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        case missing
        case folder
        /// A pipe or a device.
        case notAFile
        case empty
        case tooLarge(Int64)
        /// Of several files, the one that was too much.
        case tooMuchTogether
        /// With the operating system's words.
        case unreadable(String)
        case unknownForm
        /// Its name holds a national identity number.
        case namesPerson
    }

    public let path: String
    public let reason: Reason

    init(_ path: String, _ reason: Reason) { (self.path, self.reason) = (path, reason) }

    public var description: String {
        let limit = DocumentationSource.largestBytes >> 20
        return switch reason {
        case .missing: "There is no file '\(path)'. Look at the name."
        case .folder: "'\(path)' is a folder. Name the files in it."
        case .notAFile: "'\(path)' is no ordinary file. Save what it gives to one, and attach that."
        case .empty: "'\(path)' is empty, and an empty file documents nothing. Look whether it was saved."
        case .tooLarge(let bytes):
            "'\(path)' has \(bytes) bytes, and at most \(limit) MiB are kept of one file. Scan it with fewer dots to the "
                + "inch, or attach its parts."
        case .tooMuchTogether:
            "The files up to '\(path)' have more than \(4 * limit) MiB together. Attach them with several commands."
        case .unreadable(let why): "'\(path)' cannot be read: \(why)."
        case .namesPerson:
            "The name of a file holds a national identity number, and the log would keep it for ever. Rename the file, and "
                + "attach it then."
        case .unknownForm:
            "It does not show in '\(path)' what kind of file it is. Documentation must be readable for as long as it is "
                + "kept (bokføringsloven § 13): save it as PDF, or, where others can read it as it is, say what it is with "
                + "--media-type, as in --media-type application/vnd.ms-outlook."
        }
    }
}
