extension MediaType {
    /// The type that bytes show themselves to be, whatever their file is called; nil where nothing known begins so.
    public static func detected(in bytes: [UInt8]) -> String? {
        if let signature = signatures.first(where: { $0.fits(bytes) }) { return signature.type }
        // Some writers put a line or a byte order mark before it (PDF 32000-1, annex H.3.4.1: within 1024 bytes).
        if bytes.prefix(1_024 + 5).contains(Array("%PDF-".utf8)) { return "application/pdf" }
        if ZipArchive.isArchive(start: bytes) { return archive(bytes) }
        return text(bytes)
    }

    private struct Signature {
        let type: String
        let offset: Int
        let start: [UInt8]

        init(_ type: String, _ start: [UInt8], at offset: Int = 0) {
            (self.type, self.start, self.offset) = (type, start, offset)
        }

        func fits(_ bytes: [UInt8]) -> Bool { bytes.dropFirst(offset).starts(with: start) }
    }

    /// What files begin with, as their formats lay down.
    private static let signatures = [
        Signature("image/png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
        Signature("image/jpeg", [0xFF, 0xD8, 0xFF]),
        Signature("image/gif", Array("GIF87a".utf8)), Signature("image/gif", Array("GIF89a".utf8)),
        Signature("image/tiff", [0x49, 0x49, 0x2A, 0x00]), Signature("image/tiff", [0x4D, 0x4D, 0x00, 0x2A]),
        Signature("image/webp", Array("WEBPVP8".utf8), at: 8),
        Signature("image/heic", Array("ftypheic".utf8), at: 4), Signature("image/heic", Array("ftypheix".utf8), at: 4),
        Signature("image/heif", Array("ftypmif1".utf8), at: 4), Signature("image/avif", Array("ftypavif".utf8), at: 4),
        // XML in UTF-16, with its byte order mark.
        Signature("application/xml", [0xFE, 0xFF, 0x00, 0x3C, 0x00, 0x3F]),
        Signature("application/xml", [0xFF, 0xFE, 0x3C, 0x00, 0x3F, 0x00]),
    ]

    /// A zip archive, or what is kept in one. One that cannot be read, because it is encrypted say, shows nothing.
    private static func archive(_ bytes: [UInt8]) -> String? {
        let budget = ZipBudget(totalBytes: 1 << 16, ratioFreeBytes: 1 << 16, entryCount: 10_000)
        guard let archive = try? ZipArchive(MemoryBytes(bytes), budget: budget), !archive.entries.isEmpty else {
            return nil
        }
        let names = Set(archive.entries.map(\.name))
        if names.contains("word/document.xml") { return wordDocument }
        if names.contains("xl/workbook.xml") { return spreadsheet }
        // OpenDocument 1.2, part 3, section 3.3, and ETSI EN 319 162-1: the type stands in a file of its own.
        if let entry = archive.entries.first(where: { $0.name == "mimetype" }), let named = start(of: entry, archive),
            extensions[named] != nil
        {
            return named
        }
        return "application/zip"
    }

    private static func start(of entry: ZipEntry, _ archive: ZipArchive) -> String? {
        var chunk = [UInt8](repeating: 0, count: 100)
        guard entry.unpackedBytes <= 100, let source = try? archive.open(entry),
            let count = try? chunk.withUnsafeMutableBytes({ try source.read(into: $0) })
        else { return nil }
        return String(decoding: chunk.prefix(count).filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
    }

    /// Text in UTF-8 without control characters: a page, a message, other XML, or plain text.
    private static func text(_ bytes: [UInt8]) -> String? {
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || [0x09, 0x0A, 0x0C, 0x0D].contains($0) }),
            String(validating: bytes, as: UTF8.self) != nil
        else { return nil }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        let start = content.drop { [0x09, 0x0A, 0x0C, 0x0D, 0x20].contains($0) }.prefix(64)
        guard !start.isEmpty else { return nil }
        let lower = String(decoding: start, as: UTF8.self).lowercased()
        if lower.hasPrefix("<!doctype html") || lower.hasPrefix("<html") { return "text/html" }
        if lower.hasPrefix("<") { return "application/xml" }
        return messageHeaders.contains { lower.hasPrefix($0) } ? "message/rfc822" : "text/plain"
    }

    /// What messages (RFC 5322) that were saved as files begin with.
    private static let messageHeaders = [
        "return-path:", "received:", "delivered-to:", "mime-version:", "message-id:", "from:",
    ]
}
