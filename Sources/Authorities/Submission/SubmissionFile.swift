import Cryptography
import Values

/// A file that goes with a filing: a name that can stand in a header, a content type that fits it, and bytes.
public struct SubmissionFile: Hashable, Sendable {
    public let name: String
    public let contentType: String
    public let bytes: [UInt8]
    public let sha256: SHA256Digest

    /// Altinn's limit for the VAT app's attachments (Skatteetaten/mva-meldingen, 2025-11-04).
    public static let largestSizeBytes = 25 * 1024 * 1024

    /// - Throws: `InvalidInput` for a name with other signs than a–z, digits, `.`, `-` and `_`, an extension the
    ///   authority does not take, a content type that is not the extension's, no bytes or too many.
    public init(name: String, contentType: String, bytes: [UInt8]) throws(InvalidInput) {
        guard SubmissionFile.isPlain(name) else {
            throw InvalidInput(name, "a file sent to Altinn is named with a–z, digits, '.', '-' and '_'; rename it")
        }
        guard let expected = SubmissionFile.contentType(ofFileNamed: name) else {
            let known = SubmissionFile.contentTypes.map(\.fileExtension).joined(separator: ", ")
            throw InvalidInput(name, "the authority takes files of the kinds \(known)")
        }
        guard contentType == expected else {
            throw InvalidInput(name, "a file of this kind is sent as \(expected), not \(contentType)")
        }
        guard !bytes.isEmpty else { throw InvalidInput(name, "the file is empty") }
        guard bytes.count <= SubmissionFile.largestSizeBytes else {
            throw InvalidInput(name, "the file is larger than 25 MB")
        }
        (self.name, self.contentType, self.bytes) = (name, contentType, bytes)
        sha256 = SHA256Digest(of: bytes)
    }

    /// The content type Altinn demands for a name's extension; nil when the VAT app takes no such file.
    public static func contentType(ofFileNamed name: String) -> String? {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
        let fileExtension = name[name.index(after: dot)...].lowercased()
        return contentTypes.first { $0.fileExtension == fileExtension }?.contentType
    }

    /// Source: Skatteetaten/mva-meldingen, API description, list of attachment types, 2025-11-04.
    private static let contentTypes: [(fileExtension: String, contentType: String)] = {
        let office = "application/vnd.openxmlformats-officedocument."
        let openDocument = "application/vnd.oasis.opendocument."
        return [
            ("xml", "text/xml"), ("pdf", "application/pdf"), ("jpg", "image/jpeg"), ("jpeg", "image/jpeg"),
            ("png", "image/png"), ("doc", "application/msword"), ("xls", "application/vnd.ms-excel"),
            ("ppt", "application/vnd.ms-powerpoint"), ("docx", office + "wordprocessingml.document"),
            ("xlsx", office + "spreadsheetml.sheet"), ("pptx", office + "presentationml.presentation"),
            ("odt", openDocument + "text"), ("ods", openDocument + "spreadsheet"),
            ("odp", openDocument + "presentation"), ("odg", openDocument + "graphics"),
            ("odf", openDocument + "formula"),
        ]
    }()

    private static func isPlain(_ name: String) -> Bool {
        (1...200).contains(name.utf8.count) && !name.hasPrefix(".")
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || ".-_".utf8.contains(byte)
            }
    }
}
