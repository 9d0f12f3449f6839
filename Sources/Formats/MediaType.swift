/// What kind of file some bytes are: `application/pdf`.
public enum MediaType {
    /// `type/subtype`, with parameters where there are any (RFC 6838, section 4.2; RFC 9110, section 8.3.1).
    public static func isWellFormed(_ text: String) -> Bool {
        let parts = essence(text).split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && text.utf8.count <= 255 && parts.allSatisfy(isToken)
            && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }

    /// Without parameters, in lower case.
    public static func essence(_ text: String) -> String {
        String(text.prefix { $0 != ";" }).lowercased()
    }

    private static func isToken(_ part: Substring) -> Bool {
        (1...127).contains(part.utf8.count)
            && part.utf8.allSatisfy { byte in
                let isPlain =
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                return isPlain || "!#$&-^_.+".utf8.contains(byte)
            }
    }

    /// How the name of a file of that type ends; nil for types that are not known.
    public static func fileExtension(of mediaType: String) -> String? {
        let essence = essence(mediaType)
        if let known = extensions[essence] { return known }
        return essence.hasPrefix("text/") ? "txt" : nil
    }

    static let extensions = [
        "application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/tiff": "tif",
        "image/webp": "webp", "image/heic": "heic", "image/heif": "heif", "image/avif": "avif",
        "application/xml": "xml", "text/xml": "xml", "text/html": "html", "text/csv": "csv",
        "application/json": "json", "message/rfc822": "eml", "application/zip": "zip",
        wordDocument: "docx", spreadsheet: "xlsx", openDocument + "text": "odt", openDocument + "spreadsheet": "ods",
        "application/vnd.etsi.asic-e+zip": "asice", "application/vnd.etsi.asic-s+zip": "asics",
    ]

    static let wordDocument = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    static let spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    static let openDocument = "application/vnd.oasis.opendocument."
}
