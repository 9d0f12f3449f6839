import Cryptography
import Formats

extension AuditBundle {
    /// The files of an archive.
    ///
    /// - Throws: `BundleFault` when it is no zip archive, or one that should not be unpacked.
    public static func files(inArchive bytes: [UInt8]) throws(BundleFault) -> [BundleFile] {
        guard ZipArchive.isArchive(start: bytes) else {
            throw BundleFault(nil, "it is no zip archive; give the file or folder that 'bilag filing bundle' wrote")
        }
        do {
            let archive = try ZipArchive(MemoryBytes(bytes), budget: budget())
            // Before anything is unpacked; entries that are larger than they say end at the budget.
            guard archive.entries.allSatisfy({ $0.unpackedBytes <= largestSizeBytes }),
                archive.entries.reduce(0, { $0 + $1.unpackedBytes }) <= largestSizeBytes
            else {
                throw BundleFault(nil, "it unpacks to more than \(largestSizeBytes) bytes, and no bundle is that large")
            }
            return try archive.entries.map { entry in
                guard !entry.isFolder else { throw ZipError(.damaged, entry: entry.name, "a bundle holds no folders") }
                return BundleFile(entry.name, try unpacked(entry, of: archive))
            }
        } catch let fault as BundleFault {
            throw fault
        } catch let error as ZipError {
            throw BundleFault(error.entry, error.reason)
        } catch {
            throw BundleFault(nil, "\(error)")
        }
    }

    /// All of a bundle is held in memory: enough for the vouchers of a very large term, and no more.
    public static let largestSizeBytes: Int64 = 2 << 30
    /// Bundles have some ten files, and one more for each attachment, answer and signature.
    public static let mostFiles = 10_000

    private static func budget() -> ZipBudget {
        ZipBudget(totalBytes: largestSizeBytes, ratioFreeBytes: 1 << 20, entryCount: mostFiles)
    }

    private static func unpacked(_ entry: ZipEntry, of archive: ZipArchive) throws -> [UInt8] {
        let source = try archive.open(entry)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try chunk.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }
}

/// The files of a bundle by name, held against its manifest.
struct BundleContents {
    let manifest: BundleManifest
    private let files: [String: [UInt8]]

    /// - Throws: `BundleFault` when a file is missing, too much, or not the one that the manifest lists.
    init(_ list: [BundleFile]) throws(BundleFault) {
        var files: [String: [UInt8]] = [:]
        for file in list {
            guard files.updateValue(file.bytes, forKey: file.name) == nil else {
                throw BundleFault(file.name, "it is there twice")
            }
        }
        guard let bytes = files.removeValue(forKey: BundleFileName.manifest) else {
            throw BundleFault(BundleFileName.manifest, "it is missing; this is no bundle")
        }
        manifest = try BundleManifest(parsing: bytes)
        var unlisted = Set(files.keys)
        for entry in manifest.files {
            guard let bytes = files[entry.name] else { throw BundleFault(entry.name, "it is missing") }
            guard unlisted.remove(entry.name) != nil else { throw BundleFault(entry.name, "it is listed twice") }
            guard Int64(bytes.count) == entry.size, SHA256Digest(of: bytes) == entry.sha256 else {
                throw BundleFault(entry.name, "it does not have the hash that the manifest lists")
            }
        }
        if let name = unlisted.sorted().first { throw BundleFault(name, "the manifest does not list it") }
        self.files = files
    }

    /// - Throws: `BundleFault` when there is no such file.
    func bytes(_ name: String) throws(BundleFault) -> [UInt8] {
        guard let bytes = files[name] else { throw BundleFault(name, "it is missing") }
        return bytes
    }

    func optionalBytes(_ name: String) -> [UInt8]? { files[name] }

    /// The files of a folder by the hash of their bytes.
    func byHash(in folder: String) -> [SHA256Digest: [UInt8]] {
        var found: [SHA256Digest: [UInt8]] = [:]
        for entry in manifest.files where entry.name.hasPrefix(folder + "/") { found[entry.sha256] = files[entry.name] }
        return found
    }

    var names: [String] { manifest.files.map(\.name) }
}
