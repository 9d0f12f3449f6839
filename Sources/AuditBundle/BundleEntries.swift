import Cryptography
import EventLog
import Formats

/// Entries of a log, exact bytes, in order, that are not all there are.
public struct BundleEntries: Sendable {
    public private(set) var list: [(sequence: UInt64, bytes: [UInt8])]

    public init(_ list: [(sequence: UInt64, bytes: [UInt8])]) { self.list = list.sorted { $0.sequence < $1.sequence } }

    /// Reads lines. Each is decoded, and must be a whole canonical entry.
    init(parsing bytes: [UInt8]) throws(BundleFault) {
        list = []
        guard bytes.last == 0x0A else { throw BundleFault(BundleFileName.entries, "it does not end with a whole line") }
        for line in bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false) {
            let place = "line \(list.count + 1)"
            guard let number = (try? JSON(parsing: Array(line)))?["seq"]?.integer, number >= 1 else {
                throw BundleFault(BundleFileName.entries, "\(place) is no entry")
            }
            let sequence = UInt64(number)
            guard list.last.map({ $0.sequence < sequence }) ?? true else {
                throw BundleFault(BundleFileName.entries, sequence: sequence, "it does not stand in order (\(place))")
            }
            do {
                _ = try EntryBytes.decode(Array(line), sequence: sequence)
            } catch {
                throw BundleFault(BundleFileName.entries, sequence: sequence, "\(error)")
            }
            list.append((sequence, Array(line)))
        }
    }

    var lines: [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(list.reduce(0) { $0 + $1.bytes.count + 1 })
        for entry in list {
            lines += entry.bytes
            lines.append(0x0A)
        }
        return lines
    }

    /// Leaf indices and hashes.
    var leaves: [(index: UInt64, hash: SHA256Digest)] {
        list.map { entry in (entry.sequence - 1, entry.bytes.withUnsafeBytes { MerkleTree.leaf($0) }) }
    }

    /// Visits the entries up to one, as a log would show them.
    func read(upTo last: UInt64, _ visit: (StoredEntry) throws -> Void) throws {
        for entry in list where entry.sequence <= last {
            try entry.bytes.withUnsafeBytes { try visit(StoredEntry(sequence: entry.sequence, bytes: $0)) }
        }
    }
}

/// The proofs of a bundle as its files hold them.
enum BundleProofs {
    /// One hash in base64 on each line.
    static func inclusion(_ hashes: [SHA256Digest]) -> [UInt8] {
        Array(hashes.map { Base64.standard.encode($0.bytes) + "\n" }.joined().utf8)
    }

    static func inclusion(parsing bytes: [UInt8]) throws(BundleFault) -> [SHA256Digest] {
        var hashes: [SHA256Digest] = []
        for line in bytes.split(separator: 0x0A) {
            guard
                let hash = (try? Base64.standard.decode(String(decoding: line, as: UTF8.self)))
                    .flatMap({ SHA256Digest(bytes: $0) })
            else { throw BundleFault(BundleFileName.inclusion, "line \(hashes.count + 1) is no hash") }
            hashes.append(hash)
        }
        guard BundleProofs.inclusion(hashes) == bytes else {
            throw BundleFault(BundleFileName.inclusion, "it does not hold one hash on each line")
        }
        return hashes
    }

    /// One proof on each line: the smaller log, and the hashes that lead from it to the checkpoint.
    static func consistency(_ proofs: [(head: TreeHead, hashes: [SHA256Digest])]) -> [UInt8] {
        proofs.flatMap { proof in
            JSON.object([
                "size": .integer(Int64(clamping: proof.head.size)), "root": .string(proof.head.root.hex),
                "hashes": .array(proof.hashes.map { .string($0.hex) }),
            ]).canonicalBytes + [0x0A]
        }
    }

    static func consistency(
        parsing bytes: [UInt8]
    ) throws(BundleFault) -> [(head: TreeHead, hashes: [SHA256Digest])] {
        var proofs: [(head: TreeHead, hashes: [SHA256Digest])] = []
        for line in bytes.split(separator: 0x0A) {
            guard let json = try? JSON(parsing: Array(line)), let size = json["size"]?.integer, size >= 0,
                let root = json["root"]?.string.flatMap(SHA256Digest.init(hex:)),
                let hashes = json["hashes"]?.array?.map({ $0.string.flatMap(SHA256Digest.init(hex:)) }),
                !hashes.contains(nil)
            else { throw BundleFault(BundleFileName.consistency, "line \(proofs.count + 1) is no proof") }
            proofs.append((TreeHead(size: UInt64(size), root: root), hashes.compactMap { $0 }))
        }
        guard consistency(proofs) == bytes else {
            throw BundleFault(BundleFileName.consistency, "it does not hold one proof in canonical form on each line")
        }
        return proofs
    }
}
