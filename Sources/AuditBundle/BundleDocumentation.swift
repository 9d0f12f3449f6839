import Cryptography
import EventLog
import Formats
import Ledger
import Values

/// What is attached to the vouchers of a bundle, folded from its entries alone.
struct BundleDocumentation: Sendable {
    /// By the voucher's entry.
    private(set) var files: [UInt64: VoucherFiles] = [:]

    /// - Parameter vouchers: all that the bundle may hold documentation of.
    /// - Throws: `BundleFault` when an entry documents another one, or does not follow from those before it.
    init(_ entries: BundleEntries, of vouchers: [CountedVoucher]) throws {
        let numbers = Dictionary(vouchers.map { ($0.sequence, $0.number) }, uniquingKeysWith: { first, _ in first })
        try entries.read(upTo: .max) { entry in
            guard let type = EntryBytes.typeName(of: entry.bytes), BundleDocumentation.isDocumentation(type) else {
                return
            }
            let event = try entry.decoded()
            do {
                try add(event, numbers)
            } catch let fault as BundleFault {
                throw fault
            } catch {
                throw BundleFault(BundleFileName.entries, sequence: event.sequence, "\(error)")
            }
        }
    }

    private static func isDocumentation(_ type: UnsafeRawBufferPointer) -> Bool {
        type.elementsEqual(FrequentEvent.documentationAttached.utf8)
            || type.elementsEqual(FrequentEvent.documentationWithdrawn.utf8)
    }

    private mutating func add(_ event: RecordedEvent, _ numbers: [UInt64: String]) throws {
        guard let fact = try LedgerEvent(event), let voucher = fact.documentedVoucher else { return }
        guard numbers[voucher.sequence] == voucher.number.description, voucher.sequence < event.sequence else {
            throw BundleFault(
                BundleFileName.entries, sequence: event.sequence, "it documents a voucher that is not in the bundle")
        }
        guard fact.newEvent.key == event.key else {
            throw BundleFault(
                BundleFileName.entries, sequence: event.sequence, "its key is not that of its voucher and file")
        }
        try files[voucher.sequence, default: VoucherFiles()].apply(event)
    }

    var isEmpty: Bool { files.isEmpty }

    /// The files that document a voucher now, each once, with the entry that attached it.
    var inForce: [SHA256Digest: VoucherFiles.Attachment] {
        Dictionary(
            files.values.flatMap(\.inForce).sorted { $0.sequence < $1.sequence }.map { ($0.file.hash, $0) },
            uniquingKeysWith: { first, _ in first })
    }
}

extension BundleContents {
    /// Whether the files that document vouchers are here: all that are in force, or none of them.
    ///
    /// - Throws: `BundleFault` when there are some, others, or other bytes.
    func holdsDocumentation(_ documentation: BundleDocumentation) throws(BundleFault) -> Bool {
        let found = byHash(in: BundleFileName.documentationFolder)
        guard !found.isEmpty else { return false }
        let named = documentation.inForce
        for (hash, attachment) in named.sorted(by: { $0.value.sequence < $1.value.sequence }) {
            guard let bytes = found[hash] else {
                throw BundleFault(
                    BundleFileName.documentationFolder,
                    "the file \(hash) that entry \(attachment.sequence) attaches is missing")
            }
            guard Int64(bytes.count) == attachment.file.byteCount else {
                throw BundleFault(
                    BundleFileName.documentationFolder,
                    "the file \(hash) has another length than entry \(attachment.sequence) states")
            }
        }
        if let extra = found.keys.map(\.hex).sorted().first(where: { hex in !named.keys.contains { $0.hex == hex } }) {
            throw BundleFault(BundleFileName.documentationFolder, "no entry has the file \(extra) document a voucher")
        }
        return true
    }
}
