/// The kinds of file that can be attached to a VAT return (vat-return 8.2; Skatteetaten/mva-meldingen, 2025-11-04).
/// The app demands that the media type is the one of the file's extension.
public enum AttachmentType {
    /// 25 MB each.
    public static let mostBytes = 25 * 1024 * 1024

    private static let office = "application/vnd.openxmlformats-officedocument."
    private static let openDocument = "application/vnd.oasis.opendocument."

    private static let table: [(fileExtension: String, mediaType: String)] = [
        ("xml", "text/xml"), ("pdf", "application/pdf"), ("jpg", "image/jpeg"), ("jpeg", "image/jpeg"),
        ("png", "image/png"), ("doc", "application/msword"), ("xls", "application/vnd.ms-excel"),
        ("ppt", "application/vnd.ms-powerpoint"), ("docx", office + "wordprocessingml.document"),
        ("xlsx", office + "spreadsheetml.sheet"), ("pptx", office + "presentationml.presentation"),
        ("odt", openDocument + "text"), ("ods", openDocument + "spreadsheet"), ("odp", openDocument + "presentation"),
        ("odg", openDocument + "graphics"), ("odf", openDocument + "formula"),
    ]

    public static var extensions: [String] { table.map(\.fileExtension) }

    /// - Parameter fileExtension: in lower case, without the dot.
    public static func mediaType(ofExtension fileExtension: String) -> String? {
        table.first { $0.fileExtension == fileExtension }?.mediaType
    }
}
