import Formats
import HTTP

/// What the app demands of a file: a name with an extension, the content type of that extension, and a type that may
/// hold it (altinn.md 10.2).
struct FileRules {
    /// Allowed content types; the most elements of the type.
    private static let types: [String: (contentTypes: Set<String>, most: Int)] = [
        VATDataType.vatReturn: (["text/xml"], 1),
        VATDataType.attachment: (Set(contentTypes.values), 57),
    ]

    static let largestBytes = 25 << 20

    private static let contentTypes: [String: String] = [
        "xml": "text/xml", "pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png",
        "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "odp": "application/vnd.oasis.opendocument.presentation",
        "odg": "application/vnd.oasis.opendocument.graphics", "odf": "application/vnd.oasis.opendocument.formula",
    ]

    let filename: String
    let contentType: String

    static func isFileType(_ type: String) -> Bool { types[type] != nil }

    /// - Parameter others: how many elements of the type there are besides.
    init(_ request: HTTPRequest, type: String, others: Int) throws(Refusal) {
        guard let allowed = FileRules.types[type] else { throw Refusal(400, text: "Unknown data type \(type)") }
        guard !request.body.isEmpty else { throw Refusal(400, text: "The file is empty") }
        guard request.body.count <= FileRules.largestBytes else { throw Refusal(413) }
        filename = try FileRules.filename(in: request)
        guard let dot = filename.lastIndex(of: "."), dot != filename.startIndex else {
            throw Refusal(400, text: "The file name has no extension")
        }
        let ending = String(filename[filename.index(after: dot)...]).lowercased()
        contentType = request.header("Content-Type") ?? ""
        guard let expected = FileRules.contentTypes[ending], contentType == expected else {
            throw Refusal(400, text: "The content type \(contentType) does not fit the file name \(filename)")
        }
        guard allowed.contentTypes.contains(contentType) else {
            throw Refusal(400, text: "The content type \(contentType) is not allowed for \(type)")
        }
        guard others < allowed.most else {
            throw Refusal(409, text: "There are already \(others) elements of type \(type)")
        }
    }

    private static func filename(in request: HTTPRequest) throws(Refusal) -> String {
        guard let text = request.header("Content-Disposition") else {
            throw Refusal(400, text: "The header Content-Disposition is missing")
        }
        let parts = text.split(separator: ";").map { $0.drop { $0 == " " } }
        let name = parts.dropFirst().first { $0.lowercased().hasPrefix("filename=") }?.dropFirst(9) ?? ""
        let unquoted =
            name.hasPrefix("\"") && name.hasSuffix("\"") && name.count > 1 ? name.dropFirst().dropLast() : name
        guard parts.first?.lowercased() == "attachment", !unquoted.isEmpty,
            !unquoted.contains(where: { "/\\\"".contains($0) })
        else { throw Refusal(400, text: "Content-Disposition must be: attachment; filename=name.ending") }
        return String(unquoted)
    }
}
