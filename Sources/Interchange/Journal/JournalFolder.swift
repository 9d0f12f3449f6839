import Formats
import Glibc

/// A journal's files, wherever they lie.
protocol JournalSources {
    /// The path of the file to begin with.
    var main: String { get }
    /// How messages name a file.
    func name(_ path: String) -> String
    func source(_ path: String) throws -> any ByteSource
    /// The files that an include line means, in order of their names.
    ///
    /// - Parameter formats: prefixes of journals; others are refused.
    func files(_ pattern: String, from file: String, formats: Set<String>) throws(JournalFolder.Refusal) -> [String]
}

/// The folder of a journal: what it includes lies there or below, and nowhere else.
struct JournalFolder: JournalSources {
    enum Refusal: Error, Equatable {
        case outside
        case notFound
        /// The prefix or file type of a format that is no journal.
        case otherFormat(String)
        case tooMany
    }

    /// The main file, without links.
    let main: String
    private let root: String
    static let mostFiles = 10_000

    init(main path: String) {
        main = JournalFolder.real(path) ?? path
        root = JournalFolder.folder(of: main)
    }

    /// How messages name a file: by its path below the folder.
    func name(_ path: String) -> String {
        let prefix = root.hasSuffix("/") ? root : root + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }

    func source(_ path: String) throws -> any ByteSource { try FileBytes(path: path) }

    func files(_ pattern: String, from file: String, formats: Set<String>) throws(Refusal) -> [String] {
        let pattern = try JournalFolder.path(in: pattern, formats: formats)
        let whole = pattern.hasPrefix("/") ? pattern : JournalFolder.folder(of: file) + "/" + pattern
        let found = try whole.contains("**") ? walk(whole) : glob(whole)
        var paths: [String] = []
        for path in found {
            guard let real = JournalFolder.real(path) else { continue }
            guard isInside(real) else { throw .outside }
            // A pattern does not mean the file that it stands in.
            if real == file, found.count > 1 { continue }
            paths.append(real)
        }
        guard !paths.isEmpty else { throw isBelowRoot(whole) ? .notFound : .outside }
        guard paths.count <= JournalFolder.mostFiles else { throw .tooMany }
        return paths.sorted()
    }

    /// The path in an include line without its prefix; files that are no journals are refused by their names.
    static func path(in pattern: String, formats: Set<String>) throws(Refusal) -> String {
        var pattern = pattern
        if let colon = pattern.firstIndex(of: ":"), pattern[..<colon].allSatisfy({ $0.isLetter && $0.isLowercase }) {
            let prefix = String(pattern[..<colon])
            guard formats.contains(prefix) else { throw .otherFormat(prefix) }
            pattern = String(pattern[pattern.index(after: colon)...])
        }
        for ending in [".csv", ".tsv", ".ssv", ".rules", ".timedot", ".timeclock"]
        where pattern.lowercased().hasSuffix(ending) {
            throw .otherFormat(String(ending.dropFirst()))
        }
        if pattern.hasPrefix("~") { throw .outside }
        return pattern
    }

    private func isInside(_ path: String) -> Bool { path.hasPrefix(root.hasSuffix("/") ? root : root + "/") }

    /// Judges a path that does not exist by its text.
    private func isBelowRoot(_ path: String) -> Bool {
        var parts: [Substring] = []
        for part in path.split(separator: "/") {
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
        }
        return isInside("/" + parts.joined(separator: "/"))
    }

    private func glob(_ pattern: String) -> [String] {
        var result = glob_t()
        defer { globfree(&result) }
        guard Glibc.glob(pattern, 0, nil, &result) == 0, let list = result.gl_pathv else { return [] }
        return (0..<Int(result.gl_pathc)).compactMap { list[$0].map { String(cString: $0) } }
    }

    /// Files below the part before `**` whose names fit the part after it.
    private func walk(_ pattern: String) throws(Refusal) -> [String] {
        guard let stars = pattern.firstRange(of: "**") else { return [] }
        let base = String(pattern[..<stars.lowerBound])
        var ending = pattern[stars.upperBound...]
        let isWholeName = ending.hasPrefix("/")
        if isWholeName { ending = ending.dropFirst() }
        let nameStart = base.lastIndex(of: "/").map { base[base.index(after: $0)...] } ?? ""
        let fitting = isWholeName ? String(ending) : nameStart + "*" + ending
        var found: [String] = []
        var folders = [JournalFolder.folder(of: base + "x")]
        var visited = 0
        while let folder = folders.popLast() {
            guard let directory = opendir(folder) else { continue }
            defer { closedir(directory) }
            while let entry = readdir(directory) {
                visited += 1
                guard visited <= JournalFolder.mostFiles else { throw .tooMany }
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name.hasPrefix(".") { continue }
                let path = folder + "/" + name
                var status = stat()
                guard lstat(path, &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR {
                    folders.append(path)
                } else if fnmatch(fitting, name, 0) == 0 {
                    found.append(path)
                }
            }
        }
        return found
    }

    private static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
