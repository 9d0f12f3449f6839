import Cryptography
import Filing
import Values

/// What building a filing again from its recorded log prefix gave.
public struct FilingReplay: Sendable {
    public struct Part: Sendable {
        /// `mva-melding.xml`, `envelope`, or an attachment's file name.
        public let name: String
        public let recorded: SHA256Digest
        public let rebuilt: SHA256Digest
        /// Where the bytes first differ, from 0; nil when they are identical, or the recorded ones are gone.
        public let firstDifference: Int?

        public var isIdentical: Bool { recorded == rebuilt }
    }

    public let filing: FilingID
    /// The log's size that the document was built from.
    public let size: UInt64
    /// Whether the log's tree at that size is the one recorded.
    public let prefixIsUnchanged: Bool
    public let parts: [Part]

    public var isIdentical: Bool { prefixIsUnchanged && parts.allSatisfy(\.isIdentical) }
}

extension OpenBooks {
    /// Builds a filing's document, envelope and attachments again from the log prefix recorded with it, and compares
    /// them byte for byte with what was recorded.
    ///
    /// - Throws: `FilingError.unknown`, and what building throws.
    public func replay(_ id: FilingID) throws -> FilingReplay {
        let draft = try filing(id).current.event
        let package = try rebuild(draft, at: draft.prefix.size)
        let names = ["mva-melding.xml", "envelope"] + package.attachments.map(\.fileName)
        let recorded = [draft.hashes.document, draft.hashes.envelope] + draft.hashes.attachments
        let rebuilt = [package.document, package.envelope] + package.attachments.map(\.document)
        let parts = try zip(names, zip(recorded, rebuilt)).map { name, hashes in
            FilingReplay.Part(
                name: name, recorded: hashes.0, rebuilt: hashes.1.hash,
                firstDifference: try firstDifference(hashes.0, hashes.1.bytes))
        }
        let tree = try log.tree(at: draft.prefix.size)
        return FilingReplay(
            filing: id, size: draft.prefix.size, prefixIsUnchanged: tree?.root == draft.prefix.root, parts: parts)
    }

    private func firstDifference(_ recorded: SHA256Digest, _ rebuilt: [UInt8]) throws -> Int? {
        guard let content = try log.content(recorded), content.bytes != rebuilt else { return nil }
        return zip(content.bytes, rebuilt).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            ?? min(content.bytes.count, rebuilt.count)
    }
}
