import EventLog
import Ledger
import Values

/// A file with every voucher that it documents or documented: from documentation to voucher.
public struct DocumentationTrail: Sendable {
    public struct Use: Sendable {
        public let posted: PostedVoucher
        public let attachment: VoucherFiles.Attachment
    }

    public let file: DocumentationFile
    /// In order of the log.
    public let uses: [Use]
    public let head: TreeHead
}

extension OpenBooks {
    /// The vouchers that a file is or was attached to, found by the keys of documentation without reading the log.
    ///
    /// - Throws: `DocumentationError.unknown`, `ambiguous`.
    public func trail(_ beginning: DocumentationHashStart) throws -> DocumentationTrail {
        let size = try log.size()
        var hashes: Set<String> = []
        var vouchers: Set<UInt64> = []
        try log.readKeys(beginningWith: DocumentationKey.start) { key, _ in
            guard let parts = DocumentationKey.parts(of: key), parts.hash.hasPrefix(beginning.digits) else { return }
            hashes.insert(parts.hash)
            vouchers.insert(parts.voucher)
        }
        guard hashes.count <= 1 else { throw DocumentationError.ambiguous(nil, beginning.digits) }
        var uses: [DocumentationTrail.Use] = []
        for voucher in vouchers.sorted() {
            guard let bytes = try log.entry(voucher),
                let posted = try PostedVoucher(EntryBytes.decode(bytes, sequence: voucher))
            else { throw LogError.damagedEntry(voucher, "it is no voucher") }
            for attachment in try files(of: voucher).attachments where hashes.contains(attachment.file.hash.hex) {
                uses.append(DocumentationTrail.Use(posted: posted, attachment: attachment))
            }
        }
        uses.sort { $0.attachment.sequence < $1.attachment.sequence }
        guard let file = uses.first?.attachment.file else { throw DocumentationError.unknown(beginning.digits) }
        return DocumentationTrail(file: file, uses: uses, head: try head(at: size))
    }
}
