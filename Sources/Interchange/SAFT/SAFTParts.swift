import Cryptography
import Formats

/// One XML file of an import: a file of its own, or an entry of an archive.
struct SAFTPart {
    /// As messages name it: `regnskap.zip/SAF-T Financial_….xml`.
    let name: String
    let byteCount: Int64
    /// Its place and the number of parts, from the end of its name: `_2_3.xml`.
    let counter: Counter?
    /// The input whose hash comes from this part's bytes; nil for entries of archives.
    let input: Int?
    let open: () throws -> any ByteSource

    struct Counter: Hashable {
        let number: Int
        let total: Int

        /// Nil when the name does not end in two counters. The digits before them are no counters: a time has
        /// fourteen.
        init?(fileName: String) {
            let stem = fileName.lowercased().hasSuffix(".xml") ? fileName.dropLast(4) : fileName[...]
            let parts = stem.split(separator: "_")
            guard parts.count >= 3, let last = parts.last, last.count <= 4, parts[parts.count - 2].count <= 4,
                let number = Int(parts[parts.count - 2]), let total = Int(last), number >= 1, number <= total
            else { return nil }
            self.number = number
            self.total = total
        }
    }
}

/// Finds the parts of an import in its files and archives.
struct SAFTPartList {
    private(set) var parts: [SAFTPart] = []
    private let budget = ZipBudget()

    /// Adds what the file holds. Problems are returned as findings.
    mutating func add(_ file: ImportFile, index: Int) -> [ImportNotice] {
        do {
            let bytes = try file.open()
            var start = [UInt8](repeating: 0, count: 4)
            let count = try start.withUnsafeMutableBytes { try bytes.read(at: 0, into: $0) }
            guard ZipArchive.isArchive(start: start.prefix(count)) else {
                parts.append(
                    SAFTPart(
                        name: file.name, byteCount: bytes.byteCount,
                        counter: SAFTPart.Counter(fileName: file.name), input: index, open: file.open))
                return []
            }
            return try addArchive(bytes, named: file.name)
        } catch let error as ZipError {
            return [SAFTPartList.notice(error, archive: file.name)]
        } catch {
            return [
                ImportNotice(
                    code: "file-unreadable", file: file.name, line: nil, path: nil,
                    message: "the file cannot be read: \(error). Check its name and your right to read it.")
            ]
        }
    }

    private mutating func addArchive(_ bytes: any PositionedBytes, named archiveName: String) throws -> [ImportNotice] {
        let archive = try ZipArchive(bytes, budget: budget)
        let entries = archive.entries.filter { SAFTPartList.isWanted($0) }.sorted { $0.name < $1.name }
        for entry in entries {
            parts.append(
                SAFTPart(
                    name: "\(archiveName)/\(entry.name)", byteCount: entry.unpackedBytes,
                    counter: SAFTPart.Counter(fileName: entry.fileName), input: nil,
                    open: { try archive.open(entry) }))
        }
        guard entries.isEmpty else { return [] }
        return [
            ImportNotice(
                code: "archive-without-xml", file: archiveName, line: nil, path: nil,
                message: "the archive holds no file ending in .xml. Give the archive with the SAF-T files.")
        ]
    }

    private static func isWanted(_ entry: ZipEntry) -> Bool {
        let folders = entry.name.split(separator: "/")
        return !entry.isFolder && entry.name.lowercased().hasSuffix(".xml") && folders.first != "__MACOSX"
            && !folders.contains { $0.hasPrefix(".") }
    }

    static func notice(_ error: ZipError, archive: String) -> ImportNotice {
        let code =
            switch error.kind {
            case .damaged: "archive-damaged"
            case .unsupported: "archive-unsupported"
            case .unsafeName: "archive-unsafe-name"
            case .nestedArchive: "archive-in-archive"
            case .tooLarge: "archive-too-large"
            }
        return ImportNotice(
            code: code, file: error.entry.map { "\(archive)/\(SAFTStream.short($0))" } ?? archive, line: nil, path: nil,
            message: "\(error.reason).")
    }

    /// In order of their counters where all have them, else as given, archives by name. Reports missing and doubled
    /// counters.
    mutating func order() -> [ImportNotice] {
        let counters = parts.compactMap(\.counter)
        guard counters.count == parts.count else { return [] }
        parts = parts.enumerated().sorted {
            ($0.element.counter?.number ?? 0, $0.offset) < ($1.element.counter?.number ?? 0, $1.offset)
        }.map(\.element)
        let numbers = Dictionary(grouping: counters, by: \.total)
        // Nobody's export states more totals than one; a hostile archive may state thousands.
        return numbers.keys.sorted().prefix(ImportFindings.warningLimitPerCode).flatMap { total in
            notices(total: total, numbers: (numbers[total] ?? []).map(\.number))
        }
    }

    private func notices(total: Int, numbers: [Int]) -> [ImportNotice] {
        let file = parts.first { $0.counter?.total == total }?.name
        let times = Dictionary(grouping: numbers) { $0 }.mapValues(\.count)
        let missing = (1...total).filter { times[$0] == nil }.map(String.init)
        let doubled = times.filter { $0.value > 1 }.keys.sorted().map(String.init)
        var notices: [ImportNotice] = []
        if !missing.isEmpty {
            notices.append(
                ImportNotice(
                    code: "part-missing", file: file, line: nil, path: nil,
                    message: "of \(total) parts, \(listedShort(missing)) is not among the files. "
                        + "Give all parts in one import."))
        }
        if !doubled.isEmpty {
            notices.append(
                ImportNotice(
                    code: "part-doubled", file: file, line: nil, path: nil,
                    message: "of \(total) parts, \(listedShort(doubled)) is there more than once. "
                        + "Give each part once."))
        }
        return notices
    }
}
