import EventLog
import Formats
import Glibc
import ReportSite

/// The folder that a site is written to: new, empty, or one that held a site of the same books before. Pages that the new
/// site does not have are removed; nothing else ever is.
final class SiteFolder {
    private let path: String
    private let booksID: String
    private let head: TreeHead
    /// What lies there and may be removed.
    private let earlier: Set<String>
    private var written: Set<String> = []

    /// - Throws: `SiteFolderError` when the folder holds something that is not ours; `OutputFileError`.
    init(_ path: String, booksID: String, head: TreeHead) throws {
        self.path = path
        self.booksID = booksID
        self.head = head
        try SiteFolder.make(path)
        let names = try SiteFolder.files(in: path)
        earlier = try SiteFolder.ours(names, in: path, booksID: booksID)
        for folder in SiteManifest.folders { try SiteFolder.make(path + "/" + folder) }
        // From here on until the end the folder is known as ours, and as unfinished.
        try writeManifest(SiteManifest(booksID: booksID, head: head, isComplete: false, files: []))
    }

    func write(_ file: SiteFile) throws(OutputFileError) {
        try OutputFile.write(file.bytes, to: path + "/" + file.name, .replacing, durable: .later)
        written.insert(file.name)
    }

    /// Removes what the site no longer has, and says that it is whole.
    func finish(_ manifest: SiteManifest) throws {
        for name in earlier.subtracting(written) where name != SiteManifest.name { unlink(path + "/" + name) }
        // A folder that has something in it stays.
        for folder in SiteManifest.folders { rmdir(path + "/" + folder) }
        try writeManifest(manifest)
    }

    private func writeManifest(_ manifest: SiteManifest) throws(OutputFileError) {
        try OutputFile.write(manifest.bytes, to: path + "/" + SiteManifest.name, .replacing, durable: .later)
    }

    // What lies there

    /// A folder of mode 0700. One that is there is taken, a link is not.
    private static func make(_ path: String) throws(SiteFolderError) {
        if mkdir(path, 0o700) == 0 { return }
        guard errno == EEXIST else { throw SiteFolderError(path, .cannotBeMade(String(cString: strerror(errno)))) }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw SiteFolderError(path, .noFolder)
        }
    }

    /// The files in the folder and one level below, with slashes. Temporary files that a crash left are removed.
    private static func files(in path: String) throws -> [String] {
        try names(in: path).flatMap { name -> [String] in
            var status = stat()
            guard lstat(path + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return [name] }
            let inner = try names(in: path + "/" + name).map { name + "/" + $0 }
            // An empty folder of another name is not ours either.
            return inner.isEmpty && !SiteManifest.folders.contains(name) ? [name] : inner
        }
    }

    private static func names(in path: String) throws(SiteFolderError) -> [String] {
        guard let folder = opendir(path) else {
            throw SiteFolderError(path, .cannotBeMade(String(cString: strerror(errno))))
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func ours(_ names: [String], in path: String, booksID: String) throws -> Set<String> {
        guard !names.isEmpty else { return [] }
        guard names.contains(SiteManifest.name), let bytes = bytes(of: path + "/" + SiteManifest.name),
            let manifest = SiteManifest(parsing: bytes)
        else { throw SiteFolderError(path, .foreign(names[0])) }
        guard manifest.booksID == booksID else { throw SiteFolderError(path, .otherBooks) }
        let listed = Set(manifest.files.map(\.name)).union([SiteManifest.name])
        let isOurs = { (name: String) in
            listed.contains(name) || (!manifest.isComplete && SiteManifest.mayHold(name)) || isTemporary(name)
        }
        if let stray = names.first(where: { !isOurs($0) }) { throw SiteFolderError(path, .foreign(stray)) }
        return Set(names)
    }

    /// What a crash left of a file being written.
    private static func isTemporary(_ name: String) -> Bool {
        let last = name.split(separator: "/").last ?? ""
        return last.hasPrefix(".bilag-") && last.hasSuffix(".tmp")
    }

    /// The bytes of an ordinary file; nil for anything else.
    private static func bytes(of path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size < 1 << 30 else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
            }
            guard count > 0 else { return nil }
            filled += count
        }
        return bytes
    }
}

/// Why a site was not written to a folder.
public struct SiteFolderError: Error, Hashable, CustomStringConvertible {
    public enum Reason: Hashable, Sendable {
        case cannotBeMade(String)
        case noFolder
        /// It holds this, which no site of ours does.
        case foreign(String)
        case otherBooks
    }

    public let path: String
    public let reason: Reason

    init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }

    public var description: String {
        switch reason {
        case .cannotBeMade(let why): "The folder '\(path)' cannot be used: \(why)."
        case .noFolder: "'\(path)' is no folder. Name a new or an empty one."
        case .foreign(let name):
            "'\(path)' holds '\(name)', which 'bilag report html' did not write there. Name a new or an empty folder."
        case .otherBooks: "'\(path)' holds the site of other books. Name another folder."
        }
    }
}
