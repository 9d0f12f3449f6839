import EventLog
import Glibc

/// A place of its own beside a file that is to be made, so that the file appears whole or not at all.
final class StagedFile {
    /// Where to make it. Nobody else can look there.
    let path: String
    private let folder: String
    private let target: String

    /// - Throws: `LogError.cannotOpen` when nothing can be made beside the target.
    init(for target: String) throws(LogError) {
        var template = Array("\(target).XXXXXX".utf8CString)
        // mkdtemp makes the folder with mode 0700 and a name nobody else has.
        guard mkdtemp(&template) != nil else {
            let reason = String(cString: strerror(errno))
            throw .cannotOpen("The file '\(target)' could not be made: \(reason). Choose another place.")
        }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = folder + "/books"
        self.target = target
    }

    deinit {
        for name in [path, path + "-wal", path + "-shm", path + "-journal"] { unlink(name) }
        rmdir(folder)
    }

    /// Puts the file in its place, durably. Never replaces another one.
    ///
    /// - Throws: `LogError.cannotOpen` when there is a file by now.
    func place() throws(LogError) {
        guard link(path, target) == 0 || isPlacedByRenaming() else {
            let reason = String(cString: strerror(errno))
            throw .cannotOpen("The file '\(target)' could not be made: \(reason). Choose another name.")
        }
        let directory = open(Self.folder(of: target), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        fsync(directory)
        close(directory)
    }

    /// For file systems without links.
    private func isPlacedByRenaming() -> Bool {
        guard errno == EPERM || errno == EOPNOTSUPP || errno == EMLINK else { return false }
        guard !FileFacts.exists(target) else {
            errno = EEXIST
            return false
        }
        return rename(path, target) == 0
    }

    private static func folder(of path: String) -> String {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder
    }
}

/// What the file system says about a file.
enum FileFacts {
    /// Also for a link that leads nowhere.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Nil when there is none.
    static func sizeBytes(_ path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// The permissions, where group or others have any; nil for a file that its owner alone can use, or none at all.
    static func openMode(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return nil }
        return "0" + String(status.st_mode & 0o777, radix: 8)
    }
}
